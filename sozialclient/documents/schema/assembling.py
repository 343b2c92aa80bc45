"""Sorts the schemas of an archive into packages: one for each version of each standard, with its building blocks."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from sozialclient.documents.schema.bounds import Kept, require_few_links
from sozialclient.documents.schema.grouping import (
    groups_of,
    nearest_group,
    once_each,
    packages_of,
    standard_of_group,
    version_of_group,
)
from sozialclient.documents.schema.xsd_file import XsdFile, is_xs

FindElsewhere = Callable[[str, str], XsdFile | None]


@dataclass(slots=True)
class Assembly:
    """One package to be: its own files, the building blocks they reach, and what nobody has."""

    main: list[XsdFile]
    blocks: list[XsdFile] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    resolved: dict[etree._Element, XsdFile] = field(default_factory=dict)

    @property
    def standard(self) -> str:
        """The short name of the standard, else what its namespace is called."""
        return standard_of_group(self.main)

    @property
    def version(self) -> str:
        """The version that its files tell."""
        return version_of_group(self.main)


def assemble(files: Iterable[XsdFile], elsewhere: FindElsewhere, kept: Kept) -> list[Assembly]:
    """Packages in the order of their files; `elsewhere` finds a building block (file name, namespace) in the library.

    See `grouping` for what belongs together. The same version twice: a folder for development is left aside. What
    nothing reaches and declares no element is kept beside the nearest package, for a later import that asks for it.
    `kept` counts what the packages hold. Raises SchemaArchiveRefused.
    """
    every = sorted(files, key=lambda file: file.path)
    require_few_links(every)
    index = _Index(every, elsewhere)
    chosen, loose = packages_of(groups_of(every, index.find), index.find)
    chosen = once_each(chosen)
    beside: defaultdict[int, list[XsdFile]] = defaultdict(list)
    for group in loose:
        beside[id(nearest_group(group, chosen))] += group
    return [_complete(group, beside[id(group)], index, kept) for group in chosen]


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


def _complete(group: list[XsdFile], beside: list[XsdFile], index: _Index, kept: Kept) -> Assembly:
    """What belongs to a package; what is not found for `group` is noted, for what lies `beside` it is not."""
    assembly = Assembly(list(group))
    seen = {id(file) for file in group}
    kept.lists()
    assembly.missing += _follow(assembly, list(group), seen, index, kept)
    new = [file for file in beside if id(file) not in seen]
    seen |= {id(file) for file in new}
    assembly.blocks += new
    _follow(assembly, new, seen, index, kept)
    return assembly


def _follow(
    assembly: Assembly, waiting: list[XsdFile], seen: set[int], index: _Index, kept: Kept
) -> Mapping[str, None]:
    """Follow every include and import; what is found joins as a building block, what is not is returned."""
    missing: dict[str, None] = {}
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
    return missing


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
