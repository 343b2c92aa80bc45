"""Watched folders that could not be written are tried again with growing pauses, and at once when a share is back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sozialclient.exporters.draft_lock import DraftLock
from sozialclient.exporters.drop_folder import IDENTITY, LOCK, writing
from sozialclient.model.drop import DropReport
from sozialclient.store.books.actions import DROP_FAILED, DROPPED
from sozialclient.usecases.drop_applications import drop_applications
from sozialclient.usecases.drop_routes import remove_route, set_route
from sozialclient.usecases.drop_watch import PAUSES, DropStanding, DropWatch
from tests.e2e.place import Desk, desk, hub, three_applications


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ablage"
    made.mkdir()
    return made


@pytest.fixture
def office(tmp_path: Path, folder: Path) -> Iterator[Desk]:
    """Three applications wait for one watched folder."""
    with hub(tmp_path / "hub") as mailbox, desk(tmp_path / "data", mailbox.url) as made:
        set_route(made.workplace, "fach", folder)
        mailbox.put(three_applications())
        assert made.fetch().new == 3
        yield made


def never() -> bool:
    return False


def lines(office: Desk, action: str) -> int:
    return sum(entry.action == action for entry in office.workplace.store.journal())


def test_pauses_grow_while_a_share_is_gone_and_end_when_it_is_back(office: Desk, folder: Path) -> None:
    clock = Clock()
    watch = DropWatch(lambda: office.workplace, clock=clock)
    gone = folder.rename(folder.with_name("weg"))
    report = watch.run(never)
    assert [failure.error.reference for failure in report.failed] == ["EXPORT-TARGET"]
    assert watch.standing.troubled == ("fach",) and watch.standing.waiting == 3
    for pause in (*PAUSES, PAUSES[-1]):
        clock.now += pause - 1
        assert watch.look(never) is None, "before its time nothing is tried"
        clock.now += 1
        found = watch.look(never)
        assert found is not None and found.failed
    assert lines(office, DROP_FAILED) == 1, "said once, not at every try"
    gone.rename(folder)
    found = watch.look(never)
    assert found is not None and len(found.done) == 3 and watch.standing == DropStanding()
    clock.now += 10 * PAUSES[-1]
    assert watch.look(never) is None
    assert lines(office, DROPPED) == 3 and len(list(folder.glob("2*.fertig"))) == 3


def test_what_is_taken_away_is_never_brought_twice(
    office: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between plan and lock another run brings everything, and the other program takes it away."""
    first: list[DropReport] = []

    @contextmanager
    def after_another(place: Path, marker: str) -> Iterator[None]:
        monkeypatch.setattr("sozialclient.usecases.drop_applications.writing", writing)
        first.append(drop_applications(office.workplace, never))
        for path in place.glob("2*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        with writing(place, marker):
            yield

    monkeypatch.setattr("sozialclient.usecases.drop_applications.writing", after_another)
    DropWatch(lambda: office.workplace).run(never)
    assert len(first[0].done) == 3
    assert {path.name for path in folder.iterdir()} == {IDENTITY}
    assert lines(office, DROPPED) == 3


def test_a_folder_that_is_there_and_cannot_be_written_waits_its_time(office: Desk, folder: Path) -> None:
    clock = Clock()
    watch = DropWatch(lambda: office.workplace, clock=clock)
    lock = DraftLock(folder / LOCK, create=True)
    assert watch.run(never).failed and watch.look(never) is None
    lock.release()
    assert watch.look(never) is None, "that nobody writes there any more cannot be seen from afar"
    clock.now += PAUSES[0]
    found = watch.look(never)
    assert found is not None and len(found.done) == 3


def test_the_journal_says_it_once_over_all_sessions(office: Desk, folder: Path) -> None:
    folder.rename(folder.with_name("weg"))
    for _session in range(3):
        DropWatch(lambda: office.workplace).run(never)
    assert lines(office, DROP_FAILED) == 1


def test_a_route_that_was_forgotten_waits_for_nothing(office: Desk, folder: Path) -> None:
    watch = DropWatch(lambda: office.workplace, clock=Clock())
    folder.rename(folder.with_name("weg"))
    watch.run(never)
    remove_route(office.workplace, "fach")
    assert watch.look(never) == DropReport() and watch.standing == DropStanding()


def test_a_run_that_was_stopped_forgets_nothing(office: Desk, folder: Path) -> None:
    watch = DropWatch(lambda: office.workplace, clock=Clock())
    gone = folder.rename(folder.with_name("weg"))
    watch.run(never)
    gone.rename(folder)
    watch.run(lambda: True)
    assert watch.standing.waiting == 3
    found = watch.look(never)
    assert found is not None and len(found.done) == 3
