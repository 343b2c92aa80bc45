"""Kills fetches again and again and compares the intermediary's reception stamps with the store.

The full form: `python -m tests.e2e.kill_rounds --kills 10000`.
"""

from __future__ import annotations

import itertools
import shutil
import signal
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sozialclient.demo.plain_applications import LATEST, plain_applications
from tests.e2e.kill_child import Order, Report
from tests.e2e.kill_steps import NAMED, Step
from tests.e2e.killing import Nursery, Tally, command_line
from tests.e2e.place import Desk, Hub, desk, digests, hub
from tests.e2e.program import PIN, office_p12, prepare

_HUBS = 8
_WAITING = 2
SEED = 20261122
NEVER = Step("never", "none")


@dataclass(slots=True)
class Outcome(Tally):
    """What the kills led to; each of `rounds` starts from the beginning."""

    acknowledged: int = 0
    rounds: int = 0

    def details(self) -> list[str]:
        """Rounds and deliveries."""
        return [f"{self.rounds} rounds, {self.acknowledged} acknowledged"]


@dataclass(frozen=True, slots=True)
class Ground:
    """What every round starts from: intermediaries with two deliveries each, an empty office, a ready nursery."""

    place: Path
    sent: list[list[str]]
    expected: dict[str, list[str]]
    nursery: Nursery[Order, Report]


@contextmanager
def ground() -> Iterator[Ground]:
    """Made once; rounds work on copies."""
    with tempfile.TemporaryDirectory(prefix="sozialclient-kills-") as folder:
        place = Path(folder)
        applications = list(plain_applications(_HUBS * _WAITING, 3))
        sent = []
        for number in range(_HUBS):
            with hub(place / str(number)) as made:
                sent.append(made.put(applications[number * _WAITING : (number + 1) * _WAITING]))
                url = made.url
        prepare(place / "data", url)
        key_file = place / "office.p12"
        key_file.write_bytes(office_p12())
        nursery = Nursery[Order, Report]("tests.e2e.kill_child", Report, str(key_file), PIN)
        expected = dict(zip(itertools.chain(*sent), map(digests, applications), strict=True))
        try:
            yield Ground(place, sent, expected, nursery)
        finally:
            nursery.close()


@dataclass(slots=True)
class Round:
    """An office that empties one intermediary after the other while it is killed."""

    ground: Ground
    place: Path
    number: int = -1
    hub: Hub | None = None
    checked: set[str] = field(default_factory=set)
    _stack: ExitStack = field(default_factory=ExitStack)

    def next_hub(self) -> bool:
        """Go on to the next intermediary, if there is one."""
        self._stack.close()
        self.number += 1
        if self.number == len(self.ground.sent):
            return False
        self.hub = self._stack.enter_context(hub(self.place / str(self.number)))
        self.hub.rig.clock.now = LATEST
        return True

    def close(self) -> None:
        """Stop the intermediary."""
        self._stack.close()

    def fetch(self, step: Step, *, hasty: bool = False) -> Report:
        """One fetch that ends at `step`."""
        assert self.hub is not None
        return self.ground.nursery.run(Order(str(self.place / "data"), self.hub.url, step, hasty))

    def complaints(self) -> list[str]:
        """Open the store as it was left and compare; every byte of what is new is read."""
        assert self.hub is not None
        sent = [each for some in self.ground.sent[: self.number + 1] for each in some]
        received = [each for some in self.ground.sent[: self.number] for each in some] + self.hub.received()
        with desk(self.place / "data", self.hub.url) as office:
            stored = office.stored_ids()
            found = [f"lost: {each}" for each in received if each not in stored]
            found += [f"twice: {each}" for each, count in Counter(stored).items() if count > 1]
            if stored != sent[: len(stored)]:
                found.append("stored in another order than sent")
            if office.workplace.store.journal_broken_at() is not None:
                found.append("journal broken")
            found += [f"books: {each.fault.value}" for each in office.workplace.store.books.audit().discrepancies]
            found += self._differing(office)
        return found

    def _differing(self, office: Desk) -> Iterator[str]:
        for card in office.workplace.store.cards():
            if card.message_id not in self.checked:
                self.checked.add(card.message_id)
                if office.digests_of(card) != self.ground.expected[card.message_id]:
                    yield f"other bytes: {card.message_id}"

    @property
    def waiting(self) -> int:
        """Deliveries at this intermediary that were not acknowledged."""
        assert self.hub is not None
        return _WAITING - len(self.hub.received())


@contextmanager
def new_round(ground: Ground) -> Iterator[Round]:
    """A fresh copy of everything."""
    with tempfile.TemporaryDirectory(prefix="sozialclient-kill-") as folder:
        place = Path(folder) / "copy"
        shutil.copytree(ground.place, place)
        current = Round(ground, place)
        try:
            yield current
        finally:
            current.close()


class Plan:
    """Which kill comes next: the purposeful ones want both deliveries waiting, chance does not mind."""

    def __init__(self, kills: int, whole: Report, seed: int) -> None:
        self._whole = whole
        self._chance = Random(seed)
        times: Counter[str] = Counter()
        on_disk = []
        for each in whole.disk:
            times[each] += 1
            on_disk.append(Step(f"disk {each}", "disk", each, times[each]))
        every = max(1, -(-len(on_disk) * 3 // kills))
        self._purposeful = deque([*NAMED, *on_disk[::every]])
        self._again = kills >= 2 * len(self._purposeful) * 2

    def next(self, *, all_waiting: bool) -> Step:
        """The next step to kill at."""
        if all_waiting and self._purposeful and self._chance.random() < 0.9:
            step = self._purposeful.popleft()
            if self._again:
                self._purposeful.append(step)
            return step
        if self._chance.random() < 0.6:
            return Step("any call", "calls", times=self._chance.randint(1, self._whole.calls))
        return Step("any time", "seconds", amount=self._chance.uniform(0, self._whole.seconds))

    def missed(self, step: Step) -> None:
        """Try again: what was fetched before moved the moment."""
        if step in NAMED and not self._again:
            self._purposeful.appendleft(step)


def run(kills: int, seed: int = SEED) -> Outcome:
    """Kill that often; every kill is followed by a comparison, every intermediary is emptied in the end.

    The same `seed` chooses the same moments.
    """
    outcome = Outcome(kills)
    with ground() as made:
        with new_round(made) as probe:
            probe.next_hub()
            whole = probe.fetch(NEVER)
            assert whole.exit_code == 0 and whole.calls and probe.complaints() == [], whole
        plan = Plan(kills, whole, seed)
        while not outcome.enough:
            with new_round(made) as current:
                outcome.rounds += 1
                while current.next_hub():
                    _empty(current, plan, outcome)
    return outcome


def _empty(current: Round, plan: Plan, outcome: Outcome) -> None:
    while current.waiting and not outcome.enough:
        step = plan.next(all_waiting=current.waiting == _WAITING)
        report = current.fetch(step)
        killed = report.signal == signal.SIGKILL
        outcome.note(step.name, killed=killed)
        if not killed:
            plan.missed(step)
            if report.exit_code != 0:
                outcome.complaints.append(f"{step}: ended with {report.exit_code}")
        outcome.complaints += [f"{step}: {each}" for each in current.complaints()]
    report = current.fetch(NEVER)
    outcome.complaints += [f"the last fetch: {each}" for each in current.complaints()]
    if report.exit_code != 0 or current.waiting:
        outcome.complaints.append(f"the last fetch ended with {report.exit_code}, {current.waiting} wait")
    outcome.acknowledged += _WAITING - current.waiting


if __name__ == "__main__":
    sys.exit(command_line(run, 10_000, SEED))
