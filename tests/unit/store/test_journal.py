"""The journal: nothing is changed or removed unseen, and nobody's data gets in."""

from __future__ import annotations

import getpass
import hashlib
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sozialclient.model.application import State
from sozialclient.model.books import Fault
from sozialclient.store import Store
from sozialclient.store.books import actions
from sozialclient.store.books.journal_details import WITHHELD
from sozialclient.store.books.journal_head import Head
from sozialclient.store.books.who import who
from sozialclient.store.database.disk_errors import disk_errors
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import mailbox_of, sample
from tests.unit.store.test_books import index_of


@pytest.fixture
def busy(store: Store) -> Store:
    """A store in which things happened."""
    store.save_mailbox(mailbox_of("Sozialamt Musterstadt (Süd)"))
    token = sample(1).add(store)
    store.set_state(token.application_id, State.IN_REVIEW, action=actions.STATE_CHANGED)
    store.record(actions.EXPORTED, token.application_id, "folder")
    return store


def test_every_line_says_who_it_was(busy: Store) -> None:
    assert who() == f"{getpass.getuser()}@{platform.node()}"
    assert {entry.who for entry in busy.journal()} == {who()}
    assert [entry.number for entry in busy.journal()] == [1, 2, 3, 4]
    assert busy.books.check_journal().sound


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE journal SET who = 'mmuster@PC-17' WHERE number = 2", 2),
        ("UPDATE journal SET who = '' WHERE number = 2", 2),
        ("UPDATE journal SET detail = 'new' WHERE number = 3", 3),
        ("UPDATE journal SET at = at + 1 WHERE number = 4", 4),
        ("UPDATE journal SET program_version = '9' WHERE number = 1", 1),
        ("UPDATE journal SET application = NULL WHERE number = 2", 2),
        ("DELETE FROM journal WHERE number = 2", 3),
        ("DELETE FROM journal WHERE number = 1", 2),
    ],
)
def test_the_first_line_that_is_wrong_is_named(busy: Store, folder: Path, statement: str, line: int) -> None:
    with index_of(folder) as index:
        index.execute(statement)
    check = busy.books.check_journal()
    assert (check.sound, check.broken_line) == (False, line)


def test_lines_of_older_programs_still_follow(store: Store, folder: Path) -> None:
    link = b""
    with index_of(folder) as index:
        for at in (1, 2):
            row = (at, "stored", None, "", "0.1.0")
            link = hashlib.sha256(link + msgspec.json.encode(row)).digest()
            index.execute(
                "INSERT INTO journal(at, action, application, detail, program_version, link) VALUES (?, ?, ?, ?, ?, ?)",
                (*row, link),
            )
    store.record(actions.EXPORTED, None, "folder")
    assert store.books.check_journal().sound
    assert [entry.who for entry in store.journal()] == ["", "", who()]
    with index_of(folder) as index:
        index.execute("UPDATE journal SET who = 'mmuster@PC-17' WHERE number = 1")
    assert store.books.check_journal().broken_line == 1


@pytest.mark.parametrize(
    "detail",
    ["", "folder", "in_review", "A-2026-000017", "KEY-PIN", "148", "rule=handed_over", "expected=3, found=2",
     "display.theme", "Sozialamt Musterstadt (Süd)", "Sozialamt Musterstadt (Süd): NET-REFUSED",
     "Sozialamt Musterstadt (Süd): 12", "A-2026-000001 A-2026-000002", "due=2026-11-27"],
)
def test_what_may_stand_in_a_detail(busy: Store, detail: str) -> None:
    busy.record(actions.EXPORTED, None, detail)
    assert busy.journal()[-1].detail == detail


@pytest.mark.parametrize(
    "detail",
    ["Erika Mustermann", "erika mustermann", "Mustermann", "DE02120300000000202051", "12.03.1975", "Bescheid.pdf",
     "S:/Sozialamt/Mustermann", "Ärztlicher Befund", "x" * 300, "Sozialamt Musterstadt (Süd): Erika Mustermann",
     "rule=Mustermann", "1975-03-12", "birth=1975-03-12", "Erika\nA-2026-000001", "A-2026-000001 erika"],
)
def test_nothing_of_an_applicant_stands_in_a_detail(busy: Store, detail: str) -> None:
    busy.record(actions.EXPORTED, None, detail)
    assert busy.journal()[-1].detail == WITHHELD


def test_a_removed_mailbox_is_still_named(busy: Store) -> None:
    busy.remove_mailbox("Sozialamt Musterstadt (Süd)")
    assert busy.journal()[-1].detail == "Sozialamt Musterstadt (Süd)"


def test_looking_again_is_noted_once_a_day(busy: Store) -> None:
    card = busy.cards()[0]
    for _ in range(3):
        busy.mark_opened(card.id, card.fetched)
    assert [entry.action for entry in busy.journal(card.id)][-1] == actions.OPENED
    with index_of(busy_folder(busy)) as index:
        index.execute("UPDATE journal SET who = 'somebody@else'")
    busy.mark_opened(card.id, card.fetched)
    assert [entry.action for entry in busy.journal(card.id)][-2:] == [actions.OPENED, actions.VIEWED]


