"""Sorts the schemas of an archive into packages: one for each version of each standard, with its building blocks."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from sozialclient.documents.schema.bounds import Kept, require_few_links
from sozialclient.documents.schema.xsd_file import XsdFile, is_xs

FindElsewhere = Callable[[str, str], XsdFile | None]
_DEVELOPMENT = ("xsd_dev", "dev", "entwurf")


@dataclass(slots=True)
class Assembly:
    """One package to be: its own files, the building blocks they reach, and what nobody has."""

    main: list[XsdFile]
    blocks: list[XsdFile] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    resolved: dict[etree._Element, XsdFile] = field(default_factory=dict)

    @property
    def standard(self) -> str:
        """The short name of the standard, else what its namespace ends with."""
        told = next((file.standard for file in self.main if file.standard), "")
        return told or self.main[0].namespace.rstrip("/").rpartition("/")[2] or self.main[0].name

    @property
    def version(self) -> str:
        """The version told by most of its files."""
        return next((file.version for file in self.main if file.identifier and file.version), "") or next(
            (file.version for file in self.main if file.version), "")


def assemble(files: Iterable[XsdFile], elsewhere: FindElsewhere, kept: Kept) -> list[Assembly]:
    """Packages in the order of their files; `elsewhere` finds a building block (file name, namespace) in the library.

    Files of one folder and one namespace belong together, and so do those of one folder that tell the same standard
    and version. What another group imports is a building block, not a package, unless it names a standard of its own
    beside it. The same version twice: a folder for development is left aside. `kept` counts what the packages hold.
    Raises SchemaArchiveRefused.
    """
    every = sorted(files, key=lambda file: file.path)
    require_few_links(every)
    index = _Index(every, elsewhere)
    groups = _groups(every)
    blocks = _blocks(groups, index)
    chosen = [group for number, group in enumerate(groups) if number not in blocks] or groups
    return [_complete(group, index, kept) for group in _once_each(chosen)]


def _groups(files: list[XsdFile]) -> list[list[XsdFile]]:
    by_place: defaultdict[tuple[str, str], list[XsdFile]] = defaultdict(list)
    for file in files:
        by_place[file.folder, file.namespace].append(file)
    by_standard: dict[tuple[str, ...], list[XsdFile]] = {}
    for (folder, space), group in by_place.items():
        told = next(((one.identifier, one.version) for one in group if one.identifier), None)
        key = (folder, *told) if told else (folder, "", space)
        by_standard.setdefault(key, []).extend(group)
    return list(by_standard.values())


class _Index:
    """Finds the file that a `schemaLocation` means, never by fetching it."""

    def __init__(self, files: list[XsdFile], elsewhere: FindElsewhere) -> None:
        self._by_path = {file.path: file for file in files}
        self._by_name: defaultdict[str, list[XsdFile]] = defaultdict(list)
        self._elsewhere = elsewhere
        self._known: dict[tuple[str, str, str], XsdFile | None] = {}
        for file in files:
            self._by_name[file.name.lower()].append(file)

    def find(self, source: XsdFile, link: etree._Element) -> XsdFile | None:
        """By the path beside `source`, else by file name and namespace: in the archive, then elsewhere."""
        location = str(link.get("schemaLocation") or "").strip()
        space = str(link.get("namespace") or "") if is_xs(link, "import") else source.namespace
        key = (source.folder, location, space)
        if key not in self._known:
            self._known[key] = self._found(source, location, space)
        return self._known[key]

    def _found(self, source: XsdFile, location: str, space: str) -> XsdFile | None:
        beside = self._by_path.get(posixpath.normpath(posixpath.join(source.folder, location)))
        if beside is not None:
            return beside
        name = location.replace("\\", "/").rpartition("/")[2].lower()
        fitting = [file for file in self._by_name.get(name, ()) if file.namespace in (space, "")]
        fitting.sort(key=lambda file: -len(posixpath.commonprefix([file.path, source.path])))
        return fitting[0] if fitting else self._elsewhere(name, space)


def _blocks(groups: list[list[XsdFile]], index: _Index) -> set[int]:
    """Numbers of the groups that another one imports and that are no standard of their own."""
    group_of = {id(file): number for number, group in enumerate(groups) for file in group}
    wanted: set[int] = set()
    for number, group in enumerate(groups):
        targets = (index.find(file, link) for file in group for link in file.links)
        wanted |= {group_of.get(id(target), number) for target in targets} - {number}
    return {number for number in wanted if not _stands_alone(groups[number])}


def _stands_alone(group: list[XsdFile]) -> bool:
    return any(file.identifier for file in group) and any(True for file in group for _ in file.roots())


def _once_each(groups: list[list[XsdFile]]) -> Iterator[list[XsdFile]]:
    def rank(group: list[XsdFile]) -> bool:
        return any(part.lower().startswith(_DEVELOPMENT) for part in group[0].folder.split("/"))

    seen: set[tuple[str, str, str]] = set()
    for group in sorted(groups, key=rank):
        assembly = Assembly(group)
        key = (assembly.standard, assembly.version, group[0].namespace)
        if key not in seen:
            seen.add(key)
            yield group


def _complete(group: list[XsdFile], index: _Index, kept: Kept) -> Assembly:
    """Follow every include and import; what is not found is noted, what is found joins as a building block."""
    assembly = Assembly(list(group))
    waiting, seen = list(group), {id(file) for file in group}
    missing: dict[str, None] = {}
    kept.lists()
    while waiting:
        file = waiting.pop()
        kept.schema(file)
        for link in file.links:
            target = index.find(file, link)
            location = str(link.get("schemaLocation") or link.get("namespace") or "")[:500]
            if target is None:
                missing[location] = None
                continue
            assembly.resolved[link] = target
            if id(target) not in seen:
                seen.add(id(target))
                waiting.append(target)
                assembly.blocks.append(target)
    assembly.missing += missing
    return assembly


def stored_names(assembly: Assembly) -> Mapping[int, str]:
    """A plain name for every file of a package, by the identity of the file."""
    return {id(file): f"{number:03}.xsd" for number, file in enumerate((*assembly.main, *assembly.blocks))}


def relinked(file: XsdFile, assembly: Assembly) -> bytes:
    """The schema with every location replaced by the stored name; what is missing keeps the one it came with."""
    names = stored_names(assembly)
    kept = {link: link.get("schemaLocation") for link in file.links}
    for link in file.links:
        target = assembly.resolved.get(link)
        if target is not None:
            link.set("schemaLocation", names[id(target)])
    data = etree.tostring(file.root, encoding="UTF-8", xml_declaration=True)
    for link, location in kept.items():
        if location is not None:
            link.set("schemaLocation", location)
    return data
