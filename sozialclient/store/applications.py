"""The index of applications: one narrow row each, enough for the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import apsw

from sozialclient.model.application import ApplicationCard, ApplicationFacts, State
from sozialclient.model.delivery import ContentKind, Delivery
from sozialclient.model.verdict import Verdict
from sozialclient.store.clock import microseconds, moment, moment_or_none, now
from sozialclient.store.errors import StoreNoSuchApplication
from sozialclient.store.tally import count_arrival
from sozialclient.store.trash import note_move

_COLUMNS = (
    "id, mailbox, message_id, state, subject, service_key, service_name, applicant, received, fetched, opened,"
    " content_count, attachment_count, size, verdict, finding_count, training, duplicate_of, failure, acknowledged"
)
_Row = tuple[
    str, str, str, str, str, str | None, str, str, int | None, int, int | None, int, int, int, str, int, int,
    str | None, str | None, int,
]


def overall_verdict(delivery: Delivery) -> Verdict:
    """The worst of all checks; a container that could not be opened leaves it undecided at best."""
    verdicts = [delivery.transport.verdict]
    for container in delivery.walk():
        verdicts += [signature.verdict for signature in container.signatures]
        verdicts += [content.integrity for content in container.contents]
        if not container.readable:
            verdicts.append(Verdict.UNDECIDED)
    return Verdict.worst(verdicts)


def first_state(delivery: Delivery) -> State:
    """NEW, or UNPROCESSABLE when there are containers and none of them could be opened."""
    containers = list(delivery.walk())
    return State.UNPROCESSABLE if containers and not any(item.readable for item in containers) else State.NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the index holds of an application beside its number and id.

    `failure` is the reference of the error for which nothing could be read, None when something was;
    `acknowledged` False: it still waits at the intermediary; `tried_with`: what it was tried with last.
    """

    mailbox: str
    training: bool
    delivery: Delivery
    facts: ApplicationFacts
    digest: bytes
    contents: bytes | None
    fetched: datetime
    state: State
    duplicate_of: str | None = None
    failure: str | None = None
    acknowledged: bool = True
    tried_with: bytes | None = None

    def columns(self) -> dict[str, str | int | bytes | None]:
        """Values by column."""
        delivery, facts = self.delivery, self.facts
        card = delivery.process_card.card if delivery.process_card else None
        contents = list(delivery.contents())
        attachments = sum(item.kind is ContentKind.ATTACHMENT for item in contents)
        return {
            "mailbox": self.mailbox,
            "message_id": delivery.message_id,
            "digest": self.digest,
            "contents": self.contents,
            "training": self.training,
            "state": self.state.value,
            "state_since": microseconds(self.fetched),
            "subject": delivery.subject or "",
            "service_key": facts.service_key,
            "service_name": facts.service_name,
            "applicant": facts.applicant,
            "received": microseconds(card.creation.utc if card and card.creation else None),
            "fetched": microseconds(self.fetched),
            "content_count": len(contents) - attachments,
            "attachment_count": attachments,
            "size": sum(item.size or 0 for item in contents),
            "verdict": overall_verdict(delivery).value,
            "finding_count": sum(1 for _ in delivery.all_findings()),
            "duplicate_of": self.duplicate_of,
            "failure": self.failure,
            "acknowledged": self.acknowledged,
            "tried_with": self.tried_with,
        }


def insert_application(connection: apsw.Connection, row: Row) -> tuple[int, str]:
    """Add a row and count it; returns its number and the application's id (`A-2026-000017`)."""
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'application'").get or 0
    number = last + 1
    identifier = f"A-{row.fetched.year}-{number:06}"
    values = {"number": number, "id": identifier, **row.columns()}
    names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO application({names}) VALUES ({places})", values)
    count_arrival(connection, row.mailbox)
    return number, identifier


def rewrite_application(connection: apsw.Connection, number: int, row: Row) -> None:
    """Put `row` in the place of an application whose delivery could be read after all, or further than before."""
    values = row.columns()
    settings = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(f"UPDATE application SET {settings} WHERE number = :number", {**values, "number": number})


