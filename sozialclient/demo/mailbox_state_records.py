"""What the training intermediary keeps of a delivery."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sozialclient.model.process_card import Inspection, Instant, ProcessCard, ProcessCardBundle
from sozialclient.osci.process_cards import instant_text


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A MIME part of a delivery, decoded: `chunks` gives its bytes afresh, `sha256` is over them.

    `headers` are those of the part other than type, encoding, id and length.
    """

    content_id: str
    media_type: str
    base64: bool
    headers: tuple[tuple[str, str], ...]
    sha256: bytes
    chunks: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class IncomingPart:
    """A MIME part on its way into the state."""

    content_id: str
    media_type: str
    base64: bool
    headers: tuple[tuple[str, str], ...]
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingDelivery:
    """A delivery to keep.

    `addressee` and `originator` are SHA-256 (hex) of cipher certificates; `certificates`, `package`
    and `custom` are canonical XML taken in place, so that every digest inside stays right;
    `id_suffix` is what keeps our own Ids apart from those in there.
    """

    message_id: str
    addressee: str
    originator: str | None
    subject: str | None
    creation: datetime
    certificates: str
    package: str
    custom: tuple[str, ...]
    parts: tuple[IncomingPart, ...]
    inspections: tuple[Inspection, ...]
    id_suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDelivery:
    """A kept delivery without its content; `number` counts up in the order of arrival."""

    number: int
    message_id: str
    addressee: str
    originator: str | None
    subject: str | None
    creation: datetime
    forwarding: datetime | None
    reception: datetime | None
    modification: datetime
    inspections: tuple[Inspection, ...]

    def bundle(self) -> ProcessCardBundle:
        """The process card as it stands."""
        card = ProcessCard(
            recent_modification=_instant(self.modification),
            creation=_instant(self.creation),
            forwarding=None if self.forwarding is None else _instant(self.forwarding),
            reception=None if self.reception is None else _instant(self.reception),
            subject=self.subject,
        )
        return ProcessCardBundle(self.message_id, card, self.inspections)


@dataclass(frozen=True, slots=True)
class StoredContent:
    """The pieces of a kept delivery that go out again unchanged."""

    certificates: str
    package: str
    custom: tuple[str, ...]
    parts: tuple[StoredPart, ...]
    id_suffix: str


def _instant(moment: datetime) -> Instant:
    return Instant(instant_text(moment), moment)


def moment_text(moment: datetime) -> str:
    """UTC with microseconds, so that texts sort like times."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment(value: str) -> datetime:
    """What `moment_text` wrote."""
    return datetime.fromisoformat(value)


def inspections_text(inspections: Iterable[Inspection]) -> str:
    """Inspections as JSON."""
    return json.dumps([asdict(inspection) for inspection in inspections], default=moment_text)


def read_inspections(text: str) -> tuple[Inspection, ...]:
    """What `inspections_text` wrote."""
    return tuple(_inspection(values) for values in json.loads(text))


def _inspection(values: Mapping[str, Any]) -> Inspection:
    stamp = values["timestamp"]
    moment = Instant(stamp["received"], None if stamp["utc"] is None else read_moment(stamp["utc"]))
    return Inspection(**{**values, "timestamp": moment})
