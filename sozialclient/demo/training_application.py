"""A synthetic application as the sender of the training mailbox takes it."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sozialclient.demo.payload import Payload
from sozialclient.model.delivery import ContentKind

CONTAINER_ID = "XSOZIAL_DATA"
"""Id of the content container and usual subject of such messages."""


class Quirk(enum.Enum):
    """What is special about an application; some ask the sender to do something unusual."""

    MANY_ATTACHMENTS = "many_attachments"
    LARGE = "large"
    OTHER_READER = "other_reader"
    BROKEN_AUTHOR_SIGNATURE = "broken_author_signature"
    DUPLICATE = "duplicate"
    MONTH_END = "month_end"
    TWO_AUTHORS = "two_authors"
    XML_ONLY = "xml_only"
    PDF_ONLY = "pdf_only"
    UNUSUAL_NAMES = "unusual_names"


@dataclass(frozen=True, slots=True)
class TrainingContent:
    """One content: `name` is the Id of a DATA content or the file name (Content-ID) of an ATTACHMENT."""

    name: str
    media_type: str
    kind: ContentKind
    payload: Payload

    @property
    def size(self) -> int:
        """Length in bytes; makes a small content when it was not made yet."""
        return self.payload.size

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the start; may be called any number of times and gives the same bytes each time."""
        return self.payload.chunks()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingApplication:
    """One application.

    `key` is unique within the set, `service_key` a LeiKa key of `resources/leistungen.csv`,
    `created_at` (aware, UTC) the legal Eingang the intermediary shall write,
    `number` the application's own number (UUID) and `message_uuid` the one in the XML head.
    """

    key: str
    service_key: str
    subject: str
    applicant: str
    number: str
    message_uuid: str
    created_at: datetime
    contents: tuple[TrainingContent, ...]
    quirks: frozenset[Quirk] = frozenset()

    @property
    def size(self) -> int:
        """Bytes of all contents together."""
        return sum(content.size for content in self.contents)

    @property
    def attachments(self) -> tuple[TrainingContent, ...]:
        """The contents that travel as attachments."""
        return tuple(content for content in self.contents if content.kind is ContentKind.ATTACHMENT)
