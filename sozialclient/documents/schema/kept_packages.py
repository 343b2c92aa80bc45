"""The packages in a folder of the data folder: plain files, no citizen's data, read by whoever shows a message."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from sozialclient.documents.schema.errors import SchemaUnknown, SchemaUnreadable
from sozialclient.documents.schema.importing import NewPackage
from sozialclient.documents.schema.package import CodeList, LabelTable, SchemaPackage
from sozialclient.documents.schema.places import (
    clear_leftovers,
    new_place,
    package_folders,
    package_name,
    place_of,
    put_in_place,
    take_away,
)
from sozialclient.documents.schema.versions import version_key

_FACTS, _LABELS, _LISTS = "package.json", "labels.json", "lists"
_STORED = re.compile(r"\d{3,6}\.(?:xsd|json)")
T = TypeVar("T")


class KeptPackages:
    """Packages below a folder. One that cannot be read is as good as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[SchemaPackage, ...]:
        """All packages, by standard and version; those without a message of their own come last.

        Raises SchemaUnreadable where the folder itself cannot be read.
        """
        found = [package for path in self._folders() if (package := _facts(path / _FACTS, _stamp(path / _FACTS)))]
        return tuple(sorted(found, key=lambda one: (not one.roots, one.standard.lower(), version_key(one.version))))

    def schemas(self, package: SchemaPackage) -> dict[str, bytes]:
        """The schemas of a package by stored name. Raises SchemaUnreadable."""
        try:
            place = place_of(self._folder, package.id)
            return {file.stored: (place / file.stored).read_bytes() for file in package.files}
        except OSError as error:
            raise SchemaUnreadable(cause=error.errno or 0) from None

    def labels(self, package: SchemaPackage) -> LabelTable | None:
        """The words for what a package declares; None where its table cannot be read."""
        path = place_of(self._folder, package.id) / _LABELS
        return _table(path, _stamp(path))

    def code_list(self, package: str, stored: str) -> CodeList | None:
        """A code list of the package of that id by stored name; None where it cannot be read."""
        path = place_of(self._folder, package) / _LISTS / stored
        return _code_list(path, _stamp(path))

    def code_lists(self, package: SchemaPackage) -> dict[str, CodeList]:
        """The code lists of a package by stored name, without those that cannot be read."""
        place = place_of(self._folder, package.id) / _LISTS
        return {entry.file: found for entry in package.lists
                if (found := _decoded(place / entry.file, CodeList)) is not None}

    def keep(self, packages: Iterable[NewPackage]) -> None:
        """Keep packages; one that is there counts until its successor is wholly there. Raises SchemaUnreadable."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            clear_leftovers(self._folder)
            for package in packages:
                self._keep(package)
        except OSError as error:
            raise SchemaUnreadable(cause=error.errno or 0) from None

    def remove(self, name: str) -> SchemaPackage:
        """Remove a package by its id. Raises SchemaUnknown and SchemaUnreadable."""
        package = next((one for one in self.all() if one.id == name), None)
        if package is None:
            raise SchemaUnknown(name=name)
        try:
            take_away(self._folder, package.id)
        except OSError as error:
            raise SchemaUnreadable(cause=error.errno or 0) from None
        return package

    def _folders(self) -> list[Path]:
        try:
            return list(package_folders(self._folder))
        except OSError as error:
            raise SchemaUnreadable(cause=error.errno or 0) from None

    def _keep(self, package: NewPackage) -> None:
        """Write a package beside its place and put it there."""
        made = new_place(self._folder)
        (made / _LISTS).mkdir(parents=True)
        try:
            for name, data in package.schemas.items():
                (made / name).write_bytes(data)
            for name, codes in package.lists.items():
                (made / _LISTS / name).write_bytes(msgspec.json.encode(codes))
            (made / _LABELS).write_bytes(msgspec.json.encode(package.labels))
            (made / _FACTS).write_bytes(msgspec.json.encode(package.facts))
            put_in_place(made, self._folder, package.facts.id)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise


def _stays_inside(package: SchemaPackage, place: Path) -> bool:
    """Whether all it names lies in its own folder: tables can be changed by others where the data folder is shared."""
    names = (*(file.stored for file in package.files), *(entry.file for entry in package.lists))
    return package.id == package_name(place) and all(_STORED.fullmatch(name) for name in names)


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is replaced; tables are decoded once for each."""
    try:
        status = os.stat(path)  # noqa: PTH116 - Path.stat is twice as slow and asked for every package
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _facts(path: Path, _stamp: tuple[int, int]) -> SchemaPackage | None:
    package = _decoded(path, SchemaPackage)
    return package if package is not None and _stays_inside(package, path.parent) else None


@lru_cache(maxsize=4)
def _table(path: Path, _stamp: tuple[int, int]) -> LabelTable | None:
    return _decoded(path, LabelTable)


@lru_cache(maxsize=64)
def _code_list(path: Path, _stamp: tuple[int, int]) -> CodeList | None:
    return _decoded(path, CodeList)


def _decoded(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None
