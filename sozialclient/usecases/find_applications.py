"""Find applications by words, as the search of the window does."""

from __future__ import annotations

from collections.abc import Sequence

from sozialclient.model.application import ApplicationCard
from sozialclient.store.store import Store


def find_applications(store: Store, words: Sequence[str]) -> list[ApplicationCard]:
    """Applications in every state whose card holds all words, newest Eingang first.

    Looked at are service, applicant, subject, message id and id, without regard to case; the
    contents are not searched.
    """
    wanted = [part for word in words for part in word.casefold().split()]
    return [card for card in store.cards() if all(word in _text(card) for word in wanted)]


def _text(card: ApplicationCard) -> str:
    return " ".join((card.service_name, card.applicant, card.subject, card.message_id, card.id)).casefold()
