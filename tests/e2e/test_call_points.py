"""An exception in any function between an answer and its commit: nothing is acknowledged."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import pytest

from sozialclient.errors import LocalFault
from tests.e2e.place import desk, digests, hub, three_applications

_OURS = "/sozialclient/"
_FROM = "return net/strict_response.py:StrictResponse.begin"
_ASKED = "call transports/osci12.py:Osci12Session.next"
_TO = "return store/store.py:Store.add"


class PlannedError(RuntimeError):
    """A defect nobody foresaw."""


class PlannedFault(LocalFault):
    """An error raised on purpose that nobody handles in particular."""

    reference = "PLANNED"


class CallPoints:
    """Follows the calls between an answer with a delivery and the end of `Store.add`; raises at one of them."""

    def __init__(self, fails: str = "", error: type[Exception] = PlannedError) -> None:
        self.seen: dict[str, int] = {}
        self.raised = False
        self._fails, self._error = fails, error
        self._asked = self._open = False

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        _, ours, module = code.co_filename.rpartition(_OURS)
        if not ours or event not in ("call", "return"):
            return
        name = f"{module}:{code.co_qualname}"
        happened = f"{event} {name}"
        if not self._open:
            self._asked = self._asked or happened == _ASKED
            self._open = self._asked and happened == _FROM
        elif happened == _TO:
            self._open = self._asked = False
            sys.setprofile(None)
        elif event == "call":
            self.seen[name] = self.seen.get(name, 0) + 1
            if name == self._fails:
                self.raised = True
                raise self._error


@contextmanager
def watched(points: CallPoints) -> Iterator[None]:
    """The calls of this thread go past `points`."""
    sys.setprofile(points)
    try:
        yield
    finally:
        sys.setprofile(None)


@dataclass
class Office:
    """An office and an intermediary with one delivery; both anew once it was acknowledged."""

    place: Path
    number: int = 0
    stack: ExitStack = field(default_factory=ExitStack)

    def open(self) -> None:
        """A copy of what was made first."""
        self.stack.close()
        self.number += 1
        folder = self.place / str(self.number)
        shutil.copytree(self.place / "filled", folder / "hub")
        self.hub = self.stack.enter_context(hub(folder / "hub"))
        self.hub.rig.clock.now = three_applications()[0].created_at
        self.desk = self.stack.enter_context(desk(folder / "desk", self.hub.url))

    def fetch(self, points: CallPoints) -> None:
        """Fetch with an exception in it."""
        try:
            with watched(points):
                self.desk.fetch()
        except PlannedError:
            pass

    def assert_nothing_lost(self, expected: list[str], name: str) -> None:
        """What is received is here: whole, or set aside with the bytes it came in."""
        store = self.desk.workplace.store
        cards = store.cards()
        assert len(cards) >= len(self.hub.received()), name
        for card in cards:
            whole = self.desk.digests_of(card) == expected
            assert whole or (card.failure is not None and b"".join(store.original(card.id))), name
        assert store.journal_broken_at() is None


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with hub(tmp_path / "filled") as running:
        running.put(three_applications()[:1])
    made = Office(tmp_path)
    made.open()
    yield made
    made.stack.close()


@pytest.mark.timeout(0)
@pytest.mark.parametrize(("error", "every"), [
    (PlannedFault, 2),
    (PlannedError, 12),
    pytest.param(PlannedFault, 1, marks=pytest.mark.slow),
    pytest.param(PlannedError, 1, marks=pytest.mark.slow),
])
def test_an_exception_anywhere_loses_nothing(office: Office, error: type[Exception], every: int) -> None:
    """One that speaks of our side ends the fetch with nothing acknowledged; any other may set the delivery aside."""
    expected = digests(three_applications()[0])
    # The first one also makes what is kept from then on.
    office.fetch(CallPoints())
    office.open()
    whole = CallPoints()
    office.fetch(whole)
    assert len(whole.seen) > 200
    office.open()
    names, went_on = list(whole.seen)[::every], []
    for name in names:
        points = CallPoints(name, error)
        office.fetch(points)
        assert points.raised, name
        office.assert_nothing_lost(expected, name)
        went_on += [name] if error is PlannedFault and office.hub.received() else []
        if office.hub.received() or office.desk.workplace.store.cards():
            office.desk.fetch()
            office.assert_nothing_lost(expected, name)
            assert len(office.hub.received()) == 1, name
            office.open()
    # Not to recognise what an application is about is no reason to refuse it.
    assert len(went_on) < len(names) // 4, went_on
