"""Says in German what removing a mailbox means, the same in the window and on the command line."""

from __future__ import annotations

from collections.abc import Iterator

from sozialclient.documents.shown_text import one_line
from sozialclient.model.removal import Removal
from sozialclient.texts import text


def removal_words(removal: Removal) -> list[str]:
    """One sentence or two for each thing that ends, goes or stays; what keeps it from being removed comes first."""
    return list(_sentences(removal))


def _sentences(removal: Removal) -> Iterator[str]:
    if removal.last_way:
        yield text("removal", "last_way")
    yield text("removal", "training" if removal.training else "fetching")
    if removal.unread:
        yield text("removal", "unread_one" if removal.unread == 1 else "unread", count=removal.unread)
    yield text("removal", "key_and_pin" if removal.pin_kept else "key")
    if removal.opens_store and not removal.last_way:
        yield text("removal", "opens_store")
    if removal.total:
        states = ", ".join(f"{text('audit', f'state.{state.value}')} {number}"
                           for state, number in removal.applications.items() if number)
        yield text("removal", "applications_one" if removal.total == 1 else "applications",
                   count=removal.total, states=states)
        yield text("removal", "again", name=one_line(removal.name))
    else:
        yield text("removal", "nothing")
