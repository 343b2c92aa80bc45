"""Writes the evidence of an application as its profile wants it: as received, with PDF copies, or as PDF only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sozialclient.documents.media import MediaKind
from sozialclient.exporters.base import ExportInput
from sozialclient.exporters.contents import BusinessMessage
from sozialclient.exporters.output import Output, file_name
from sozialclient.exporters.profiles import Evidence
from sozialclient.model.delivery import Content
from sozialclient.texts import text

_PICTURES = (MediaKind.HEIC, MediaKind.JPEG, MediaKind.PNG)


class EvidenceFiles:
    """Numbered files in the folder of evidence."""

    def __init__(self, application: ExportInput, message: BusinessMessage, output: Output, how: Evidence) -> None:
        self._application, self._output, self._how = application, output, how
        self._names = message.by_reference()

    def write(self, evidence: Sequence[Content]) -> Iterator[tuple[Content, str, MediaKind]]:
        """Write each in turn; yields what was written, under which path, and what it is.

        Skips what no PDF can be made of where only PDF is wanted.
        """
        digits = max(2, len(str(len(evidence))))
        for number, content in enumerate(evidence, 1):
            known = self._names.get((content.untrusted_name or content.id).lower())
            untrusted = known.file_name if known and known.file_name else content.untrusted_name or ""
            prefix = f"{number:0{digits}}_"
            kind, chunks = self._output.opened(content, untrusted)
            if self._how is Evidence.PDF_ONLY and kind is not MediaKind.PDF:
                yield from self._as_pdf(prefix, untrusted, content, kind)
                continue
            folder = file_name("evidence_folder")
            name = self._output.named_content(folder, prefix, untrusted, content, kind, chunks)
            if kind is MediaKind.HEIC and self._how is Evidence.WITH_COPIES:
                self._copy(name, content)
            yield content, name, kind

    def _as_pdf(
        self, prefix: str, untrusted: str, content: Content, kind: MediaKind
    ) -> Iterator[tuple[Content, str, MediaKind]]:
        if kind not in _PICTURES:
            return
        data = self._application.pdf_copy(self._application.payload(content.key))
        if data is None:
            return
        stem = untrusted.rpartition(".")[0] or untrusted
        name = self._output.safe_path(
            file_name("evidence_folder"), f"{stem}.pdf" if stem else "", file_name("evidence"), MediaKind.PDF, prefix
        )
        self._output.foreign(name, [data], untrusted)
        yield content, name, MediaKind.PDF

    def _copy(self, name: str, content: Content) -> None:
        data = self._application.pdf_copy(self._application.payload(content.key))
        if data is None:
            self._output.notes.append(text("export", "overview.no_copy", file=name))
            return
        copy = self._output.copy_path(name)
        self._output.foreign(copy, [data], content.untrusted_name or content.id)
        self._output.notes.append(text("export", "overview.copy", file=copy, original=name))
