"""Names that are nearly the same: S-07 to S-09."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from sozialclient.wire.namespaces import DS, OSCI, XML, q
from tests.hostile.wrapping.elements import Level, NotHere, Stage, Target
from tests.hostile.wrapping.places import header_of, parent_of, twin, unit
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import redigest, resign
from tests.hostile.wrapping.spoiling import spoil

_WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
IMITATIONS = {
    "osci": q(OSCI, "Id"),
    "xml": q(XML, "id"),
    "upper": "ID",
    "lower": "id",
    "odd": "iD",
    "wsu": q(_WSU, "Id"),
}


@variant("S-07", list(IMITATIONS), ["decoy", "alone", "beside"])
def another_kind_of_id(stage: Stage, target: Target, name: str, how: str) -> None:
    """The evil one carries the Id under another attribute, a decoy the real one."""
    genuine = twin(stage, target)
    target.node.set(IMITATIONS[name], target.uri[1:])
    if how == "beside":
        target.node.set("Id", "evil")
    else:
        del target.node.attrib["Id"]
    if how != "alone":
        stage.scope.append(genuine)


_ELSEWHERE = ["root", "scope", "block", "signature", "info", "value", "key info", "method", "reference", "leaf"]


@variant("S-08", _ELSEWHERE, ["changed", "as it was"])
def id_twice(stage: Stage, target: Target, place: str, content: str) -> None:
    """Something that nobody signs carries the Id as well."""
    holders = {
        "root": stage.root,
        "scope": stage.scope,
        "block": parent_of(stage.signature),
        "signature": stage.signature,
        "info": stage.signature[0],
        "value": stage.signature[1],
        "key info": stage.signature[2],
        "method": stage.signature[2][0],
        "reference": stage.references()[0],
        "leaf": list(stage.root.iter())[-1],
    }
    if target.element is None or holders[place].get("Id") == target.uri[1:]:
        raise NotHere
    if content == "changed":
        spoil(stage, target)
    holders[place].set("Id", target.uri[1:])
    if place in ("info", "reference"):
        resign(stage)


@variant("S-08", ["before", "behind"])
def unsigned_with_a_signed_id(stage: Stage, target: Target, where: str) -> None:
    """Something more stands beside the signed things and borrows one of their Ids."""
    if target.element is None:
        raise NotHere
    if stage.level is Level.TRANSPORT:
        evil = etree.Element("{urn:x}Evil", {"Id": target.uri[1:]}, nsmap={"x": "urn:x"})
        header_of(stage).insert(2 if where == "before" else len(header_of(stage)), evil)
        return
    if target.kind == "xades":
        raise NotHere
    genuine = twin(stage, target)
    if where == "before":
        unit(target).addnext(genuine)
    else:
        unit(target).addprevious(genuine)
    spoiled = unit(target)
    spoiled.set("Name", "more")


@variant("S-08", ["key info", "object"])
def signed_copy_in_the_signature(stage: Stage, target: Target, place: str) -> None:
    """A copy with its Id lies inside the signature element."""
    genuine = twin(stage, target)
    holder = stage.signature[2] if place == "key info" else etree.SubElement(stage.signature, q(DS, "Object"))
    holder.append(deepcopy(genuine))


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "title": str.title,
    "blank in front": lambda name: f" {name}",
    "blank behind": lambda name: f"{name} ",
    "percent": lambda name: f"%{ord(name[0]):02x}{name[1:]}",
    "two hashes": lambda name: f"#{name}",
    "zero width": lambda name: f"{name}\u200b",
    "full width": lambda name: chr(ord(name[0]) + 0xFEE0) + name[1:],
    "null": lambda name: f"{name}%00",
}


@variant("S-09", list(_SPELLINGS), ["reference", "element"])
def nearly_the_same_name(stage: Stage, target: Target, spelling: str, where: str) -> None:
    """What is changed is signed, but under a name that is spelled in another way."""
    spoil(stage, target)
    redigest(stage, target)
    other = _SPELLINGS[spelling](target.uri.partition(":")[2] if target.element is None else target.uri[1:])
    prefix = "cid:" if target.element is None else "#"
    if other == target.uri.removeprefix(prefix) or (where == "element" and target.element is None):
        raise NotHere
    if where == "reference":
        stage.reference(target).set("URI", prefix + other)
    else:
        target.node.set("Id", other)
        if target.kind in ("file", "nested", "encrypted", "xades") or stage.level is Level.TRANSPORT:
            redigest(stage, target)
    resign(stage)


@variant("S-09", ["NFC", "NFD"])
def composed_and_decomposed(stage: Stage, target: Target, form: str) -> None:
    """An umlaut in the Id, in one normal form here and in the other in the reference."""
    if target.element is None:
        raise NotHere
    spoil(stage, target)
    reference = stage.reference(target)
    composed, decomposed = unicodedata.normalize("NFC", "b\u00f6dy"), unicodedata.normalize("NFD", "b\u00f6dy")
    target.node.set("Id", decomposed if form == "NFC" else composed)
    redigest(stage, target)
    reference.set("URI", f"#{composed if form == 'NFC' else decomposed}")
    resign(stage)
