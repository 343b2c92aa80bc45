"""Check the books: whether everything that was ever fetched is there or was deleted on purpose."""

from __future__ import annotations

from collections.abc import Callable

from sozialclient.model.books import AuditReport
from sozialclient.store.books.actions import AUDIT_DONE
from sozialclient.store.store import Store


def audit(store: Store) -> AuditReport:
    """The quick form, for looking at any time. Raises the errors of the store."""
    return store.books.audit()


def audit_fully(
    store: Store, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> AuditReport:
    """Read and check every byte, and note in the journal how many things were wrong (not from a reading seat).

    `progress(done, total)` counts applications. Raises Cancelled and the errors of the store.
    """
    report = store.books.full_audit(progress, cancelled)
    if store.reading_seat is None:
        store.record(AUDIT_DONE, None, str(len(report.discrepancies)))
    return report
