"""The recovery key on paper: one page (PDF) to be kept away from the PC."""

from __future__ import annotations

from datetime import datetime

from sozialclient import __version__
from sozialclient.documents.local_time import time_text
from sozialclient.texts import text

_PER_LINE = 4


def recovery_sheet(key: str, store: str, made: datetime) -> bytes:
    """The page for `key` (groups joined by `-`) of the store with the id `store`; `made` is aware UTC."""
    from sozialclient.reports.pdf.document import Look, new_story, write_pdf

    title = text("reports", "recovery.title")
    look = Look(title=title, created=made, running=title)
    story = new_story(look)
    story.say(title, "H1")
    story.say(text("reports", "recovery.what"))
    story.gap(8)
    for line in key_lines(key):
        story.say(line, "key")
    story.gap(8)
    story.say(text("reports", "recovery.store", store=store_name(store), time=time_text(made)))
    for sentence in ("letters", "keep", "use", "older"):
        story.say(text("reports", f"recovery.{sentence}"))
    story.say(text("reports", "recovery.program", version=__version__), "small")
    return write_pdf(story, look)


def key_lines(key: str) -> list[str]:
    """The groups of a recovery key in lines of at most four."""
    groups = key.split("-")
    return ["  ".join(groups[at : at + _PER_LINE]) for at in range(0, len(groups), _PER_LINE)]


def store_name(store: str) -> str:
    """A short name that tells sheets of several stores apart."""
    return store[:8].upper()
