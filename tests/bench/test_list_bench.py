"""Fifty thousand applications open as fast as five hundred, and take no more memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.many import many_applications
from tests.bench.quiet import busy
from tests.bench.test_start_bench import Steps, _best
from tests.conftest import CHECKOUT

FEW, MANY = 500, 50_000
FEW_RUNS = 3
MOST_MEMORY = 48
"""MiB that a hundred times as many applications may add: the list takes six, most of it page caches of the database
(8 MiB each of a few connections, in which the whole index lies for the search) that are fuller, the rest is what the
database needs while the books are looked at."""


def _opened(folder: Path, state: str) -> Steps:
    command = [sys.executable, "-m", "tests.bench.list_once", str(folder), state]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    steps: Steps = json.loads(done.stdout.splitlines()[-1])
    return steps


# A few runs say something of memory only: whatever else runs decides about their times.
@pytest.mark.parametrize("runs", [FEW_RUNS, pytest.param(5, marks=pytest.mark.slow)])
def test_a_list_of_50000(tmp_path: Path, capsys: pytest.CaptureFixture[str], runs: int) -> None:
    for count in (FEW, MANY):
        many_applications(tmp_path / str(count), count)
    few, many = [], []
    for _ in range(runs):
        few.append(_opened(tmp_path / str(FEW), "transferred"))
        many.append(_opened(tmp_path / str(MANY), "transferred"))
    bare = _best("bare", runs)["painted"]
    shown = {name: min(one["shown"] for one in taken) for name, taken in (("few", few), ("many", many))}
    hits = min(one["hits"] for one in many)
    # What the allocator keeps by chance comes on top in some runs, ten MiB with few applications too.
    memory = {name: min(one["mib"] for one in taken) for name, taken in (("few", few), ("many", many))}
    with capsys.disabled():
        print(f"\nempty Qt window {bare:.0f} ms; beside it, from opening the store to the painted page:")
        for words, took in (("500", shown["few"]), ("50,000", shown["many"]), ("a search in 50,000", hits)):
            print(f"{words:<20}{took:8.0f} ms  {took / bare:5.2f} x")
        print(f"memory at 500 {memory['few']:.0f} MiB, at 50,000 {memory['many']:.0f} MiB")
    assert many[0]["rows"] > MANY * 0.29
    assert memory["many"] - memory["few"] < MOST_MEMORY
    if runs == FEW_RUNS:
        return
    if busy():
        pytest.skip("too much else runs here to compare times; memory was compared")
    # An empty window is 90 ms where this was measured first, so the first is 300 ms there. The second is
    # 750 ms: five times the 150 ms that a search in 10,000 may take.
    assert shown["many"] < 3.3 * bare
    assert hits < 8.3 * bare
