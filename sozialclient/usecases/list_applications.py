"""List applications as the window does: by mailbox, filters and saved views."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from sozialclient.documents.ages import Ages
from sozialclient.documents.local_time import berlin
from sozialclient.model.application import ApplicationCard
from sozialclient.model.listing import ListQuery
from sozialclient.model.view import Filters, SavedView
from sozialclient.store.store import Store
from sozialclient.store.work.errors import ViewUnknown


def today_here() -> date:
    """The day in Germany."""
    return berlin(datetime.now(UTC)).date()


def list_applications(
    store: Store, ages: Ages, filters: Filters, *, mailbox: str | None = None, newest_first: bool = True
) -> Iterator[ApplicationCard]:
    """The applications of a mailbox (None: of all) that meet the filters. Raises StoreNoSuchMailbox."""
    if mailbox is not None and mailbox not in store.listing.mailboxes():
        store.mailbox(mailbox)
    query = ages.narrowed(ListQuery(mailbox=mailbox, newest_first=newest_first), filters, today_here())
    return store.listing.each(query)


def saved_view(store: Store, name: str) -> SavedView:
    """The view of that name. Raises ViewUnknown."""
    found = next((view for view in store.work.desk.views() if view.name == name), None)
    if found is None:
        raise ViewUnknown()
    return found
