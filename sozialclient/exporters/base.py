"""The one interface behind which every output format for applications hides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.paper import Paper
from sozialclient.errors import SozialclientError
from sozialclient.exporters.naming import DEFAULT_PATTERN, NamingPattern, naming_pattern
from sozialclient.exporters.profiles import DEFAULT_PROFILE, Part, Profile
from sozialclient.model.application import ApplicationCard, ApplicationFacts
from sozialclient.model.delivery import Delivery

PdfCopy = Callable[[Iterable[bytes]], bytes | None]
MakePaper = Callable[[], Iterator[bytes]]


def no_copy(_chunks: Iterable[bytes]) -> bytes | None:
    """What makes no PDF of anything."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportInput:
    """One application to export.

    `payload(key)` streams the plain bytes of a content, `original()` the message as received;
    both may raise errors of the store. `papers` makes our own reports about the application
    (inspection report, process card). `pdf_copy` makes a PDF of a picture,
    None where it cannot be read. `file_number` is the office's own, empty while there is none.
    `makes` makes what takes long, by part: one PDF in pieces, none at all where there is nothing to say.
    `read` makes fields of the business message, with the labels the window shows, and raises as
    `documents.fields.read_fields`.
    """

    card: ApplicationCard
    delivery: Delivery
    facts: ApplicationFacts
    payload: Callable[[str], Iterator[bytes]]
    original: Callable[[], Iterator[bytes]]
    read: Callable[[bytes], FieldDocument]
    papers: Callable[[], tuple[Paper, ...]] = tuple
    pdf_copy: PdfCopy = no_copy
    makes: Mapping[Part, MakePaper] = field(default_factory=dict)
    file_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """How to export: what of each application, under which name.

    `password` is needed by profiles that encrypt. `resume`: an application that lies whole in the target
    already, by the same profile and under its name, is not written again.
    """

    profile: Profile = DEFAULT_PROFILE
    pattern: NamingPattern = field(default_factory=lambda: naming_pattern(DEFAULT_PATTERN))
    password: str = field(default="", repr=False)
    resume: bool = False


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """A step: application `number` of `total` (from 1), bytes written of it and bytes expected."""

    number: int
    total: int
    written_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class ExportedApplication:
    """Where one application went.

    `withheld` counts contents not written because their integrity failed, or no PDF could be made of
    them where the profile takes nothing else, and papers that could not be made. `already`: it lay there whole
    before, nothing was written.
    """

    application_id: str
    path: Path
    file_count: int
    byte_count: int
    withheld: int
    marked: bool
    already: bool = False


@dataclass(frozen=True, slots=True)
class FailedApplication:
    """One application that could not be exported, and why."""

    application_id: str
    error: SozialclientError


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was exported, what failed, and which applications were not tried after a fatal error.

    `doubt` says why the target is a doubtful place, as `usecases.export_place` has it; empty when it is none.
    """

    exported: tuple[ExportedApplication, ...]
    failed: tuple[FailedApplication, ...] = ()
    untried: tuple[str, ...] = ()
    doubt: str = ""


ProgressListener = Callable[[ExportProgress], None]
CancelCheck = Callable[[], bool]
FinishedListener = Callable[[ExportedApplication], None]


class Exporter(Protocol):
    """Writes applications in one format."""

    @property
    def name(self) -> str:
        """Name of the packing, a value of `profiles.Packing`."""

    def export(
        self,
        applications: Sequence[ExportInput],
        target: Path,
        progress: ProgressListener,
        cancelled: CancelCheck,
        finished: FinishedListener = lambda _done: None,
        order: ExportOrder | None = None,
    ) -> ExportResult:
        """Write all `applications` below the folder `target`, which is made when missing; `order` None: as usual.

        `finished` is told of each application as soon as it is complete; what it raises ends the export.

        Each application appears under its final name only when complete; nothing existing is
        overwritten. Raises ExportError when nothing at all could be exported, and Cancelled
        (what is complete by then stays).
        """