def busy_folder(store: Store) -> Path:
    """Where a store lies."""
    return store._folder


@pytest.fixture
def closed(busy: Store, folder: Path) -> Path:
    """The folder of a store that was closed in order."""
    busy.close()
    return folder


@pytest.fixture
def opened(closed: Path) -> Iterator[Store]:
    """The same, open again."""
    store = open_store(closed)
    yield store
    store.close()


def test_the_end_cannot_be_cut_off(closed: Path) -> None:
    with index_of(closed) as index:
        index.execute("DELETE FROM journal WHERE number = 4")
    store = open_store(closed)
    check = store.books.check_journal()
    assert (check.broken_line, check.older, check.lines, check.kept) == (None, True, 3, 4)
    assert Fault.JOURNAL_OLDER in {item.fault for item in store.books.audit().discrepancies}
    store.close()


def test_an_older_copy_put_back_is_found_and_stays_found(busy: Store, folder: Path, tmp_path: Path) -> None:
    busy.close()
    shutil.copytree(folder, tmp_path / "copy")
    store = open_store(folder)
    sample(2).add(store)
    store.close()
    for name in ("store.db", "contents.db"):
        shutil.copyfile(tmp_path / "copy" / name, folder / name)
    for _ in range(3):
        store = open_store(folder)
        # As many lines as before, or more, but others.
        sample(3).add(store)
        store.record_fetch("Sozialamt", store.cards()[0].fetched, "ok")
        check = store.books.check_journal()
        assert check.older
        assert check.broken_line is None
        store.close()
    store = open_store(folder)
    store.heads.accept()
    assert store.books.check_journal().sound
    store.close()


def test_a_crash_before_the_head_is_kept_is_no_alarm(closed: Path) -> None:
    before = (closed / "journal.head").read_bytes()
    store = open_store(closed)
    sample(2).add(store)
    store.close()
    (closed / "journal.head").write_bytes(before)
    store = open_store(closed)
    assert store.books.check_journal().sound
    (closed / "journal.head").unlink()
    assert store.books.check_journal().sound
    assert store.books.check_journal().kept is None
    store.close()


def test_a_damaged_head_is_a_finding(opened: Store, closed: Path) -> None:
    (closed / "journal.head").write_bytes(b"{")
    assert opened.books.check_journal().older


def test_the_end_of_a_fetch_keeps_the_head(busy: Store, folder: Path) -> None:
    busy.record_fetch("Sozialamt", busy.cards()[0].fetched, "ok")
    kept = busy.heads.kept()
    assert kept is not None
    assert kept.number == len(busy.journal()) == 5


def test_a_head_that_cannot_be_kept_stops_nothing(busy: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _data: bytes) -> None:
        with disk_errors():
            raise PermissionError(13, "no")

    monkeypatch.setattr("sozialclient.store.books.journal_head.write_private", refuse)
    busy.record_fetch("Sozialamt", busy.cards()[0].fetched, "ok")
    assert not (folder / "journal.head").exists()
    assert busy.last_fetch("Sozialamt") is not None


def test_the_key_ring_keeps_the_head_where_it_keeps_the_key(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the whole folder put back has a head that fits; the one in the key ring does not go back with it."""
    ring: dict[str, bytes] = {}

    def keep(name: str, value: bytes) -> bool:
        ring[name] = value
        return True

    monkeypatch.setattr("sozialclient.store.books.journal_head.key_ring.keep", keep)
    monkeypatch.setattr("sozialclient.store.books.journal_head.key_ring.find", ring.get)
    store = open_store(closed)
    monkeypatch.setattr(type(store.heads), "_ring_name", lambda _self: "ring.journal")
    store.heads.keep()
    line = store.heads.kept()
    assert line is not None
    assert ring == {"ring.journal": line.number.to_bytes(8, "big") + line.link}
    ring["ring.journal"] = Head(99, b"x" * 32).number.to_bytes(8, "big") + b"x" * 32
    assert store.books.check_journal().older
    store.close()


def test_settings_that_are_others_than_last_time_are_noted_by_name(busy: Store) -> None:
    lines = len(busy.journal())
    busy.note_settings({"network.proxy": "direct", "display.theme": "dark"})
    busy.note_settings({"network.proxy": "direct", "display.theme": "dark"})
    busy.note_settings({"network.proxy": "direct", "display.theme": "dark", "log.level": "info"})
    assert len(busy.journal()) == lines
    busy.note_settings({"network.proxy": "http://erika:geheim@proxy", "display.theme": "light", "log.level": "info"})
    assert [(entry.action, entry.detail) for entry in busy.journal()[lines:]] == [
        (actions.SETTINGS_CHANGED, "display.theme"), (actions.SETTINGS_CHANGED, "network.proxy"),
    ]
