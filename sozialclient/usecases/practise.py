"""Fetch the whole training mailbox once, for practising, pictures and tests."""

from __future__ import annotations

from pathlib import Path

from sozialclient.model.application import State
from sozialclient.model.mailbox import Mailbox
from sozialclient.store.books.actions import STATE_CHANGED
from sozialclient.usecases.fetch_mailbox import FetchSummary, fetch_mailbox
from sozialclient.usecases.open_training_mailbox import TrainingIntermediary, add_training_mailbox, start_training
from sozialclient.usecases.workplace import Workplace

# What a desk looks like in the middle of a week; the oldest application comes first.
_WEEK = (State.IN_REVIEW, State.IN_REVIEW, State.NEW, State.NEW, State.QUERY, State.TRANSFERRED, State.IN_REVIEW)


def fetch_training_set(workplace: Workplace, training: TrainingIntermediary) -> tuple[Mailbox, FetchSummary]:
    """Set the training mailbox up and fetch everything in it, over the real protocol."""
    mailbox = add_training_mailbox(workplace, training)
    transport = workplace.transport(mailbox, workplace.unlock(mailbox, None))
    return mailbox, fetch_mailbox(transport, workplace.store, mailbox, lambda _: None, lambda: False)


def fill_desk(workplace: Workplace, state: Path) -> Mailbox:
    """A desk with the training set fetched and partly worked on; its intermediary is stopped again.

    Raises TrainingNotStarted, and the error that ended the fetch.
    """
    training = start_training(state)
    try:
        mailbox, summary = fetch_training_set(workplace, training)
    finally:
        training.stop()
    if summary.error is not None:
        raise summary.error
    for number, application_id in enumerate(summary.application_ids):
        after = _WEEK[number % len(_WEEK)]
        if after is not State.NEW and workplace.store.card(application_id).state is State.NEW:
            workplace.store.set_state(application_id, after, action=STATE_CHANGED)
    return mailbox