def stored_before(
    connection: apsw.Connection, mailbox: str, message_id: str, digest: bytes
) -> tuple[str, bytes] | None:
    """Id and SHA-256 of the original of an application that is the same message; `digest` is `Identity.message`."""
    row: tuple[str, bytes] | None = connection.execute(
        "SELECT id, sha256 FROM application JOIN content ON application = application.number AND kind = 'original'"
        " WHERE mailbox = ? AND message_id = ? AND digest = ?",
        (mailbox, message_id, digest),
    ).fetchone()
    return row


def oldest_of_message(connection: apsw.Connection, mailbox: str, message_id: str) -> str | None:
    """Id of the first application made of a message with this id that could be read, whatever it held."""
    found: str | None = connection.execute(
        "SELECT id FROM application WHERE mailbox = ? AND message_id = ? AND failure IS NULL ORDER BY number LIMIT 1",
        (mailbox, message_id),
    ).get
    return found


def unread_of_message(connection: apsw.Connection, mailbox: str, message_id: str) -> tuple[int, str] | None:
    """Number and id of the row that stands for a message of which nothing could be read so far."""
    found: tuple[int, str] | None = connection.execute(
        "SELECT number, id FROM application WHERE mailbox = ? AND message_id = ? AND failure IS NOT NULL",
        (mailbox, message_id),
    ).fetchone()
    return found


def oldest_with_contents(connection: apsw.Connection, contents: bytes, training: bool) -> str | None:
    """Id of the first application with exactly these contents; `contents` is `Identity.contents`."""
    found: str | None = connection.execute(
        "SELECT id FROM application WHERE contents = ? AND training = ? ORDER BY number LIMIT 1", (contents, training)
    ).get
    return found


def read_cards(connection: apsw.Connection, mailbox: str | None, state: State | None) -> list[ApplicationCard]:
    """Cards, newest Eingang first; where there is none, our own time of fetching counts."""
    wanted = {"mailbox": mailbox, "state": state.value if state else None}
    conditions = [f"{column} = :{column}" for column, value in wanted.items() if value is not None]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    rows: Iterator[_Row] = connection.execute(
        f"SELECT {_COLUMNS} FROM application {where} ORDER BY coalesce(received, fetched) DESC, number DESC", wanted
    )
    return [_card(row) for row in rows]


def read_card(connection: apsw.Connection, application_id: str) -> ApplicationCard:
    """One card. Raises StoreNoSuchApplication."""
    row: _Row | None = connection.execute(
        f"SELECT {_COLUMNS} FROM application WHERE id = ?", (application_id,)
    ).fetchone()
    if row is None:
        raise StoreNoSuchApplication(application=application_id)
    return _card(row)


def count_states(connection: apsw.Connection) -> dict[State, int]:
    """Applications per state, zero included."""
    counts = dict.fromkeys(State, 0)
    for state, count in connection.execute("SELECT state, count(*) FROM application GROUP BY state"):
        counts[State(state)] = count
    return counts


def update_state(connection: apsw.Connection, application_id: str, state: State) -> None:
    """Set the state and since when; the first transfer is kept.

    Raises StoreNoSuchApplication, and ApplicationHeld for the way of a held one into the Papierkorb.
    """
    note_move(connection, application_id, state)
    at = microseconds(now())
    connection.execute(
        "UPDATE application SET state = :state, state_since = :at,"
        " transferred = CASE WHEN :state = :transferred THEN coalesce(transferred, :at) ELSE transferred END"
        " WHERE id = :id",
        {"state": state.value, "at": at, "transferred": State.TRANSFERRED.value, "id": application_id},
    )


def update_opened(connection: apsw.Connection, application_id: str, at: datetime) -> bool:
    """Note the first opening; False when there was one already. Raises StoreNoSuchApplication."""
    if read_card(connection, application_id).opened is not None:
        return False
    connection.execute("UPDATE application SET opened = ? WHERE id = ?", (microseconds(at), application_id))
    return True


def _card(row: _Row) -> ApplicationCard:
    identifier, mailbox, message_id, state, subject, service_key, service_name, applicant = row[:8]
    received, fetched, opened = row[8:11]
    content_count, attachment_count, size, verdict, findings, training, duplicate_of = row[11:18]
    failure, acknowledged = row[18:]
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
    )
