"""Signatures without something, with something twice, under other names: S-01 and S-14 to S-17."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from sozialclient.wire.namespaces import DS, OSCI, q
from tests.hostile.wrapping.elements import BLOCKS, Level, NotHere, Stage, Target
from tests.hostile.wrapping.places import header_of, parent_of
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import VALUE, redigest, resign, set_digest
from tests.hostile.wrapping.spoiling import spoil

_TAKEN = ["signature", "block", "content", "info", "references", "method", "all but key info", "value", "key info"]


@variant("S-01", _TAKEN)
def signature_taken_away(stage: Stage, target: Target, what: str) -> None:
    """Something is changed, and the signature or a part of it is gone."""
    signature = stage.signature
    spoil(stage, target)
    if what == "block":
        if stage.level is Level.CONTENT:
            raise NotHere
        parent_of(parent_of(signature)).remove(parent_of(signature))
    elif what == "signature":
        parent_of(signature).remove(signature)
    elif what == "content":
        signature[:] = []
    elif what == "info":
        signature[0][:] = []
    elif what == "references":
        signature[0][2:] = []
    elif what == "method":
        signature[0].remove(signature[0][1])
    elif what == "all but key info":
        signature[:2] = []
    elif what == "value":
        signature[1].text = ""
    else:
        signature.remove(signature[2])


@variant("S-14", ["signature", "info", "value", "key info", "method", "canonicalization"], ["before", "behind"])
def something_twice(stage: Stage, target: Target, what: str, evil: str) -> None:
    """One half of the signature fits what is there now, the other what was signed."""
    genuine = deepcopy(_piece(stage.signature, what))
    spoil(stage, target)
    redigest(stage, target)
    resign(stage)
    made = _piece(stage.signature, what)
    if evil == "before":
        made.addnext(genuine)
    else:
        made.addprevious(genuine)


def _piece(signature: etree._Element, what: str) -> etree._Element:
    pieces = {
        "signature": signature,
        "info": signature[0],
        "value": signature[1],
        "key info": signature[2],
        "method": signature[0][1],
        "canonicalization": signature[0][0],
    }
    return pieces[what]


@variant("S-14", ["two values", "split by a comment", "value with a child", "two methods"])
def digest_in_two(stage: Stage, target: Target, how: str) -> None:
    """A reference says two things about its digest."""
    reference = stage.reference(target)
    value = reference.find(VALUE)
    assert value is not None
    genuine = deepcopy(value)
    spoil(stage, target)
    redigest(stage, target)
    if how == "two values":
        value.addnext(genuine)
    elif how == "two methods":
        reference.insert(1, deepcopy(reference[-2]))
    else:
        text = value.text or ""
        value.text = text[:8]
        inside = etree.SubElement(value, q(DS, "X")) if how == "value with a child" else etree.Comment("")
        value.append(inside)
        inside.tail = (genuine.text or "")[8:]
    resign(stage)


_BLOCK_FORMS = ["two", "two, evil first", "of the other side", "foreign", "in the body", "in another block"]


@variant("S-15", _BLOCK_FORMS, level=Level.TRANSPORT)
def block_of_another_kind(stage: Stage, target: Target, how: str) -> None:
    """The signature block twice, of the wrong side, foreign, or in another place."""
    block = parent_of(stage.signature)
    genuine = deepcopy(block)
    spoil(stage, target)
    if how.startswith("two"):
        redigest(stage, target)
        genuine.set("Id", "second")
        block.addnext(genuine) if how == "two" else block.addprevious(genuine)
    elif how == "of the other side":
        block.tag = next(tag for tag in BLOCKS if tag != block.tag)
    elif how == "foreign":
        block.tag = f"{{urn:x}}{etree.QName(block).localname}"
    else:
        (stage.root[1] if how == "in the body" else header_of(stage)[-1]).append(block)


@variant("S-15", ["behind the contents", "in a content", "on the package", "foreign"], level=Level.CONTENT)
def signature_in_another_place(stage: Stage, target: Target, how: str) -> None:
    """An author's signature where none belongs."""
    signature = stage.signature
    if target.kind == "xades":
        raise NotHere
    spoil(stage, target)
    if how == "behind the contents":
        stage.scope.append(signature)
    elif how == "in a content":
        next(child for child in stage.scope if child.tag == q(OSCI, "Content")).append(signature)
    elif how == "on the package":
        parent_of(stage.scope).insert(0, signature)
    else:
        signature.tag = "{urn:x}Signature"


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


