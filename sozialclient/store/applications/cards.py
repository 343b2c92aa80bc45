"""Reads the index of applications: single cards, pages of cards, and which there are in what order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import apsw

from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import Listing, ListQuery, id_of
from sozialclient.model.verdict import Verdict
from sozialclient.store.applications.card_query import make_functions, noted, order_of, where
from sozialclient.store.applications.ordering import ordered
from sozialclient.store.database.clock import moment, moment_or_none
from sozialclient.store.errors import StoreNoSuchApplication
from sozialclient.store.holdings import Holdings
from sozialclient.store.work.columns import WORK_COLUMNS, work_of

COLUMNS = (
    "id, mailbox, message_id, state, subject, service_key, service_name, applicant, received, fetched, opened,"
    " content_count, attachment_count, size, verdict, finding_count, training, duplicate_of, failure, acknowledged,"
    f" state_since, {WORK_COLUMNS}"
)
_Row = tuple[
    str, str, str, str, str, str | None, str, str, int | None, int, int | None, int, int, int, str, int, int,
    str | None, str | None, int, int | None, str, str, str | None, int, int,
]
PAGE = 200
_NEVER = datetime.max.replace(tzinfo=UTC)


class Cards:
    """What the list of applications is made of, read in parts: nothing here grows with their number but `order`."""

    def __init__(self, holdings: Holdings) -> None:
        self._index = holdings.index

    def order(self, query: ListQuery, recent_since: datetime | None = None) -> Listing:
        """All that the query asks for, in its order; `recent` counts those from `recent_since` (UTC) on."""
        with self._index.reading() as connection:
            return ordered(connection, query, recent_since or _NEVER)

    def page(self, application_ids: Sequence[str]) -> list[ApplicationCard]:
        """The cards of these applications in this order; those that are gone are left out."""
        found: dict[str, ApplicationCard] = {}
        with self._index.reading() as connection:
            for start in range(0, len(application_ids), PAGE):
                some = application_ids[start : start + PAGE]
                rows: Iterator[_Row] = connection.execute(
                    f"SELECT {COLUMNS} FROM application WHERE id IN ({', '.join('?' * len(some))})", some
                )
                found |= {row[0]: card_of(row) for row in rows}
        return [found[one] for one in application_ids if one in found]

    def each(self, query: ListQuery) -> Iterator[ApplicationCard]:
        """The cards one after another, as the query found them at the start; only a page of them is held."""
        codes = self.order(query).codes
        for start in range(0, len(codes), PAGE):
            yield from self.page([id_of(code) for code in codes[start : start + PAGE]])

    def count(self, query: ListQuery) -> int:
        """How many applications the query asks for."""
        if query.words or noted(query)[0]:
            return len(self.order(query))
        conditions, values = where(query)
        with self._index.reading() as connection:
            make_functions(connection)
            number: int = connection.execute(f"SELECT count(*) FROM application {conditions}", values).get
        return number

    def mailboxes(self) -> dict[str, int]:
        """Applications per mailbox, also of one that was removed."""
        with self._index.reading() as connection:
            rows = connection.execute("SELECT mailbox, count(*) FROM application GROUP BY mailbox ORDER BY mailbox")
            return {mailbox: number for mailbox, number in rows}

    def in_earnest(self) -> bool:
        """Whether any of them is none for training."""
        with self._index.reading() as connection:
            return bool(connection.execute("SELECT EXISTS(SELECT 1 FROM application WHERE training = 0)").get)

    def services(self, mailbox: str | None) -> list[str]:
        """Names of the services that occur, by name."""
        conditions, values = where(ListQuery(mailbox=mailbox))
        with self._index.reading() as connection:
            rows = connection.execute(f"SELECT DISTINCT service_name FROM application {conditions} ORDER BY 1", values)
            return [name for (name,) in rows]

    def states(self, mailbox: str | None) -> dict[State, int]:
        """Applications per state in a mailbox (None: in all), zero included."""
        conditions, values = where(ListQuery(mailbox=mailbox))
        counts = dict.fromkeys(State, 0)
        with self._index.reading() as connection:
            for state, number in connection.execute(
                f"SELECT state, count(*) FROM application {conditions} GROUP BY state", values
            ):
                counts[State(state)] = number
        return counts

    def states_of(self, application_ids: Iterable[str]) -> dict[State, list[str]]:
        """These applications by the state they are in; those that are gone are left out."""
        found: dict[State, list[str]] = {}
        with self._index.reading() as connection:
            for application_id in application_ids:
                state = connection.execute("SELECT state FROM application WHERE id = ?", (application_id,)).get
                if state is not None:
                    found.setdefault(State(state), []).append(application_id)
        return found


def read_cards(connection: apsw.Connection, mailbox: str | None, state: State | None) -> list[ApplicationCard]:
    """All cards at once, newest Eingang first; where there is none, our own time of fetching counts."""
    query = ListQuery(mailbox=mailbox, states=frozenset({state} if state else ()))
    conditions, values = where(query)
    rows: Iterator[_Row] = connection.execute(
        f"SELECT {COLUMNS} FROM application {conditions} ORDER BY {order_of(query)}", values
    )
    return [card_of(row) for row in rows]


def read_card(connection: apsw.Connection, application_id: str) -> ApplicationCard:
    """One card. Raises StoreNoSuchApplication."""
    row: _Row | None = connection.execute(
        f"SELECT {COLUMNS} FROM application WHERE id = ?", (application_id,)
    ).fetchone()
    if row is None:
        raise StoreNoSuchApplication(application=application_id)
    return card_of(row)


def card_of(row: _Row) -> ApplicationCard:
    """The card in a row of `COLUMNS`."""
    identifier, mailbox, message_id, state, subject, service_key, service_name, applicant = row[:8]
    received, fetched, opened = row[8:11]
    content_count, attachment_count, size, verdict, findings, training, duplicate_of = row[11:18]
    failure, acknowledged = row[18:20]
    return ApplicationCard(
        id=identifier,
        mailbox=mailbox,
        message_id=message_id,
        state=State(state),
        subject=subject,
        service_key=service_key,
        service_name=service_name,
        applicant=applicant,
        received=moment_or_none(received),
        fetched=moment(fetched),
        opened=moment_or_none(opened),
        content_count=content_count,
        attachment_count=attachment_count,
        size=size,
        verdict=Verdict(verdict),
        finding_count=findings,
        training=bool(training),
        duplicate_of=duplicate_of,
        failure=failure,
        acknowledged=bool(acknowledged),
        state_since=moment_or_none(row[20]),
        work=work_of(row[21:]),
    )
