"""What a paper file consists of, as data."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from sozialclient.documents.media import MediaKind
from sozialclient.documents.shown_text import one_line
from sozialclient.model.application import ApplicationCard
from sozialclient.reports.sheet import InspectionSheet
from sozialclient.texts import text


class Problem(enum.Enum):
    """Why a document has no pages in the paper file."""

    DAMAGED = "damaged"
    PASSWORD = "password"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    UNSUPPORTED = "unsupported"
    WITHHELD = "withheld"
    UNREADABLE = "unreadable"


class Role(enum.Enum):
    """What a document is to the application; the application itself needs no separator."""

    APPLICATION = "application"
    FIELDS = "fields"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPart:
    """One document: `title` what it is, `file_name` what the applicant called it; both are the sender's words.

    `pages` is 0 where there is a `problem`. `kind` None where nobody could look; `size` in bytes, `sha256` in hex,
    None when unknown.
    """

    role: Role
    title: str = ""
    file_name: str = ""
    kind: MediaKind | None = None
    size: int | None = None
    sha256: str | None = None
    pages: int = 0
    problem: Problem | None = None

    @property
    def separated(self) -> bool:
        """Whether a sheet of ours stands before it."""
        return self.role is Role.EVIDENCE or self.problem is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """What the cover sheet says besides the parts.

    `application_number` is the citizen's, `file_number` that of the office's own program; empty when unknown.
    `xml_beside`: the application's data came too, and are not printed; `beside` names what else is not.
    """

    card: ApplicationCard
    sheet: InspectionSheet
    application_number: str = ""
    file_number: str = ""
    xml_beside: bool = False
    beside: tuple[str, ...] = ()


def part_title(part: PaperPart) -> str:
    """What the document is called: the sender's title, his file name, or our word for it; one harmless line."""
    if part.role is not Role.EVIDENCE:
        return text("paper", f"cover.{part.role.value}")
    return one_line(part.title or part.file_name) or text("paper", "cover.evidence")
