"""The letter (Nachforderung) that asks for missing evidence: its contents, and the same as plain text.

It asks and explains. It announces no consequences: § 66 Abs. 3 SGB I wants those to fit a case somebody looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sozialclient.documents.local_time import berlin
from sozialclient.documents.shown_text import one_line
from sozialclient.texts import text

_MOST_NAMED = 12
_ADVICE = ("statements", "rent", "health")
"""Paragraphs that belong to some kinds of evidence, in the order in which they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem:
    """One thing that is asked for; `purpose` and `also` end sentences of ours, `advice` is a key of the texts."""

    name: str
    purpose: str = ""
    also: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLetter:
    """Everything the letter says.

    `sender` and `recipient` are lines of an address, the first one a name; `contact` lines about whom to ask.
    `received` is the legal Eingang (UTC), None where there is none; `there` names what has arrived; `law` is the
    duty to cooperate, empty: not named. Texts of the applicant are shown on one line, whatever is in them.
    """

    sender: tuple[str, ...]
    contact: tuple[str, ...]
    recipient: tuple[str, ...]
    service: str
    number: str
    file_number: str
    received: datetime | None
    items: tuple[LetterItem, ...]
    there: tuple[str, ...]
    deadline: date
    law: str
    emergency: bool
    day: date


def letter_text(letter: EvidenceLetter) -> str:
    """The letter as plain text with CRLF line ends, to be pasted into a mailbox or an office program."""
    blocks = [[*letter.sender, *letter.contact], list(letter.recipient), [written_day(letter.day)], subject(letter),
              *([line] for line in before_list(letter)), list(_items(letter)), *([line] for line in after_list(letter)),
              [text("letter", "closing"), letter.sender[0] if letter.sender else ""]]
    lines = [one_line(line, longest=2_000) for block in blocks for line in (*block, "")]
    return "\r\n".join(lines).rstrip() + "\r\n"


def subject(letter: EvidenceLetter) -> list[str]:
    """What the letter is about: nothing of it tells of health or debts."""
    lines = [text("letter", "subject", service=letter.service)]
    if letter.number:
        lines.append(text("letter", "subject-number", number=letter.number))
    if letter.file_number:
        lines.append(text("letter", "subject-file", number=letter.file_number))
    return lines


def before_list(letter: EvidenceLetter) -> Iterator[str]:
    """The paragraphs above the list."""
    yield text("letter", "greeting", name=letter.recipient[0] if letter.recipient else "")
    if letter.received is None:
        yield text("letter", "arrived-unknown")
    else:
        yield text("letter", "arrived", day=written_day(berlin(letter.received).date()))
    if letter.emergency:
        yield text("letter", "emergency")
    if letter.there:
        yield text("letter", "there", names=", ".join(one_line(name) for name in letter.there[:_MOST_NAMED]))
    yield text("letter", "ask")


def explanations(item: LetterItem) -> list[str]:
    """What stands below a thing that is asked for."""
    lines = [text("letter", "purpose", purpose=item.purpose)] if item.purpose else []
    return [*lines, text("letter", "also", also=item.also)] if item.also else lines


def after_list(letter: EvidenceLetter) -> Iterator[str]:
    """The paragraphs below the list."""
    weekday = text("letter", "weekdays").split()[letter.deadline.weekday()]
    yield text("letter", "deadline", weekday=weekday, day=written_day(letter.deadline))
    for name in ("longer", "way"):
        yield text("letter", name)
    asked = {item.advice for item in letter.items}
    yield from (text("letter", f"advice.{advice}") for advice in _ADVICE if advice in asked)
    yield text("letter", "help")
    if letter.law:
        yield text("letter", "basis", law=letter.law)
    for name in ("changes", "privacy"):
        yield text("letter", name)


def written_day(day: date) -> str:
    """`8. Dezember 2026`."""
    return f"{day.day}. {text('letter', 'months').split()[day.month - 1]} {day.year}"


def _items(letter: EvidenceLetter) -> Iterator[str]:
    for number, item in enumerate(letter.items, 1):
        yield f"{number}. {item.name}"
        yield from (f"   {line}" for line in explanations(item))
