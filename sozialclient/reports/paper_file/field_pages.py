"""The fields of a business message as pages, for an application that came without a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.shown_text import one_line
from sozialclient.reports.pdf.blocks import Column, Story
from sozialclient.reports.pdf.document import Look, new_story, set_pages
from sozialclient.reports.pdf.page_marks import PageMark
from sozialclient.texts import text

_MOST_EMPTY = 100
_LONGEST_VALUE = 20_000
_MOST_FIELDS = 5_000


def field_pages(document: FieldDocument, look: Look) -> tuple[int, bytes]:
    """A PDF with every field under its chapter and heading, to be joined with others, and the number of its pages."""
    story, marks = new_story(look), dict[str, int]()
    story.say(text("paper", "field.title"), "H1")
    story.say(text("paper", "field.why"))
    for section, fields in groupby(document.fields[:_MOST_FIELDS], key=lambda field: field.section):
        _chapter(story, section, fields)
    if document.empty_fields:
        names = ", ".join(dict.fromkeys(one_line(field.label) for field in document.empty_fields[:_MOST_EMPTY]))
        story.say(text("paper", "field.empty", names=names), "small")
    cut = any(len(field.value) > _LONGEST_VALUE for field in document.fields)
    if cut or not document.complete or len(document.fields) > _MOST_FIELDS:
        story.say(text("paper", "field.incomplete"), "lead")
    story.put(PageMark("last", marks))
    data = set_pages(story, look)
    return marks["last"] + 1, data


def _chapter(story: Story, section: str, fields: Iterable[Field]) -> None:
    story.say(section, "H2")
    for group, inside in groupby(fields, key=lambda field: field.group):
        if group:
            story.say(group, "H3")
        columns = (Column("", 2), Column("", 3))
        story.table(columns, [(field.label, _shortened(field.value)) for field in inside])


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]} …"
