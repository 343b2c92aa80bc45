"""What is to go goes in two steps, wholly and provably, and nothing else does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.model.application import State
from sozialclient.model.retention import Mode, Retention
from sozialclient.store import Store
from sozialclient.store.database import database
from sozialclient.store.database.clock import now
from sozialclient.store.deletion.errors import ApplicationHeld, NotConfirmed
from sozialclient.usecases.delete_applications import delete_applications
from sozialclient.usecases.retention import apply_retention, preview_retention
from tests.hostile.rows import guarded_by
from tests.unit.cli.conftest import files, office, running
from tests.unit.cli.test_deletion_commands import Desk, desk
from tests.unit.store.conftest import folder, open_store, store
from tests.unit.store.deletions import stored, transferred
from tests.unit.store.samples import sample
from tests.unit.store.test_deletion_traces import delete, index_pages, middle, raw, sealed, wrapped_key

__all__ = ["desk", "files", "folder", "office", "running", "store"]

DAY = timedelta(days=1)


@guarded_by("sozialclient.model.retention.next_step", "sozialclient.usecases.delete_applications.delete_applications",
            "sozialclient.store.deletion.deletion.Deletion")
def test_p_14_rules_delete_in_two_steps_and_never_what_was_not_handed_over(store: Store) -> None:
    """What was handed over goes to the Papierkorb after its days and is deleted after as many more; a Löschsperre and
    an application nobody handed over stay, and a person has to type how many.

    A second person who confirms does not exist; `docs/security.md` says so.
    """
    gone, held = transferred(store, 2)
    kept = stored(store, 9)
    store.deletion.hold([held], True)
    store.deletion.save_rules(Retention(mode=Mode.AUTOMATIC))
    first = now() + 31 * DAY
    assert apply_retention(store, preview_retention(store, first).now, first).trashed == 1
    assert [store.card(each).state for each in (gone, held, kept)] == [State.TRASH, State.TRANSFERRED, State.NEW]
    assert preview_retention(store, now() + 29 * DAY).now == ()
    second = now() + 31 * DAY
    assert apply_retention(store, preview_retention(store, second).now, second).deleted == 1
    assert {card.id for card in store.cards()} == {held, kept}
    with pytest.raises(ApplicationHeld):
        store.deletion.throw_away([held])
    store.deletion.throw_away([kept])
    assert preview_retention(store, second + 4000 * DAY).now == ()
    with pytest.raises(NotConfirmed):
        delete_applications(store, [kept], 2)
    assert store.card(kept).state is State.TRASH


@guarded_by("sozialclient.store.deletion.removal")
def test_p_15_key_and_bytes_of_a_deleted_application_are_nowhere(store: Store, folder: Path) -> None:
    """After a deletion neither the wrapped key nor a piece of the sealed bytes is in any page, log or free place."""
    goes, stays = stored(store, 1, size=3_000_000), stored(store, 2)
    key, kept_key = wrapped_key(store, goes), wrapped_key(store, stays)
    chunks = [chunk for chunk in sealed(store, goes) if len(chunk) > 200]
    assert len(chunks) > 3 and key in index_pages(store)
    assert all(middle(chunk) in raw(folder) for chunk in chunks)
    delete(store, goes)
    assert store.deletion.sweep()
    assert key not in index_pages(store) and kept_key in index_pages(store)
    left = raw(folder)
    assert not any(middle(chunk) in left for chunk in chunks)
    logs = {path.name: path.stat().st_size for path in folder.glob("*.db-*") if not path.name.endswith("-shm")}
    assert logs == {"store.db-wal": 0, "contents.db-wal": 0}
    assert b"".join(store.original(stays)) == sample(2).original


def test_p_15a_the_search_would_find_what_secure_delete_leaves(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `secure_delete` off the same search finds the bytes, so finding none above says something."""
    monkeypatch.setitem(database._REQUIRED, "secure_delete", 0)
    store = open_store(folder)
    goes = stored(store, 1, size=300_000)
    chunks = [chunk for chunk in sealed(store, goes) if len(chunk) > 200]
    delete(store, goes)
    store.deletion.sweep()
    left = raw(folder)
    assert any(middle(chunk) in left for chunk in chunks)
    store.close()


@guarded_by("sozialclient.usecases.find_applications.find_applications",
            "sozialclient.reports.deletion.deletion_proof")
def test_p_17_everything_of_a_person_is_found_exported_and_deleted_with_a_proof(desk: Desk, tmp_path: Path) -> None:
    """Four commands answer a request by a person: find, export, throw away, delete; the proof names nobody."""
    rows = desk.run("list", "--json").json
    name = next(row["applicant"] for row in rows if row["applicant"])
    found = [row["id"] for row in desk.run("find", *name.upper().split(), "--json").json]
    assert found == [row["id"] for row in rows if row["applicant"] == name]
    assert desk.run("export", *found, "--target", tmp_path / "out").code == 0
    assert len(list((tmp_path / "out").iterdir())) == len(found)
    assert desk.run("trash", *found).code == 0
    paper = tmp_path / "proof.pdf"
    answer = desk.run("delete", *found, "--confirm", len(found), "--on-request", "--proof", paper, "--json")
    assert [record["rule"] for record in answer.json["deleted"]] == ["request"] * len(found)
    assert not any(word in answer.out for word in name.split() if len(word) > 2)
    proof = paper.read_bytes()
    assert proof.startswith(b"%PDF-") and not any(word.encode() in proof for word in name.split() if len(word) > 4)
    assert desk.run("find", name, "--json").json == []
    assert "Kein Antrag passt" in desk.run("find", name).out
