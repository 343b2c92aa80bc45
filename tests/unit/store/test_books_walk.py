"""Whatever happens to applications, in whatever order, the books balance after every single step."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from sozialclient.model.application import State
from sozialclient.store import Store
from sozialclient.store.books import actions
from sozialclient.store.errors import StoreError
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import FETCHED, sample
from tests.unit.store.test_unprocessable import keep, unread

MAILBOXES = ("Sozialamt", "Wohngeld")


class Walk:
    """Does one thing after another to a store; refusals are part of it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._random = folder, random.Random(seed)
        self.store: Store = open_store(folder)
        self.steps: dict[str, int] = {}

    def step(self) -> None:
        """One thing at random; store errors are refusals, which change nothing."""
        doings: list[Callable[[], object]] = [
            self._arrive, self._arrive, self._arrive, self._unread, self._unread, self._gone, self._move, self._move,
            self._throw_away, self._restore, self._delete, self._delete, self._hold, self._open, self._fetched,
            self._reopen,
        ]
        doing = self._random.choice(doings)
        try:
            doing()
        except StoreError:
            return
        self.steps[doing.__name__] = self.steps.get(doing.__name__, 0) + 1

    def _some(self) -> str:
        cards = self.store.cards()
        return self._random.choice(cards).id if cards else "A-2026-999999"

    def _message(self) -> int:
        return self._random.randrange(12)

    def _arrive(self) -> None:
        number = self._message()
        other = self._random.random() < 0.2
        one = sample(number + 100 if other else number, message_id=f"message-{number}", size=300)
        one.add(self.store, self._random.choice(MAILBOXES))

    def _unread(self) -> None:
        arrival = dataclasses.replace(unread(f"message-{self._message()}"), mailbox=self._random.choice(MAILBOXES))
        keep(self.store, arrival, acknowledged=self._random.random() < 0.5)

    def _gone(self) -> None:
        self.store.unprocessable.note_gone(self._random.choice(MAILBOXES), set())

    def _move(self) -> None:
        state = self._random.choice([state for state in State if state is not State.UNPROCESSABLE])
        self.store.set_state(self._some(), state, action=actions.STATE_CHANGED)

    def _throw_away(self) -> None:
        self.store.deletion.throw_away([self._some()])

    def _restore(self) -> None:
        self.store.deletion.restore([card.id for card in self.store.cards(state=State.TRASH)][:1] or ["A-2026-999999"])

    def _delete(self) -> None:
        chosen = [card.id for card in self.store.cards(state=State.TRASH)][:3]
        self.store.deletion.delete(chosen or ["A-2026-999999"], "person")

    def _hold(self) -> None:
        self.store.deletion.hold([self._some()], self._random.random() < 0.3)

    def _open(self) -> None:
        identifier = self._some()
        self.store.mark_opened(identifier, self.store.card(identifier).fetched)

    def _fetched(self) -> None:
        self.store.record_fetch(self._random.choice(MAILBOXES), FETCHED, "ok")

    def _reopen(self) -> None:
        self.store.close()
        if self._random.random() < 0.5:
            self.store = open_store(self._folder)
            self.store.rotate_key()
            self.store.close()
        self.store = open_store(self._folder)


def walk(folder: Path, seed: int, steps: int) -> dict[str, int]:
    """Walk and look at the books after every step, at every byte now and then; returns what was done how often."""
    way = Walk(folder, seed)
    try:
        for at in range(steps):
            way.step()
            report = way.store.books.audit()
            assert report.discrepancies == (), (seed, at)
            assert report.total.arrived == report.total.present + report.total.deleted
            if at % 40 == 39:
                assert way.store.books.full_audit(lambda _done, _total: None, lambda: False).balanced, (seed, at)
    finally:
        way.store.close()
    return way.steps


def test_a_walk(folder: Path) -> None:
    done = walk(folder, 7, 160)
    assert {"_arrive", "_unread", "_move", "_delete", "_throw_away", "_reopen", "_fetched"} <= done.keys()


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(20))
def test_long_walks(folder: Path, seed: int) -> None:
    walk(folder, seed, 500)
