"""Which header blocks and which body a message of each type may have (PROTOCOL 1.5, 4, 7.4)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from sozialclient.osci.names import MessageType, Order, Place
from sozialclient.wire.elements import StructureError, children, only_child, optional_child
from sozialclient.wire.namespaces import OSCI, OSCI2017, OSCI_NAMESPACES, SOAP, q

_CONTROL_BLOCK = q(OSCI, "ControlBlock")
_TIMESTAMP_QUALITY = q(OSCI, "QualityOfTimestamp")


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of an envelope, reached by exact path only.

    `blocks` are all children of the Header except the signature block; `custom` those of them in
    a foreign namespace.
    """

    blocks: tuple[etree._Element, ...]
    custom: tuple[etree._Element, ...]
    signature_block: etree._Element | None
    body: etree._Element

    def block(self, namespace: str, local: str) -> etree._Element | None:
        """The header block of that name."""
        return next((block for block in self.blocks if block.tag == q(namespace, local)), None)


def envelope_parts(root: etree._Element, kind: MessageType) -> Parts:
    """Take an envelope apart; raises StructureError for anything its type does not allow."""
    if root.tag != q(SOAP, "Envelope"):
        raise StructureError(element="Envelope")
    found = children(root)
    if [child.tag for child in found] != [q(SOAP, "Header"), q(SOAP, "Body")]:
        raise StructureError(element="Envelope")
    header, body = found
    signature_name = q(OSCI, "SupplierSignature" if kind.is_response else "ClientSignature")
    blocks = children(header)
    _check_blocks(blocks, signature_name, kind)
    _check_body(body, kind.order)
    signature = [block for block in blocks if block.tag == signature_name]
    others = tuple(block for block in blocks if block.tag != signature_name)
    return Parts(
        blocks=others,
        custom=tuple(block for block in others if etree.QName(block).namespace not in OSCI_NAMESPACES),
        signature_block=signature[0] if signature else None,
        body=body,
    )


def _allowed_blocks(kind: MessageType) -> frozenset[str]:
    names = {_CONTROL_BLOCK, q(OSCI, "NonIntermediaryCertificates"), q(OSCI2017, "FeatureDescription")}
    if kind.is_response:
        names.add(q(OSCI, "IntermediaryCertificates"))
    else:
        names |= {q(OSCI, "DesiredLanguages"), _TIMESTAMP_QUALITY}
    if kind.order.place is Place.HEADER:
        names.add(kind.order.name)
    return frozenset(names)


def _check_blocks(blocks: list[etree._Element], signature_name: str, kind: MessageType) -> None:
    allowed = _allowed_blocks(kind) | {signature_name}
    seen: list[str] = []
    for block in blocks:
        name = etree.QName(block)
        if name.namespace in OSCI_NAMESPACES and block.tag not in allowed:
            raise StructureError(element=name.localname[:60])
        seen.append(f"{block.tag} {block.get('Service', '')}" if block.tag == _TIMESTAMP_QUALITY else str(block.tag))
    if len(set(seen)) != len(seen):
        raise StructureError(element="Header")
    # A signature in front of the control block would be read before the dialog is known (PROTOCOL 1.5).
    if not blocks or blocks[0].tag != _CONTROL_BLOCK:
        raise StructureError(element="ControlBlock")
    if kind.order.place is Place.HEADER and kind.order.name not in seen:
        raise StructureError(element=kind.value)


def _check_body(body: etree._Element, order: Order) -> None:
    names = [str(child.tag) for child in children(body)]
    if order.place is Place.BODY:
        allowed = [[order.name]]
    elif order.content:
        allowed = [[], [q(OSCI, "ContentPackage")]]
    else:
        allowed = [[]]
    if names not in allowed:
        raise StructureError(element="Body")


def read_fault(root: etree._Element) -> tuple[str, str]:
    """Code and text of a SOAP fault envelope (PROTOCOL 4.13); both are untrusted.

    Raises StructureError when it is no fault.
    """
    if root.tag != q(SOAP, "Envelope"):
        raise StructureError(element="Envelope")
    fault = only_child(only_child(root, SOAP, "Body"), SOAP, "Fault")
    text = fault.find("faultstring")
    detail = fault.find("detail")
    code = None if detail is None else optional_child(detail, OSCI, "Code")
    return (
        "" if code is None else (code.text or "")[:4],
        "" if text is None else (text.text or "")[:2000],
    )
