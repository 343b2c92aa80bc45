"""Fifty thousand rows scroll without a frame that the eye would miss."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.many import many_applications
from tests.conftest import CHECKOUT

MANY = 50_000
FRAME_MS = 33.0
"""Of the window's own computing: what other programs do to the clock is not ours."""


def test_scrolling_50000_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many_applications(tmp_path, MANY)
    command = [sys.executable, "-m", "tests.bench.scroll_once", str(tmp_path)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    with capsys.disabled():
        print(f"\n{len(seen['clock'])} frames over {seen['rows']:,} rows:")
        for kind in ("clock", "computed"):
            taken = sorted(seen[kind])
            print(f"{kind:<10}median {taken[len(taken) // 2]:5.1f} ms  longest {taken[-1]:5.1f} ms")
    assert seen["rows"] == MANY
    assert max(seen["computed"]) < FRAME_MS
