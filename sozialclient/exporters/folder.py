"""Exports each application as one folder, or one archive, that a person can work with and a program can check."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.exporters.base import (
    CancelCheck,
    ExportedApplication,
    ExportInput,
    ExportOrder,
    ExportProgress,
    ExportResult,
    FailedApplication,
    FinishedListener,
    ProgressListener,
)
from sozialclient.exporters.contents import business_message, sort_contents
from sozialclient.exporters.draft import DRAFT_MARK, Draft, FolderDraft, versions
from sozialclient.exporters.draft_lock import sweep, unlocked
from sozialclient.exporters.errors import FATAL, PATH_LIMIT, ExportPasswordError, export_error
from sozialclient.exporters.folder_writer import SHORTEST_ROOM, FolderWriter, room_for
from sozialclient.exporters.name_facts import name_facts
from sozialclient.exporters.naming import LONGEST_NAME, preview
from sozialclient.exporters.output import file_name
from sozialclient.exporters.passwords import LEAST_PASSWORD
from sozialclient.exporters.protocol import finished_export
from sozialclient.exporters.zip_draft import ZIP_ENDING, ZipDraft


class FolderExporter:
    """Packing `folder`: layout of the product description 4.5, one folder an application."""

    name = "folder"
    ending = ""

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
        order: ExportOrder | None = None,
    ) -> ExportResult:
        """See `Exporter.export`. Raises ExportPasswordError too."""
        order = order or ExportOrder()
        if order.profile.needs_password and len(order.password) < LEAST_PASSWORD:
            raise ExportPasswordError(least=LEAST_PASSWORD)
        _open_target(target, sum(room_for(one, order.profile) for one in applications))
        exported: list[ExportedApplication] = []
        failed: list[FailedApplication] = []
        for index, application in enumerate(applications):
            step = _Step(index + 1, len(applications), application, progress, cancelled)
            try:
                done = self._export_one(application, index + 1, target, step, order)
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

    def _export_one(
        self, application: ExportInput, number: int, target: Path, step: _Step, order: ExportOrder
    ) -> ExportedApplication:
        parts = sort_contents(application)
        message = business_message(application, parts.xml)
        facts = name_facts(application, message.document, number)
        name = preview(order.pattern, facts, longest=self._longest_name(target)).name
        if order.resume:
            done = self._already(application.card.id, target, name, order)
            if done is not None:
                return done
        needed = room_for(application, order.profile)
        return FolderWriter(
            application, parts, message, order, target, lambda: self._draft(target, name, needed, order), step
        ).run()

    def _draft(self, target: Path, name: str, needed: int, order: ExportOrder) -> Draft:
        return FolderDraft(target, name, path_limit=self._path_limit, needed=needed)

    def _longest_name(self, target: Path) -> int:
        """As long as the files inside still have room for names of their own."""
        inside = len(file_name("evidence_folder")) + SHORTEST_ROOM + 2
        return max(24, min(LONGEST_NAME, self._path_limit - len(str(target)) - DRAFT_MARK - inside - 1))

    def _already(self, application_id: str, target: Path, name: str, order: ExportOrder) -> ExportedApplication | None:
        """The whole export of the same application that lies under this name or one with a number."""
        for candidate in versions(name, self.ending):
            path = target / candidate
            if not path.exists():
                return None
            found = finished_export(path, order.password, of=application_id)
            if found is None:
                continue
            mine = found.protocol
            if mine.fulfils(order.profile):
                unlocked(path)
                files, size = found.file_count, found.byte_count
                return ExportedApplication(application_id, path, files, size, mine.withheld, True, already=True)
        return None


class ZipExporter(FolderExporter):
    """Packing `zip`: the same as one encrypted archive an application."""

    name = "zip"
    ending = ZIP_ENDING

    def _draft(self, target: Path, name: str, needed: int, order: ExportOrder) -> Draft:
        return ZipDraft(target, name, path_limit=self._path_limit, needed=needed, password=order.password)


def _finish(done: ExportedApplication, finished: FinishedListener) -> None:
    try:
        finished(done)
    except BaseException:
        # What could not be noted has not left the store.
        if not done.already:
            _take_back(done.path)
        raise


def _take_back(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


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
    sweep(target)
