"""The list of evidence (Nachweise) that did not come with an application, as an export encloses it.

It proposes: nobody has looked yet. The letter that asks for something is written by a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sozialclient.documents.evidence.checklist import Expected, Presence
from sozialclient.documents.evidence.inventory import InventoryRow
from sozialclient.documents.local_time import time_text
from sozialclient.documents.shown_text import one_line
from sozialclient.model.application import ApplicationCard
from sozialclient.texts import text

if TYPE_CHECKING:
    from sozialclient.reports.pdf.blocks import Column

_BOX = "☐"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEvidence:
    """What is missing of one application.

    `announced` did not arrive and no rule expects it; `expected` is what the rules expect, there or not.
    `unread` is the reference of what kept the form from being read, empty: nothing did.
    """

    card: ApplicationCard
    number: str
    file_number: str
    announced: tuple[InventoryRow, ...]
    expected: tuple[Expected, ...]
    unread: str = ""

    @property
    def worth_a_page(self) -> bool:
        """Whether something is missing that a request would ask for, or nobody can tell."""
        return bool(self.announced or self.unread or any(each.ask for each in self.expected))


def missing_evidence_pdf(missing: MissingEvidence, created: datetime) -> bytes:
    """The list as PDF/A-2b; `created` is aware UTC."""
    from sozialclient.reports.pdf.document import Look, new_story, write_pdf

    card = missing.card
    look = Look(title=_word("title"), created=created, running=text("reports", "pdf.running", id=card.id))
    story = new_story(look)
    story.say(look.title, "H1")
    received = time_text(card.received) if card.received else _word("received_unknown")
    story.say(_word("received", time=received), "lead")
    story.say(one_line(card.service_name))
    for key, number in (("number", missing.number), ("file_number", missing.file_number)):
        if number:
            story.say(_word(key, number=one_line(number)))
    story.say(_word("proposal"))
    if missing.unread:
        story.say(_word("unread", reference=missing.unread))
    for section, columns, rows in _tables(missing):
        if rows:
            story.say(text("evidence", f"missing.section.{section}"), "H2")
            story.table(_columns(columns), rows)
    return write_pdf(story, look)


def _tables(missing: MissingEvidence) -> Iterable[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    lost = [each for each in missing.expected if each.presence is Presence.ANNOUNCED]
    rows = [_announced(row, "") for row in missing.announced]
    rows += [_announced(each.rows[0], each.rule.kind.name) for each in lost]
    yield "announced", ("evidence", "file", "state"), rows
    absent = [each for each in missing.expected if each.presence is Presence.MISSING]
    for section, asked in (("required", True), ("usual", False)):
        yield section, ("evidence", "occasion", "basis"), [_expected(each) for each in absent if each.ask is asked]


def _announced(row: InventoryRow, kind: str) -> tuple[str, ...]:
    title = kind or row.title or row.known_as
    return _BOX, one_line(title), one_line(row.original_name), text("evidence", f"arrival.{row.arrival.value}")


def _expected(each: Expected) -> tuple[str, ...]:
    return _BOX, each.rule.kind.name, each.rule.occasion, each.rule.basis


def _columns(names: tuple[str, ...]) -> list[Column]:
    from sozialclient.reports.pdf.blocks import Column

    return [Column(text("evidence", f"missing.column.{name}"), 1 if name == "open" else 4) for name in ("open", *names)]


def _word(key: str, **parameters: str) -> str:
    return text("evidence", f"missing.{key}", **parameters)
