"""Watched folders: who goes where, what the program that watches is told, what happens when the share is gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.exporters.draft_lock import DraftLock
from sozialclient.exporters.drop_folder import IDENTITY, LOCK
from sozialclient.exporters.naming import DEFAULT_PATTERN, naming_pattern, preview
from sozialclient.exporters.protocol import finished_export
from sozialclient.model.drop import Drop, DropReport, DropRoute, DropRoutes
from sozialclient.usecases.drop_applications import drop_applications
from sozialclient.usecases.drop_book import load_routes
from sozialclient.usecases.drop_routes import remove_route, set_route
from sozialclient.usecases.export_applications import example_facts
from sozialclient.usecases.workplace import Workplace
from tests.e2e.place import Desk, Hub, desk, hub, three_applications

READY = {IDENTITY}


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path / "hub") as made:
        yield made


@pytest.fixture
def office(tmp_path: Path, mailbox: Hub) -> Iterator[Desk]:
    with desk(tmp_path / "data", mailbox.url) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ablage"
    made.mkdir()
    return made


def fetched(office: Desk, mailbox: Hub) -> list[str]:
    mailbox.put(three_applications())
    office.fetch()
    return sorted(card.id for card in office.workplace.store.cards())


def run(workplace: Workplace, *, dry_run: bool = False) -> DropReport:
    return drop_applications(workplace, lambda: False, dry_run=dry_run)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_is_fetched_lies_there_whole_marked_and_noted_once(office: Desk, mailbox: Hub, folder: Path) -> None:
    set_route(office.workplace, "fach", folder)
    ids = fetched(office, mailbox)
    planned = run(office.workplace, dry_run=True)
    assert sorted(one.application_id for one in planned.waiting) == ids and names(folder) == READY
    report = run(office.workplace)
    assert sorted(one.application_id for one in report.done) == ids and not report.waiting and not report.failed
    for one in report.done:
        found = finished_export(Path(one.path))
        assert found is not None and found.protocol.application_id == one.application_id
        assert found.protocol.profile == "specialist"
        actions = [entry.action for entry in office.workplace.store.journal(one.application_id)]
        assert actions[-2:] == ["exported", "dropped"]
    exports = {Path(one.path).name for one in report.done}
    assert names(folder) == READY | exports | {f"{name}.fertig" for name in exports}
    for path in folder.glob("2*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert run(office.workplace) == DropReport(), "what the other program took away is not brought again"
    assert names(folder) == READY


def test_what_was_there_before_the_route_stays_where_it_is(office: Desk, mailbox: Hub, folder: Path) -> None:
    fetched(office, mailbox)
    set_route(office.workplace, "fach", folder)
    assert run(office.workplace) == DropReport() and names(folder) == READY


def test_a_share_that_is_gone_is_tried_again(office: Desk, mailbox: Hub, folder: Path) -> None:
    set_route(office.workplace, "fach", folder)
    ids = fetched(office, mailbox)
    gone = folder.with_name("weg")
    folder.rename(gone)
    for _ in range(2):
        report = run(office.workplace)
        assert [failure.error.reference for failure in report.failed] == ["EXPORT-TARGET"]
        assert len(report.waiting) == len(ids) and not folder.exists(), "nothing is written where a share should be"
    folder.mkdir()
    assert run(office.workplace).failed and names(folder) == set(), "an empty place is not the share"
    folder.rmdir()
    gone.rename(folder)
    assert len(run(office.workplace).done) == len(ids)


def test_a_folder_in_which_somebody_writes_is_left_alone(office: Desk, mailbox: Hub, folder: Path) -> None:
    set_route(office.workplace, "fach", folder)
    fetched(office, mailbox)
    lock = DraftLock(folder / LOCK, create=True)
    report = run(office.workplace)
    assert [failure.error.reference for failure in report.failed] == ["EXPORT-BLOCKED"] and len(report.waiting) == 3
    lock.release()
    assert len(run(office.workplace).done) == 3 and LOCK not in names(folder)


def test_a_kill_before_the_note_brings_nothing_twice(
    office: Desk, mailbox: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_route(office.workplace, "fach", folder)
    fetched(office, mailbox)

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    # What a kill between export and line leaves: neither is the export taken back nor anything noted.
    monkeypatch.setattr("sozialclient.exporters.folder._take_back", lambda _path: None)
    monkeypatch.setattr(type(office.workplace.store), "record", kill)
    with pytest.raises(Killed):
        run(office.workplace)
    monkeypatch.undo()
    before = {path for path in folder.glob("2*") if path.is_dir()}
    report = run(office.workplace)
    assert len(before) == 1 and before < {Path(one.path) for one in report.done} and len(report.done) == 3
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 3


def test_the_first_way_that_fits_is_taken_and_the_rest_is_named(office: Desk, mailbox: Hub, tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("hzl", "fremd", "aus", "rest")}
    for place in places.values():
        place.mkdir()
    set_route(office.workplace, "fremd", places["fremd"], readers=("soa:000000000000",))
    set_route(office.workplace, "aus", places["aus"], active=False)
    set_route(office.workplace, "hzl", places["hzl"], services=("hzl",))
    fetched(office, mailbox)
    store = office.workplace.store
    expected = {card.id for card in store.cards() if card.service_key == "hzl"}
    others = {card.id for card in store.cards()} - expected
    assert expected and others
    planned = run(office.workplace, dry_run=True)
    assert set(planned.waiting) == {Drop(each, "hzl") for each in expected} and set(planned.unrouted) == others
    report = run(office.workplace)
    assert {one.application_id for one in report.done} == expected
    assert names(places["fremd"]) == names(places["aus"]) == READY


@pytest.mark.parametrize(
    ("service", "reader", "way"),
    [("hzl", "", "a"), ("hzl", "bth:990000000000", "a"), ("but", "bth:990000000000", "b"), ("but", "x", "c"),
     (None, "", "c")],
)  # fmt: skip
def test_ways_are_asked_in_their_order(service: str | None, reader: str, way: str) -> None:
    def route(name: str, services: tuple[str, ...] = (), readers: tuple[str, ...] = ()) -> DropRoute:
        since = datetime(2026, 1, 1, tzinfo=UTC)
        return DropRoute(name=name, folder="x", marker="m", since=since, services=services, readers=readers)

    routes = DropRoutes((route("a", services=("hzl",)), route("b", readers=("bth:990000000000",)), route("c")))
    found = routes.route_for(service, reader)
    assert found is not None and found.name == way


def test_routes_that_cannot_be_are_refused_and_nothing_is_kept(office: Desk, folder: Path) -> None:
    workplace = office.workplace

    def refused(
        reference: str, name: str = "fach", place: Path = folder, *, services: tuple[str, ...] = (),
        profile_key: str = "specialist", pattern: str = "",
    ) -> None:
        with pytest.raises(SozialclientError, match=reference):
            set_route(workplace, name, place, services=services, profile_key=profile_key, pattern=pattern)

    refused("DROP-INVALID", name="Fach Verfahren")
    refused("DROP-INVALID", services=("gibt-es-nicht",))
    refused("DROP-INVALID", profile_key="colleague")
    refused("EXPORT-FORMAT", profile_key="x")
    refused("EXPORT-PERSONAL", pattern="{nachname}")
    refused("EXPORT-TARGET", place=folder / "fehlt")
    assert load_routes(workplace.store.folder) == DropRoutes() and names(folder) == set()
    set_route(workplace, "fach", folder)
    marker = (folder / IDENTITY).read_text()
    again = set_route(workplace, "fach", folder, services=("hzl",))
    assert again.marker == marker and load_routes(workplace.store.folder).routes == (again,)
    remove_route(workplace, "fach")
    assert load_routes(workplace.store.folder) == DropRoutes()
    with pytest.raises(SozialclientError, match="DROP-UNKNOWN"):
        remove_route(workplace, "fach")
    (workplace.store.folder / "drop.json").write_bytes(b"{")
    with pytest.raises(SozialclientError, match="DROP-DAMAGED"):
        run(workplace)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only Unix has named pipes")
def test_what_others_put_into_the_folder_neither_holds_nor_leads_away(
    office: Desk, mailbox: Hub, folder: Path, tmp_path: Path
) -> None:
    """Names that are taken, by files, links and pipes: the export gets another name, and nothing outside is touched."""
    set_route(office.workplace, "fach", folder)
    ids = fetched(office, mailbox)
    outside = tmp_path / "outside"
    outside.mkdir()
    planned = {one.application_id: example_facts(office.workplace.store, one.application_id) for one in run(
        office.workplace, dry_run=True).waiting}
    names_planned = [preview(naming_pattern(DEFAULT_PATTERN), facts).name for facts in planned.values()]
    (folder / names_planned[0]).symlink_to(outside)
    os.mkfifo(folder / names_planned[1])
    (folder / names_planned[2]).mkdir()
    (folder / f"{names_planned[0]}_v2.fertig").symlink_to(outside / "made")
    report = run(office.workplace)
    assert sorted(one.application_id for one in report.done) == ids and not report.failed
    assert {Path(one.path).name for one in report.done} == {f"{name}_v2" for name in names_planned}
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only Unix has named pipes")
def test_an_identity_that_never_answers_is_none(office: Desk, mailbox: Hub, folder: Path, tmp_path: Path) -> None:
    set_route(office.workplace, "fach", folder)
    fetched(office, mailbox)
    marker = (folder / IDENTITY).read_bytes()
    (folder / IDENTITY).unlink()
    os.mkfifo(folder / IDENTITY)
    assert [failure.error.reference for failure in run(office.workplace).failed] == ["EXPORT-TARGET"]
    (folder / IDENTITY).unlink()
    (tmp_path / "elsewhere").write_bytes(marker)
    (folder / IDENTITY).symlink_to(tmp_path / "elsewhere")
    assert [failure.error.reference for failure in run(office.workplace).failed] == ["EXPORT-TARGET"]
