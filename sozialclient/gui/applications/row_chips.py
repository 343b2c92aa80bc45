"""What the third line of a row says, most important first, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sozialclient.documents.ages import Ages
from sozialclient.documents.local_time import at_month_change, berlin
from sozialclient.gui.plain import Shown, plain
from sozialclient.gui.widgets.rows import Chip
from sozialclient.gui.wording import count, say
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.verdict import Verdict
from sozialclient.model.view import OPEN, RowFact, RowFacts

_NAME = 30
_WEEK = timedelta(days=7)
_WAITING = {
    State.NEW: "list.waiting.new", State.IN_REVIEW: "list.waiting.in_review", State.QUERY: "list.waiting.query",
}


def chips_of(card: ApplicationCard, row: RowFacts, ages: Ages, today: date, *, mixed: bool = False) -> tuple[Chip, ...]:
    """The chips of a row; `mixed`: rows of several mailboxes stand together, so those of a test are marked."""
    return tuple((*_warnings(card, mixed=mixed), *_facts(card, row, ages, today)))


def _warnings(card: ApplicationCard, *, mixed: bool) -> Iterator[Chip]:
    if card.training and mixed:
        yield Chip("info", say("list.test"), "undecided")
    if card.verdict is Verdict.FAILED:
        yield Chip("danger", say("list.failed"), "danger")
    if card.received and at_month_change(card.received):
        yield Chip("month", say("list.month_change"), "warning")
    if card.state is State.UNPROCESSABLE:
        yield Chip("lock", say("list.unreadable"), "warning")
    if card.duplicate_of:
        yield Chip("copy", say("list.duplicate"), "undecided")


def _facts(card: ApplicationCard, row: RowFacts, ages: Ages, today: date) -> Iterator[Chip]:
    work = card.work
    if RowFact.AGE in row.facts and (words := age_words(card, ages, today)):
        yield Chip("clock", words, "undecided" if ages.reminder(card, today) else "")
    if RowFact.DUE in row.facts and work.due:
        yield Chip("calendar", say("list.due", day=f"{work.due:%d.%m.}"), "undecided" if work.due <= today else "")
    if RowFact.PROGRESS in row.facts and work.steps:
        yield Chip("transfer", f"{work.ticked}/{work.steps}")
    if RowFact.PERSON in row.facts and work.assigned:
        yield Chip("user", plain(work.assigned, limit=_NAME))
    if RowFact.ATTACHMENTS in row.facts and card.attachment_count:
        yield Chip("clip", str(card.attachment_count))


def age_words(card: ApplicationCard, ages: Ages, today: date) -> Shown:
    """How long an application has been waiting; empty for what nobody needs to do anything about."""
    if card.state not in OPEN:
        return plain("")
    if met := ages.reminder(card, today):
        return count(_WAITING[card.state], met[1])
    arrived = berlin(card.received or card.fetched).date()
    if arrived >= today:
        return say("list.age_today")
    # What came on Friday is not of today on Sunday, though no working day has passed.
    days = ages.age(card, today)
    return count("list.age", days) if days else say("list.age_since", day=_recent(arrived, today))


def _recent(day: date, today: date) -> str:
    """`Freitag`, where that can only mean the last one, else `23.12.`."""
    return say("days_long").split()[day.weekday()] if today - day < _WEEK else f"{day:%d.%m.}"


def spoken_facts(card: ApplicationCard, ages: Ages, today: date) -> Iterator[Shown]:
    """Age, day, progress and person as sentences for screen readers, whatever the row shows."""
    work = card.work
    if words := age_words(card, ages, today):
        yield plain(words, ".")
    if work.due:
        yield say("list.spoken_due", day=f"{work.due:%d.%m.%Y}")
    if work.steps:
        yield say("list.spoken_progress", done=work.ticked, total=work.steps)
    if work.assigned:
        yield say("list.spoken_person", name=work.assigned)
