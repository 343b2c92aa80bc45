"""Sorts the schemas of an archive into packages: one for each version of each standard, with its building blocks."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from sozialclient.documents.schema.bounds import Kept, require_few_links, require_few_packages
from sozialclient.documents.schema.finding import FindElsewhere, Finder
from sozialclient.documents.schema.grouping import (
    groups_of,
    nearest_groups,
    once_each,
    packages_of,
    standard_of_group,
    version_of_group,
)
from sozialclient.documents.schema.xsd_file import XsdFile, is_xs


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
    finder = Finder(every, elsewhere)
    chosen, loose = packages_of(groups_of(every, finder.find), finder.find)
    chosen = once_each(chosen)
    require_few_packages(len(chosen))
    beside: defaultdict[int, list[XsdFile]] = defaultdict(list)
    for group, nearest in zip(loose, nearest_groups(loose, chosen), strict=True):
        beside[id(nearest)] += group
    return [_complete(group, beside[id(group)], finder, kept) for group in chosen]


def _complete(group: list[XsdFile], beside: list[XsdFile], finder: Finder, kept: Kept) -> Assembly:
    """What belongs to a package; what is not found for `group` is noted, for what lies `beside` it is not."""
    assembly = Assembly(list(group))
    seen = {id(file) for file in group}
    kept.lists()
    assembly.missing += _follow(assembly, list(group), seen, finder, kept)
    new = [file for file in beside if id(file) not in seen]
    seen |= {id(file) for file in new}
    assembly.blocks += new
    _follow(assembly, new, seen, finder, kept)
    kept.labels((*assembly.main, *assembly.blocks))
    return assembly


def _follow(
    assembly: Assembly, waiting: list[XsdFile], seen: set[int], finder: Finder, kept: Kept
) -> Mapping[str, None]:
    """Follow every include and import; what is found joins as a building block, what is not is returned."""
    missing: dict[str, None] = {}
    while waiting:
        file = waiting.pop()
        kept.schema(file)
        for link in file.links:
            target = finder.find(file, link)
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


def relinked(file: XsdFile, assembly: Assembly, names: Mapping[int, str]) -> bytes:
    """The schema with every location replaced by the stored name (`names`); what is missing keeps its own.

    A schema that includes itself is taken by many programs and refused by libxml2; that include says nothing.
    """
    kept = {link: link.get("schemaLocation") for link in file.links}
    for link in file.links:
        target = assembly.resolved.get(link)
        if target is not None:
            link.set("schemaLocation", names[id(target)])
    itself = [link for link in file.links if assembly.resolved.get(link) is file and is_xs(link, "include")]
    data = etree.tostring(_without(file.root, itself), encoding="UTF-8", xml_declaration=True)
    for link, location in kept.items():
        if location is not None:
            link.set("schemaLocation", location)
    return data


def _without(root: etree._Element, children: list[etree._Element]) -> etree._Element:
    """`root`, or a copy of it that lacks some of its children."""
    if not children:
        return root
    places = [root.index(child) for child in children]
    changed = copy.deepcopy(root)
    for place in sorted(places, reverse=True):
        del changed[place]
    return changed
