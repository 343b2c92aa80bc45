"""The schema packages of this data folder: plain files, no citizen's data, asked by whoever shows a message."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter, defaultdict
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from lxml import etree

from sozialclient.documents.encoding import DocumentEncodingError
from sozialclient.documents.naming import NO_SCHEMA, Naming
from sozialclient.documents.schema.archive import read_source
from sozialclient.documents.schema.choosing import declares, fitting_packages
from sozialclient.documents.schema.errors import SchemaUnknown, SchemaUnreadable
from sozialclient.documents.schema.finding import FindElsewhere
from sozialclient.documents.schema.importing import Imported, NewPackage, make_packages, remake_package
from sozialclient.documents.schema.package import CodeList, LabelTable, SchemaFile, SchemaPackage
from sozialclient.documents.schema.places import (
    new_place,
    package_folders,
    package_name,
    place_of,
    put_in_place,
    take_away,
)
from sozialclient.documents.schema.replacing import Replacement, compare_packages
from sozialclient.documents.schema.schema_naming import SchemaNaming
from sozialclient.documents.schema.versions import version_key
from sozialclient.documents.schema.xsd_file import XsdFile, name_links, read_xsd
from sozialclient.documents.standard import local_name, namespace
from sozialclient.documents.unknown import unknown_elements
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.xml import XmlError

FOLDER = "schemas"
_FACTS, _LABELS, _LISTS = "package.json", "labels.json", "lists"
_STORED = re.compile(r"\d{3,6}\.(?:xsd|json)")
_MOST_COMPARED = 8
_MOST_HOLDING = 3
T = TypeVar("T")


class SchemaLibrary:
    """Packages below `<data folder>/schemas`. A package that cannot be read is as good as absent."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / FOLDER

    def packages(self) -> tuple[SchemaPackage, ...]:
        """All packages, by standard and version; those without a message of their own come last."""
        found = [package for path in self._folders() if (package := _facts(path / _FACTS, _stamp(path / _FACTS)))]
        return tuple(sorted(found, key=lambda one: (not one.roots, one.standard.lower(), version_key(one.version))))

    def add(self, source: Path, now: datetime) -> Imported:
        """Import a ZIP or folder; a package of the same name is replaced. Raises SchemaError."""
        imported = self.read(source, now)
        self.keep(imported)
        return imported

    def read(self, source: Path, now: datetime) -> Imported:
        """The packages of a ZIP or folder, of which nothing is kept yet. Raises SchemaError."""
        return make_packages(read_source(source), self._blocks(), now, self.packages())

    def replaced_by(self, imported: Imported) -> tuple[Replacement, ...]:
        """The packages whose place others would take that differ from them."""
        there = {package.id: package for package in self.packages()}
        found = (self._compared(there[new.facts.id], new) for new in imported.packages if new.facts.id in there)
        return tuple(each for each in found if each.differs)

    def keep(self, imported: Imported) -> None:
        """Keep what `read` brought; a package counts until the one of its name is wholly there. Raises SchemaError.

        What an earlier package lacked and this archive brings is given to it.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for package in imported.packages:
                self._keep(package)
            new = {package.facts.id for package in imported.packages}
            for older in self.packages():
                if older.missing and older.id not in new:
                    self._complete(older)
        except OSError as error:
            raise SchemaUnreadable(cause=error.errno or 0) from None

    def remove(self, name: str) -> SchemaPackage:
        """Remove a package by its id. Raises SchemaUnknown and SchemaUnreadable."""
        package = next((one for one in self.packages() if one.id == name), None)
        if package is None:
            raise SchemaUnknown(name=name)
        try:
            take_away(self._folder, package.id)
        except OSError as error:
            raise SchemaUnreadable(cause=error.errno or 0) from None
        return package

    def packages_for(self, root: etree._Element) -> tuple[SchemaPackage, ...]:
        """The packages that a message may be checked with, the likeliest first (see `choosing`)."""
        return self._fitting(root, self.packages())

    def entries_for(self, root: etree._Element, package: SchemaPackage) -> tuple[str, ...]:
        """Stored names of the schemas that make up the namespace of a message; empty where they do not declare it."""
        if not declares(root, package) and not self._holds(root, package):
            return ()
        own = [file for file in package.files if file.namespace == (namespace(root) or "")]
        return tuple(file.stored for file in own if file.main) or tuple(file.stored for file in own)

    def package_for(self, root: etree._Element) -> SchemaPackage | None:
        """The package that labels a message."""
        return self._best(root, self.packages())

    def naming_for(self, root: etree._Element) -> Naming:
        """Labels and code lists for a message."""
        packages = self.packages()
        return self._naming(self._best(root, packages), packages) if packages else NO_SCHEMA

    def _fitting(self, root: etree._Element, packages: tuple[SchemaPackage, ...]) -> tuple[SchemaPackage, ...]:
        """Packages whose messages these are; else those that hold its schema as a building block; else the nearest."""
        fitting = fitting_packages(root, packages)
        if fitting and declares(root, fitting[0]):
            return fitting
        holding = (one for one in packages if self._holds(root, one))
        return tuple(islice(holding, _MOST_HOLDING)) or fitting

    def _holds(self, root: etree._Element, package: SchemaPackage) -> bool:
        """Whether a package declares a message in a namespace that is not that of its own messages."""
        space = namespace(root)
        if not space or not any(file.namespace == space for file in package.files):
            return False
        table = self._labels(package)
        return table is not None and local_name(root) in table.roots

    def _best(self, root: etree._Element, packages: tuple[SchemaPackage, ...]) -> SchemaPackage | None:
        """Of the likeliest packages the first that knows each element of a message, else the one that knows most."""
        fitting = self._fitting(root, packages)[:_MOST_COMPARED]
        best, fewest = (fitting[0] if fitting else None), None
        for package in fitting if len(fitting) > 1 else ():
            unknown = sum(one.count for one in unknown_elements(root, self._naming(package, ())))
            if fewest is None or unknown < fewest:
                best, fewest = package, unknown
            if not unknown:
                break
        return best

    def _naming(self, package: SchemaPackage | None, packages: tuple[SchemaPackage, ...]) -> Naming:
        """Labels of a package and the code lists of all."""
        table = self._labels(package) if package else None
        places: dict[tuple[str, str], tuple[str, str]] = {}
        versions: defaultdict[str, list[str]] = defaultdict(list)
        # What another package calls a list must not change what this one's codes mean.
        for one in sorted(packages, key=lambda each: each is not package):
            for entry in one.lists:
                if places.setdefault((entry.uri, entry.version), (one.id, entry.file)) == (one.id, entry.file):
                    versions[entry.uri].append(entry.version)

        def read(uri: str, version: str) -> CodeList:
            path = place_of(self._folder, places[uri, version][0]) / _LISTS / places[uri, version][1]
            return _code_list(path, _stamp(path)) or CodeList(uri, version, "", {})

        return SchemaNaming(table, {uri: tuple(known) for uri, known in versions.items()}, read)

    def schemas(self, package: SchemaPackage) -> dict[str, bytes]:
        """The schemas of a package by stored name. Raises SchemaUnreadable."""
        try:
            place = place_of(self._folder, package.id)
            return {file.stored: (place / file.stored).read_bytes() for file in package.files}
        except OSError as error:
            raise SchemaUnreadable(cause=error.errno or 0) from None

    def _folders(self) -> list[Path]:
        try:
            return list(package_folders(self._folder))
        except OSError as error:
            raise SchemaUnreadable(cause=error.errno or 0) from None

    def _compared(self, before: SchemaPackage, new: NewPackage) -> Replacement:
        try:
            schemas = self.schemas(before)
        except SchemaUnreadable:
            schemas = {}
        return compare_packages(before, schemas, self._lists(before), new)

    def _lists(self, package: SchemaPackage) -> dict[str, CodeList]:
        """The code lists of a package by stored name, without those that cannot be read."""
        place = place_of(self._folder, package.id) / _LISTS
        return {entry.file: found for entry in package.lists
                if (found := _decoded(place / entry.file, CodeList)) is not None}

    def _labels(self, package: SchemaPackage) -> LabelTable | None:
        path = place_of(self._folder, package.id) / _LABELS
        return _table(path, _stamp(path))

    def _blocks(self) -> FindElsewhere:
        """Finds a building block of an earlier import, by file name and namespace."""
        known: defaultdict[tuple[str, str], list[tuple[SchemaPackage, SchemaFile]]] = defaultdict(list)
        for package in self.packages():
            spaces = Counter(file.namespace for file in package.files)
            for file in package.files:
                known[file.name.lower(), file.namespace].append((package, file))
                if spaces[file.namespace] == 1:
                    known["", file.namespace].append((package, file))

        def find(name: str, namespace: str) -> XsdFile | None:
            found = (self._block(*place) for place in known.get((name, namespace), ()))
            return next(filter(None, found), None)

        return find

    def _block(self, package: SchemaPackage, file: SchemaFile) -> XsdFile | None:
        try:
            block = read_xsd(f"{package.id}/{file.name}", self.schemas(package)[file.stored])
        except (XmlError, LimitExceeded, DocumentEncodingError, SchemaUnreadable):
            return None
        if block is not None:
            name_links(block, {one.stored: one.name for one in package.files})
        return block

    def _complete(self, package: SchemaPackage) -> None:
        """Assemble a package anew from its own files and those that came since."""
        names = {file.stored: file.name for file in package.files}
        main = {file.stored for file in package.files if file.main}
        own = {names[stored]: data for stored, data in self.schemas(package).items() if stored in main}
        lists = self._lists(package)
        if len(own) < len(main):
            return  # Two files of one name lay in different folders, and nothing tells them apart here.
        again = remake_package(package, own, names, lists, self._blocks())
        if again is not None and len(again.facts.missing) < len(package.missing):
            self._keep(again)

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
