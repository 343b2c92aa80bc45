"""Puts a restored store in the place of the data folder's own, all of it or nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import apsw

from sozialclient.store.backup.errors import RestoreLoses, RestoreNotEmpty, RestoreWaiting
from sozialclient.store.backup.notes import RESTORED, RestoreNote
from sozialclient.store.backup.stage import Staged
from sozialclient.store.backup.target import name_of
from sozialclient.store.books import actions, journal
from sozialclient.store.database.clock import moment_or_none
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.encoding import encoded
from sozialclient.store.database.memos import write_memo
from sozialclient.store.database.opening import INDEX_PAGE_SIZE, PAGES
from sozialclient.store.database.private_file import INNER_FOLDER, put_in_place, sync_folder, write_private
from sozialclient.store.deletion.deleted_messages import LOST
from sozialclient.store.deletion.removal import remove_rows
from sozialclient.store.seats.seats import GATE_SECONDS, seated, turn_at

"""Rule under which the deletion record names an application that could not be restored."""

_READY = "restore.ready"
_ASIDE = "aside"
# The key comes last of each kind: without it nothing else counts as a store.
_OWN = ("store.db-wal", "store.db-shm", "contents.db-wal", "contents.db-shm")
_PARTS = ("contents.db", "store.db", "key.json")


@dataclass(frozen=True, slots=True)
class LostApplication:
    """An application that could not be restored; its message id is what to fetch it again by."""

    id: str
    mailbox: str
    message_id: str
    received: datetime | None


def holds_store(folder: Path) -> bool:
    """Whether a data folder has a store, or parts of one."""
    with disk_errors():
        return any((folder / name).exists() for name in _PARTS)


def lost_applications(staged: Staged) -> tuple[LostApplication, ...]:
    """What `staged` could not bring back."""
    if not staged.lost:
        return ()
    with disk_errors():
        index = connect(_index(staged))
        try:
            rows = [index.execute("SELECT id, mailbox, message_id, received FROM application WHERE number = ?",
                                  (number,)).get for number in staged.lost]
        finally:
            index.close(True)
    return tuple(LostApplication(identifier, mailbox, message_id, moment_or_none(received))
                 for identifier, mailbox, message_id, received in rows)


def make_ready(staged: Staged, folder: Path, now: datetime, *, partial: bool, put_aside: bool) -> None:
    """From here on the store in `staged` takes the place of the one in `folder` when that is opened next.

    `partial` takes what could not be read out of the index, with a record for each; `put_aside`
    allows that there is a store, whose files then go into a folder named after `now`. Raises
    RestoreLoses, RestoreNotEmpty and the errors of the disk; then nothing has changed.
    """
    if staged.lost and not partial:
        raise RestoreLoses(lost=len(staged.lost), total=staged.manifest.applications)
    if holds_store(folder) and not put_aside:
        raise RestoreNotEmpty
    lost = lost_applications(staged)
    with disk_errors():
        index = connect(_index(staged))
        try:
            with index:
                remove_rows(index, [(each.id, LOST) for each in lost])
                _note(index, staged, now, len(lost))
        finally:
            index.close(True)
        forget_restore(folder)
        write_private(staged.folder / _ASIDE, f"aside-{name_of(now)}".encode())
        sync_folder(staged.folder)
        put_in_place(staged.folder, folder / _READY)
        sync_folder(folder)


def _note(index: apsw.Connection, staged: Staged, now: datetime, lost: int) -> None:
    manifest = staged.manifest
    there = manifest.applications - lost
    note = RestoreNote(at=now, name=name_of(manifest.created), taken=manifest.created, applications=there, lost=lost)
    write_memo(index, RESTORED, encoded(note))
    journal.write_entry(index, actions.RESTORED, None, f"applications={there} lost={lost}")


def finish_restore(folder: Path) -> bool:
    """Put a store that is ready in place; a crash at any point is made good by the next call.

    Tells whether there was one, also again until `forget_restore`. Raises RestoreWaiting while somebody has
    the store open.
    """
    ready = folder / _READY
    with disk_errors():
        if not ready.is_dir():
            return False
        seats = folder / "seats"
        seats.mkdir(mode=INNER_FOLDER, exist_ok=True)
        with turn_at(seats, GATE_SECONDS):
            if seated(seats):
                raise RestoreWaiting
            _finish(folder, ready)
    return True


def _finish(folder: Path, ready: Path) -> None:
    if not _is_waiting(ready):
        return
    # Only the name counts: nobody who lays something ready says where else our files go.
    named = Path((ready / _ASIDE).read_text(encoding="ascii", errors="replace")).name
    aside = folder / f"aside-{named.removeprefix('aside-')}"
    # While the new store's index is still in `ready`, what lies beside the old one belongs to the old one.
    if (ready / "contents.db").exists():
        for name in _OWN:
            _move(folder / name, aside / name)
    for name in _PARTS:
        if (ready / name).exists():
            _move(folder / name, aside / name)
            _move(ready / name, folder / name)
    sync_folder(folder)


def forget_restore(folder: Path) -> None:
    """Remove what is left of a store that was put in place, once it was opened."""
    ready = folder / _READY
    with disk_errors():
        if ready.is_dir() and not _is_waiting(ready):
            shutil.rmtree(ready)


def _is_waiting(ready: Path) -> bool:
    return any((ready / name).exists() for name in _PARTS)


def _move(source: Path, to: Path) -> None:
    if source.exists():
        to.parent.mkdir(mode=INNER_FOLDER, exist_ok=True)
        put_in_place(source, to)
        sync_folder(to.parent)


def _index(staged: Staged) -> Access:
    return Access(staged.folder / "store.db", INDEX_PAGE_SIZE, staged.vault.subkey(PAGES))
