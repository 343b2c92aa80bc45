"""Reads every byte of every application again and compares it with what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sozialclient.errors import Cancelled
from sozialclient.model.books import Discrepancy, Fault
from sozialclient.store.contents.contents import Kind
from sozialclient.store.errors import StoreDamaged, StoreNoSuchApplication, StoreNoSuchContent
from sozialclient.store.holdings import Holdings

_NAMED = 100


@dataclass(frozen=True, slots=True)
class _Written:
    """A content as the index knows it."""

    ordinal: int
    kind: str
    key: str
    size: int
    chunks: int
    sha256: bytes


def check_bytes(
    holdings: Holdings, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> Iterator[Discrepancy]:
    """What is missing or changed, per kind of fault and mailbox. Raises Cancelled and the errors of the disk."""
    found: dict[tuple[Fault, str], list[str]] = {}
    with holdings.index.reading() as connection:
        cursor: Iterator[tuple[int, str, str]] = connection.execute(
            "SELECT number, id, mailbox FROM application ORDER BY number"
        )
        rows = list(cursor)
    for done, (number, identifier, mailbox) in enumerate(rows):
        if cancelled():
            raise Cancelled
        progress(done, len(rows))
        fault = _fault_of(holdings, number, identifier, cancelled)
        if fault is not None:
            # It may have been deleted or replaced by a better reading of itself meanwhile.
            fault = _fault_of(holdings, number, identifier, cancelled)
        if fault is not None and _is_there(holdings, number):
            found.setdefault((fault, mailbox), []).append(identifier)
    progress(len(rows), len(rows))
    for (fault, mailbox), ids in found.items():
        yield Discrepancy(fault=fault, mailbox=mailbox, ids=tuple(ids[:_NAMED]), found=len(ids))


def _fault_of(holdings: Holdings, number: int, identifier: str, cancelled: Callable[[], bool]) -> Fault | None:
    with holdings.index.reading() as connection:
        written = [
            _Written(*row)
            for row in connection.execute(
                "SELECT ordinal, kind, key, size, chunks, sha256 FROM content WHERE application = ? ORDER BY ordinal",
                (number,),
            )
        ]
    originals = [item for item in written if item.kind == Kind.ORIGINAL.value]
    if len(originals) != 1 or len(originals[0].sha256) != hashlib.sha256().digest_size:
        return Fault.ORIGINAL_MISSING
    for item in written:
        if not _chunks_there(holdings, number, item):
            return Fault.CHUNKS_MISSING
        if not _bytes_right(holdings, identifier, item, cancelled):
            return Fault.DAMAGED
    return None


def _chunks_there(holdings: Holdings, number: int, item: _Written) -> bool:
    with holdings.contents.reading() as connection:
        count, last = connection.execute(
            "SELECT count(*), max(position) FROM chunk WHERE application = ? AND ordinal = ?", (number, item.ordinal)
        ).fetchall()[0]
    return bool(count == item.chunks and last == item.chunks - 1)


def _bytes_right(holdings: Holdings, identifier: str, item: _Written, cancelled: Callable[[], bool]) -> bool:
    digest, size = hashlib.sha256(), 0
    try:
        for piece in holdings.reader.read(identifier, Kind(item.kind), item.key):
            if cancelled():
                raise Cancelled
            digest.update(piece)
            size += len(piece)
    except (StoreDamaged, StoreNoSuchContent, StoreNoSuchApplication):
        return False
    return size == item.size and digest.digest() == item.sha256


def _is_there(holdings: Holdings, number: int) -> bool:
    """Whether the application was not deleted while we read it."""
    with holdings.index.reading() as connection:
        return bool(connection.execute("SELECT EXISTS(SELECT 1 FROM application WHERE number = ?)", (number,)).get)
