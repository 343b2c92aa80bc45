"""A report as data: what the window lists and what the papers are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sozialclient.model.verdict import Severity, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One check: `title` says the outcome as a sentence, `detail` how it came about."""

    key: str
    title: str
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One finding in words, with its stable reference."""

    reference: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRow:
    """One event of the process card: `shown` is local time in words, `instant` aware UTC or None.

    `legal` marks the Eingang at the intermediary, the only time that counts for deadlines.
    """

    key: str
    label: str
    shown: str
    note: str = ""
    instant: datetime | None = None
    legal: bool = False


@dataclass(frozen=True, slots=True)
class FactRow:
    """A technical fact."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionSheet:
    """Inspection report and process card of one application, everything already in words.

    `verdict` is about the content; who stands behind the certificates has rows of its own in `trust`.
    """

    verdict: Verdict
    headline: str
    sentence: str
    times: tuple[TimeRow, ...]
    checks: tuple[CheckRow, ...]
    notes: tuple[NoteRow, ...]
    inspections: tuple[CheckRow, ...]
    technical: tuple[FactRow, ...]
    trust: tuple[CheckRow, ...] = ()
