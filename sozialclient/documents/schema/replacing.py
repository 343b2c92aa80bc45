"""Says in which files a package differs from the one whose place it takes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sozialclient.documents.schema.importing import NewPackage
from sozialclient.documents.schema.package import CodeList, SchemaPackage

_LINK = re.compile(rb"(?<=[\"'])\d{3,6}\.xsd(?=[\"'])")
_Contents = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A package that is there, and the one of the same name that an archive brings.

    `added`, `removed` and `changed` are names of schemas and code lists as they came.
    """

    before: SchemaPackage
    after: SchemaPackage
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether anything would be another thing afterwards than when it was imported."""
        return bool(self.added or self.removed or self.changed)


def compare_packages(
    before: SchemaPackage, schemas: Mapping[str, bytes], lists: Mapping[str, CodeList], new: NewPackage
) -> Replacement:
    """Compare a kept package, whose `schemas` and `lists` are given by stored name, with a new one."""
    old, now = _contents(before, schemas, lists), _contents(new.facts, new.schemas, new.lists)
    return Replacement(
        before=before,
        after=new.facts,
        added=tuple(name for name in now if name not in old),
        removed=tuple(name for name in old if name not in now),
        changed=tuple(name for name in now if name in old and now[name] != old[name]),
    )


def _contents(package: SchemaPackage, schemas: Mapping[str, bytes], lists: Mapping[str, CodeList]) -> _Contents:
    """Digests by the names that people know; there may be several files of one name."""
    names = {file.stored.encode(): file.name.encode() for file in package.files}
    found: dict[str, list[str]] = {}
    for file in package.files:
        # Stored schemas name each other by numbers, which another file more would shift.
        data = _LINK.sub(lambda link: names.get(link[0], link[0]), schemas.get(file.stored, b""))
        found.setdefault(file.name, []).append(hashlib.sha256(data).hexdigest())
    for entry in package.lists:
        codes = lists[entry.file].codes if entry.file in lists else {}
        told = "\0".join(f"{code}\0{name}" for code, name in sorted(codes.items()))
        name = " ".join(filter(None, (entry.name or entry.uri, entry.version)))
        found.setdefault(name, []).append(hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest())
    return {name: tuple(sorted(digests)) for name, digests in sorted(found.items())}
