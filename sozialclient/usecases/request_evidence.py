"""Ask an applicant for missing evidence: propose, draft the letter, save it, and note that it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sozialclient.documents.evidence.answers import Answers
from sozialclient.documents.evidence.checklist import Presence
from sozialclient.documents.evidence.deadline import SHORTEST, office_days, unsuitable
from sozialclient.documents.evidence.inventory import Arrival
from sozialclient.documents.evidence.recipient import recipient_of
from sozialclient.documents.working_days import WorkingDays
from sozialclient.errors import SozialclientError
from sozialclient.model.application import State
from sozialclient.reports.evidence_letter import EvidenceLetter, LetterItem, letter_text
from sozialclient.reports.evidence_letter_pdf import letter_pdf
from sozialclient.store.books.actions import EVIDENCE_REQUESTED, STATE_CHANGED
from sozialclient.store.store import Store
from sozialclient.usecases.check_evidence import EvidenceSheet
from sozialclient.usecases.save_paper import write_paper

MOST_ITEMS = 8
"""More in one letter are hardly read; people are told, not stopped."""
_LONGEST_ITEM = 300
_TEXT = ".txt"
_NOT_WORKED_ON = (State.TRASH, State.UNPROCESSABLE)


class RequestIncomplete(SozialclientError):
    """The letter lacks something; parameter `part`: `items`, `sender` or `recipient`."""

    reference = "REQUEST-INCOMPLETE"


class RequestItemUnknown(SozialclientError):
    """The application has no such evidence to ask for; parameter `item`."""

    reference = "REQUEST-NO-ITEM"


class DeadlineUnsuitable(SozialclientError):
    """A day that cannot be the last one; parameter `day` (DD.MM.YYYY)."""

    reference = "REQUEST-DEADLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Something that may be asked for; `key` tells it from the others, `ask`: the program would.

    `presence` is what is known of it, `occasion` when it is needed (our words, may be empty), `basis` and `note`
    what people should know.
    """

    key: str
    item: LetterItem
    presence: Presence
    ask: bool
    occasion: str = ""
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """What people have filled in: lines of addresses, keys of proposals, more things in their own words, the day."""

    sender: tuple[str, ...]
    contact: tuple[str, ...]
    recipient: tuple[str, ...]
    items: tuple[str, ...]
    more: tuple[str, ...] = ()
    deadline: date


def proposals(sheet: EvidenceSheet) -> tuple[Proposal, ...]:
    """All that may be asked for: what was announced and did not arrive first, then what the rules expect."""
    lost = [
        Proposal(key=f"announced-{number}", item=LetterItem(name=row.title or row.original_name),
                 presence=Presence.ANNOUNCED, ask=True, occasion=row.original_name if row.title else "")
        for number, row in enumerate(sheet.unmatched, 1)
    ]
    expected = []
    for each in sheet.checklist.expected:
        kind = each.rule.kind
        expected.append(Proposal(
            key=kind.key, presence=each.presence, ask=each.ask, occasion=each.rule.occasion, basis=each.rule.basis,
            note=each.rule.note,
            item=LetterItem(name=kind.name, purpose=kind.purpose, also=kind.also, advice=kind.advice),
        ))
    return (*lost, *sorted(expected, key=lambda one: not one.ask))


def doubts(sheet: EvidenceSheet, form: RequestForm, today: date) -> tuple[str, ...]:
    """What somebody should think about before the letter goes out: `many`, `short`, `represented`, `address`."""
    recipient = recipient_of(sheet.fields)
    found = {
        "many": len(form.items) + len(form.more) > MOST_ITEMS,
        "short": (form.deadline - today).days < SHORTEST,
        "represented": recipient.represented,
        "address": len(form.recipient) < 3,
    }
    return tuple(name for name, doubtful in found.items() if doubtful)


def draft_letter(
    store: Store, sheet: EvidenceSheet, form: RequestForm, today: date, days: WorkingDays
) -> EvidenceLetter:
    """The letter of a form. Raises RequestIncomplete, RequestItemUnknown, DeadlineUnsuitable."""
    if unsuitable(form.deadline, today, days):
        raise DeadlineUnsuitable(day=f"{form.deadline:%d.%m.%Y}")
    known = {one.key: one.item for one in proposals(sheet)}
    missing = [key for key in form.items if key not in known]
    if missing:
        raise RequestItemUnknown(item=missing[0][:60])
    items = (*(known[key] for key in form.items),
             *(LetterItem(name=words[:_LONGEST_ITEM]) for words in form.more if words.strip()))
    for part, filled in (("items", items), ("sender", form.sender), ("recipient", form.recipient)):
        if not filled:
            raise RequestIncomplete(part=part)
    benefit = sheet.checklist.benefit
    return EvidenceLetter(
        sender=form.sender, contact=form.contact, recipient=form.recipient, service=sheet.card.service_name,
        number=(sheet.fields.application_number if sheet.fields else None) or "",
        file_number=store.work.work(sheet.card.id).file_number, received=sheet.card.received, items=items,
        there=tuple(row.known_as for row in sheet.inventory.having(Arrival.RECEIVED, Arrival.EMBEDDED)),
        deadline=form.deadline, law=benefit.cooperation if benefit else "", emergency=_is_emergency(sheet), day=today,
    )


def save_request(store: Store, application_id: str, letter: EvidenceLetter, paths: Sequence[Path]) -> None:
    """Write the letter to each path (text where it ends in `.txt`, else PDF), and note that evidence was asked for.

    The application comes to wait for an answer, and up again on the day of the deadline. The journal holds the
    number of things, not which. Raises PaperNotWritten and the errors of the store.
    """
    store.require_writing()
    asked = str(len(letter.items))
    for number, path in enumerate(paths):
        data = letter_text(letter).encode("utf-8") if path.suffix.lower() == _TEXT else letter_pdf(letter)
        first = number == 0
        write_paper(path, data,
                    (lambda: store.record(EVIDENCE_REQUESTED, application_id, asked)) if first else lambda: None)
    if store.card(application_id).state not in _NOT_WORKED_ON:
        store.set_state(application_id, State.QUERY, action=STATE_CHANGED)
    store.work.set_due(application_id, letter.deadline)


def _is_emergency(sheet: EvidenceSheet) -> bool:
    marks = Answers(sheet.fields).fields("/nothilfe/mittellos")
    return any(mark.raw_value in ("true", "1") for mark in marks)


def deadline_days(store: Store, mailbox: str, today: date) -> WorkingDays:
    """The days on which the office of a mailbox works; where no Land is set, those on which all of Germany does."""
    calendar = store.work.desk.calendar()
    return office_days(calendar.lands.get(mailbox, calendar.land), today)
