"""The schema packages of this data folder: imported, replaced, and chosen for a message."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import islice
from pathlib import Path

from lxml import etree

from sozialclient.documents.naming import NO_SCHEMA, Naming
from sozialclient.documents.schema.archive import read_source
from sozialclient.documents.schema.building_blocks import blocks_of
from sozialclient.documents.schema.choosing import declares, fitting_packages
from sozialclient.documents.schema.errors import SchemaUnreadable
from sozialclient.documents.schema.importing import Imported, NewPackage, make_packages, remake_package
from sozialclient.documents.schema.kept_packages import KeptPackages
from sozialclient.documents.schema.package import CodeList, SchemaPackage
from sozialclient.documents.schema.replacing import Replacement, compare_packages
from sozialclient.documents.schema.schema_naming import SchemaNaming
from sozialclient.documents.standard import local_name, namespace
from sozialclient.documents.unknown import unknown_elements

FOLDER = "schemas"
_MOST_COMPARED = 8
_MOST_HOLDING = 3


class SchemaLibrary:
    """Packages below `<data folder>/schemas`. A package that cannot be read is as good as absent."""

    def __init__(self, data_folder: Path) -> None:
        self._kept = KeptPackages(data_folder / FOLDER)

    def packages(self) -> tuple[SchemaPackage, ...]:
        """All packages, by standard and version; those without a message of their own come last."""
        return self._kept.all()

    def add(self, source: Path, now: datetime) -> Imported:
        """Import a ZIP or folder; a package of the same name is replaced. Raises SchemaError."""
        imported = self.read(source, now)
        self.keep(imported)
        return imported

    def read(self, source: Path, now: datetime) -> Imported:
        """The packages of a ZIP or folder, of which nothing is kept yet. Raises SchemaError."""
        return make_packages(read_source(source), blocks_of(self._kept), now, self.packages())

    def replaced_by(self, imported: Imported) -> tuple[Replacement, ...]:
        """The packages whose place others would take that differ from them."""
        there = {package.id: package for package in self.packages()}
        found = (self._compared(there[new.facts.id], new) for new in imported.packages if new.facts.id in there)
        return tuple(each for each in found if each.differs)

    def keep(self, imported: Imported) -> None:
        """Keep what `read` brought; a package counts until the one of its name is wholly there. Raises SchemaError.

        What an earlier package lacked and this archive brings is given to it.
        """
        self._kept.keep(imported.packages)
        new = {package.facts.id for package in imported.packages}
        for older in self.packages():
            if older.missing and older.id not in new:
                self._complete(older)

    def remove(self, name: str) -> SchemaPackage:
        """Remove a package by its id. Raises SchemaUnknown and SchemaUnreadable."""
        return self._kept.remove(name)

    def schemas(self, package: SchemaPackage) -> dict[str, bytes]:
        """The schemas of a package by stored name. Raises SchemaUnreadable."""
        return self._kept.schemas(package)

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
        table = self._kept.labels(package)
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
        table = self._kept.labels(package) if package else None
        places: dict[tuple[str, str], tuple[str, str]] = {}
        versions: defaultdict[str, list[str]] = defaultdict(list)
        # What another package calls a list must not change what this one's codes mean.
        for one in sorted(packages, key=lambda each: each is not package):
            for entry in one.lists:
                if places.setdefault((entry.uri, entry.version), (one.id, entry.file)) == (one.id, entry.file):
                    versions[entry.uri].append(entry.version)

        def read(uri: str, version: str) -> CodeList:
            return self._kept.code_list(*places[uri, version]) or CodeList(uri, version, "", {})

        return SchemaNaming(table, {uri: tuple(known) for uri, known in versions.items()}, read)

    def _compared(self, before: SchemaPackage, new: NewPackage) -> Replacement:
        try:
            schemas = self.schemas(before)
        except SchemaUnreadable:
            schemas = {}
        return compare_packages(before, schemas, self._kept.code_lists(before), new)

    def _complete(self, package: SchemaPackage) -> None:
        """Assemble a package anew from its own files and those that came since."""
        names = {file.stored: file.name for file in package.files}
        main = {file.stored for file in package.files if file.main}
        own = {names[stored]: data for stored, data in self.schemas(package).items() if stored in main}
        lists = self._kept.code_lists(package)
        if len(own) < len(main):
            return  # Two files of one name lay in different folders, and nothing tells them apart here.
        again = remake_package(package, own, names, lists, blocks_of(self._kept))
        if again is not None and len(again.facts.missing) < len(package.missing):
            self._kept.keep([again])
