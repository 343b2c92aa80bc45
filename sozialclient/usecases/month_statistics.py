"""Count the applications of a month, without anything that names anyone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sozialclient.documents.local_time import berlin
from sozialclient.model.application import ApplicationCard
from sozialclient.model.listing import ListQuery
from sozialclient.reports.month import MonthStatistics, ServiceCount
from sozialclient.store.books.actions import TRANSFERRED
from sozialclient.store.store import Store


def month_statistics(store: Store, month: date, at: datetime | None = None) -> MonthStatistics:
    """The applications whose legal Eingang lies in the month of `month` in Germany; `at` (UTC) None: now.

    One without an Eingang counts by our time of fetching; those of training mailboxes do not count. Raises the
    errors of the store.
    """
    first = month.replace(day=1)
    cards = [card for card in store.listing.each(ListQuery())
             if not card.training and _month(card.received or card.fetched) == first]
    transferred = {entry.application_id: entry.at for entry in reversed(store.journal())
                   if entry.action == TRANSFERRED}
    spans: dict[str, list[timedelta]] = defaultdict(list)
    for card in cards:
        ends = {"fetched": card.fetched, "opened": card.opened, "transferred": transferred.get(card.id)}
        for name, end in ends.items():
            if card.received is not None and end is not None:
                spans[name].append(max(end - card.received, timedelta()))
    deleted = sum(_month(record.at) == first for record in store.deletion.records())
    return MonthStatistics(
        month=first, at=at or datetime.now(UTC), services=_by_service(cards),
        states=Counter(card.state for card in cards), spans=spans, deleted=deleted,
        without_received=sum(card.received is None for card in cards),
    )


def _month(moment: datetime) -> date:
    return berlin(moment).date().replace(day=1)


def _by_service(cards: Iterable[ApplicationCard]) -> tuple[ServiceCount, ...]:
    """The most frequent first."""
    groups: dict[str | None, list[ApplicationCard]] = defaultdict(list)
    for card in cards:
        groups[card.service_key].append(card)
    counts = [
        ServiceCount(key=key, count=len(group), evidence=sum(card.attachment_count for card in group),
                     findings=sum(card.finding_count > 0 for card in group), size=sum(card.size for card in group))
        for key, group in groups.items()
    ]
    return tuple(sorted(counts, key=lambda each: (-each.count, each.key or "")))
