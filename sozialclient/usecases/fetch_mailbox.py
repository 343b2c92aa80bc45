"""Fetch a mailbox: take delivery after delivery, keep each safely, only then ask for the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sozialclient.documents.recognition import recognise
from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.stored import StoredToken
from sozialclient.model.verdict import Severity
from sozialclient.store.store import Store
from sozialclient.transports.base import (
    CancelCheck,
    Fetched,
    MailboxSession,
    MailboxTransport,
    Phase,
    Progress,
    ProgressListener,
    Selection,
)
from sozialclient.wire.spool import Spool


class RepeatedDelivery(SozialclientError):
    """The intermediary handed out, within one dialog, what it had been told has arrived."""

    reference = "FETCH-REPEATED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSummary:
    """What a fetch brought. `error`: why it ended early; everything counted here is safely kept.

    `closing_error`: all deliveries are kept, but the dialog could not be closed in form.
    """

    application_ids: tuple[str, ...] = ()
    duplicates: int = 0
    with_findings: int = 0
    error: SozialclientError | None = None
    closing_error: SozialclientError | None = None

    @property
    def new(self) -> int:
        """Applications that were not there before."""
        return len(self.application_ids)


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What to fetch: everything waiting (no message ids), from a time on, or single deliveries by id.

    `now` gives the current aware time.
    """

    message_ids: tuple[str, ...] = ()
    received_since: datetime | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def fetch_mailbox(
    transport: MailboxTransport,
    store: Store,
    mailbox: Mailbox,
    progress: ProgressListener,
    cancelled: CancelCheck,
    options: FetchOptions | None = None,
) -> FetchSummary:
    """Fetch what `options` ask for into `store`.

    Errors on the way end the fetch and are given in the summary. Raises FetchRunning when the
    mailbox is being fetched already, and the store's errors when not even that can be noted.
    """
    options = options or FetchOptions()
    with store.fetching(mailbox.name):
        run = _Run(transport, store, mailbox, progress, cancelled, options)
        summary = run.fetch()
        outcome = "ok" if summary.error is None else summary.error.reference
        store.record_fetch(mailbox.name, options.now(), outcome)
    return summary


class _Run:
    """One fetch under way."""

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
        self._options = options
        self._number = 0
        self._seen: set[str] = set()
        self._summary = FetchSummary()

    def fetch(self) -> FetchSummary:
        """Run to the end or to the first error."""
        session: MailboxSession | None = None
        token: StoredToken | None = None
        try:
            session = self._transport.open(self._store.spool, self._progress, self._cancelled)
            token = self._take_all(session)
        except SozialclientError as error:
            if session is not None:
                session.abandon()
            return replace(self._summary, error=error)
        try:
            session.close(token)
        except Cancelled:
            return self._summary
        except SozialclientError as error:
            return replace(self._summary, closing_error=error)
        return self._summary

    def _take_all(self, session: MailboxSession) -> StoredToken | None:
        token: StoredToken | None = None
        if self._options.message_ids:
            for message_id in self._options.message_ids:
                fetched = session.next(token, Selection(message_id=message_id))
                token = None if fetched is None else self._keep(fetched)
            return token
        selection = Selection(received_since=self._options.received_since)
        while (fetched := session.next(token, selection)) is not None:
            token = self._keep(fetched)
            # An intermediary that selects by time goes on offering what it has handed out already.
            if token.message_id in self._seen:
                if self._options.received_since is not None:
                    return token
                raise RepeatedDelivery
            self._seen.add(token.message_id)
        return None

    def _keep(self, fetched: Fetched) -> StoredToken:
        """Put one delivery into the store; returns only when it is durable."""
        self._number += 1
        self._progress(Progress(Phase.STORING, self._number))
        try:
            facts = recognise(fetched.delivery, lambda key: _bytes_of(fetched.payloads[key]))
            token = self._store.add(
                fetched.delivery,
                facts,
                mailbox=self._mailbox.name,
                training=self._mailbox.training,
                payloads=fetched.payloads,
                original=fetched.original,
                fetched=self._options.now(),
            )
        finally:
            for spool in {id(spool): spool for spool in (*fetched.payloads.values(), fetched.original)}.values():
                spool.close()
        self._count(fetched, token)
        return token

    def _count(self, fetched: Fetched, token: StoredToken) -> None:
        summary = self._summary
        if token.duplicate:
            self._summary = replace(summary, duplicates=summary.duplicates + 1)
            return
        remarkable = any(finding.severity is not Severity.INFO for finding in fetched.delivery.all_findings())
        self._summary = replace(
            summary,
            application_ids=(*summary.application_ids, token.application_id),
            with_findings=summary.with_findings + remarkable,
        )


def _bytes_of(spool: Spool) -> bytes:
    return b"".join(spool.chunks())
