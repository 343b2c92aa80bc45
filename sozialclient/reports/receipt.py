"""The Eingangsbestätigung: a letter that confirms when an application arrived and what came with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sozialclient.documents.local_time import date_text, time_text
from sozialclient.documents.shown_text import one_line
from sozialclient.texts import text

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Everything the letter says.

    `sender`, `contact` and `recipient` are lines, the first of the recipient a name; `received` the legal Eingang
    (UTC), None where there is none; `documents` and `unreadable` what came, in the applicant's words; `day` aware.
    """

    sender: tuple[str, ...]
    contact: tuple[str, ...]
    recipient: tuple[str, ...]
    service: str
    number: str
    file_number: str
    received: datetime | None
    documents: tuple[str, ...]
    unreadable: tuple[str, ...]
    day: datetime


def receipt_text(receipt: Receipt) -> str:
    """The letter as plain text with CRLF line ends."""
    blocks = [list(receipt.sender), list(receipt.recipient), references(receipt), [subject(receipt)],
              *([line] for line in before_list(receipt)), [f"- {name}" for name in document_lines(receipt)],
              *([line] for line in after_list(receipt)), [text("receipt", "closing"), *receipt.sender[:1]],
              contact_lines(receipt)]
    lines = [one_line(line, longest=2_000) for block in blocks if block for line in (*block, "")]
    return "\r\n".join(lines).rstrip() + "\r\n"


def receipt_pdf(receipt: Receipt) -> bytes:
    """The letter as PDF/A-2b; address and window stand as DIN 5008, form B, wants them."""
    from sozialclient.reports.pdf.blocks import Column
    from sozialclient.reports.pdf.document import Look, new_story, write_pdf

    look = Look(title=text("receipt", "title"), created=receipt.day, running=text("receipt", "title"))
    story = new_story(look)
    story.say(" · ".join(_clean(receipt.sender)), "small")
    story.go_down_to(_WINDOW)
    for line in _clean(receipt.recipient):
        story.say(line, "address")
    story.go_down_to(_REFERENCES)
    for line in _clean(references(receipt)):
        story.say(line, "small")
    story.gap(6)
    story.say(subject(receipt), "H1")
    for line in before_list(receipt):
        story.say(one_line(line, longest=2_000), "letter")
    story.table((Column("", 1),), [(name,) for name in document_lines(receipt)])
    for line in (*after_list(receipt), text("receipt", "closing"), *_clean(receipt.sender[:1])):
        story.say(one_line(line, longest=2_000), "letter")
    for line in _clean(contact_lines(receipt)):
        story.say(line, "small")
    return write_pdf(story, look)


_WINDOW, _REFERENCES = 62.7, 98.5
"""Millimetres from the upper edge: first line of the address, first line below the window (DIN 5008, form B)."""


def references(receipt: Receipt) -> list[str]:
    """Day and numbers."""
    lines = [text("receipt", "day", day=date_text(receipt.day))]
    if receipt.number:
        lines.append(text("receipt", "number", number=one_line(receipt.number)))
    if receipt.file_number:
        lines.append(text("receipt", "file_number", number=one_line(receipt.file_number)))
    return lines


def subject(receipt: Receipt) -> str:
    """What the letter is about."""
    return text("receipt", "subject", service=one_line(receipt.service))


def before_list(receipt: Receipt) -> Iterator[str]:
    """The paragraphs above the list of documents."""
    name = one_line(receipt.recipient[0]) if receipt.recipient else ""
    yield text("receipt", "greeting", name=name) if name else text("receipt", "greeting_unknown")
    service = one_line(receipt.service)
    if receipt.received is None:
        yield text("receipt", "received_unknown", service=service)
    else:
        yield text("receipt", "received", service=service, time=time_text(receipt.received))
    came = receipt.documents or receipt.unreadable
    yield text("receipt", "documents") if came else text("receipt", "none")


def document_lines(receipt: Receipt) -> list[str]:
    """What came, one harmless line each."""
    lines = [one_line(name, longest=_LONGEST) for name in receipt.documents]
    return lines + [text("receipt", "unreadable", name=one_line(name, longest=_LONGEST)) for name in receipt.unreadable]


def after_list(receipt: Receipt) -> Iterator[str]:
    """The paragraphs below the list."""
    for name in ("next", "change", "decision"):
        yield text("receipt", name)


def contact_lines(receipt: Receipt) -> list[str]:
    """Whom to ask, under a heading; nothing where nobody is named."""
    return [text("receipt", "contact"), *receipt.contact] if receipt.contact else []


def _clean(lines: tuple[str, ...] | list[str]) -> list[str]:
    return [one_line(line, longest=_LONGEST) for line in lines]
