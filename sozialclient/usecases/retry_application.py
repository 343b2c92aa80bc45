"""Try once more to read what could not be read, or not wholly: fetched anew, or from the stored bytes."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sozialclient.errors import Cancelled, RemoteFault, SozialclientError
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.delivery import Delivery
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.verdict import Finding, Severity
from sozialclient.store.applications.adding import Arrival
from sozialclient.store.store import Store
from sozialclient.transports.base import CancelCheck, MailboxTransport, ProgressListener, Reopened
from sozialclient.transports.unreadable import cause_of
from sozialclient.usecases.fetch_mailbox import FetchOptions, FetchSummary, fetch_mailbox
from sozialclient.usecases.recognise_delivery import recognised
from sozialclient.wire.spool import MemorySpool

_STAYS = frozenset({"DELIVERY-CHANGED", "DIALOG-UNDECIDED"})
"""Findings that opening the bytes again can't make once more."""


class Outcome(enum.Enum):
    """What came of a try."""

    READ = "read"
    AS_BEFORE = "as_before"
    UNREADABLE = "unreadable"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Retried:
    """One application that was tried again.

    `failure`: why nothing could be read (UNREADABLE), or why there is nothing to try it with (NOT_TRIED); `error`:
    what came in between (NOT_TRIED).
    """

    application_id: str
    outcome: Outcome
    failure: SozialclientError | None = None
    error: SozialclientError | None = None


def to_retry(store: Store, mailbox: str | None = None) -> list[ApplicationCard]:
    """Everything under "Nicht verarbeitbar", of one mailbox or of all."""
    return store.cards(mailbox=mailbox, state=State.UNPROCESSABLE)


@dataclass(frozen=True, slots=True)
class Retry:
    """Tries applications of one mailbox again with the keys of `transport`.

    What still waits at the intermediary is fetched once more by its id, so that it is acknowledged
    when it can be read; everything else, and what is no longer there, is opened from the stored
    bytes, and nothing is sent.
    """

    transport: MailboxTransport
    store: Store
    mailbox: Mailbox
    progress: ProgressListener
    cancelled: CancelCheck
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def run(self, application_ids: Sequence[str]) -> list[Retried]:
        """Try each. What ends a fetch, or a disk that refuses, ends the tries: the rest is NOT_TRIED.

        Raises StoreNoSuchApplication and FetchRunning before anything is done.
        """
        cards = [self.store.card(application_id) for application_id in application_ids]
        done: list[Retried] = []
        stopped: SozialclientError | None = None
        for card in cards:
            if stopped is None:
                try:
                    done.append(self._retry(card))
                    continue
                except SozialclientError as error:
                    stopped = error
            done.append(Retried(card.id, Outcome.NOT_TRIED, error=stopped))
        return done

    def _retry(self, card: ApplicationCard) -> Retried:
        if self.cancelled():
            raise Cancelled
        if card.failure is not None and not card.acknowledged:
            summary = self._fetch(card)
            if card.id in summary.application_ids:
                return Retried(card.id, Outcome.READ)
            if summary.unreadable:
                return Retried(card.id, Outcome.UNREADABLE, summary.failures[0])
        return self._reopen(card)

    def _fetch(self, card: ApplicationCard) -> FetchSummary:
        options = FetchOptions(message_ids=(card.message_id,), now=self.now)
        summary = fetch_mailbox(self.transport, self.store, self.mailbox, self.progress, self.cancelled, options)
        if summary.error is not None:
            raise summary.error
        return summary

    def _reopen(self, card: ApplicationCard) -> Retried:
        means = self.transport.opens_with
        try:
            reopened = self.transport.reopen(self.store.original(card.id), card.message_id, self.store.spool)
        except BaseException as error:
            # There is no other side here that a fault could belong to: it lies in the bytes.
            cause = error if isinstance(error, RemoteFault) else cause_of(error)
            if cause is None:
                raise
            self.store.unprocessable.note_failure(card.id, cause.reference, tried_with=means)
            return Retried(card.id, Outcome.UNREADABLE, cause)
        try:
            further = self.store.unprocessable.reread(card.id, self._arrival(card, reopened), tried_with=means)
        finally:
            for spool in {id(spool): spool for spool in reopened.payloads.values()}.values():
                spool.close()
        return Retried(card.id, Outcome.READ if further else Outcome.AS_BEFORE)

    def _arrival(self, card: ApplicationCard, reopened: Reopened) -> Arrival:
        delivery = _with_earlier_findings(reopened.delivery, self.store.delivery(card.id), card)
        delivery, facts = recognised(delivery, reopened.payloads)
        return Arrival(delivery, facts, card.mailbox, card.training, reopened.payloads, MemorySpool(), self.now())


def _with_earlier_findings(delivery: Delivery, before: Delivery, card: ApplicationCard) -> Delivery:
    findings = tuple(each for each in before.findings if each.reference in _STAYS)
    if card.failure is not None:
        # It never got as far as the dialog it came in, which is over.
        findings = (*findings, Finding("DIALOG-UNDECIDED", Severity.INFO))
    return replace(delivery, findings=(*delivery.findings, *findings))
