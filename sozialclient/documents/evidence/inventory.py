"""Lays side by side what an application announces and what arrived with it."""

from __future__ import annotations

import enum
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sozialclient.documents.evidence.pdf_table import Announced
from sozialclient.documents.listed import ListedDocument

_FORM = ("antrag", "printout", "formular", "ausdruck")


class Arrival(enum.Enum):
    """What became of evidence that was announced, or that came without being announced."""

    RECEIVED = "received"
    EMBEDDED = "embedded"
    """It lies inside the business message."""

    MISSING = "missing"
    LATER = "later"
    """The applicant said that it comes later."""

    EXTRA = "extra"
    """It came though nothing announced it."""

    NOT_GIVEN = "not_given"
    """The form has a place for it, and the applicant left it empty."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A content that is evidence: its key and the sender's name for it."""

    key: str
    untrusted_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryRow:
    """One piece of evidence: what was announced beside what arrived. Texts are the sender's.

    `key` names the content, None where nothing arrived; `received_name` is the name it arrived under.
    """

    arrival: Arrival
    title: str = ""
    original_name: str = ""
    received_name: str = ""
    status: str = ""
    key: str | None = None

    @property
    def known_as(self) -> str:
        """What the applicant calls it: the own file name, else the name it arrived under, else what it should be."""
        return self.original_name or self.received_name or self.title


@dataclass(frozen=True, slots=True)
class Inventory:
    """Announced evidence first, in the order of the application, then what came without being announced.

    Not `told`: the application says nothing of its evidence, so nothing can be missing or extra.
    """

    rows: tuple[InventoryRow, ...]
    told: bool

    def having(self, *arrivals: Arrival) -> tuple[InventoryRow, ...]:
        """The rows of these arrivals."""
        return tuple(row for row in self.rows if row.arrival in arrivals)


def taken_stock(
    announced: Sequence[Announced], listed: Iterable[ListedDocument], received: Sequence[ReceivedFile]
) -> Inventory:
    """Compare what the PDF (`announced`) and the business message (`listed`) speak of with what was `received`.

    Names are compared without case, blanks, invisible characters and Unicode forms; a file stands for one
    announcement only.
    """
    entries, embedded = _together(announced, listed)
    waiting: defaultdict[str, list[ReceivedFile]] = defaultdict(list)
    for file in reversed(received):
        waiting[_name(file.untrusted_name)].append(file)
    rows = [_row(entry, waiting, embedded) for entry in entries]
    taken, told = {row.key for row in rows}, bool(entries)
    rows += [
        InventoryRow(arrival=Arrival.EXTRA if told else Arrival.RECEIVED, received_name=file.untrusted_name,
                     key=file.key)
        for file in received if file.key not in taken
    ]
    return Inventory(tuple(rows), told)


def _together(
    announced: Sequence[Announced], listed: Iterable[ListedDocument]
) -> tuple[list[Announced], set[str]]:
    """All announcements once, what the PDF says first; and the names of documents inside the message."""
    entries = list(announced)
    known = {_name(name) for entry in entries for name in (entry.wire_name, entry.original_name) if name}
    embedded: set[str] = set()
    for document in listed:
        if _is_form(document):
            continue
        names = {_name(name) for name in (document.reference, document.file_name) if name}
        if document.data is not None:
            embedded |= names
        if not names & known:
            known |= names
            entries.append(Announced(title=document.title, original_name=document.file_name,
                                     wire_name=document.reference))
    return entries, embedded


def _is_form(document: ListedDocument) -> bool:
    """The readable form of the application is no evidence."""
    names = (document.title, document.file_name, document.reference)
    return any(name.casefold().startswith(_FORM) for name in names[:1]) or (
        document.data is not None and any(name.casefold().startswith(_FORM) for name in names)
    )


def _row(entry: Announced, waiting: dict[str, list[ReceivedFile]], embedded: set[str]) -> InventoryRow:
    names = [_name(name) for name in (entry.wire_name, entry.original_name) if name]
    file = next((waiting[name].pop() for name in names if waiting[name]), None)
    if file is not None:
        arrival = Arrival.RECEIVED
    elif any(name in embedded for name in names):
        arrival = Arrival.EMBEDDED
    elif entry.status:
        arrival = Arrival.LATER
    else:
        arrival = Arrival.MISSING if names else Arrival.NOT_GIVEN
    return InventoryRow(
        arrival=arrival, title=entry.title, original_name=entry.original_name, status=entry.status,
        received_name=file.untrusted_name if file else "", key=file.key if file else None,
    )


def _name(name: str) -> str:
    """A name as two people would call it the same; what is invisible a PDF shows as a blank, or not at all."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", name).casefold()
                   if unicodedata.category(letter)[0] not in "CZ")
