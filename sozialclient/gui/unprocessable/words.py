"""Words for an application that could not be read: why, what is safe, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from sozialclient.gui.plain import plain
from sozialclient.gui.wording import error_words, say
from sozialclient.model.application import ApplicationCard
from sozialclient.model.delivery import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Why an application could not be read.

    `failure` and its `parameters` name the error for which nothing could be read; None: the message
    was read, but all its contents stayed closed. `waits`: the intermediary still has it, unreceived.
    """

    application_id: str
    failure: str | None
    parameters: dict[str, str]
    waits: bool


def unread_of(card: ApplicationCard, delivery: Delivery) -> Unread | None:
    """What is to be said of an application, None where something could be read."""
    containers = list(delivery.walk())
    if card.failure is None and (not containers or any(each.readable for each in containers)):
        return None
    about = next((each for each in delivery.findings if each.reference == "DELIVERY-UNREADABLE"), None)
    return Unread(application_id=card.id, failure=card.failure, waits=not card.acknowledged,
                  parameters=dict(about.parameters) if about else {})


def unread_words(unread: Unread) -> tuple[str, tuple[str, ...]]:
    """Title, and the sentences below it: why where it is known, what is safe, what to do."""
    if unread.failure is None:
        return say("retry.band.closed"), (say("retry.band.kept"), say("retry.band.closed_do"))
    words = error_words(unread.failure, unread.parameters)
    safe = say("retry.band.waits" if unread.waits else "retry.band.gone")
    return say("retry.band.unread"), (plain(words.happened, f" [{words.reference}]"), safe, words.action)
