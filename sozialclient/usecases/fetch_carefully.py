"""Fetching by process card and message id, where a delivery that cannot be read is in the way (ADR 11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sozialclient.errors import RemoteFault
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.model.stored import StoredToken
from sozialclient.transports.base import DeliveryUnreadable, MailboxSession, Selection
from sozialclient.usecases.fetch_run import FetchRun
from sozialclient.usecases.fetch_terms import RepeatedDelivery

_TRIES = 2
"""How often a delivery is asked for before it is set aside: a line that garbles once is not the delivery's fault."""

_MOST_DIALOGS = 100
"""Dialogs of one fetch; every failure costs one, because what cannot be read must end its dialog."""

_SECOND = timedelta(seconds=1)
_LAST = datetime.max.replace(tzinfo=UTC)


class CarefulFetch:
    """Asks for each delivery by its id and begins a new dialog after each that cannot be read."""

    def __init__(self, run: FetchRun) -> None:
        self._run = run
        self._session: MailboxSession | None = None
        self._token: StoredToken | None = None

    def fetch_named(self, message_ids: Iterable[str]) -> tuple[MailboxSession, StoredToken | None]:
        """Exactly these, whatever came of them before; gives the open dialog and what is not acknowledged in it."""
        for message_id in message_ids:
            self._take(message_id, None)
        return self._dialog(), self._token

    def fetch_waiting(self) -> tuple[MailboxSession, StoredToken | None]:
        """Everything that was not received yet, but what was tried in vain; like `fetch_named`."""
        skipped = self._run.tried_in_vain
        asked: set[str] = set()
        listed: set[str] = set()
        since = self._run.options.received_since
        bound: datetime | None = None
        while page := self._unreceived(bound):
            if any(each.message_id in self._run.stored for each in page):
                raise RepeatedDelivery
            listed |= {each.message_id for each in page}
            fresh = [each for each in page if each.message_id not in asked | skipped and _is_since(each, since)]
            if not fresh:
                bound = _next_bound(page, bound)
            for each in sorted(fresh, key=_creation):
                if self._run.dialogs >= _MOST_DIALOGS:
                    self._run.stop_here()
                    return self._dialog(), self._token
                asked.add(each.message_id)
                self._take(each.message_id, each)
        self._run.note_gone(listed - self._run.stored)
        return self._dialog(), self._token

    def _unreceived(self, bound: datetime | None) -> tuple[ProcessCardBundle, ...]:
        """Cards of what was not received yet; an intermediary may give only the first of them.

        What was fetched drops out of the next list. Where only such as we leave are on it, `bound`
        asks for those that were changed later.
        """
        page = self._dialog().process_cards(self._token, since=bound, only_unreceived=True)
        self._token = None
        return page

    def _take(self, message_id: str, card: ProcessCardBundle | None) -> None:
        unread: DeliveryUnreadable | None = None
        for _ in range(_TRIES):
            if unread is not None:
                unread.original.close()
            try:
                fetched = self._run.next(self._dialog(), self._token, Selection(message_id=message_id))
                self._token = None if fetched is None else self._run.keep(fetched)
                return
            except DeliveryUnreadable as error:
                self._session = self._token = None
                unread = error
        assert unread is not None
        self._run.set_aside(message_id, card or self._card(message_id), unread)

    def _card(self, message_id: str) -> ProcessCardBundle | None:
        """The card of one delivery, None where there is none to be had."""
        try:
            cards = self._dialog().process_cards(self._token, message_ids=(message_id,))
        except RemoteFault:
            self._run.abandon()
            self._session = self._token = None
            return None
        return next((each for each in cards if each.message_id == message_id), None)

    def _dialog(self) -> MailboxSession:
        if self._session is None:
            self._session, self._token = self._run.open(), None
        return self._session


def _creation(card: ProcessCardBundle) -> datetime:
    creation = card.card.creation
    return creation.utc if creation is not None and creation.utc is not None else _LAST


def _is_since(card: ProcessCardBundle, since: datetime | None) -> bool:
    return since is None or _creation(card) >= since


def _next_bound(page: tuple[ProcessCardBundle, ...], bound: datetime | None) -> datetime:
    """Behind what is known; two requests for a second in which many changed, but never the same one twice."""
    changed = [each.card.recent_modification.utc for each in page]
    newest = max((moment for moment in changed if moment is not None), default=_LAST)
    if newest == _LAST:
        return _LAST
    newest = newest.replace(microsecond=0)
    return newest if bound is None or newest > bound else bound + _SECOND
