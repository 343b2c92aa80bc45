"""Delete applications for good, and destroy what could still open them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sozialclient.errors import Cancelled
from sozialclient.model.retention import DeletionRecord
from sozialclient.store.database.clock import now
from sozialclient.store.deletion.deletion import BATCH
from sozialclient.store.deletion.errors import NotConfirmed
from sozialclient.store.errors import FetchRunning, StoreBusy
from sozialclient.store.keys.errors import RotationShared
from sozialclient.store.store import Store

BY_HAND, ON_REQUEST = "person", "request"
"""Rules of deletion records where no rule of retention was at work; the second for Art. 17 DSGVO."""

MANY = 50
ROTATE_EVERY = timedelta(days=30)
Progress = Callable[[int], None]
CancelCheck = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionFacts:
    """What a person should know before deleting: how many, how many never transferred, how often exported."""

    count: int
    untransferred: int
    exports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What was done about remnants.

    `emptied`: the write-ahead logs hold nothing any more; `rotated`: the store has a new key, so
    no remnant on the disk can be read with the one in use; `postponed`: it is due, but a fetch or
    another program kept it from being changed.
    """

    emptied: bool
    rotated: bool
    postponed: bool


def deletion_facts(store: Store, application_ids: Sequence[str]) -> DeletionFacts:
    """Facts about applications in the Papierkorb. Raises as `Deletion.require_deletable`."""
    ids = tuple(dict.fromkeys(application_ids))
    found = store.deletion.require_deletable(ids)
    untransferred = sum(not each.done for each in found)
    return DeletionFacts(count=len(ids), untransferred=untransferred, exports=store.deletion.export_count(ids))


def delete_applications(
    store: Store,
    application_ids: Sequence[str],
    confirmed: int,
    rule: str = BY_HAND,
    progress: Progress = lambda _: None,
    cancelled: CancelCheck = lambda: False,
) -> tuple[list[DeletionRecord], Traces]:
    """Delete what lies in the Papierkorb; `confirmed` is the number a person typed.

    Returns the deletion records. `progress` is given the number done. Raises NotConfirmed, the
    errors of `Deletion.require_deletable` before anything is deleted, Cancelled (what was deleted
    until then is gone).
    """
    ids = list(dict.fromkeys(application_ids))
    if confirmed != len(ids):
        raise NotConfirmed(expected=len(ids), given=confirmed)
    store.deletion.require_deletable(ids)
    done = 0
    try:
        for batch in _batches(ids):
            if cancelled():
                raise Cancelled
            store.deletion.delete(batch, rule)
            done += len(batch)
            progress(done)
    finally:
        traces = destroy_traces(store) if done else Traces(emptied=True, rotated=False, postponed=False)
    return store.deletion.records(ids), traces


def destroy_traces(store: Store, at: datetime | None = None) -> Traces:
    """Remove the bytes of deleted applications; change the store's key after many deletions and monthly.

    The key is changed only while no mailbox is being fetched and no other program has the store
    open; else the next call does it.
    """
    emptied = store.deletion.sweep()
    store.deletion.compact()
    if not rotation_due(store, at or now()):
        return Traces(emptied=emptied, rotated=False, postponed=False)
    try:
        rotate_quietly(store)
    except (FetchRunning, RotationShared, StoreBusy):
        return Traces(emptied=emptied, rotated=False, postponed=True)
    return Traces(emptied=store.deletion.sweep(), rotated=True, postponed=False)


def rotate_quietly(store: Store) -> None:
    """Change the store's key while no mailbox is being fetched. Raises FetchRunning and as `Store.rotate_key`."""
    with contextlib.ExitStack() as quiet:
        for mailbox in store.mailboxes():
            quiet.enter_context(store.fetching(mailbox.name))
        store.rotate_key()


def rotation_due(store: Store, at: datetime) -> bool:
    """Whether the store's key is a month old or many applications were deleted under it."""
    last = store.rotated or store.deletion.begun()
    return at - last >= ROTATE_EVERY or store.deletion.deletions_since(last) >= MANY


def _batches(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]
