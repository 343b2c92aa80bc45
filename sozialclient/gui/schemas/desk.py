"""What the window asks about schema packages; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sozialclient.documents.schema.importing import Imported
    from sozialclient.documents.schema.library import SchemaLibrary
    from sozialclient.documents.schema.package import SchemaPackage
    from sozialclient.usecases.check_message import MessageCheck
    from sozialclient.usecases.workplace import Workplace


@dataclass(frozen=True, slots=True)
class SchemaShelf:
    """The imported packages, and in sentences when the next versions come."""

    packages: tuple[SchemaPackage, ...]
    radar: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What an archive holds, and in sentences what would be replaced by it, package by package."""

    imported: Imported
    replaces: tuple[tuple[str, ...], ...]


class SchemasDesk:
    """The schema packages of the open data folder."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace

    def _library(self) -> SchemaLibrary:
        from sozialclient.usecases.business_message import schema_library

        return schema_library(self._workplace().store)

    def shelf(self) -> SchemaShelf:
        """Everything the dialog shows."""
        from sozialclient.documents.schema.radar import look_out
        from sozialclient.reports.schema_words import radar_words

        packages = self._library().packages()
        return SchemaShelf(packages, tuple(radar_words(look_out(datetime.now(UTC).date(), packages))))

    def read(self, source: Path) -> Delivered:
        """The packages of a ZIP or folder, and which they would replace; nothing is kept yet. Raises SchemaError."""
        from sozialclient.reports.schema_words import replacement_words

        library = self._library()
        imported = library.read(source, datetime.now(UTC))
        return Delivered(imported, tuple(tuple(replacement_words(one)) for one in library.replaced_by(imported)))

    def keep(self, imported: Imported) -> Imported:
        """Keep what was read. Raises SchemaError."""
        self._library().keep(imported)
        return imported

    def remove(self, name: str) -> None:
        """Remove a package. Raises SchemaUnknown, SchemaUnreadable."""
        self._library().remove(name)

    def check(self, application_id: str, cancelled: Callable[[], bool]) -> MessageCheck:
        """Check the message of an application; raises as `check_message`."""
        from sozialclient.usecases.check_message import check_message

        return check_message(self._workplace().store, application_id, cancelled)
