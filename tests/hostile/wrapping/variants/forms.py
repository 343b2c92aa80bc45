"""Signatures without something, with something twice, in another place: S-01, S-14 and S-15."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from sozialclient.wire.namespaces import DS, OSCI, q
from tests.hostile.wrapping.elements import BLOCKS, Level, NotHere, Stage, Target
from tests.hostile.wrapping.places import header_of, parent_of
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import VALUE, redigest, resign
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
