"""Sorts schemas into groups, each of which may become a package, and tells which groups are only building blocks."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from lxml import etree

from sozialclient.documents.schema.bounds import require_few_packages, require_little_shared
from sozialclient.documents.schema.circles import circles
from sozialclient.documents.schema.xsd_file import XsdFile

Find = Callable[[XsdFile, etree._Element], XsdFile | None]
Group = list[XsdFile]
_DEVELOPMENT = ("xsd_dev", "dev", "entwurf")
_WORD = re.compile(r"[^\W\d_]{3}")


def groups_of(files: Iterable[XsdFile], find: Find) -> list[Group]:
    """Files of one folder and one namespace, and files of one folder that tell the same standard and version.

    Files that declare the same element are not of one group: profiles of a standard lie in one folder. Raises
    SchemaArchiveRefused.
    """
    by_place: defaultdict[tuple[str, str], Group] = defaultdict(list)
    for file in files:
        by_place[file.folder, file.namespace].append(file)
    by_standard: dict[tuple[str, ...], Group] = {}
    for (folder, space), group in by_place.items():
        told = next(((one.identifier, one.version) for one in group if one.identifier), None)
        key = (folder, *told) if told else (folder, "", space)
        by_standard.setdefault(key, []).extend(group)
    parts = [part for group in by_standard.values() for part in _apart(group, find)]
    require_little_shared(parts)
    return parts


def _apart(group: Group, find: Find) -> list[Group]:
    """The group in parts without an element declared twice: by the version that each file tells, else one by one."""
    if not _declared_twice(group):
        return [group]
    told = list(dict.fromkeys((file.identifier, file.version) for file in group if file.identifier))
    if len(told) < 2:
        return _one_by_one(group, find)
    require_few_packages(len(told))
    parts = [[file for file in group if not file.identifier or (file.identifier, file.version) == one] for one in told]
    require_little_shared(parts)
    return [piece for part in parts for piece in _one_by_one(part, find)]


def _declared_twice(group: Group) -> set[tuple[str, str]]:
    counts = Counter(name for file in group for name in _names(file))
    return {name for name, count in counts.items() if count > 1}


def _names(file: XsdFile) -> set[tuple[str, str]]:
    return {(file.namespace, root) for root in file.roots()}


def _one_by_one(group: Group, find: Find) -> list[Group]:
    """Parts that each file which declares something twice opens or joins, with what its files include."""
    twice = _declared_twice(group)
    if not twice:
        return [group]
    heads: list[Group] = []
    declared: list[set[tuple[str, str]]] = []
    for file in (one for one in group if not twice.isdisjoint(_names(one))):
        names = _names(file)
        free = next((number for number, taken in enumerate(declared) if taken.isdisjoint(names)), None)
        if free is None:
            free = len(heads)
            require_few_packages(free + 1)
            heads.append([])
            declared.append(set())
        heads[free].append(file)
        declared[free].update(names)
    leads_to = _links_within(group, find)
    reached = [_closure(head, leads_to) for head in heads]
    shared = set(leads_to).difference(*reached)
    parts = [[file for file in group if id(file) in own or id(file) in shared] for own in reached]
    require_little_shared(parts)
    return parts


def _links_within(group: Group, find: Find) -> dict[int, set[int]]:
    """What each file of a group, by its identity, refers to in the same group."""
    members = {id(file) for file in group}
    return {id(file): {id(find(file, link)) for link in file.links} & members for file in group}


def _closure(head: Group, leads_to: Mapping[int, set[int]]) -> set[int]:
    seen = {id(file) for file in head}
    waiting = list(seen)
    while waiting:
        new = leads_to[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def packages_of(groups: list[Group], find: Find) -> tuple[list[Group], list[Group]]:
    """The groups that become packages, and those that nothing reaches and that declare no element.

    What another group imports is a building block, unless it names a standard of its own beside it. Groups that
    import each other in a circle which no other group enters become packages where they declare elements.
    """
    reaches = _reaches(groups, find)
    circle = circles(reaches)
    entered = {circle[target] for number, targets in enumerate(reaches) for target in targets
               if circle[target] != circle[number]}
    with_elements = {circle[number] for number, group in enumerate(groups) if _elements(group)}
    chosen = [number for number, group in enumerate(groups) if _stands_alone(group) or (
        circle[number] not in entered and (_elements(group) > 0 or circle[number] not in with_elements))]
    loose = {number for number in chosen if not _elements(groups[number]) and not _identified(groups[number])}
    if len(loose) == len(chosen):
        loose = set()
    return [groups[number] for number in chosen if number not in loose], [groups[one] for one in sorted(loose)]


def _reaches(groups: list[Group], find: Find) -> list[set[int]]:
    groups_with: defaultdict[int, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for file in group:
            groups_with[id(file)].add(number)
    found: list[set[int]] = []
    for group in groups:
        targets = (find(file, link) for file in group for link in file.links)
        found.append({number for target in targets if target is not None for number in groups_with[id(target)]})
    return found


def _elements(group: Group) -> int:
    return sum(1 for file in group for _ in file.roots())


def _identified(group: Group) -> bool:
    return any(file.identifier for file in group)


def _stands_alone(group: Group) -> bool:
    return _identified(group) and _elements(group) > 0


def once_each(groups: list[Group]) -> list[Group]:
    """Each group once: one in a folder for development, and one of the very same files, is left aside."""
    released: set[tuple[str, str, str]] = set()
    seen: set[frozenset[tuple[str, bytes]]] = set()
    found = []
    for group in sorted(groups, key=_in_development):
        key = (standard_of_group(group), version_of_group(group), group[0].namespace)
        same = frozenset((file.name, file.digest) for file in group)
        if same in seen or (_in_development(group) and key in released):
            continue
        seen.add(same)
        released.add(key)
        found.append(group)
    return found


def _in_development(group: Group) -> bool:
    return any(part.lower().startswith(_DEVELOPMENT) for part in group[0].folder.split("/"))


def nearest_groups(loose: list[Group], groups: list[Group]) -> list[Group]:
    """For each loose group the one whose place is nearest: in alphabetical order that is the one before or behind."""
    placed = sorted(groups, key=_place)
    places = [_place(group) for group in placed]
    found = []
    for one in loose:
        at = bisect(places, _place(one))
        beside = placed[max(0, at - 1) : at + 1]
        found.append(max(beside, key=partial(_nearness, one)))
    return found


def _nearness(one: Group, other: Group) -> int:
    return len(posixpath.commonprefix([_place(one), _place(other)]))


def _place(group: Group) -> str:
    return group[0].path


def standard_of_group(group: Group) -> str:
    """The short name of the standard, else what its namespace is called, else its first file."""
    told = next((file.standard for file in group if file.standard), "")
    return told or _called(group[0].namespace, bool(version_of_group(group))) or group[0].name


def version_of_group(group: Group) -> str:
    """The version that a file with the standard's identifier tells, else any."""
    named = next((file.version for file in group if file.identifier and file.version), "")
    return named or next((file.version for file in group if file.version), "")


def _called(space: str, versioned: bool) -> str:
    """The last word of a namespace, and the numbers behind it where no version is told otherwise."""
    pieces = [piece for piece in re.split(r"[/:#]", space) if piece]
    at = next((place for place in range(len(pieces) - 1, -1, -1) if _WORD.search(pieces[place])), None)
    return "" if at is None else " ".join(pieces[at : at + 1] if versioned else pieces[at:])
