"""Writes the index of applications: one narrow row each, enough for the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import apsw

from sozialclient.model.application import ApplicationFacts, State
from sozialclient.model.delivery import ContentKind, Delivery
from sozialclient.model.verdict import Verdict
from sozialclient.store.applications.cards import read_card
from sozialclient.store.books.tally import count_arrival
from sozialclient.store.database.clock import microseconds, now
from sozialclient.store.deletion.trash import note_move


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
    connection.execute(
        f"UPDATE application SET {settings}, indexed = 0 WHERE number = :number", {**values, "number": number}
    )


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
