"""Ask an applicant for missing evidence, remind, warn: propose, and draft the letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sozialclient.documents.evidence.answers import Answers
from sozialclient.documents.evidence.checklist import Presence
from sozialclient.documents.evidence.deadline import SHORTEST, office_days, unsuitable
from sozialclient.documents.evidence.inventory import Arrival
from sozialclient.documents.evidence.recipient import recipient_of
from sozialclient.documents.evidence.rules import Outcome
from sozialclient.documents.local_time import berlin
from sozialclient.documents.working_days import WorkingDays
from sozialclient.errors import SozialclientError
from sozialclient.model.evidence_request import WORDS, Findings, Stage, Way
from sozialclient.reports.evidence_letter import EvidenceLetter, LetterItem, Notice, is_harsh, part_word
from sozialclient.store.books.actions import EVIDENCE_REMINDED, EVIDENCE_REQUESTED, EVIDENCE_WARNED
from sozialclient.store.store import Store
from sozialclient.usecases.check_evidence import EvidenceSheet

ASKED = {Stage.REQUEST: EVIDENCE_REQUESTED, Stage.REMINDER: EVIDENCE_REMINDED, Stage.WARNING: EVIDENCE_WARNED}
"""How the journal calls each stage."""
MOST_ITEMS = 8
"""More in one letter are hardly read; people are told, not stopped."""
_LONGEST_ITEM = 300


class RequestIncomplete(SozialclientError):
    """The letter lacks something; parameter `part` says what, in German."""

    reference = "REQUEST-INCOMPLETE"


class RequestItemUnknown(SozialclientError):
    """The application has no such evidence to ask for; parameter `item`."""

    reference = "REQUEST-NO-ITEM"


class DeadlineUnsuitable(SozialclientError):
    """A day that cannot be the last one; parameter `day` (DD.MM.YYYY)."""

    reference = "REQUEST-DEADLINE"


class RequestNotAsked(SozialclientError):
    """Nothing was asked for before, so there is nothing to remind of."""

    reference = "REQUEST-NOT-ASKED"


class WarningUnsettled(SozialclientError):
    """For this benefit nobody has settled what may follow."""

    reference = "REQUEST-NO-WARNING"


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


NEEDED = {
    Outcome.WITHHOLD: ("decisive", "unclear", "inquiries", "part", "since", "way"),
    Outcome.RECORD: ("decisive", "unclear", "inquiries"),
}
"""What a warning must not be without (§ 66 Abs. 3 SGB I: in writing, and fitting the case)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """What people have filled in: lines of addresses, keys of proposals, more things in their own words, the day.

    `asked` is the day of the letter before, None: the last one the journal knows; `findings` count for a warning.
    """

    sender: tuple[str, ...]
    contact: tuple[str, ...]
    recipient: tuple[str, ...]
    items: tuple[str, ...]
    more: tuple[str, ...] = ()
    deadline: date
    stage: Stage = Stage.REQUEST
    asked: date | None = None
    findings: Findings = Findings()


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


def doubts(sheet: EvidenceSheet, form: RequestForm, today: date, due: date | None = None) -> tuple[str, ...]:
    """What somebody should think about before the letter goes out, as keys of `evidence.toml`.

    `due` is the day on which the application would come up again: usually the last deadline.
    """
    recipient = recipient_of(sheet.fields)
    found = {
        "many": len(form.items) + len(form.more) > MOST_ITEMS,
        "short": (form.deadline - today).days < SHORTEST,
        "represented": recipient.represented,
        "address": len(form.recipient) < 3,
        "early": form.stage is not Stage.REQUEST and due is not None and due >= today,
        "harsh": any(map(is_harsh, (*form.more, *(getattr(form.findings, name) for name in WORDS)))),
        "four_eyes": form.stage is Stage.WARNING,
    }
    return tuple(name for name, doubtful in found.items() if doubtful)


