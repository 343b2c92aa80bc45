"""Writes one application into one folder."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from sozialclient.documents.local_time import berlin
from sozialclient.documents.media import HEAD_BYTES, MediaKind, media_kind, mismatch
from sozialclient.documents.services import service
from sozialclient.exporters.base import ExportedApplication, ExportInput
from sozialclient.exporters.contents import BusinessMessage, Sorted, business_message, sort_contents
from sozialclient.exporters.draft import FolderDraft, WrittenFile
from sozialclient.exporters.errors import (
    ExportDamagedError,
    ExportDiskFullError,
    ExportPathTooLongError,
    export_error,
)
from sozialclient.exporters.field_files import fields_csv, fields_json
from sozialclient.exporters.file_names import LONGEST, safe_name
from sozialclient.exporters.overview import ListedFile, overview_page, shown_name
from sozialclient.model.delivery import Content
from sozialclient.texts import text
from sozialclient.wire.spool import CHUNK

_SHORTEST_ROOM = 60
_SPARE_BYTES = 2 * 1024 * 1024
_NUMBER = re.compile(r"[0-9A-Za-z]")


class Watch(Protocol):
    """Counts what is written and stops when the user wants to."""

    def through(self, chunks: Iterable[bytes], *, counted: bool = True) -> Iterator[bytes]:
        """The same chunks; raises Cancelled."""


def _name(key: str) -> str:
    return text("export", f"file.{key}")


class FolderWriter:
    """One application on its way into its folder; used once."""

    def __init__(self, application: ExportInput, target: Path, step: Watch, path_limit: int) -> None:
        self._application = application
        self._target = target
        self._step = step
        self._sorted: Sorted = sort_contents(application)
        self._message: BusinessMessage = business_message(application, self._sorted.xml)
        self._listed: list[ListedFile] = []
        self._notes: list[str] = []
        self._taken: dict[str, set[str]] = {}
        self._draft = FolderDraft(target, self._folder_name(), path_limit=path_limit, needed=room_for(application))

    def run(self) -> ExportedApplication:
        """Write, verify and publish; nothing is left behind when that fails."""
        try:
            self._check_room()
            self._write_contents()
            self._write_fields()
            self._write_papers()
            self._write_ending()
            self._draft.verify()
            path = self._draft.publish()
        except BaseException:
            self._draft.discard()
            raise
        return ExportedApplication(
            self._application.card.id,
            path,
            len(self._draft.files),
            sum(file.size for file in self._draft.files),
            len(self._sorted.withheld),
            self._draft.marked,
        )

    def _folder_name(self) -> str:
        card = self._application.card
        day = f"{berlin(card.received):%Y-%m-%d}" if card.received else text("export", "without_received")
        known = service(card.service_key) if card.service_key else None
        document = self._message.document
        number = "".join(_NUMBER.findall((document.application_number if document else None) or card.id))[:8]
        wanted = f"{day}_{known.short if known else text('export', 'unknown_service')}_{number}"
        wanted = wanted.replace(".", "_")  # a folder has no extension
        return safe_name(wanted, fallback=text("export", "unknown_service"), taken=set(), max_length=60)

    def _check_room(self) -> None:
        room = self._draft.room(_name("evidence_folder"))
        if room < _SHORTEST_ROOM:
            length = len(str(self._draft.path))
            raise ExportPathTooLongError(length=length, allowed=length - _SHORTEST_ROOM + room)
        needed = room_for(self._application)
        try:
            free = shutil.disk_usage(self._target).free
        except OSError as error:
            raise export_error(error, self._target, needed=needed) from None
        if free < needed:
            raise ExportDiskFullError(needed=needed, free=free)

    def _write_contents(self) -> None:
        parts = self._sorted
        if parts.xml:
            self._write_content(_name("xml"), parts.xml)
        else:
            self._notes.append(text("export", "overview.no_xml"))
        pdf = self._write_pdf(parts.pdf) if parts.pdf else None
        self._write_embedded(pdf)
        evidence = parts.evidence if pdf or not parts.pdf else (parts.pdf, *parts.evidence)
        names = self._message.by_reference()
        digits = max(2, len(str(len(evidence))))
        for number, content in enumerate(evidence, 1):
            known = names.get((content.untrusted_name or content.id).lower())
            untrusted = known.file_name if known and known.file_name else content.untrusted_name or ""
            self._write_foreign(_name("evidence_folder"), f"{number:0{digits}}_", untrusted, content)
        for content in parts.companions:
            self._write_foreign(_name("technical_folder"), "", content.untrusted_name or content.id, content)
        for container in self._application.delivery.walk():
            if not container.readable:
                self._notes.append(text("export", "overview.unreadable", id=container.id))

    def _write_pdf(self, content: Content) -> WrittenFile | None:
        """The readable form; None when it was taken for a PDF by its name only."""
        chunks = self._application.payload(content.key)
        first = next(chunks, b"")
        if media_kind(first[:HEAD_BYTES], None, None) is not MediaKind.PDF:
            return None
        return self._write_content(_name("pdf"), content, _resumed(first, chunks))

    def _write_embedded(self, pdf: WrittenFile | None) -> None:
        """The PDF inside the XML is the application's readable form when none came beside it."""
        for document in self._message.embedded():
            data = document.data or b""
            kind = media_kind(data, document.file_name, document.media_type)
            if kind is MediaKind.PDF and pdf is None:
                pdf = self._write(_name("pdf"), self._step.through(_pieces(data), counted=False), document.file_name)
            elif pdf is None or hashlib.sha256(data).hexdigest() != pdf.sha256:
                if kind is MediaKind.PDF:
                    self._notes.append(text("export", "overview.embedded_differs"))
                name = self._safe(_name("evidence_folder"), document.file_name, _name("embedded"), kind)
                self._write(name, self._step.through(_pieces(data), counted=False), document.file_name)
        if pdf is None:
            self._notes.append(text("export", "overview.no_pdf"))

    def _write_content(self, name: str, content: Content, chunks: Iterable[bytes] | None = None) -> WrittenFile:
        payload = self._application.payload(content.key) if chunks is None else chunks
        written = self._write(name, self._step.through(payload), content.untrusted_name or content.id)
        if content.sha256 not in (None, written.sha256) or content.size not in (None, written.size):
            raise ExportDamagedError(content=content.key)
        return written

    def _write_foreign(self, folder: str, prefix: str, untrusted: str, content: Content) -> None:
        chunks = self._application.payload(content.key)
        first = next(chunks, b"")
        kind = media_kind(first[:HEAD_BYTES], untrusted, content.untrusted_media_type)
        name = self._safe(folder, untrusted, _name("evidence"), kind, prefix)
        self._write_content(name, content, _resumed(first, chunks))
        if mismatch(kind, untrusted) or content is self._sorted.pdf:
            self._notes.append(text("export", "overview.mismatch", file=name, kind=kind.label))

    def _safe(self, folder: str, untrusted: str, fallback: str, kind: MediaKind, prefix: str = "") -> str:
        """A safe path in `folder`; what the bytes are decides the extension where the name lies."""
        taken = self._taken.setdefault(folder, set())
        room = min(LONGEST, self._draft.room(folder))
        fitting = f".{kind.extensions[0]}"
        ending = fitting if mismatch(kind, untrusted) else ""
        clean = safe_name(
            untrusted,
            fallback=fallback,
            taken=set(),
            max_length=room - len(prefix),
            otherwise=fitting,
            ending=ending,
        )
        return f"{folder}/{safe_name(prefix + clean, fallback=fallback + fitting, taken=taken, max_length=room)}"

    def _write_fields(self) -> None:
        document = self._message.document
        if document is None:
            if self._sorted.xml:
                self._notes.append(text("export", "overview.no_fields"))
            return
        self._write(_name("fields_csv"), fields_csv(document))
        self._write(_name("fields_json"), [fields_json(document)])
        if not document.complete:
            self._notes.append(text("export", "overview.omitted"))

    def _write_papers(self) -> None:
        for paper in self._application.papers:
            folder = f"{_name('technical_folder')}/" if paper.technical else ""
            self._write(f"{folder}{paper.file_name}", [paper.data])
        original = self._application.original()
        first = next(original, b"")
        ending = ".xml" if first.lstrip()[:1] == b"<" else ".mime"
        chunks = self._step.through(_resumed(first, original), counted=False)
        self._write(f"{_name('technical_folder')}/{_name('original')}{ending}", chunks, "")

    def _write_ending(self) -> None:
        withheld = self._sorted.withheld
        if withheld:
            lines = [
                text("export", "withheld.head"),
                "",
                *(f"- {shown_name(one)}" for one in withheld),
                "",
                text("export", "withheld.tail"),
                "",
            ]
            self._write(_name("withheld"), ["\r\n".join(lines).encode("utf-8", "replace")])
        if not self._draft.marked:
            self._notes.append(text("export", "overview.not_marked"))
        page = overview_page(self._application, self._message.document, self._listed, withheld, self._notes)
        self._write(_name("overview"), [page])
        sums = "".join(f"{file.sha256} *{file.name}\n" for file in self._draft.files)
        checksums = self._write(f"{_name('technical_folder')}/{_name('checksums')}", [sums.encode()])
        self._write(_name("done"), [f"{checksums.sha256}\n".encode()])

    def _write(self, name: str, chunks: Iterable[bytes], untrusted_name: str | None = None) -> WrittenFile:
        written = self._draft.write(name, chunks, foreign=untrusted_name is not None)
        self._listed.append(ListedFile(written, untrusted_name or ""))
        return written


def room_for(application: ExportInput) -> int:
    """Bytes that must be free to export one application: contents, the message as received, and our papers."""
    return 2 * application.card.size + _SPARE_BYTES


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))


def _resumed(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
