"""Reads the files of a schema package from a ZIP or a folder: a stranger's archive, taken under limits.

Nothing is written under the names in the archive; they only tell which files belong together.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sozialclient.documents.schema.errors import SchemaArchiveRefused, SchemaUnreadable

MIB = 1024 * 1024
_WANTED = (".xsd", ".xml", ".gc")
_END_RECORD = b"PK\x05\x06"
_TAIL = 65_557
_ZIP64 = 0xFFFFFFFF
_ENCRYPTED = 0x1
_UTF8 = 0x800
_SYMLINK = 0o120000


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """What one import may cost; sizes in bytes, `ratio` unpacked to packed size of one file over 1 MiB."""

    archive: int = 128 * MIB
    directory: int = 4 * MIB
    file: int = 32 * MIB
    total: int = 256 * MIB
    entries: int = 5_000
    path: int = 500
    depth: int = 12
    ratio: int = 250
    nesting: int = 3


DEFAULT = ArchiveLimits()


@dataclass(slots=True)
class _Budget:
    """What is left while reading one source; `entry`, `take` and `count` raise SchemaArchiveRefused."""

    limits: ArchiveLimits
    total: int = 0
    entries: int = 0
    files: dict[str, bytes] = field(default_factory=dict)

    def entry(self) -> None:
        """One more entry was seen, wanted or not."""
        self.entries += 1
        if self.entries > self.limits.entries:
            raise SchemaArchiveRefused(cause="entries")

    def take(self, name: str, data: bytes) -> None:
        """Keep a file."""
        self.count(data)
        self.files.setdefault(name, data)

    def count(self, data: bytes) -> None:
        """Something was unpacked."""
        self.total += len(data)
        if self.total > self.limits.total:
            raise SchemaArchiveRefused(cause="total")


def read_source(path: Path, limits: ArchiveLimits = DEFAULT) -> dict[str, bytes]:
    """Every schema and code list of a ZIP or folder by its path inside, with slashes; other files are left alone.

    A schema or code list by itself is taken, too: FIM publishes schemas so. A ZIP inside is read, `nesting` deep.
    Raises SchemaArchiveRefused and SchemaUnreadable.
    """
    budget = _Budget(limits)
    try:
        if path.is_dir():
            _read_folder(path, budget)
        elif path.name.lower().endswith(_WANTED):
            budget.take(path.name, _whole(path, limits.file))
        else:
            _read_zip(_whole(path, limits.archive), "", budget, 1)
    except OSError as error:
        raise SchemaUnreadable(cause=error.errno or 0) from None
    return budget.files


def _whole(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise SchemaArchiveRefused(cause="archive")
    return data


def _read_folder(folder: Path, budget: _Budget) -> None:
    """Links are not followed: they could lead anywhere."""
    for top, folders, names in os.walk(folder, followlinks=False):
        here = Path(top)
        folders.sort()
        if len(here.relative_to(folder).parts) >= budget.limits.depth:
            raise SchemaArchiveRefused(cause="names")
        for name in sorted(names):
            budget.entry()
            path = here / name
            lower = name.lower()
            if path.is_symlink() or _for_macos(name) or not lower.endswith((*_WANTED, ".zip")):
                continue
            inside = path.relative_to(folder).as_posix()
            if lower.endswith(".zip"):
                inner = _whole(path, budget.limits.archive)
                budget.count(inner)
                _read_zip(inner, f"{inside}/", budget, 2)
            else:
                budget.take(inside, _whole(path, budget.limits.file))


def _read_zip(data: bytes, prefix: str, budget: _Budget, nesting: int) -> None:
    _check_directory(data, budget.limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in _entries(archive, budget):
                name = f"{prefix}{_name(_decoded(entry), budget.limits)}"
                lower = name.lower()
                if _for_macos(name):
                    continue
                if lower.endswith(_WANTED):
                    budget.take(name, _unpacked(archive, entry, budget))
                elif lower.endswith(".zip") and nesting < budget.limits.nesting:
                    inner = _unpacked(archive, entry, budget)
                    budget.count(inner)
                    _read_zip(inner, f"{name}/", budget, nesting + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, UnicodeError):
        raise SchemaArchiveRefused(cause="damaged") from None


def _check_directory(data: bytes, limits: ArchiveLimits) -> None:
    """The directory is read whole by `zipfile`, so its size is bounded first (APPNOTE.TXT 4.3.16)."""
    tail = data[-_TAIL:]
    records = [match.start() for match in re.finditer(re.escape(_END_RECORD), tail)]
    if not records:
        raise SchemaArchiveRefused(cause="damaged")
    for start in records:
        size = int.from_bytes(tail[start + 12 : start + 16], "little")
        if size > limits.directory and (size != _ZIP64 or start == records[-1]):
            raise SchemaArchiveRefused(cause="entries")


def _entries(archive: zipfile.ZipFile, budget: _Budget) -> Iterator[zipfile.ZipInfo]:
    """Files that may be unpacked; links are left out, an encrypted one is refused."""
    for entry in archive.infolist():
        budget.entry()
        if entry.is_dir() or (entry.external_attr >> 16) & 0o170000 == _SYMLINK:
            continue
        if entry.flag_bits & _ENCRYPTED:
            raise SchemaArchiveRefused(cause="encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SchemaArchiveRefused(cause="damaged")
        yield entry


def _decoded(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; some programs write UTF-8 without the flag that says so (APPNOTE.TXT, appendix D)."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _for_macos(name: str) -> bool:
    """What macOS puts beside each file for itself."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._")


def _name(written: str, limits: ArchiveLimits) -> str:
    """The path of an entry; one that points outside the archive is refused."""
    name = written.replace("\\", "/")
    parts = PurePosixPath(name).parts
    outside = name.startswith("/") or ".." in parts or (parts and ":" in parts[0])
    if outside or len(name) > limits.path or len(parts) > limits.depth or "\x00" in name:
        raise SchemaArchiveRefused(cause="names")
    return "/".join(parts)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> bytes:
    """Bytes of an entry, counted while they come: what the directory claims is not believed."""
    limits = budget.limits
    most = min(limits.file, limits.total - budget.total)
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise SchemaArchiveRefused(cause="total" if most < limits.file else "file")
    if len(data) > MIB and len(data) > limits.ratio * max(1, entry.compress_size):
        raise SchemaArchiveRefused(cause="ratio")
    return data
