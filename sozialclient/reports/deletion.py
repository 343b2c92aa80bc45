"""The proof of a deletion: a PDF with ids, digests, rules and times, and nothing of the contents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sozialclient import __version__
from sozialclient.documents.local_time import time_text
from sozialclient.documents.services import services
from sozialclient.model.retention import DEFAULT, DeletionRecord
from sozialclient.texts import text

_HEX = 32
_COLUMNS = (("application", 28), ("at", 45), ("rule", 38), ("digest", 60))
"""Columns and their widths to each other."""


def rule_text(rule: str) -> str:
    """The rule of a deletion record in German."""
    owner, _, rest = rule.partition(":")
    state, _, days = rest.partition(":")
    if not rest:
        return text("reports", f"deletion.by.{rule}")
    return text("reports", "deletion.rule", owner=owner_text(owner), state=text("reports", f"deletion.state.{state}"),
                days=days)


def owner_text(owner: str) -> str:
    """Name of a service by its key, or what the rules for all others are called; unknown keys stay as they are."""
    if owner == DEFAULT:
        return text("reports", "deletion.default")
    return next((service.short for service in services() if service.key == owner), owner)


def deletion_proof(records: Sequence[DeletionRecord], made: datetime) -> bytes:
    """PDF/A-2b (A4) that lists deletion records; `made` is aware UTC."""
    from sozialclient.reports.pdf.blocks import Column
    from sozialclient.reports.pdf.document import Look, new_story, write_pdf

    title = text("reports", "deletion.title")
    look = Look(title=title, created=made, running=title)
    story = new_story(look)
    story.say(title, "H1")
    count = "one" if len(records) == 1 else "many"
    story.say(text("reports", f"deletion.lead.{count}", count=len(records)))
    story.say(text("reports", "deletion.made", time=time_text(made), version=__version__))
    story.say(text("reports", "deletion.what"))
    story.gap(3)
    columns = [Column(text("reports", f"deletion.column.{name}"), share) for name, share in _COLUMNS]
    story.table(columns, [_row(record) for record in records])
    for key in ("copies", "signature"):
        story.say(text("reports", f"deletion.{key}"))
    return write_pdf(story, look)


def _row(record: DeletionRecord) -> tuple[str, str, str, str]:
    digest = record.original_sha256
    return (record.application_id, time_text(record.at), rule_text(record.rule),
            f"{digest[:_HEX]}\n{digest[_HEX:]}" if digest else "–")
