"""What a ContentContainer holds, read by exact structure (PROTOCOL 6.1, 6.2, 6.7)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from lxml import etree

from sozialclient.crypto.xmlenc import EncryptedData, read_encrypted_data
from sozialclient.wire.elements import StructureError, attribute, children, expect_order
from sozialclient.wire.limits import Limits, check_limit
from sozialclient.wire.namespaces import DS, OSCI, XENC, q

_SIGNATURE = q(DS, "Signature")
_CONTENT = q(OSCI, "Content")
_ENCRYPTED_DATA = q(XENC, "EncryptedData")
CONTAINER = q(OSCI, "ContentContainer")


class RawKind(enum.Enum):
    """The three kinds of Content."""

    INLINE = "inline"
    ATTACHMENT = "attachment"
    CONTAINER = "container"


@dataclass(frozen=True, slots=True)
class RawContent:
    """One `osci:Content`: `id` is the one a signature refers to, `inner` the data or container element."""

    kind: RawKind
    id: str
    element: etree._Element
    inner: etree._Element | None = None
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class RawContainer:
    """Children of a container by kind.

    `attachment_keys` are EncryptedData that only carry the key of a MIME part; `encrypted` are
    nested containers with the element they were read from.
    """

    id: str
    signatures: tuple[etree._Element, ...]
    contents: tuple[RawContent, ...]
    attachment_keys: tuple[EncryptedData, ...]
    encrypted: tuple[tuple[etree._Element, EncryptedData], ...]


def read_container(element: etree._Element, limits: Limits) -> RawContainer:
    """Read a container; raises StructureError for any foreign or misplaced child, LimitExceeded."""
    if element.tag != CONTAINER:
        raise StructureError(element="ContentContainer")
    expect_order(element, ((_SIGNATURE, True), (_CONTENT, True), (_ENCRYPTED_DATA, True)))
    signatures = element.findall(_SIGNATURE)
    check_limit("signatures", len(signatures), limits.signatures)
    encrypted = [(child, read_encrypted_data(child, limits)) for child in element.findall(_ENCRYPTED_DATA)]
    return RawContainer(
        id=attribute(element, "Id"),
        signatures=tuple(signatures),
        contents=tuple(_read_content(child) for child in element.findall(_CONTENT)),
        attachment_keys=tuple(data for _, data in encrypted if data.content_id is not None),
        encrypted=tuple((child, data) for child, data in encrypted if data.content_id is None),
    )


def _read_content(element: etree._Element) -> RawContent:
    found = children(element)
    href = element.get("href")
    if href is not None:
        if found or not href.startswith("cid:"):
            raise StructureError(element="Content")
        return RawContent(RawKind.ATTACHMENT, attribute(element, "Id"), element, content_id=href[4:])
    if len(found) != 1:
        raise StructureError(element="Content")
    (inner,) = found
    if inner.tag == q(OSCI, "Base64Content"):
        return RawContent(RawKind.INLINE, attribute(inner, "Id"), element, inner)
    if inner.tag == CONTAINER:
        return RawContent(RawKind.CONTAINER, attribute(element, "Id"), element, inner)
    raise StructureError(element="Content")


def package_children(package: etree._Element) -> tuple[list[etree._Element], list[etree._Element]]:
    """EncryptedData and ContentContainer children of a ContentPackage; raises StructureError for others."""
    found = children(package)
    encrypted = [child for child in found if child.tag == _ENCRYPTED_DATA]
    containers = [child for child in found if child.tag == CONTAINER]
    if len(encrypted) + len(containers) != len(found):
        raise StructureError(element="ContentPackage")
    return encrypted, containers
