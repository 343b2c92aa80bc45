"""What was done is on record, cannot be changed unseen, and whatever cannot be recorded does not happen."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import apsw
import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.errors import Cancelled
from sozialclient.exporters.base import ExportOrder
from sozialclient.model.application import State
from sozialclient.model.verdict import Verdict
from sozialclient.store import Store
from sozialclient.store.books import actions
from sozialclient.store.books.journal_details import WITHHELD
from sozialclient.store.books.who import who
from sozialclient.store.errors import StoreFull
from sozialclient.usecases.export_applications import export_applications
from sozialclient.usecases.open_message import OpenOptions, open_message
from sozialclient.usecases.save_original import save_original
from sozialclient.usecases.save_paper import save_inspection
from sozialclient.wire.spool import MemorySpool
from tests.e2e.place import desk, digests, hub, office_keys, three_applications
from tests.hostile.rows import guarded_by
from tests.mailbox_rig import training_pki
from tests.unit.cli.conftest import Office, files, office, run, running
from tests.unit.store.conftest import folder, open_store, store
from tests.unit.store.deletions import stored, transferred
from tests.unit.store.faulty_disk import FaultyDisk
from tests.unit.store.samples import APPLICANT, sample
from tests.unit.store.test_books import index_of

__all__ = ["files", "folder", "office", "running", "store"]


def do_everything(store: Store, out: Path) -> None:
    """Fetch, view, export, delete, change the key, and a check that failed."""
    seen, gone = stored(store, 1), stored(store, 2)
    card = store.card(seen)
    store.mark_opened(seen, card.fetched)
    store.mark_opened(seen, card.fetched)
    export_applications(store, [seen], ExportOrder(), out, lambda _step: None, lambda: False)
    store.set_state(gone, State.TRANSFERRED, action=actions.STATE_CHANGED)
    store.deletion.throw_away([gone])
    store.deletion.delete([gone], "person")
    store.rotate_key()
    store.record_fetch("Sozialamt", card.fetched, "KEY-PIN")


@guarded_by("sozialclient.store.books.journal", "sozialclient.store.books.journal_details")
def test_p_11_every_deed_is_on_record_without_content_and_no_line_is_changed_or_removed_unseen(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    """Fetch, view, export, deletion, key change and a failed fetch are noted with who and when and no applicant's
    word; a line that is edited or taken out is named by the check of the chain."""
    do_everything(store, tmp_path / "out")
    entries = store.journal()
    assert {actions.STORED, actions.OPENED, actions.EXPORTED, actions.DELETED, "key_rotated"} <= {
        entry.action for entry in entries}
    assert {entry.who for entry in entries} == {who()}
    assert all(entry.at.tzinfo is not None for entry in entries)
    store.record(actions.EXPORTED, None, f"{APPLICANT}.pdf")
    assert store.journal()[-1].detail == WITHHELD
    assert not any(word in repr(store.journal()) for word in APPLICANT.split())
    assert store.books.check_journal().sound
    edits = ("UPDATE journal SET who = 'mmuster@PC-17' WHERE number = 3", "DELETE FROM journal WHERE number = 2")
    for edit in edits:
        with index_of(folder) as index:
            index.execute(edit)
        assert store.books.check_journal().broken_line == 3


@pytest.fixture
def full(folder: Path) -> Iterator[tuple[Store, FaultyDisk]]:
    """A store with two applications on a disk that can be told to take nothing more."""
    disk = FaultyDisk("journal-full")
    opened = open_store(folder, vfs=disk.name)
    transferred(opened, 2)
    yield opened, disk
    disk.before = lambda _operation, _file: None
    opened.close()


def take_nothing(operation: str, _file: str) -> None:
    """As a full disk does."""
    if operation == "write":
        raise apsw.FullError("full")


@guarded_by("sozialclient.exporters.folder._finish", "sozialclient.usecases.save_paper.write_pieces",
            "sozialclient.store.books.journal")
@pytest.mark.skipif(sys.platform == "win32", reason="the watched disk is built on SQLite's unix VFS")
def test_p_12_what_cannot_be_noted_does_not_happen(full: tuple[Store, FaultyDisk], tmp_path: Path) -> None:
    """Where the journal takes no line nothing is exported, saved or deleted, and nothing is kept without its line."""
    store, disk = full
    identifier, other = (card.id for card in store.cards())
    store.deletion.throw_away([other])
    before, out = store.journal(), tmp_path / "out"
    disk.before = take_nothing
    with pytest.raises(StoreFull):
        export_applications(store, [identifier], ExportOrder(), out, lambda _step: None, lambda: False)
    with pytest.raises(StoreFull):
        save_inspection(store, identifier, tmp_path / "report.html")
    with pytest.raises(StoreFull):
        store.deletion.delete([other], "person")
    with pytest.raises(StoreFull):
        sample(9).add(store)
    disk.before = lambda _operation, _file: None
    assert list(out.iterdir()) == [] and not (tmp_path / "report.html").exists()
    assert [card.id for card in store.cards()] == [identifier, other]
    assert store.journal() == before and store.books.check_journal().sound
    with contextlib.suppress(Cancelled):
        export_applications(store, [identifier], ExportOrder(), out, lambda _step: None, lambda: False)
    assert len(list(out.iterdir())) == 1 and store.journal()[-1].action == actions.EXPORTED
    token = sample(9).add(store)
    assert [entry.action for entry in store.journal(token.application_id)] == [actions.STORED]


@guarded_by("sozialclient.usecases.save_original.save_original", "sozialclient.reports.inspection.inspection_sheet")
def test_p_13_where_a_message_came_from_is_kept_and_can_be_checked_again_without_a_network(tmp_path: Path) -> None:
    """Bytes as received, signer, algorithms, times and process card are kept; the saved message is opened again from
    its file alone with the same verdict and the same contents, and the report names them all."""
    sent = three_applications()[0]
    with hub(tmp_path / "hub") as running, desk(tmp_path / "desk", running.url) as office:
        running.put([sent])
        assert office.fetch().new == 1
    with desk(tmp_path / "desk", "http://127.0.0.1:9/") as office:
        store = office.workplace.store
        (card,) = store.cards()
        delivery = store.delivery(card.id)
        assert delivery.process_card is not None and delivery.process_card.card.creation is not None
        signature = delivery.transport.signature
        assert signature is not None and signature.signer is not None
        saved, report = tmp_path / "message.osci", tmp_path / "report.html"
        save_original(store, card.id, saved)
        save_inspection(store, card.id, report)
        assert hashlib.sha256(saved.read_bytes()).digest() == hashlib.sha256(b"".join(store.original(card.id))).digest()
    words = report.read_text(encoding="utf-8")
    assert delivery.originator is not None
    known = (delivery.originator.sha256, signature.signer.serial, signature.signer.sha256, "RSA-SHA-256", "AES-256-GCM",
             card.message_id, "Laufzettel", "Sperrstatus", *digests(sent))
    assert [part for part in known if part not in words] == []
    options = OpenOptions(policy=Policy.default(), expected_signer=training_pki().intermediary_signature.der)
    again = open_message([saved.read_bytes()], office_keys(), MemorySpool, options).delivery
    assert again.transport.verdict is delivery.transport.verdict is Verdict.PASSED
    assert sorted(content.sha256 or "" for content in again.contents()) == digests(sent)


@guarded_by("sozialclient.usecases.journal.journal_lines")
def test_p_18_after_a_breach_one_command_lists_the_records_concerned(office: Office, tmp_path: Path) -> None:
    """From a given time on the journal tells by one command which applications somebody saw or took out, by whom, and
    holds no content that would make the list itself a breach."""
    data = tmp_path / "data"
    shutil.copytree(office.data, data, ignore=shutil.ignore_patterns("seats", "spool"))
    listed = run("--data", data, "list", "--json").json
    names = {row["applicant"] for row in listed if row["applicant"]}
    taken = [row["id"] for row in listed][:2]
    assert run("--data", data, "export", *taken, "--target", tmp_path / "out").code == 0
    since = f"{datetime.now() - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    answer = run("--data", data, "journal", "list", "--action", "exported", "--since", since, "--json")
    assert [(line["application"], line["who"]) for line in json.loads(answer.out)] == [(each, who()) for each in taken]
    whole = run("--data", data, "journal", "list", "--json").out
    assert names and not any(name in whole for name in names)
