"""One fetch under way: its dialogs, what it keeps, what it counts."""

from __future__ import annotations

from dataclasses import replace

from sozialclient.model.delivery import Delivery
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.model.stored import StoredToken
from sozialclient.model.verdict import Severity
from sozialclient.store.applications.adding import Arrival
from sozialclient.store.errors import StoreIncomplete
from sozialclient.store.store import Store
from sozialclient.transports.base import (
    CancelCheck,
    DeliveryUnreadable,
    Fetched,
    MailboxSession,
    MailboxTransport,
    Phase,
    Progress,
    ProgressListener,
    Selection,
)
from sozialclient.transports.unreadable import cause_of
from sozialclient.usecases.fetch_terms import FetchOptions, FetchSummary
from sozialclient.usecases.recognise_delivery import delivery_of_card, recognised

_LIKELY_SIZE = 100_000_000
"""Bytes for which there must be room before the size of a delivery is known."""


class FetchRun:
    """Opens dialogs, keeps deliveries, counts; `summary` tells what happened so far.

    `stored` holds the message ids that were kept, `left_waiting` what could not be read at an
    earlier time and waits at the intermediary.
    """

    def __init__(
        self,
        transport: MailboxTransport,
        store: Store,
        mailbox: Mailbox,
        progress: ProgressListener,
        cancelled: CancelCheck,
        options: FetchOptions,
    ) -> None:
        self._transport = transport
        self._store = store
        self._mailbox = mailbox
        self._progress = progress
        self._cancelled = cancelled
        self.options = options
        self.summary = FetchSummary()
        self.stored: set[str] = set()
        self.left_waiting = store.unprocessable.left_waiting(mailbox.name)
        self._session: MailboxSession | None = None
        self._done = 0
        self._room = 0

    @property
    def tried_in_vain(self) -> frozenset[str]:
        """Message ids that nothing was able to read with exactly what we have now."""
        means = self._transport.opens_with
        return frozenset(each.message_id for each in self.left_waiting if each.tried_with == means)

    def open(self) -> MailboxSession:
        """Begin a dialog; raises StoreNoRoom before anything is sent."""
        self._store.require_room(_LIKELY_SIZE)
        self._session = self._transport.open(self._store.spool, self._on_progress, self._cancelled)
        return self._session

    def abandon(self) -> None:
        """Drop the dialog without another word."""
        if self._session is not None:
            self._session.abandon()
            self._session = None

    def next(self, session: MailboxSession, token: StoredToken | None, selection: Selection) -> Fetched | None:
        """`session.next`, once there is room; raises StoreNoRoom before anything is sent."""
        self._room = _LIKELY_SIZE
        self._store.require_room(_LIKELY_SIZE)
        return session.next(token, selection)

    def _on_progress(self, progress: Progress) -> None:
        """Number deliveries over all dialogs; stop while it is early when one turns out too large for the disk."""
        announced = progress.total_bytes or 0
        if progress.phase is Phase.RECEIVING and announced > self._room:
            self._room = announced
            self._store.require_room(announced)
        self._tell(progress)

    def _tell(self, progress: Progress) -> None:
        number = self._done if progress.phase is Phase.CLOSING else self._done + 1
        self._progress(replace(progress, number=number if progress.number else 0))

    def keep(self, fetched: Fetched) -> StoredToken:
        """Put one delivery into the store; returns only when it is durable.

        Raises DeliveryUnreadable, with the dialog abandoned, for what the store cannot take because
        of what it is.
        """
        self._tell(Progress(Phase.STORING, 1))
        spools = {id(spool): spool for spool in fetched.payloads.values()}
        try:
            token = self._add(fetched)
        except BaseException as error:
            self.abandon()
            cause = error if isinstance(error, StoreIncomplete) else cause_of(error)
            if cause is None:
                fetched.original.close()
                raise
            raise DeliveryUnreadable(cause, fetched.original) from error
        finally:
            for spool in spools.values():
                spool.close()
        fetched.original.close()
        self.stored.add(token.message_id)
        self._done += 1
        return token

    def _add(self, fetched: Fetched) -> StoredToken:
        delivery, facts = recognised(fetched.delivery, fetched.payloads)
        token = self._store.add(
            delivery,
            facts,
            mailbox=self._mailbox.name,
            training=self._mailbox.training,
            payloads=fetched.payloads,
            original=fetched.original,
            fetched=self.options.now(),
        )
        self._count(delivery, token)
        return token

    def _count(self, delivery: Delivery, token: StoredToken) -> None:
        summary = self.summary
        if token.duplicate:
            self.summary = replace(summary, duplicates=summary.duplicates + 1)
            return
        remarkable = token.changed or any(
            finding.severity is not Severity.INFO for finding in delivery.all_findings()
        )
        self.summary = replace(
            summary,
            application_ids=(*summary.application_ids, token.application_id),
            with_findings=summary.with_findings + remarkable,
        )

    def set_aside(self, message_id: str, card: ProcessCardBundle | None, unread: DeliveryUnreadable) -> None:
        """Keep the bytes of what could not be read, and why; its spool is closed."""
        self._tell(Progress(Phase.SET_ASIDE, 1))
        delivery = delivery_of_card(message_id, card, unread)
        facts = recognised(delivery, {})[1]
        arrival = Arrival(
            delivery, facts, self._mailbox.name, self._mailbox.training, {}, unread.original, self.options.now()
        )
        try:
            identifier = self._store.unprocessable.keep(
                arrival,
                failure=unread.cause.reference,
                tried_with=self._transport.opens_with,
                acknowledged=card is not None and card.card.reception is not None,
            )
        finally:
            unread.original.close()
        self._done += 1
        self.summary = replace(
            self.summary,
            unreadable=(*self.summary.unreadable, identifier),
            failures=(*self.summary.failures, unread.cause),
        )

    def stop_here(self) -> None:
        """Note that the rest has to wait for the next fetch."""
        self.summary = replace(self.summary, unfinished=True)

    def note_gone(self, still_waiting: set[str]) -> None:
        """Note what is no longer offered of what was left waiting."""
        self._store.unprocessable.note_gone(self._mailbox.name, still_waiting)


