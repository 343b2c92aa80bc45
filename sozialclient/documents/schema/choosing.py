"""Chooses the package for a message: by its namespace, then by standard and version."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from sozialclient.documents.schema.package import SchemaPackage
from sozialclient.documents.schema.versions import nearest
from sozialclient.documents.standard import local_name, namespace, standard_and_version


def best_package(root: etree._Element, packages: Iterable[SchemaPackage]) -> SchemaPackage | None:
    """The package that names the message's namespace, else one of the same standard in the nearest version.

    Of several with this namespace the one in the message's version is taken, else the nearest.
    """
    standard, version = standard_and_version(root)
    declaring = [one for one in packages if declares(root, one)]
    if not declaring:
        declaring = [one for one in packages if standard and same_standard(standard, one)]
    chosen = nearest(version, [one.version for one in declaring])
    return next((one for one in declaring if one.version == chosen), None)


def declares(root: etree._Element, package: SchemaPackage) -> bool:
    """Whether a package has this message's namespace and root element: only then can it be checked."""
    return package.roots.get(local_name(root)) == (namespace(root) or "")


def same_standard(standard: str, package: SchemaPackage) -> bool:
    """`XSozial-basis` is the standard of `urn:xoev-de:d-nrw:standard:xsozialbasis`."""
    wanted = _plain(standard)
    return bool(wanted) and (wanted == _plain(package.standard) or _plain(package.identifier).endswith(wanted))


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
