"""Names in other namespaces, and trees without a canonical form: S-16 and S-17."""

from __future__ import annotations

from typing import Any

from lxml import etree

from sozialclient.wire.namespaces import DS
from tests.hostile.wrapping.elements import NotHere, Stage, Target
from tests.hostile.wrapping.places import parent_of
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import redigest, resign, set_digest
from tests.hostile.wrapping.spoiling import spoil

_FOREIGN = ["namespace of the signature", "prefix rebound", "default namespace", "info foreign", "reference foreign"]


@variant("S-16", _FOREIGN)
def namespaces_confused(stage: Stage, target: Target, how: str) -> None:
    """What looks like a ds:Signature to one reader is something else to another."""
    spoil(stage, target)
    signature = stage.signature
    if how == "namespace of the signature":
        _rename(signature, DS, DS.rstrip("#"))
    elif how == "prefix rebound":
        _reparsed(stage, b"<ds:Signature", b'<ds:Signature xmlns:ds="urn:x"')
    elif how == "default namespace":
        twin = etree.fromstring(etree.tostring(signature).replace(b"<ds:", b"<").replace(b"</ds:", b"</"))
        parent_of(signature).replace(signature, twin)
    elif how == "info foreign":
        _rename(signature[0], DS, "urn:x")
    else:
        stage.reference(target).tag = "{urn:x}Reference"
        resign(stage)


def _rename(element: etree._Element, old: str, new: str) -> None:
    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = each.tag.replace(f"{{{old}}}", f"{{{new}}}")


def _reparsed(stage: Stage, old: bytes, new: bytes) -> None:
    """Change the signature as text, in the scope of the same prefixes."""
    signature = stage.signature
    text = etree.tostring(signature, with_tail=False)
    start = text.index(b">")
    head = text[:start].replace(old, new, 1)
    fixed = head if b'xmlns:ds="http' not in head else head.replace(b' xmlns:ds="' + DS.encode() + b'"', b"", 1)
    parent_of(signature).replace(signature, etree.fromstring(fixed + text[start:]))


_VOID = ["element", "info", "scope", "block", "transform"]


@variant("S-17", _VOID)
def no_canonical_form(stage: Stage, target: Target, where: str) -> None:
    """A relative namespace name, for which there is no canonical form."""
    spoil(stage, target)
    redigest(stage, target)
    places = {
        "element": target.element,
        "info": stage.signature[0],
        "scope": stage.scope,
        "block": stage.signature,
        "transform": stage.references()[0][0],
    }
    place = places[where]
    if place is None:
        raise NotHere
    spaces: dict[Any, str] = {**place.nsmap, "void": "../relative"}
    voided = etree.Element(place.tag, {str(name): str(value) for name, value in place.items()}, nsmap=spaces)
    voided.text = place.text
    voided[:] = list(place)
    if place is stage.root:
        raise NotHere
    parent_of(place).replace(place, voided)
    if where == "scope":
        stage.scope = voided


@variant("S-17", ["element", "body"])
def nothing_to_digest(stage: Stage, target: Target, where: str) -> None:
    """The digest of nothing at all, as a failed canonicalisation would give it."""
    reference = stage.reference(target)
    spoil(stage, target)
    if where == "body" and target.element is not None:
        target.element[:] = []
    set_digest(reference, b"")
    resign(stage)


