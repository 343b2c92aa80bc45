"""An application (Antrag) as the office works with it: the index card of a stored delivery."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from sozialclient.model.verdict import Verdict
from sozialclient.model.work import Work


class State(enum.Enum):
    """Where an application stands in the office's work."""

    NEW = "new"
    IN_REVIEW = "in_review"
    QUERY = "query"
    TRANSFERRED = "transferred"
    ARCHIVED = "archived"
    TRASH = "trash"
    UNPROCESSABLE = "unprocessable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCard:
    """One row of the list. Texts come from the sender and are shown as plain text only.

    `received` is the legal Eingang (process card creation, UTC), `fetched` our own time (UTC),
    `opened` the first time someone looked at it; `size` in bytes of all contents. `failure` is the
    reference of the error for which nothing of the delivery could be read; `acknowledged` False: it
    still waits at the intermediary. `work` is what the office notes about it, `state_since` when it came into its
    state (UTC).
    """

    id: str
    mailbox: str
    message_id: str
    state: State
    subject: str
    service_key: str | None
    service_name: str
    applicant: str
    received: datetime | None
    fetched: datetime
    opened: datetime | None
    content_count: int
    attachment_count: int
    size: int
    verdict: Verdict
    finding_count: int
    training: bool
    duplicate_of: str | None = None
    failure: str | None = None
    acknowledged: bool = True
    work: Work = Work()
    state_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One thing that happened, without applicants' data; `action` is a key of `resources/texts/journal.toml`.

    `who` is `account@PC`, empty in lines of versions that did not note it; `number` counts from 1.
    """

    at: datetime
    action: str
    application_id: str | None
    detail: str
    program_version: str
    who: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """What the contents of a delivery were recognised as.

    `service_key` is a key of `documents.services`, None when the service is unknown; the
    `…_key` fields name contents by `Content.key`. The texts come from the sender.
    """

    service_key: str | None
    service_name: str
    applicant: str
    main_xml_key: str | None
    main_pdf_key: str | None
    evidence_keys: tuple[str, ...]
