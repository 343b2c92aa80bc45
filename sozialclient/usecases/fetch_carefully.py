"""Fetching by process card and message id, where a delivery that cannot be read is in the way (ADR 11)."""

from __future__ import annotations

from collections import Counter
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

_MOST_SET_ASIDE = 50
"""Deliveries set aside, or listed and not there, in one fetch; each costs a dialog or two, the next fetch goes on."""

_MOST_WITHOUT_NEWS = 3
"""Lists in a row that name nothing new; of one that goes on where the last ended, only the next may be such."""

_SECOND = timedelta(seconds=1)
Outcome = tuple[MailboxSession | None, StoredToken | None]
_LAST = datetime.max.replace(tzinfo=UTC)


class CarefulFetch:
    """Asks for each delivery by its id and begins a new dialog after each that cannot be read."""

    def __init__(self, run: FetchRun) -> None:
        self._run = run
        self._session: MailboxSession | None = None
        self._token: StoredToken | None = None
        self._skipped: frozenset[str] = frozenset()
        self._asked: Counter[str] = Counter()
        self._missing = 0

    def fetch_named(self, message_ids: Iterable[str]) -> Outcome:
        """Exactly these, whatever came of them; gives the dialog, if one is open, and what is not acknowledged."""
        for message_id in message_ids:
            self._take(message_id, None)
        return self._session, self._token

    def fetch_waiting(self) -> Outcome:
        """Everything that was not received yet, but what was tried in vain; like `fetch_named`."""
        self._skipped = self._run.tried_in_vain
        listed: set[str] = set()
        bound: datetime | None = None
        stale = 0
        while page := self._unreceived(bound):
            named = {each.message_id for each in page}
            stale = stale + 1 if named <= listed else 0
            if stale >= _MOST_WITHOUT_NEWS:
                # It does not heed the bound, so what may lie behind can't be seen.
                self._run.stop_here()
                return self._session, self._token
            listed |= named
            wanted = [each for each in page if self._is_wanted(each)]
            if not wanted:
                bound = _next_bound(page, bound)
            for each in sorted(wanted, key=_creation):
                if len(self._run.summary.unreadable) + self._missing >= _MOST_SET_ASIDE:
                    self._run.stop_here()
                    return self._session, self._token
                self._asked[each.message_id] += 1
                self._take(each.message_id, each)
        self._run.note_gone(listed - self._run.stored)
        return self._session, self._token

    def _is_wanted(self, card: ProcessCardBundle) -> bool:
        """Not asked for yet, or stored while the request that should have said so did not come through.

        Raises RepeatedDelivery for one that is not taken off the list at all.
        """
        asked, stored = self._asked[card.message_id], card.message_id in self._run.stored
        if stored and asked >= _TRIES:
            raise RepeatedDelivery
        since = self._run.options.received_since
        is_since = since is None or _creation(card) >= since
        return is_since and card.message_id not in self._skipped and (stored or not asked)

    def _unreceived(self, bound: datetime | None) -> tuple[ProcessCardBundle, ...]:
        """Cards of what was not received yet; an intermediary may give only the first of them.

        What was fetched drops out of the next list. Where only such as we leave are on it, `bound`
        asks for those that were created later.
        """
        page = self._dialog().process_cards(self._token, created_since=bound, only_unreceived=True)
        self._token = None
        return page

    def _take(self, message_id: str, card: ProcessCardBundle | None) -> None:
        unread: DeliveryUnreadable | None = None
        for _ in range(_TRIES):
            if unread is not None:
                unread.original.close()
            try:
                fetched = self._run.next(self._dialog(), self._token, Selection(message_id=message_id))
                self._missing += fetched is None
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


def _next_bound(page: tuple[ProcessCardBundle, ...], bound: datetime | None) -> datetime:
    """Behind the page, but once more at its last second, in which there may be others; never the same bound twice."""
    created = [moment for each in page if (moment := _creation(each)) != _LAST]
    newest = max(created, default=_LAST).replace(microsecond=0)
    return newest if bound is None or newest > bound else min(bound, _LAST - _SECOND) + _SECOND
