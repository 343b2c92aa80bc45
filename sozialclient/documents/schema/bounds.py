"""What one import may make of its files: a small archive can name much, and every package holds all that it reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sozialclient.documents.schema.errors import SchemaArchiveRefused
from sozialclient.documents.schema.xsd_file import XsdFile
from sozialclient.wire.limits import MIB

MOST_LINKS = 20_000
"""Includes and imports of all schemas together."""
MOST_MARKUP = 4_000_000
"""Opening brackets of all schemas together: an element has at least one, and some 140 bytes in memory."""
MOST_PACKAGES = 300
"""Each of them is looked at for every message that is shown."""
MOST_FILES = 20_000
"""Files that all packages keep together; one that several need is kept by each of them."""
MOST_BYTES = 1024 * MIB
"""Bytes of those files as they came."""
MOST_KEPT_MARKUP = 2 * MOST_MARKUP
"""Opening brackets of those files, each as many times as labels are made of it."""


@dataclass(slots=True)
class Kept:
    """Counts what packages will keep; `list_files` and `list_bytes` are of the code lists that each of them gets."""

    list_files: int = 0
    list_bytes: int = 0
    packages: int = 0
    files: int = 0
    bytes: int = 0
    markup: int = 0

    def lists(self) -> None:
        """One more package; raises SchemaArchiveRefused."""
        self.packages += 1
        require_few_packages(self.packages)
        self._add(self.list_files, self.list_bytes)

    def schema(self, file: XsdFile) -> None:
        """One more schema of a package; raises SchemaArchiveRefused."""
        self._add(1, file.size)

    def labels(self, files: Collection[XsdFile]) -> None:
        """What one package makes labels of: a file without a namespace counts for each; raises SchemaArchiveRefused."""
        spaces = max(1, len({file.namespace for file in files} - {""}))
        self.markup += sum(file.markup if file.namespace else file.markup * spaces for file in files)
        _require_kept(self.markup)

    def _add(self, files: int, size: int) -> None:
        self.files += files
        self.bytes += size
        if self.files > MOST_FILES or self.bytes > MOST_BYTES:
            raise SchemaArchiveRefused(cause="packages")


def require_few_packages(number: int) -> None:
    """Raises SchemaArchiveRefused."""
    if number > MOST_PACKAGES:
        raise SchemaArchiveRefused(cause="packages")


def require_little_shared(groups: Iterable[Iterable[XsdFile]]) -> None:
    """Asked before any of them is looked through, for several groups may hold one file; raises SchemaArchiveRefused."""
    _require_kept(sum(file.markup for group in groups for file in group))


def _require_kept(markup: int) -> None:
    if markup > MOST_KEPT_MARKUP:
        raise SchemaArchiveRefused(cause="elements")


def require_few_links(files: Iterable[XsdFile]) -> None:
    """Raises SchemaArchiveRefused."""
    if sum(len(file.links) for file in files) > MOST_LINKS:
        raise SchemaArchiveRefused(cause="links")


def require_little_markup(schemas: Iterable[bytes]) -> None:
    """Asked before any of them becomes a tree; raises SchemaArchiveRefused."""
    if sum(data.count(b"<") for data in schemas) > MOST_MARKUP:
        raise SchemaArchiveRefused(cause="elements")
