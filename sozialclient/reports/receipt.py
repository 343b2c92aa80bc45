"""The Eingangsbestätigung: a letter that confirms when an application arrived and what came with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sozialclient.documents.local_time import berlin, time_text
from sozialclient.documents.shown_text import one_line
from sozialclient.reports.letters.letter import Block, Correspondence, Letter, letter_text
from sozialclient.reports.letters.letter_pdf import letter_pdf
from sozialclient.texts import text

_LONGEST = 200
_DASH = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Correspondence):
    """Everything the letter says.

    `received` is the legal Eingang (UTC), None where there is none; `documents` and `unreadable` what came, in the
    applicant's words; `day` aware.
    """

    service: str
    received: datetime | None
    documents: tuple[str, ...]
    unreadable: tuple[str, ...]
    day: datetime


def receipt_text(receipt: Receipt) -> str:
    """The letter as plain text with CRLF line ends."""
    return letter_text(receipt_letter(receipt))


def receipt_pdf(receipt: Receipt) -> bytes:
    """The letter as PDF/A-2b."""
    return letter_pdf(receipt_letter(receipt))


def receipt_letter(receipt: Receipt) -> Letter:
    """The receipt as a letter of the office."""
    return Letter(
        title=text("receipt", "title"), sender=receipt.sender, contact=receipt.contact, recipient=receipt.recipient,
        day=berlin(receipt.day).date(), subject=text("receipt", "subject", service=one_line(receipt.service)),
        number=receipt.number, file_number=receipt.file_number, body=tuple(_body(receipt)),
    )


def _body(receipt: Receipt) -> Iterator[Block]:
    name = one_line(receipt.recipient[0]) if receipt.recipient else ""
    yield Block(text("receipt", "greeting", name=name) if name else text("receipt", "greeting_unknown"))
    service = one_line(receipt.service)
    if receipt.received is None:
        yield Block(text("receipt", "received_unknown", service=service))
    else:
        yield Block(text("receipt", "received", service=service, time=time_text(receipt.received)))
    came = receipt.documents or receipt.unreadable
    yield Block(text("receipt", "documents") if came else text("receipt", "none"))
    for document in receipt.documents:
        yield Block(one_line(document, longest=_LONGEST), _DASH)
    for document in receipt.unreadable:
        yield Block(text("receipt", "unreadable", name=one_line(document, longest=_LONGEST)), _DASH)
    for paragraph in ("next", "change", "decision"):
        yield Block(text("receipt", paragraph))
