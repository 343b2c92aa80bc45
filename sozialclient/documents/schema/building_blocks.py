"""Finds building blocks for a new package in those that are kept."""

from __future__ import annotations

from collections import Counter, defaultdict

from sozialclient.documents.encoding import DocumentEncodingError
from sozialclient.documents.schema.errors import SchemaUnreadable
from sozialclient.documents.schema.finding import FindElsewhere
from sozialclient.documents.schema.kept_packages import KeptPackages
from sozialclient.documents.schema.package import SchemaFile, SchemaPackage
from sozialclient.documents.schema.xsd_file import XsdFile, name_links, read_xsd
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.xml import XmlError


def blocks_of(kept: KeptPackages) -> FindElsewhere:
    """Finds a building block of an earlier import, by file name and namespace. Raises SchemaUnreadable."""
    known: defaultdict[tuple[str, str], list[tuple[SchemaPackage, SchemaFile]]] = defaultdict(list)
    for package in kept.all():
        spaces = Counter(file.namespace for file in package.files)
        for file in package.files:
            known[file.name.lower(), file.namespace].append((package, file))
            if spaces[file.namespace] == 1:
                known["", file.namespace].append((package, file))

    def find(name: str, namespace: str) -> XsdFile | None:
        found = (_block(kept, *place) for place in known.get((name, namespace), ()))
        return next(filter(None, found), None)

    return find


def _block(kept: KeptPackages, package: SchemaPackage, file: SchemaFile) -> XsdFile | None:
    try:
        block = read_xsd(f"{package.id}/{file.name}", kept.schemas(package)[file.stored])
    except (XmlError, LimitExceeded, DocumentEncodingError, SchemaUnreadable):
        return None
    if block is not None:
        name_links(block, {one.stored: one.name for one in package.files})
    return block