def lacking(sheet: EvidenceSheet, form: RequestForm) -> tuple[str, ...]:
    """What the letter is still without: `items`, `sender`, `recipient` or names of `Findings`."""
    filled = {"items": form.items or any(words.strip() for words in form.more), "sender": form.sender,
              "recipient": form.recipient}
    missing = [part for part, there in filled.items() if not there]
    outcome = outcome_of(sheet)
    if form.stage is Stage.WARNING and outcome is not None:
        missing += [name for name in NEEDED[outcome] if not getattr(form.findings, name)]
    return tuple(missing)


def outcome_of(sheet: EvidenceSheet) -> Outcome | None:
    """What a warning about this application could say; None: none is offered."""
    benefit = sheet.checklist.benefit
    return benefit.consequence.outcome if benefit and benefit.consequence else None


def draft_letter(
    store: Store, sheet: EvidenceSheet, form: RequestForm, today: date, days: WorkingDays
) -> EvidenceLetter:
    """The letter of a form.

    Raises RequestIncomplete, RequestItemUnknown, DeadlineUnsuitable, RequestNotAsked, WarningUnsettled.
    """
    if unsuitable(form.deadline, today, days):
        raise DeadlineUnsuitable(day=f"{form.deadline:%d.%m.%Y}")
    known = {one.key: one.item for one in proposals(sheet)}
    unknown = [key for key in form.items if key not in known]
    if unknown:
        raise RequestItemUnknown(item=unknown[0][:60])
    notice = _notice(sheet, form)
    missing = lacking(sheet, form)
    if missing:
        raise RequestIncomplete(part=part_word(missing[0]))
    items = (*(known[key] for key in form.items),
             *(LetterItem(name=words[:_LONGEST_ITEM]) for words in form.more if words.strip()))
    benefit = sheet.checklist.benefit
    return EvidenceLetter(
        sender=form.sender, contact=form.contact, recipient=form.recipient, service=sheet.card.service_name,
        number=(sheet.fields.application_number if sheet.fields else None) or "",
        file_number=store.work.work(sheet.card.id).file_number, received=sheet.card.received, items=items,
        there=tuple(row.known_as for row in sheet.inventory.having(Arrival.RECEIVED, Arrival.EMBEDDED)),
        deadline=form.deadline, law=benefit.cooperation if benefit else "", emergency=_is_emergency(sheet), day=today,
        stage=form.stage, asked=_asked(store, sheet, form, today), notice=notice,
    )


def last_asked(store: Store, application_id: str) -> date | None:
    """The day, in Germany, on which evidence was last asked for as far as the journal knows. Raises StoreError."""
    days = [berlin(line.at).date() for line in store.journal(application_id) if line.action in ASKED.values()]
    return days[-1] if days else None


def _asked(store: Store, sheet: EvidenceSheet, form: RequestForm, today: date) -> date | None:
    if form.stage is Stage.REQUEST:
        return None
    asked = form.asked or last_asked(store, sheet.card.id)
    if asked is None or asked > today:
        raise RequestNotAsked()
    return asked


def _notice(sheet: EvidenceSheet, form: RequestForm) -> Notice | None:
    if form.stage is not Stage.WARNING:
        return None
    benefit, found = sheet.checklist.benefit, form.findings
    if benefit is None or benefit.consequence is None:
        raise WarningUnsettled()
    return Notice(outcome=benefit.consequence.outcome, cited=benefit.consequence.cited,
                  findings=replace(found, way=found.way or Way.PAPER))


def _is_emergency(sheet: EvidenceSheet) -> bool:
    marks = Answers(sheet.fields).fields("/nothilfe/mittellos")
    return any(mark.raw_value in ("true", "1") for mark in marks)


def deadline_days(store: Store, mailbox: str, today: date) -> WorkingDays:
    """The days on which the office of a mailbox works; where no Land is set, those on which all of Germany does."""
    calendar = store.work.desk.calendar()
    return office_days(calendar.lands.get(mailbox, calendar.land), today)
