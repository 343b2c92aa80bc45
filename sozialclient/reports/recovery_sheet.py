"""The recovery key on paper: one page (PDF) to be kept away from the PC."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

from sozialclient import __version__
from sozialclient.documents.local_time import time_text
from sozialclient.texts import text

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

_PER_LINE = 4


def recovery_sheet(key: str, store: str, made: datetime) -> bytes:
    """The page for `key` (groups joined by `-`) of the store with the id `store`; `made` is aware UTC."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    styles = getSampleStyleSheet()
    large = ParagraphStyle("key", fontName="Courier-Bold", fontSize=20, leading=34, alignment=1)
    target = io.BytesIO()
    title = text("reports", "recovery.title")
    page = SimpleDocTemplate(target, pagesize=A4, title=title, leftMargin=20 * mm, rightMargin=20 * mm,
                             topMargin=20 * mm, bottomMargin=20 * mm, invariant=1)
    story: list[Flowable] = [Paragraph(title, styles["Title"])]
    story += [Paragraph(text("reports", "recovery.what"), styles["BodyText"]), Spacer(1, 8 * mm)]
    story += [Paragraph(line, large) for line in key_lines(key)]
    story.append(Spacer(1, 8 * mm))
    sentences = (
        text("reports", "recovery.store", store=store_name(store), time=time_text(made)),
        text("reports", "recovery.letters"),
        text("reports", "recovery.keep"),
        text("reports", "recovery.use"),
        text("reports", "recovery.older"),
        text("reports", "recovery.program", version=__version__),
    )
    story += [Paragraph(sentence, styles["BodyText"]) for sentence in sentences]
    page.build(story)
    return target.getvalue()


def key_lines(key: str) -> list[str]:
    """The groups of a recovery key in lines of at most four."""
    groups = key.split("-")
    return ["  ".join(groups[at : at + _PER_LINE]) for at in range(0, len(groups), _PER_LINE)]


def store_name(store: str) -> str:
    """A short name that tells sheets of several stores apart."""
    return store[:8].upper()
