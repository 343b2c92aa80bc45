"""Put somebody in charge of applications."""

from __future__ import annotations

from collections.abc import Sequence

from sozialclient.store.books.who import account_of, who
from sozialclient.store.store import Store


def assign_applications(store: Store, application_ids: Sequence[str], person: str | None) -> str:
    """`person` is in charge from now on, "" for nobody, None for whoever works here; the name that was noted.

    Raises StoreNoSuchApplication before anything is changed, and NoteTooLong.
    """
    name = account_of(who()) if person is None else person.strip()
    for application_id in application_ids:
        store.card(application_id)
    for application_id in application_ids:
        store.work.assign(application_id, name)
    return name
