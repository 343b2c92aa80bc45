"""One pytest session that collects once and then runs tests in forked children, each with other guards taken out."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import math
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation import switch

LONGEST_TESTS = 20.0
"""Seconds of tests, as measured with all guards in place, that are spent on one guard at most."""
_PATIENCE = 30.0
_SLOWER = 5


@dataclass(frozen=True)
class Ran:
    """A test with all guards in place: what refused or ran in it."""

    name: str
    seconds: float
    fired: frozenset[str]


class Collected:
    """The collected tests and what they touch; `missed` says whether a test notices what is taken out."""

    def __init__(self, items: list[pytest.Item], folder: Path) -> None:
        self._items = {item.nodeid: item for item in items}
        self._folder = folder
        self.ran: list[Ran] = []

    def measure(self, paths: Sequence[str]) -> None:
        """Run the tests below `paths` once; only those that pass are asked, until the next call."""
        record = self._folder / "ran.json"
        items = [item for name, item in self._items.items() if name.startswith(tuple(paths))]
        _in_child(lambda: self._record(items, record), patience=7200)
        keys, tests = json.loads(record.read_text("utf-8"))
        told = [Ran(name, seconds, frozenset(keys[number] for number in fired)) for name, seconds, fired in tests]
        # Among tests of about one length, those that touch little say most about what they touch.
        self.ran = sorted(told, key=lambda ran: (round(math.log2(ran.seconds)), len(ran.fired)))

    def touching(self, keys: set[str]) -> list[Ran]:
        """The tests in which one of `keys` fired, as many as there is time for."""
        found, seconds = [], 0.0
        for ran in self.ran:
            if ran.fired & keys and seconds + ran.seconds < LONGEST_TESTS:
                found.append(ran)
                seconds += ran.seconds
        return found

    def missed(self, off: set[str], tests: list[Ran]) -> bool:
        """Whether one of `tests` fails, or hangs, with `off` taken out."""
        chosen = [self._items[ran.name] for ran in tests]
        patience = _PATIENCE + _SLOWER * sum(ran.seconds for ran in tests)
        return bool(chosen) and not _in_child(lambda: self._pass(off, chosen), patience)

    def _record(self, items: list[pytest.Item], record: Path) -> bool:
        told = []
        numbers: dict[str, int] = {}
        for item, following in zip(items, [*items[1:], None], strict=True):
            switch.fired.clear()
            started = time.perf_counter()
            reports = runtestprotocol(item, log=False, nextitem=following)
            if all(report.passed for report in reports):
                fired = [numbers.setdefault(key, len(numbers)) for key in sorted(switch.fired)]
                told.append((item.nodeid, time.perf_counter() - started, fired))
        record.write_text(json.dumps((list(numbers), told)), "utf-8")
        return True

    def _pass(self, off: set[str], items: list[pytest.Item]) -> bool:
        switch.off.update(off)
        for item, following in zip(items, [*items[1:], None], strict=True):
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                return False
        return True


def collect_and(work: Callable[[Collected], None], arguments: list[str]) -> None:
    """Collect with pytest's `arguments`, then give the tests to `work`; raises RuntimeError if collecting fails."""
    with tempfile.TemporaryDirectory(prefix="sozialclient-mutation-") as folder:
        plugin = _Plugin(work, Path(folder))
        quiet = ["-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-o", "tmp_path_retention_policy=none"]
        pytest.main([*quiet, f"--basetemp={folder}/tests", *arguments], plugins=[plugin])
    if not plugin.done:
        raise RuntimeError("the tests could not be collected")


class _Plugin:
    def __init__(self, work: Callable[[Collected], None], folder: Path) -> None:
        self._work = work
        self._folder = folder
        self.done = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        # Keys that most tests share, made once; and nothing of all this need be looked at again by a child.
        importlib.import_module("tests.mailbox_rig").training_pki()
        gc.freeze()
        self._work(Collected(session.items, self._folder))
        self.done = True
        return True


def _in_child(work: Callable[[], bool], patience: float) -> bool:
    """What `work` answers in a fork of this process; False where it ends otherwise or never."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.setsid()
        trouble = os.dup(2)
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silence, descriptor)
        good = False
        try:
            good = work()
        except BaseException:
            os.write(trouble, traceback.format_exc().encode())
            raise
        finally:
            os._exit(0 if good else 1)
    return _ended_well(child, time.monotonic() + patience)


def _ended_well(child: int, deadline: float) -> bool:
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        late = time.monotonic() > deadline
        if ended or late:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            if not ended:
                os.waitpid(child, 0)
            return bool(ended) and os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.005)
