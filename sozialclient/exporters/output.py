"""Puts the files of one application into a draft and remembers what their senders called them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Protocol

from sozialclient.documents.media import HEAD_BYTES, MediaKind, media_kind, mismatch
from sozialclient.exporters.base import ExportInput
from sozialclient.exporters.draft import Draft, WrittenFile
from sozialclient.exporters.errors import ExportDamagedError
from sozialclient.exporters.file_names import LONGEST, safe_name
from sozialclient.exporters.overview import ListedFile
from sozialclient.model.delivery import Content
from sozialclient.texts import text


class Watch(Protocol):
    """Counts what is written and stops when the user wants to."""

    def through(self, chunks: Iterable[bytes], *, counted: bool = True) -> Iterator[bytes]:
        """The same chunks; raises Cancelled."""


def file_name(key: str) -> str:
    """A name of ours, by its key in the texts."""
    return text("export", f"file.{key}")


class Output:
    """The files of one application; `notes` are sentences for the overview.

    With `neutral_names` nothing a sender wrote becomes part of a name.
    """

    def __init__(
        self, application: ExportInput, open_draft: Callable[[], Draft], watch: Watch, *, neutral_names: bool
    ) -> None:
        """Raises ExportError when the draft cannot be made."""
        self.listed: list[ListedFile] = []
        self.notes: list[str] = []
        self.draft = open_draft()
        self._application, self._watch, self._neutral = application, watch, neutral_names
        self._taken: dict[str, set[str]] = {}

    def own(self, name: str, chunks: Iterable[bytes]) -> WrittenFile:
        """A file we made."""
        return self._write(name, chunks, None)

    def foreign(self, name: str, chunks: Iterable[bytes], untrusted_name: str) -> WrittenFile:
        """Bytes of a stranger that are no content of their own, under a name of ours."""
        return self._write(name, self._watch.through(chunks, counted=False), untrusted_name)

    def content(self, name: str, content: Content, chunks: Iterable[bytes] | None = None) -> WrittenFile:
        """A content, byte by byte, under a name of ours; raises ExportDamagedError when it is not what was stored."""
        payload = self._application.payload(content.key) if chunks is None else chunks
        written = self._write(name, self._watch.through(payload), content.untrusted_name or content.id)
        if content.sha256 not in (None, written.sha256) or content.size not in (None, written.size):
            raise ExportDamagedError(content=content.key)
        return written

    def opened(self, content: Content, untrusted: str) -> tuple[MediaKind, Iterator[bytes]]:
        """What a content is by its first bytes, and all of its bytes."""
        chunks = self._application.payload(content.key)
        first = next(chunks, b"")
        return media_kind(first[:HEAD_BYTES], untrusted, content.untrusted_media_type), chain((first,), chunks)

    def named_content(
        self, folder: str, prefix: str, untrusted: str, content: Content, kind: MediaKind, chunks: Iterable[bytes]
    ) -> str:
        """An `opened` content under a safe form of the name its sender gave it; returns that path."""
        name = self.safe_path(folder, untrusted, file_name("evidence"), kind, prefix)
        self.content(name, content, chunks)
        if mismatch(kind, untrusted):
            self.note_mismatch(name, kind)
        return name

    def note_mismatch(self, name: str, kind: MediaKind) -> None:
        """Tell that a file is not what its sender said."""
        self.notes.append(text("export", "overview.mismatch", file=name, kind=kind.label))

    def safe_path(self, folder: str, untrusted: str, fallback: str, kind: MediaKind, prefix: str = "") -> str:
        """A safe path in `folder`; what the bytes are decides the extension where the name lies."""
        untrusted = "" if self._neutral else untrusted
        taken = self._taken.setdefault(folder, set())
        room = min(LONGEST, self.draft.room(folder))
        fitting = f".{kind.extensions[0]}"
        clean = safe_name(
            untrusted,
            fallback=fallback,
            taken=set(),
            max_length=room - len(prefix),
            otherwise=fitting,
            ending=fitting if mismatch(kind, untrusted) else "",
        )
        return f"{folder}/{safe_name(prefix + clean, fallback=fallback + fitting, taken=taken, max_length=room)}"

    def copy_path(self, path: str) -> str:
        """The path of the PDF copy of the file at `path`: beside it, under its name."""
        folder, _, name = path.rpartition("/")
        taken = self._taken.setdefault(folder, set())
        stem = name.rpartition(".")[0] or name
        room = min(LONGEST, self.draft.room(folder))
        return f"{folder}/{safe_name(f'{stem}.pdf', fallback='PDF', taken=taken, max_length=room)}"

    def _write(self, name: str, chunks: Iterable[bytes], untrusted_name: str | None) -> WrittenFile:
        written = self.draft.write(name, chunks, foreign=untrusted_name is not None)
        self.listed.append(ListedFile(written, untrusted_name or ""))
        return written
