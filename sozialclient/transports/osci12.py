"""OSCI 1.2 as a mailbox transport: dialogs, deliveries whole or in chunks, process cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sozialclient.crypto.policy import Policy
from sozialclient.errors import Cancelled
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.model.stored import StoredToken
from sozialclient.net.http_client import HttpClient
from sozialclient.osci import request_envelopes
from sozialclient.osci.compose import new_challenge
from sozialclient.osci.dialog import Dialog, DialogError, Phase
from sozialclient.osci.features import FeatureDescription
from sozialclient.osci.names import MessageType
from sozialclient.osci.responses import (
    Response,
    ResponseToExitDialog,
    ResponseToFetchDelivery,
    ResponseToFetchProcessCard,
    ResponseToInitDialog,
)
from sozialclient.osci.selection import SelectionRule
from sozialclient.transports import base
from sozialclient.transports.base import (
    CancelCheck,
    ConnectionReport,
    Fetched,
    MailboxKeys,
    Progress,
    ProgressListener,
    Reopened,
    Selection,
)
from sozialclient.transports.osci12_chunks import ChunkedFetch, require_nothing_there
from sozialclient.transports.osci12_downgrade import no_weaker
from sozialclient.transports.osci12_exchange import (
    Answer,
    BuildRequest,
    Exchange,
    IntermediaryRefused,
    Osci12Context,
    Osci12Endpoint,
    exchange,
    exchange_delivery,
)
from sozialclient.transports.osci12_opening import digest_of_means, message_id_of, open_delivery, reopened
from sozialclient.transports.unreadable import unreadable
from sozialclient.wire.spool import MemorySpool, Spool, SpoolFactory


class Osci12Transport:
    """Reaches one mailbox at one intermediary.

    `chunk_kib` asks for deliveries in pieces of that size where the intermediary can do that.
    """

    def __init__(
        self,
        endpoint: Osci12Endpoint,
        keys: MailboxKeys,
        http: HttpClient,
        policy: Policy,
        *,
        chunk_kib: int | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._keys = keys
        self._http = http
        self._policy = policy
        self._chunk_kib = chunk_kib

    def open(self, spools: SpoolFactory, progress: ProgressListener, cancelled: CancelCheck) -> Osci12Session:
        """Begin an explicit dialog (initDialog); raises the errors of an exchange."""
        reporter = _Reporter(progress)
        context = Osci12Context(
            self._endpoint, self._keys, self._http, self._policy, spools, cancelled, reporter.on_bytes
        )
        session = Osci12Session(context, reporter, self._chunk_kib)
        session.begin()
        return session

    @property
    def opens_with(self) -> bytes:
        """Digest of our keys, the intermediary's signature certificate, the policy and the program version."""
        return digest_of_means(self._endpoint, self._keys, self._policy)

    def reopen(self, original: Iterable[bytes], message_id: str, spools: SpoolFactory) -> Reopened:
        """Open stored bytes once more; see MailboxTransport."""
        context = Osci12Context(
            self._endpoint, self._keys, self._http, self._policy, spools, lambda: False, lambda _received, _total: None
        )
        return reopened(context, original, message_id)

    def check(self) -> ConnectionReport:
        """Open a dialog, look whether unreceived deliveries wait, close it; acknowledges nothing."""
        session = self.open(MemorySpool, lambda _: None, lambda: False)
        waiting: bool | None
        try:
            waiting = bool(session.process_cards(None, limit=1, only_unreceived=True))
        except IntermediaryRefused:
            waiting = None
        else:
            session.close(None)
        return ConnectionReport(waiting, tuple(sorted(session.features)), ())


class _Reporter:
    """Turns bytes of the answer under way into progress of the fetch."""

    def __init__(self, listener: ProgressListener) -> None:
        self._listener = listener
        self._phase = base.Phase.CONNECTING
        self.number = 0

    def phase(self, phase: base.Phase) -> None:
        """Report a new phase."""
        self._phase = phase
        self._listener(Progress(phase, self.number))

    def on_bytes(self, received: int, total: int | None) -> None:
        """Report bytes of the current answer."""
        self._listener(Progress(self._phase, self.number, received, total))


