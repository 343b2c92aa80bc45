"""Writes one application into one draft, as its profile wants it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sozialclient.documents.media import HEAD_BYTES, MediaKind, media_kind
from sozialclient.exporters.base import ExportedApplication, ExportInput, ExportOrder
from sozialclient.exporters.contents import BusinessMessage, Sorted
from sozialclient.exporters.draft import Draft, WrittenFile
from sozialclient.exporters.errors import ExportDiskFullError, ExportPathTooLongError, export_error
from sozialclient.exporters.evidence_files import EvidenceFiles
from sozialclient.exporters.field_files import SCHEMA, fields_csv, fields_json, fields_schema, fields_workbook
from sozialclient.exporters.made_files import write_made_files
from sozialclient.exporters.output import Output, Watch, file_name
from sozialclient.exporters.overview import overview_page, shown_name
from sozialclient.exporters.profiles import Part, Profile
from sozialclient.exporters.protocol import protocol_bytes
from sozialclient.model.delivery import Content
from sozialclient.texts import text
from sozialclient.wire.spool import CHUNK

SHORTEST_ROOM = 60
"""Characters a name in the folder of evidence must at least be able to have."""

_SPARE_BYTES = 2 * 1024 * 1024


class FolderWriter:
    """One application on its way into its place; used once."""

    def __init__(
        self,
        application: ExportInput,
        parts: Sorted,
        message: BusinessMessage,
        order: ExportOrder,
        target: Path,
        open_draft: Callable[[], Draft],
        step: Watch,
    ) -> None:
        """`parts` and `message` are of the application; raises ExportError when the draft cannot be made."""
        self._application, self._sorted, self._message = application, parts, message
        self._profile, self._target = order.profile, target
        self._out = Output(application, open_draft, step, neutral_names=order.profile.neutral_names)
        self._draft = self._out.draft
        self._left_out: list[Content] = []
        self._unmade: tuple[str, ...] = ()

    def run(self) -> ExportedApplication:
        """Write, verify and publish; nothing is left behind when that fails."""
        try:
            self._check_room()
            self._write_original()
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
            self._missing,
            self._draft.marked,
        )

    @property
    def _missing(self) -> int:
        """How much of what was ordered is not there."""
        return len(self._sorted.withheld) + len(self._left_out) + len(self._unmade)

    def _check_room(self) -> None:
        room = self._draft.room(file_name("evidence_folder"))
        if room < SHORTEST_ROOM:
            length = len(str(self._draft.path))
            raise ExportPathTooLongError(length=length, allowed=length - SHORTEST_ROOM + room)
        needed = room_for(self._application, self._profile)
        try:
            free = shutil.disk_usage(self._target).free
        except OSError as error:
            raise export_error(error, self._target, needed=needed) from None
        if free < needed:
            raise ExportDiskFullError(needed=needed, free=free)

    def _wants(self, part: Part) -> bool:
        return part in self._profile.parts

    def _write_original(self) -> None:
        """The largest file comes first: it is read back while the others are written."""
        if self._wants(Part.TECHNICAL):
            original = self._application.original()
            first = next(original, b"")
            ending = ".xml" if first.lstrip()[:1] == b"<" else ".mime"
            name = f"{file_name('technical_folder')}/{file_name('original')}{ending}"
            self._out.foreign(name, _resumed(first, original), "")

    def _write_contents(self) -> None:
        parts = self._sorted
        if parts.xml and self._wants(Part.XML):
            self._out.content(file_name("xml"), parts.xml)
        elif not parts.xml:
            self._out.notes.append(text("export", "overview.no_xml"))
        pdf = self._write_pdf(parts.pdf) if parts.pdf else None
        self._write_embedded(pdf)
        self._write_evidence(parts.evidence if pdf or not parts.pdf else (parts.pdf, *parts.evidence))
        if self._wants(Part.TECHNICAL):
            for content in parts.companions:
                untrusted = content.untrusted_name or content.id
                opened = self._out.opened(content, untrusted)
                self._out.named_content(file_name("technical_folder"), "", untrusted, content, *opened)
        for container in self._application.delivery.walk():
            if not container.readable:
                self._out.notes.append(text("export", "overview.unreadable", id=container.id))

    def _write_evidence(self, evidence: tuple[Content, ...]) -> None:
        files = EvidenceFiles(self._application, self._message, self._out, self._profile.evidence)
        written = set()
        for content, name, kind in files.write(evidence):
            written.add(content.key)
            if content is self._sorted.pdf:
                self._out.note_mismatch(name, kind)
        self._left_out += [content for content in evidence if content.key not in written]

    def _write_pdf(self, content: Content) -> WrittenFile | None:
        """The readable form; None when it was taken for a PDF by its name only."""
        chunks = self._application.payload(content.key)
        first = next(chunks, b"")
        if media_kind(first[:HEAD_BYTES], None, None) is not MediaKind.PDF:
            return None
        return self._out.content(file_name("pdf"), content, _resumed(first, chunks))

    def _write_embedded(self, pdf: WrittenFile | None) -> None:
        """The PDF inside the XML is the application's readable form when none came beside it."""
        for document in self._message.embedded():
            data = document.data or b""
            kind = media_kind(data, document.file_name, document.media_type)
            if kind is MediaKind.PDF and pdf is None:
                pdf = self._out.foreign(file_name("pdf"), _pieces(data), document.file_name)
            elif pdf is None or hashlib.sha256(data).hexdigest() != pdf.sha256:
                if kind is MediaKind.PDF:
                    self._out.notes.append(text("export", "overview.embedded_differs"))
                folder, fallback = file_name("evidence_folder"), file_name("embedded")
                name = self._out.safe_path(folder, document.file_name, fallback, kind)
                self._out.foreign(name, _pieces(data), document.file_name)
        if pdf is None:
            self._out.notes.append(text("export", "overview.no_pdf"))

    def _write_fields(self) -> None:
        document = self._message.document
        if document is None:
            if self._sorted.xml:
                self._out.notes.append(text("export", "overview.no_fields"))
            return
        if self._wants(Part.TABLE):
            self._out.own(file_name("fields_csv"), fields_csv(document))
        if self._wants(Part.WORKBOOK):
            self._out.own(file_name("fields_xlsx"), [fields_workbook(document)])
        if self._wants(Part.DATA):
            self._out.own(file_name("fields_json"), [fields_json(document)])
            self._out.own(f"{file_name('technical_folder')}/{SCHEMA}.schema.json", [fields_schema()])
        if not document.complete:
            self._out.notes.append(text("export", "overview.omitted"))

    def _write_papers(self) -> None:
        technical = file_name("technical_folder")
        for paper in self._application.papers() if self._wants(Part.PAPERS) else ():
            self._out.own(f"{technical}/{paper.file_name}" if paper.technical else paper.file_name, [paper.data])
        self._unmade = write_made_files(self._application, self._profile.parts, self._out)
        self._out.notes.extend(self._unmade)

    def _write_ending(self) -> None:
        technical, withheld = file_name("technical_folder"), self._sorted.withheld
        if self._missing:
            self._out.own(file_name("withheld"), [_withheld_note(withheld, self._left_out, self._unmade)])
        if not self._draft.marked:
            self._out.notes.append(text("export", "overview.not_marked"))
        if self._wants(Part.OVERVIEW):
            listed = sorted(self._out.listed, key=lambda one: one.file.name)
            page = overview_page(
                self._application, self._message.document, listed, withheld, tuple(dict.fromkeys(self._out.notes))
            )
            self._out.own(file_name("overview"), [page])
        card = self._application.card
        protocol = protocol_bytes(
            card.id, card.message_id, self._profile, card.received, self._out.listed, self._missing
        )
        self._out.own(f"{technical}/{file_name('protocol')}", [protocol])
        sums = "".join(f"{file.sha256} *{file.name}\n" for file in self._draft.files)
        checksums = self._out.own(f"{technical}/{file_name('checksums')}", [sums.encode()])
        self._out.own(file_name("done"), [f"{checksums.sha256}\n".encode()])


def room_for(application: ExportInput, profile: Profile) -> int:
    """Bytes that must be free to export one application: contents, the message as received, and our papers."""
    return (3 if Part.ONE_PDF in profile.parts else 2) * application.card.size + _SPARE_BYTES


def _withheld_note(withheld: Iterable[Content], left_out: Iterable[Content], unmade: Iterable[str]) -> bytes:
    lines: list[str] = []
    shown = {"withheld": map(shown_name, withheld), "left_out": map(shown_name, left_out), "unmade": unmade}
    for key, found in shown.items():
        names = [f"- {name}" for name in found]
        if names:
            lines += [text("export", f"{key}.head"), "", *names, "", text("export", f"{key}.tail"), ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))


def _resumed(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
