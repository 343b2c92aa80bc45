"""Process card (Laufzettel) and inspection report (Prüfprotokoll) of an intermediary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Instant:
    """A time as received and, where it can be read, as an aware UTC datetime.

    `cryptographic` is the base64 text of a signed token that is kept but not evaluated.
    """

    received: str
    utc: datetime | None
    cryptographic: str | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the intermediary found about one certificate; result words as on the wire."""

    timestamp: Instant
    subject: str
    issuer: str
    serial: str
    certificate_type: str
    math_result: str
    offline_result: str
    online_result: str | None
    crl: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessCard:
    """The life of one delivery: creation is the legal Eingang at the intermediary."""

    recent_modification: Instant
    creation: Instant | None
    forwarding: Instant | None = None
    reception: Instant | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessCardBundle:
    """A process card with its message id and inspection report."""

    message_id: str
    card: ProcessCard
    inspections: tuple[Inspection, ...] = ()
