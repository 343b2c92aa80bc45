"""Fetch a mailbox: take delivery after delivery, keep each safely, only then ask for the next."""

from __future__ import annotations

from dataclasses import replace

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.stored import StoredToken
from sozialclient.store.store import Store
from sozialclient.transports.base import (
    CancelCheck,
    DeliveryUnreadable,
    MailboxTransport,
    ProgressListener,
    Selection,
)
from sozialclient.usecases.fetch_carefully import CarefulFetch, Outcome
from sozialclient.usecases.fetch_run import FetchRun
from sozialclient.usecases.fetch_terms import FetchOptions, FetchSummary, RepeatedDelivery
from sozialclient.usecases.pins import note_changed_signer

__all__ = ["FetchOptions", "FetchSummary", "RepeatedDelivery", "fetch_mailbox"]


def fetch_mailbox(
    transport: MailboxTransport,
    store: Store,
    mailbox: Mailbox,
    progress: ProgressListener,
    cancelled: CancelCheck,
    options: FetchOptions | None = None,
) -> FetchSummary:
    """Fetch what `options` ask for into `store`.

    A delivery that cannot be read is kept with its bytes, stays at the intermediary and does not
    stand in the way of the others. Other errors on the way end the fetch and are given in the
    summary. Raises FetchRunning when the mailbox is being fetched already, StoreNoSuchMailbox when it
    was removed meanwhile, and the store's errors when not even that can be noted.
    """
    options = options or FetchOptions()
    with store.fetching(mailbox.name):
        # Whoever asks may have read the mailbox before another program removed it.
        store.mailbox(mailbox.name)
        run = FetchRun(transport, store, mailbox, progress, cancelled, options)
        summary = _fetch(run)
        for error in (summary.error, *summary.failures):
            note_changed_signer(store, mailbox.name, error)
        outcome = "ok" if summary.error is None else summary.error.reference
        store.record_fetch(mailbox.name, options.now(), outcome)
        waiting = {each.message_id for each in store.unprocessable.left_waiting(mailbox.name)}
    tried = waiting | run.stored | {store.card(each).message_id for each in summary.unreadable}
    not_found = () if summary.error else tuple(each for each in options.message_ids if each not in tried)
    return replace(summary, waiting=len(waiting), not_found=not_found)


def _fetch(run: FetchRun) -> FetchSummary:
    """Run to the end or to the first error that is not about one delivery."""
    try:
        session, token = _take(run)
    except SozialclientError as error:
        run.abandon()
        return replace(run.summary, error=error)
    try:
        if session is not None:
            session.close(token)
    except Cancelled:
        return run.summary
    except SozialclientError as error:
        return replace(run.summary, closing_error=error)
    return run.summary


def _take(run: FetchRun) -> Outcome:
    """Take everything; gives the open dialog, if any, and the token of what is not acknowledged yet."""
    if run.options.message_ids:
        return CarefulFetch(run).fetch_named(run.options.message_ids)
    if not run.left_waiting:
        try:
            return _take_next(run)
        except DeliveryUnreadable as error:
            error.original.close()
    return CarefulFetch(run).fetch_waiting()


def _take_next(run: FetchRun) -> Outcome:
    """Whatever the intermediary hands out next, until there is nothing more."""
    session = run.open()
    token: StoredToken | None = None
    selection = Selection(received_since=run.options.received_since)
    while (fetched := run.next(session, token, selection)) is not None:
        known = fetched.delivery.message_id in run.stored
        token = run.keep(fetched)
        # An intermediary that selects by time goes on offering what it has handed out already.
        if known:
            if run.options.received_since is not None:
                return session, token
            raise RepeatedDelivery
    return session, None
