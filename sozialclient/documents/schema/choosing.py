"""Chooses the packages for a message: by its namespace, then by standard and version."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from sozialclient.documents.schema.package import SchemaPackage
from sozialclient.documents.schema.versions import nearest, version_key
from sozialclient.documents.standard import local_name, names_version, namespace, standard_and_version


def fitting_packages(root: etree._Element, packages: Iterable[SchemaPackage]) -> tuple[SchemaPackage, ...]:
    """The packages that declare a message, the likeliest first; else one of the same standard in the nearest version.

    Of several with its namespace those in the message's version come first, or in the nearest one. The others follow,
    the newest first, where the message itself does not say on its root which version it is.
    """
    standard, version = standard_and_version(root)
    every = tuple(packages)
    declaring = [one for one in every if declares(root, one)]
    if not declaring:
        return tuple(_nearest(version, [one for one in every if standard and same_standard(standard, one)])[:1])
    first = _nearest(version, declaring)
    if names_version(root):
        return tuple(first)
    rest = [one for one in declaring if one not in first]
    return (*first, *sorted(rest, key=lambda one: version_key(one.version), reverse=True))


def _nearest(version: str, packages: list[SchemaPackage]) -> list[SchemaPackage]:
    chosen = nearest(version, [one.version for one in packages])
    return [one for one in packages if one.version == chosen]


def declares(root: etree._Element, package: SchemaPackage) -> bool:
    """Whether a package has this message's namespace and root element: only then can it be checked."""
    return package.roots.get(local_name(root)) == (namespace(root) or "")


def same_standard(standard: str, package: SchemaPackage) -> bool:
    """`XSozial-basis` is the standard of `urn:xoev-de:d-nrw:standard:xsozialbasis`."""
    wanted = _plain(standard)
    return bool(wanted) and (wanted == _plain(package.standard) or _plain(package.identifier).endswith(wanted))


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
