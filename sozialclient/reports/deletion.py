"""The proof of a deletion: a PDF with ids, digests, rules and times, and nothing of the contents."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sozialclient import __version__
from sozialclient.documents.local_time import time_text
from sozialclient.documents.services import services
from sozialclient.model.retention import DEFAULT, DeletionRecord
from sozialclient.texts import text

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_HEX = 32


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
    """PDF (A4) that lists deletion records; `made` is aware UTC."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    styles = getSampleStyleSheet()
    target = io.BytesIO()
    title = text("reports", "deletion.title")
    page = SimpleDocTemplate(target, pagesize=A4, title=title, leftMargin=20 * mm, rightMargin=20 * mm,
                             topMargin=20 * mm, bottomMargin=20 * mm, invariant=1)
    story: list[Flowable] = [Paragraph(title, styles["Title"])]
    count = "one" if len(records) == 1 else "many"
    sentences = (
        text("reports", f"deletion.lead.{count}", count=len(records)),
        text("reports", "deletion.made", time=time_text(made), version=__version__),
        text("reports", "deletion.what"),
    )
    story += [Paragraph(sentence, styles["BodyText"]) for sentence in sentences]
    story += [Spacer(1, 6 * mm), _table(records), Spacer(1, 6 * mm)]
    story += [Paragraph(text("reports", f"deletion.{key}"), styles["BodyText"]) for key in ("copies", "signature")]
    page.build(story)
    return target.getvalue()


def _table(records: Sequence[DeletionRecord]) -> Flowable:
    from reportlab.lib import colors
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, Paragraph, TableStyle

    small = getSampleStyleSheet()["BodyText"].clone("small", fontSize=8, leading=10)
    digits = small.clone("digits", fontName="Courier", fontSize=7)
    head: list[Flowable] = [Paragraph(text("reports", f"deletion.column.{name}"), small)
                            for name in ("application", "at", "rule", "digest")]
    rows: list[list[Flowable]] = [head]
    for record in records:
        digest = record.original_sha256
        rows.append([
            Paragraph(record.application_id, small),
            Paragraph(time_text(record.at), small),
            Paragraph(rule_text(record.rule), small),
            Paragraph(f"{digest[:_HEX]}<br/>{digest[_HEX:]}" if digest else "–", digits),
        ])
    table = LongTable(rows, colWidths=[28 * mm, 38 * mm, 46 * mm, 58 * mm], repeatRows=1)
    table.setStyle(TableStyle([
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]))
    return table
