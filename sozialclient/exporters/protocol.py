"""What an export says of itself for programs, and how a finished one is told from a half one."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from sozialclient import __version__
from sozialclient.exporters.output import file_name
from sozialclient.exporters.overview import ListedFile
from sozialclient.exporters.profiles import Profile
from sozialclient.exporters.read_back import sha256_on_disk

SCHEMA = "sozialclient-ausgabe-1"
_MOST_BYTES = 64 * 1024 * 1024
_READ = 1024 * 1024
ARCHIVE_FAULTS = (EOFError, struct.error, AttributeError)
"""What the library raises over damaged archives beside its own error; the last one where a strength is unknown."""


class FileEntry(msgspec.Struct, frozen=True, rename="camel"):
    """A file: path, the name its sender gave it (empty for ours), bytes, SHA-256 in hex."""

    name: str
    original_name: str
    size: int
    sha256: str


class ExportProtocol(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """One export of one application; times are aware UTC. `chosen` holds values of `profiles.CHOOSABLE`."""

    application_id: str
    message_id: str
    profile: str
    exported: datetime
    received: datetime | None
    files: tuple[FileEntry, ...]
    withheld: int = 0
    chosen: tuple[str, ...] = ()
    program_version: str = __version__
    schema: str = SCHEMA

    def fulfils(self, profile: Profile) -> bool:
        """Whether somebody who wants that profile finds everything here."""
        return self.profile == profile.key and {part.value for part in profile.chosen}.issubset(self.chosen)


class FinishedExport(msgspec.Struct, frozen=True):
    """A whole export: what it says of itself, and how many files and bytes it has with all of ours."""

    protocol: ExportProtocol
    file_count: int
    byte_count: int


def protocol_bytes(
    application_id: str, message_id: str, profile: Profile, received: datetime | None, listed: list[ListedFile],
    withheld: int,
) -> bytes:
    """The protocol of the files written so far, as JSON."""
    value = ExportProtocol(
        application_id=application_id,
        message_id=message_id,
        profile=profile.key,
        chosen=tuple(part.value for part in profile.chosen),
        exported=datetime.now(UTC),
        received=received,
        files=tuple(
            FileEntry(one.file.name, _encodable(one.untrusted_name), one.file.size, one.file.sha256) for one in listed
        ),
        withheld=withheld,
    )
    return msgspec.json.format(msgspec.json.encode(value), indent=1)


def finished_export(path: Path, password: str = "", *, of: str | None = None) -> FinishedExport | None:
    """The whole export at `path`, a folder or an archive that opens with `password`; None for anything else.

    `of` is the application that is looked for: the export of another one is None too, and its files are not read.
    Else every file is read and compared with the hashes, and these with the mark that is written last. Something
    that was added to a folder afterwards does not make it less whole.
    """
    try:
        with _reading(path, password) as (read, digest):
            sums = read(f"{file_name('technical_folder')}/{file_name('checksums')}")
            if read(file_name("done")).decode("ascii").strip() != hashlib.sha256(sums).hexdigest():
                return None
            names = dict(_entries(sums.decode("utf-8")))
            raw = read(f"{file_name('technical_folder')}/{file_name('protocol')}")
            protocol = msgspec.json.decode(raw, type=ExportProtocol)
            if of not in (None, protocol.application_id):
                return None
            if any(digest(name) != expected for name, expected in names.items()):
                return None
    except (OSError, ValueError, KeyError, RuntimeError, msgspec.DecodeError):
        return None
    return FinishedExport(protocol, len(names) + 2, sum(entry.size for entry in protocol.files))


_Read = Callable[[str], bytes]
_Digest = Callable[[str], str]


@contextmanager
def _reading(path: Path, password: str) -> Iterator[tuple[_Read, _Digest]]:
    """How to read a file of an export, and its SHA-256; both raise OSError, KeyError or RuntimeError."""
    if path.is_dir():
        real = path.resolve()
        yield lambda name: _bounded(_inside(real, name).open("rb")), lambda name: sha256_on_disk(_inside(real, name))
        return
    if not path.is_file():
        raise ValueError("neither a folder nor a file")
    from pyzipper import ZIP_STORED, AESZipFile, BadZipFile

    try:
        with AESZipFile(path) as archive:
            archive.setpassword(password.encode())
            if any(entry.compress_type != ZIP_STORED for entry in archive.infolist()):
                raise ValueError("not an archive of ours")
            yield lambda name: _bounded(archive.open(name)), lambda name: _digest(archive.open(name))
    except (BadZipFile, *ARCHIVE_FAULTS) as error:
        raise ValueError("not an archive") from error


def _inside(folder: Path, name: str) -> Path:
    """Raises ValueError for what a link leads out of the export, and for what is there but no file."""
    path = folder.joinpath(*name.split("/"))
    if path.is_symlink() or not path.resolve().is_relative_to(folder) or (path.exists() and not path.is_file()):
        raise ValueError("leads out of the export")
    return path


def _bounded(file: IO[bytes]) -> bytes:
    with file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError("too large")
    return data


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with file:
        while chunk := file.read(_READ):
            digest.update(chunk)
    return digest.hexdigest()


def _entries(sums: str) -> Iterator[tuple[str, str]]:
    for line in sums.splitlines():
        digest, _, name = line.partition(" *")
        yield name, digest


def _encodable(untrusted: str) -> str:
    """JSON in UTF-8 has no place for half a character."""
    return untrusted.encode("utf-8", "replace").decode("utf-8")
