"""Start to a usable window with applications in the store, beside the least a Qt window costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sozialclient.net.http_client import NetSettings
from sozialclient.usecases.fetch_mailbox import fetch_mailbox
from sozialclient.usecases.open_training_mailbox import add_training_mailbox, start_training
from sozialclient.usecases.workplace import Workplace
from tests.bench.many import many_applications
from tests.conftest import CHECKOUT

Steps = dict[str, float]
RUNS = 5


def _filled(folder: Path, count: int) -> Path:
    """A data folder with `count` applications, fetched from a training intermediary."""
    data = folder / "client"
    training = start_training(folder / "intermediary", fill=str(count))
    try:
        workplace = Workplace.open(data, self_contained=True, net=NetSettings())
        mailbox = add_training_mailbox(workplace, training)
        transport = workplace.transport(mailbox, workplace.unlock(mailbox, None))
        summary = fetch_mailbox(transport, workplace.store, mailbox, lambda _: None, lambda: False)
        workplace.close()
    finally:
        training.stop()
    assert summary.error is None and summary.new == count
    return data


def _run(argument: str) -> Steps:
    command = [sys.executable, "-m", "tests.bench.start_once", argument]
    # Compiled modules lie on a user's disk from the first start on.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True)
    steps: Steps = json.loads(done.stdout)
    return steps


def _best(argument: str, runs: int) -> Steps:
    return min((_run(argument) for _ in range(runs)), key=lambda steps: steps.get("usable", steps["painted"]))


def _report(bare: Steps, steps: Steps, say: Callable[[str], None]) -> None:
    say(f"{'empty Qt window':<22}{bare['painted']:8.0f} ms")
    for name in ("imports", "built", "painted", "usable", "computed", "quiet"):
        say(f"{name:<22}{steps[name]:8.0f} ms  {steps[name] / bare['painted']:5.2f} x empty window")


def test_a_window_on_some_applications_becomes_usable(tmp_path: Path) -> None:
    """Short form: the path runs; what it costs is for the long form to say."""
    assert _run(str(_filled(tmp_path, 3)))["applications"] == 3


@pytest.mark.slow
def test_start_with_200_applications(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = _filled(tmp_path, 200)
    bare, steps = _best("bare", RUNS), _best(str(data), RUNS)
    with capsys.disabled():
        print()
        _report(bare, steps, print)
    assert steps["applications"] == 200
    assert steps["painted"] < 8 * bare["painted"]


@pytest.mark.slow
def test_start_with_50000_applications(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As many as a large office keeps in years: at most twice the time of a start with 200."""
    few, many = _filled(tmp_path, 200), tmp_path / "many"
    many_applications(many, 50_000)
    bare, before, steps = _best("bare", RUNS), _best(str(few), RUNS), _best(str(many), RUNS)
    with capsys.disabled():
        print()
        _report(bare, steps, print)
        print(f"{steps['usable'] / before['usable']:.2f} times a start with 200 applications")
    assert steps["applications"] >= 5_000
    assert steps["usable"] < 2 * before["usable"]
