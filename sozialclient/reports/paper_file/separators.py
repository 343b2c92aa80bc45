"""The sheet before each document of a paper file; where the document cannot be shown, it says so and stands for it."""

from __future__ import annotations

from collections.abc import Iterator

from sozialclient.documents.shown_text import one_line
from sozialclient.documents.values import size_text
from sozialclient.reports.paper_file.parts import PaperPart, part_title
from sozialclient.reports.pdf.blocks import Column, Story
from sozialclient.texts import text

_LONGEST = 300


def add_separator(story: Story, number: int, part: PaperPart) -> None:
    """One page for the document with that `number` (from 1)."""
    story.gap(40)
    story.say(text("paper", "sheet.heading", number=number), "P")
    story.say(part_title(part), "H1")
    story.table((Column("", 1), Column("", 4)), list(_facts(part)))
    if part.problem is not None:
        story.say(text("paper", "sheet.missing"), "lead")
        story.say(text("paper", f"problem.{part.problem.value}"))
        story.say(text("paper", "sheet.original"))


def _facts(part: PaperPart) -> Iterator[tuple[str, str]]:
    if part.file_name:
        yield text("paper", "sheet.file"), one_line(part.file_name, longest=_LONGEST)
    if part.kind is not None:
        yield text("paper", "sheet.kind"), part.kind.label
    if part.size is not None:
        yield text("paper", "sheet.size"), size_text(part.size)
    if part.pages:
        yield text("paper", "sheet.pages"), str(part.pages)
    if part.sha256:
        yield text("paper", "sheet.digest"), part.sha256
