"""Exports each application as one folder that a person can work with and a program can check."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.exporters.base import (
    CancelCheck,
    ExportedApplication,
    ExportInput,
    ExportProgress,
    ExportResult,
    FailedApplication,
    FinishedListener,
    ProgressListener,
)
from sozialclient.exporters.errors import FATAL, PATH_LIMIT, export_error
from sozialclient.exporters.folder_writer import FolderWriter, room_for


class FolderExporter:
    """Format `folder`: layout of the product description 4.5, one folder an application."""

    name = "folder"

    def __init__(self, *, path_limit: int = PATH_LIMIT) -> None:
        """`path_limit` is the longest full path in characters."""
        self._path_limit = path_limit

    def export(
        self,
        applications: Sequence[ExportInput],
        target: Path,
        progress: ProgressListener,
        cancelled: CancelCheck,
        finished: FinishedListener = lambda _done: None,
    ) -> ExportResult:
        """See `Exporter.export`."""
        _open_target(target, sum(map(room_for, applications)))
        exported: list[ExportedApplication] = []
        failed: list[FailedApplication] = []
        for index, application in enumerate(applications):
            step = _Step(index + 1, len(applications), application, progress, cancelled)
            try:
                done = FolderWriter(application, target, step, self._path_limit).run()
            except Cancelled:
                raise
            except SozialclientError as error:
                failed.append(FailedApplication(application.card.id, error))
                if isinstance(error, FATAL):
                    break
            else:
                _finish(done, finished)
                exported.append(done)
        if failed and not exported:
            raise failed[0].error
        untried = tuple(one.card.id for one in applications[len(exported) + len(failed) :])
        return ExportResult(tuple(exported), tuple(failed), untried)


def _finish(done: ExportedApplication, finished: FinishedListener) -> None:
    try:
        finished(done)
    except BaseException:
        # What could not be noted has not left the store.
        shutil.rmtree(done.path, ignore_errors=True)
        raise


class _Step:
    """Counts bytes of one application, tells the listener, and stops when the user wants to."""

    def __init__(
        self, number: int, total: int, application: ExportInput, progress: ProgressListener, cancelled: CancelCheck
    ) -> None:
        self._number, self._total = number, total
        self._expected = application.card.size
        self._progress, self._cancelled = progress, cancelled
        self._written = 0

    def through(self, chunks: Iterable[bytes], *, counted: bool = True) -> Iterator[bytes]:
        """The same chunks; only those of contents are `counted`. Raises Cancelled."""
        for chunk in chunks:
            if self._cancelled():
                raise Cancelled
            yield chunk
            self._written += len(chunk) if counted else 0
            self._progress(ExportProgress(self._number, self._total, self._written, self._expected))


def _open_target(target: Path, needed: int) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise export_error(error, target, needed=needed) from None
