"""Makes packages of the files of an archive: tables to be kept, nothing of the archive's own names or places."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from sozialclient.documents.encoding import DocumentEncodingError
from sozialclient.documents.schema.assembling import Assembly, assemble, relinked, stored_names
from sozialclient.documents.schema.bounds import Kept, require_little_markup
from sozialclient.documents.schema.errors import SchemaArchiveRefused, SchemaEmpty
from sozialclient.documents.schema.finding import FindElsewhere
from sozialclient.documents.schema.genericode import read_code_list
from sozialclient.documents.schema.package import CodeList, CodeListEntry, LabelTable, SchemaFile, SchemaPackage
from sozialclient.documents.schema.xsd_file import XsdFile, name_links, read_xsd
from sozialclient.documents.schema.xsd_labels import label_table
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.xml import XmlError

LISTS_ONLY = "codelisten"
_LONGEST_ID = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPackage:
    """A package before it is kept: `schemas` by stored name, `lists` by file name."""

    facts: SchemaPackage
    labels: LabelTable
    schemas: Mapping[str, bytes]
    lists: Mapping[str, CodeList]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an archive held; `unread` are schemas and lists in it that could not be read."""

    packages: tuple[NewPackage, ...]
    unread: tuple[str, ...]


def make_packages(
    files: Mapping[str, bytes], elsewhere: FindElsewhere, now: datetime, there: Iterable[SchemaPackage] = ()
) -> Imported:
    """The packages in the files of an archive (by path). Raises SchemaEmpty when there is none, SchemaArchiveRefused.

    Code lists belong to every package of their archive; without a schema they are a package of their own. A package
    that replaces one of those that are `there` has its id, any other an id that is free.
    """
    schemas: list[XsdFile] = []
    lists: dict[tuple[str, str], CodeList] = {}
    unread: list[str] = []
    kept = Kept()
    require_little_markup(data for path, data in files.items() if path.lower().endswith(".xsd"))
    for path, data in files.items():
        try:
            if path.lower().endswith(".xsd"):
                schema = read_xsd(path, data)
                schemas += [schema] if schema else []
            elif (found := read_code_list(data)) is not None and found.uri and found.codes:
                lists.setdefault((found.uri, found.version), found)
                kept.list_bytes += len(data)
        except (XmlError, LimitExceeded, DocumentEncodingError):
            unread.append(path)
    stored = {f"{number:03}.json": one for number, one in enumerate(lists.values())}
    kept.list_files = len(stored)
    packages = [_package(assembly, stored, now) for assembly in assemble(schemas, elsewhere, kept)] if schemas else []
    if not packages and stored:
        packages = [_lists_only(stored, now)]
    if not packages:
        raise SchemaEmpty()
    return Imported(tuple(_distinct(packages, {one.id: one for one in there})), tuple(unread))


def remake_package(
    package: SchemaPackage, main: Mapping[str, bytes], names: Mapping[str, str], lists: Mapping[str, CodeList],
    elsewhere: FindElsewhere,
) -> NewPackage | None:
    """A kept package assembled anew from its `main` files by name; None where one of them cannot be read any more."""
    files = []
    try:
        for name, data in main.items():
            file = read_xsd(name, data)
            if file is None:
                return None
            name_links(file, names)
            files.append(file)
        assembly = next(iter(assemble(files, elsewhere, Kept())), None)
    except (XmlError, LimitExceeded, DocumentEncodingError, SchemaArchiveRefused):
        return None
    if assembly is None or len(assembly.main) != len(files):
        return None
    made = _package(assembly, lists, datetime.fromisoformat(package.imported))
    return _renamed(made, package.id)


def _package(assembly: Assembly, lists: Mapping[str, CodeList], now: datetime) -> NewPackage:
    names = stored_names(assembly)
    every = [*assembly.main, *assembly.blocks]
    first = next((file for file in assembly.main if file.identifier), assembly.main[0])
    own = {id(file) for file in assembly.main}
    facts = SchemaPackage(
        id=package_id(assembly.standard, assembly.version),
        standard=assembly.standard,
        identifier=first.identifier,
        version=assembly.version,
        title=first.title or ("" if first.standard else first.name),
        namespaces=tuple(dict.fromkeys(file.namespace for file in assembly.main)),
        roots={name: file.namespace for file in assembly.main for name in file.roots()},
        files=tuple(SchemaFile(names[id(file)], file.name, file.namespace, id(file) in own) for file in every),
        lists=_entries(lists),
        missing=tuple(assembly.missing),
        imported=now.isoformat(timespec="seconds"),
    )
    schemas = {names[id(file)]: relinked(file, assembly, names) for file in every}
    return NewPackage(facts=facts, labels=label_table(every), schemas=schemas, lists=lists)


def _lists_only(lists: Mapping[str, CodeList], now: datetime) -> NewPackage:
    told = "\n".join(sorted(f"{one.uri} {one.version}" for one in lists.values()))
    digest = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:8]
    facts = SchemaPackage(
        id=package_id(LISTS_ONLY, digest), standard="", identifier="", version="", title="",
        namespaces=(), roots={}, files=(), lists=_entries(lists), missing=(),
        imported=now.isoformat(timespec="seconds"))
    return NewPackage(facts=facts, labels=LabelTable(roots={}, types={}), schemas={}, lists=lists)


def _entries(lists: Mapping[str, CodeList]) -> tuple[CodeListEntry, ...]:
    return tuple(CodeListEntry(one.uri, one.version, one.name, name) for name, one in lists.items())


def package_id(standard: str, version: str) -> str:
    """A folder name that is safe on every system: `xwasser-1.0.0`."""
    plain = re.sub(r"[^a-z0-9.]+", "-", f"{standard}-{version}".lower()).strip("-.")
    return f"{plain[:_LONGEST_ID] or 'schema'}"


def _distinct(packages: list[NewPackage], there: Mapping[str, SchemaPackage]) -> Iterator[NewPackage]:
    """Two standards may end up with one folder name; the second gets a number."""
    taken: set[str] = set()
    for package in packages:
        name, number = package.facts.id, 2
        while name in taken or (name in there and not _replaces(package.facts, there[name])):
            name, number = f"{package.facts.id}-{number}", number + 1
        taken.add(name)
        yield package if name == package.facts.id else _renamed(package, name)


def _replaces(new: SchemaPackage, old: SchemaPackage) -> bool:
    """Whether both are one thing: of the same namespaces, and with a main file in common."""
    mains = [{file.name for file in one.files if file.main} for one in (new, old)]
    return set(new.namespaces) == set(old.namespaces) and (not any(mains) or not mains[0].isdisjoint(mains[1]))


def _renamed(package: NewPackage, name: str) -> NewPackage:
    renamed = msgspec.structs.replace(package.facts, id=name)
    return NewPackage(facts=renamed, labels=package.labels, schemas=package.schemas, lists=package.lists)
