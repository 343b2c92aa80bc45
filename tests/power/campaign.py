"""Puts thousands of power cuts to recorded histories, on all cores, and counts what became of them."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from unittest.mock import patch

from sozialclient.store.database import database
from sozialclient.store.seats import seats
from tests.power.disk_log import DiskLog
from tests.power.scenarios import Scenario, record
from tests.power.states import image_digest, marks_around, moments
from tests.power.verdict import Verdict, judge, lay_out

_GO_ON_EVERY = 50
_MOMENTS_A_TASK = 12
_KEPT_COMPLAINTS = 20


@dataclass(slots=True)
class Tally:
    """What became of the states that were opened; `images` are those that differ in a byte at least."""

    opened: int = 0
    images: set[bytes] = field(default_factory=set)
    moments: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take in what another process counted."""
        self.opened += other.opened
        self.images |= other.images
        self.moments += other.moments
        self.verdicts += other.verdicts
        self.complaints = (self.complaints + other.complaints)[:_KEPT_COMPLAINTS]

    def count(self, verdict: Verdict) -> int:
        """States that ended so."""
        return self.verdicts[verdict]

    def share(self, *verdicts: Verdict) -> float:
        """Of all states opened, 0 to 1."""
        return sum(self.verdicts[verdict] for verdict in verdicts) / max(1, self.opened)


@dataclass(frozen=True, slots=True)
class _Task:
    log: Path
    place: Path
    first: int
    last: int
    states: int


def synchronous(value: int) -> AbstractContextManager[object]:
    """During a `with` the store runs with that setting (0 OFF, 1 NORMAL, 2 FULL) and does not complain."""
    return patch.dict(database._REQUIRED, {"synchronous": value}) if value != 2 else nullcontext()


def run(
    scenarios: Sequence[Scenario], states: int, *, setting: int = 2, told: Callable[[Tally], None] = lambda _tally: None
) -> Tally:
    """Open about `states` different states, spread evenly over all moments of the scenarios.

    `told` is given what was counted so far, again and again.
    """
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=_fast_folder())))
        with synchronous(setting):
            logs = [record(scenario, place / f"record-{number}") for number, scenario in enumerate(scenarios)]
        tasks = list(_tasks(logs, place, states))
        tally = Tally()
        pool = stack.enter_context(multiprocessing.get_context("spawn").Pool(os.cpu_count(), _prepare))
        for part in pool.imap_unordered(_work, tasks):
            tally.add(part)
            told(tally)
    return tally


def _fast_folder() -> str | None:
    """A place in memory where there is one: nothing here has to survive."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _tasks(logs: Iterable[DiskLog], place: Path, states: int) -> Iterator[_Task]:
    logs = list(logs)
    possible = [_possible(disk.sectors) for log in logs for _, disk in moments(log)]
    quota = 1
    # Few moments allow as many states as they are asked for.
    while sum(min(quota, each) for each in possible) < states * 5 // 4 and quota < states:
        quota += 1 + quota // 20
    for number, log in enumerate(logs):
        path = place / f"log-{number}"
        path.write_bytes(pickle.dumps(log))
        for first in range(0, len(log.operations) + 1, _MOMENTS_A_TASK):
            yield _Task(path, place, first, first + _MOMENTS_A_TASK, quota)


def _possible(sectors: int) -> int:
    return 1 if sectors == 0 else 2 ** min(sectors, 30)


@cache
def _log(path: Path) -> DiskLog:
    found = pickle.loads(path.read_bytes())
    assert isinstance(found, DiskLog)
    return found


def _prepare() -> None:
    """Signs of life need a thread in every store, and nobody here looks for them."""
    patch.object(seats, "SignsOfLife", _NoSigns).start()


class _NoSigns:
    def __init__(self, *_: object) -> None: ...

    def stop(self) -> None: ...


def _work(task: _Task) -> Tally:
    log, tally = _log(task.log), Tally()
    folder = task.place / f"state-{os.getpid()}"
    # What was judged at one moment need not be at the next that asks for the same.
    seen: dict[tuple[int, int], set[bytes]] = {}
    for position, disk in moments(log):
        if not task.first <= position < task.last:
            continue
        tally.moments += 1
        before, after = marks_around(log, position)
        chance = Random(f"{log.name}/{position}")
        wanted = min(task.states, _possible(disk.sectors))
        done = seen.setdefault((before.position, after.position), set())
        added = 0
        for attempt in range(4 * wanted):
            image = disk.after_power_cut(chance, attempt)
            digest = image_digest(image)
            if digest in done:
                continue
            done.add(digest)
            added += 1
            lay_out(folder, image)
            go_on = (tally.opened + position) % _GO_ON_EVERY == 0
            verdict, complaint = judge(folder, before, after, go_on=go_on)
            tally.opened += 1
            tally.verdicts[verdict] += 1
            if complaint and len(tally.complaints) < _KEPT_COMPLAINTS:
                tally.complaints.append(f"{log.name}, moment {position}, attempt {attempt}: {complaint}")
            if added == wanted:
                break
    tally.images = set().union(*seen.values())
    return tally
