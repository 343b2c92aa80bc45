"""The one interface behind which every output format for applications hides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sozialclient.documents.paper import Paper
from sozialclient.errors import SozialclientError
from sozialclient.model.application import ApplicationCard, ApplicationFacts
from sozialclient.model.delivery import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportInput:
    """One application to export.

    `payload(key)` streams the plain bytes of a content, `original()` the message as received;
    both may raise errors of the store. `papers` are our own reports about the application
    (inspection report, process card), finished by `reports`.
    """

    card: ApplicationCard
    delivery: Delivery
    facts: ApplicationFacts
    payload: Callable[[str], Iterator[bytes]]
    original: Callable[[], Iterator[bytes]]
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """A step: application `number` of `total` (from 1), bytes written of it and bytes expected."""

    number: int
    total: int
    written_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class ExportedApplication:
    """Where one application went. `withheld` counts contents not written because their integrity failed."""

    application_id: str
    path: Path
    file_count: int
    byte_count: int
    withheld: int
    marked: bool


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
        """Name of the format, as in `--format <name>`."""

    def export(
        self,
        applications: Sequence[ExportInput],
        target: Path,
        progress: ProgressListener,
        cancelled: CancelCheck,
        finished: FinishedListener = lambda _done: None,
    ) -> ExportResult:
        """Write all `applications` below the folder `target`, which is made when missing.

        `finished` is told of each application as soon as it is complete; what it raises ends the export.

        Each application appears under its final name only when complete; nothing existing is
        overwritten. Raises ExportError when nothing at all could be exported, and Cancelled
        (what is complete by then stays).
        """