class Osci12Session:
    """One explicit dialog. After any error it is dead; what was outstanding is offered again."""

    def __init__(self, context: Osci12Context, reporter: _Reporter, chunk_kib: int | None) -> None:
        self._context = context
        self._reporter = reporter
        self._chunk_kib = chunk_kib
        self._dialog = Dialog(new_challenge)
        self._partner: FeatureDescription | None = None

    @property
    def features(self) -> frozenset[str]:
        """Feature keys the intermediary announced when the dialog was opened."""
        return frozenset() if self._partner is None else self._partner.features

    def begin(self) -> None:
        """Send initDialog."""
        self._reporter.phase(base.Phase.CONNECTING)
        control = self._dialog.init()
        client = self._context.client
        answer = exchange(
            self._context,
            self._dialog,
            control,
            lambda block: request_envelopes.init_dialog(block, client),
            (ResponseToInitDialog,),
        )
        self._finish(answer)
        self._partner = answer.response.features
        seen = answer.response.message.transport.encryption
        self._context = replace(self._context, transport_policy=no_weaker(self._context.policy, seen))

    def next(self, stored: StoredToken | None, selection: Selection) -> Fetched | None:
        """Fetch one delivery; see MailboxSession."""
        self._reporter.number += 1
        self._reporter.phase(base.Phase.RECEIVING)
        rule = _rule(selection)
        if self._chunk_kib is not None and self._partner is not None and self._partner.partial_transmission:
            chunked = ChunkedFetch(self._context, self._dialog, self._chunk_kib)
            found = chunked.fetch(stored, rule)
            return None if found is None else self._open(*found, wanted=selection.message_id)
        answer = self._send(
            stored,
            MessageType.FETCH_DELIVERY,
            (ResponseToFetchDelivery,),
            lambda control: request_envelopes.fetch_delivery(control, self._context.client, rule),
            exchange_delivery,
        )
        assert isinstance(answer.response, ResponseToFetchDelivery)
        if answer.response.is_empty:
            self._finish(answer)
            require_nothing_there(self._dialog, answer.response)
            return None
        return self._open(answer.response, answer.original, wanted=selection.message_id)

    def _open(self, response: ResponseToFetchDelivery, original: Spool, *, wanted: str | None) -> Fetched:
        """Open the delivery; from here on nothing can be sent before it is stored."""
        self._reporter.phase(base.Phase.OPENING)
        try:
            message_id = message_id_of(response, original)
            if wanted not in (None, message_id):
                raise DialogError(field="MessageId")
            self._dialog.delivered(message_id)
            opened = open_delivery(self._context, response, message_id)
            if self._context.cancelled():
                for spool in opened.payloads.values():
                    spool.close()
                raise Cancelled
        except BaseException as error:
            self._dialog.fail()
            response.message.close()
            unread = unreadable(error, original)
            if unread is None:
                original.close()
                raise
            raise unread from error
        return Fetched(opened.delivery, opened.payloads, original)

    def process_cards(
        self,
        stored: StoredToken | None,
        *,
        message_ids: tuple[str, ...] = (),
        since: datetime | None = None,
        created_since: datetime | None = None,
        limit: int | None = None,
        only_unreceived: bool = False,
    ) -> tuple[ProcessCardBundle, ...]:
        """Fetch process cards of deliveries to us; see MailboxSession."""
        if only_unreceived and since is None and created_since is None:
            since = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
        rule = SelectionRule(
            message_ids=message_ids,
            received_since=created_since,
            modified_since=None if message_ids else since,
            role=None if message_ids or (since or created_since) is None else "Addressee",
            no_reception=only_unreceived,
            quantity=limit,
        )
        answer = self._send(
            stored,
            MessageType.FETCH_PROCESS_CARD,
            (ResponseToFetchProcessCard,),
            lambda control: request_envelopes.fetch_process_card(control, self._context.client, rule),
        )
        self._finish(answer)
        assert isinstance(answer.response, ResponseToFetchProcessCard)
        return answer.response.cards

    def close(self, stored: StoredToken | None) -> None:
        """Send exitDialog, which acknowledges like any request."""
        self._reporter.phase(base.Phase.CLOSING)
        answer = self._send(
            stored,
            MessageType.EXIT_DIALOG,
            (ResponseToExitDialog,),
            lambda control: request_envelopes.exit_dialog(control, self._context.client),
        )
        self._finish(answer)

    def abandon(self) -> None:
        """Send nothing more."""
        self._dialog.fail()

    @property
    def phase(self) -> Phase:
        """Where the dialog stands."""
        return self._dialog.phase

    def _send(
        self,
        stored: StoredToken | None,
        kind: MessageType,
        expected: tuple[type[Response], ...],
        build: BuildRequest,
        way: Exchange = exchange,
    ) -> Answer:
        if self._context.cancelled():
            self._dialog.fail()
            raise Cancelled
        control = self._dialog.request(stored, kind)
        return way(self._context, self._dialog, control, build, expected)

    def _finish(self, answer: Answer) -> None:
        """Give up what an answer without a delivery holds."""
        answer.original.close()
        answer.response.message.close()


def _rule(selection: Selection) -> SelectionRule:
    ids = () if selection.message_id is None else (selection.message_id,)
    return SelectionRule(message_ids=ids, received_since=selection.received_since)

