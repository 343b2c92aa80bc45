"""The cover sheet of a paper file: the legal Eingang large, barcode, contents, check note, lines to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sozialclient.documents.local_time import at_month_change, time_text
from sozialclient.documents.services import service
from sozialclient.documents.shown_text import one_line
from sozialclient.reports.paper_file.parts import PaperFacts, PaperPart, part_title
from sozialclient.reports.pdf.barcode import Barcode
from sozialclient.reports.pdf.blocks import Column, Story
from sozialclient.reports.pdf.document import Look, producer_name
from sozialclient.texts import text

_COLUMNS = (("number", 1), ("document", 4), ("file", 4), ("pages", 1.3), ("start", 1.5), ("note", 3.4))
_NUMBERS = ("pages", "start")


def add_cover(
    story: Story, look: Look, facts: PaperFacts, parts: Sequence[PaperPart], starts: Mapping[int, int], pages: int
) -> None:
    """The cover; `starts` has the first page (from 1) of each part, `pages` how many there are in all."""
    card = facts.card
    if card.training:
        story.say(text("paper", "training"), "lead")
    story.say(text("paper", "cover.title"), "H1")
    _received(story, facts)
    story.table((Column("", 2), Column("", 5)), list(_facts(facts, len(parts), pages)))
    story.put(Barcode(card.id, text("paper", "cover.barcode", id=card.id), story.root))
    story.say(text("paper", "cover.check"), "H2")
    story.say(f"{facts.sheet.headline} {facts.sheet.sentence}")
    story.sign(text("paper", "cover.transferred"), text("paper", "cover.second"))
    story.say(text("paper", "cover.contents"), "H2")
    story.table([Column(text("paper", f"column.{name}"), share, number=name in _NUMBERS) for name, share in _COLUMNS],
                [*_list(parts, starts), *_beside(facts, len(parts))])
    story.say(text("paper", "cover.made", time=time_text(look.created), producer=producer_name()), "small")


def _received(story: Story, facts: PaperFacts) -> None:
    legal = facts.sheet.times[0]
    story.say(text("paper", "cover.received"))
    story.say(legal.shown, "large")
    if legal.instant is not None and at_month_change(legal.instant):
        story.say(text("reports", "time.month_change"), "lead")


def _facts(facts: PaperFacts, documents: int, pages: int) -> list[tuple[str, str]]:
    card = facts.card
    known = service(card.service_key) if card.service_key else None
    name = known.name if known else one_line(card.service_name)
    extent = text("paper", "cover.extent_text", documents=_counted("documents", documents),
                  pages=_counted("pages", pages))
    rows = (
        ("service", name), ("applicant", one_line(card.applicant)), ("number", one_line(facts.application_number)),
        ("file_number", one_line(facts.file_number)), ("fetched", time_text(card.fetched)), ("extent", extent),
        ("id", card.id),
    )
    return [(text("paper", f"cover.{key}"), value) for key, value in rows if value]


def _counted(key: str, count: int) -> str:
    return text("paper", f"cover.{key}_one" if count == 1 else f"cover.{key}_many", count=count)


def _list(parts: Sequence[PaperPart], starts: Mapping[int, int]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for place, part in enumerate(parts):
        note = text("paper", f"problem.{part.problem.value}") if part.problem else ""
        rows.append((str(place + 1), part_title(part), _other_name(part), str(part.pages or "–"),
                     str(starts[place]), note))
    return rows


def _other_name(part: PaperPart) -> str:
    name = one_line(part.file_name)
    return "" if name == part_title(part) else name


def _beside(facts: PaperFacts, documents: int) -> list[tuple[str, ...]]:
    note = text("paper", "cover.not_printed")
    names = [text("paper", "cover.data")] if facts.xml_beside else []
    names += map(one_line, facts.beside)
    return [(str(documents + number), name, "", "–", "–", note) for number, name in enumerate(names, 1)]
