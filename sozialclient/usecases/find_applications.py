"""Find applications by words, as the search of the window does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sozialclient.model.application import ApplicationCard
from sozialclient.model.listing import ListQuery
from sozialclient.store.store import Store


def find_applications(store: Store, words: Sequence[str]) -> Iterator[ApplicationCard]:
    """Applications in every state in which, for each of `words`, a word begins with it; newest Eingang first.

    Looked at are cards, fields, names of attachments, notes and, once they were indexed, the words of PDFs.
    """
    wanted = tuple(part for word in words for part in word.casefold().split())
    return store.listing.each(ListQuery(words=wanted))
