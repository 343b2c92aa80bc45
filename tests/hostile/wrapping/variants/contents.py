"""What only authors' signatures can be attacked by: S-29 to S-35, S-38 and S-39."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.namespaces import DS, OSCI, XADES, q
from tests.hostile.wrapping.elements import (
    CONTAINER,
    CONTENT,
    DATA,
    ENCRYPTED,
    SIGNATURE,
    Level,
    NotHere,
    Part,
    Stage,
    Target,
    signatures_of,
)
from tests.hostile.wrapping.places import parent_of, unit
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import (
    change_part,
    change_plain,
    digest_input,
    part_of,
    redigest,
    resign,
    set_digest,
)
from tests.hostile.wrapping.spoiling import spoil, spoil_element

_CONTENT_LEVEL = Level.CONTENT


def evil_content(id_: str = "evil") -> etree._Element:
    """An inline content of the attacker's."""
    content = etree.Element(CONTENT)
    etree.SubElement(content, DATA, {"Id": id_}).text = encode_base64(b"evil")
    return content


_KINDS = ["data", "file", "nested", "copy of a file", "encrypted"]


@variant("S-29", _KINDS, ["first", "last", "inside"], once=True, level=_CONTENT_LEVEL)
def content_nobody_signed(stage: Stage, kind: str, where: str) -> None:
    """A content more than was signed."""
    more = evil_content()
    if kind == "file":
        stage.parts.append(Part("evil.pdf", "application/pdf", b"evil"))
        more = etree.Element(CONTENT, {"Id": "evil", "href": "cid:evil.pdf"})
    elif kind == "nested":
        more = etree.Element(CONTENT, {"Id": "evil"})
        etree.SubElement(more, CONTAINER, {"Id": "evilc"}).append(evil_content("evild"))
    elif kind in ("copy of a file", "encrypted"):
        more = _copy(stage, kind)
    scope = stage.scope if where != "inside" else next(stage.scope.iterfind(f"{CONTENT}/{CONTAINER}"), None)
    if scope is None:
        raise NotHere
    places = [index for index, child in enumerate(scope) if child.tag == more.tag] or [len(scope) - 1]
    scope.insert(places[0] if where == "first" else places[-1] + 1, more)


def _copy(stage: Stage, kind: str) -> etree._Element:
    """A signed one once more under another Id."""
    wanted = [target for target in stage.targets if target.kind == ("file" if kind != "encrypted" else kind)]
    if not wanted:
        raise NotHere
    more = deepcopy(wanted[0].node)
    more.set("Id", "evil")
    return more


def _time(id_: str) -> etree._Element:
    made = etree.Element(q(DS, "Object"))
    qualifying = etree.SubElement(made, q(XADES, "QualifyingProperties"))
    properties = etree.SubElement(qualifying, q(XADES, "SignedProperties"), {"Id": id_})
    details = etree.SubElement(properties, q(XADES, "SignedSignatureProperties"))
    etree.SubElement(details, q(XADES, "SigningTime")).text = "2026-05-01T00:00:00Z"
    return made


_SWAPS = ["unsigned", "under its Id", "takes its reference", "takes its reference, signed"]


@variant("S-30", _SWAPS, level=_CONTENT_LEVEL)
def time_instead_of_a_content(stage: Stage, target: Target, how: str) -> None:
    """One content less, one time more: whoever counts references is content."""
    if target.kind == "xades":
        raise NotHere
    reference = stage.reference(target)
    if target.element is None:
        stage.parts.remove(part_of(stage, target.uri[4:]))
    else:
        stage.scope.remove(unit(target))
    id_ = target.uri[1:] if how == "under its Id" and target.element is not None else "time"
    stage.signature.append(_time(id_))
    if how.startswith("takes"):
        reference.set("URI", "#time")
    if how.endswith("signed"):
        resign(stage)


_TIMES = ["reference left out", "twice", "two objects", "other id", "elsewhere", "loose", "two times", "added"]


@variant("S-31", _TIMES, ["signed", "not signed"], once=True, level=_CONTENT_LEVEL)
def time_out_of_form(stage: Stage, how: str, signed: str) -> None:
    """An author's time that is not covered, or not in its place."""
    found = [target for target in stage.targets if target.kind == "xades"]
    if how == "added":
        stage.signature.append(_time("cTS9"))
        return
    if not found:
        raise NotHere
    (target,) = found
    spoil(stage, target)
    if how == "reference left out":
        stage.signature[0].remove(stage.reference(target))
    elif how == "twice":
        target.node.addnext(deepcopy(target.node))
    elif how == "two objects":
        stage.signature.append(_time("cTS9"))
    elif how == "other id":
        target.node.set("Id", "cTS9")
    elif how == "elsewhere":
        stage.scope.append(parent_of(parent_of(target.node)))
    elif how == "loose":
        parent_of(parent_of(target.node)).append(target.node)
    else:
        target.node[0].append(deepcopy(target.node[0][0]))
    if signed == "signed":
        redigest(stage, target)
        resign(stage)


def _outer_unsigned(stage: Stage, _: Target) -> None:
    for signature in signatures_of(stage.scope):
        stage.scope.remove(signature)


def _outer_evil(stage: Stage, target: Target) -> None:
    _outer_unsigned(stage, target)
    stage.scope.append(evil_content())


def _inner_lifted(stage: Stage, target: Target) -> None:
    _outer_unsigned(stage, target)
    for signature in reversed(target.node[0].findall(SIGNATURE)):
        stage.scope.insert(0, signature)


def _inner_twice(_: Stage, target: Target) -> None:
    copy = deepcopy(target.node)
    for element in copy.iter():
        if element.get("Id"):
            element.set("Id", f"{element.get('Id')}2")
    target.node.addnext(copy)


_LEVELS: dict[str, Callable[[Stage, Target], None]] = {
    "inner changed": lambda _, target: spoil_element(next(target.node.iter(DATA))),
    "inner unsigned": lambda _, target: _bare(target.node[0]),
    "inner swapped": lambda _, target: target.node[0].__setitem__(slice(None), [evil_content()]),
    "inner twice": _inner_twice,
    "inner lifted": _inner_lifted,
    "outer evil": _outer_evil,
    "outer unsigned": _outer_unsigned,
}


@variant("S-32", list(_LEVELS), level=_CONTENT_LEVEL)
def level_replaced(stage: Stage, target: Target, how: str) -> None:
    """One level of nested containers is genuine, another is not."""
    if target.kind != "nested":
        raise NotHere
    _LEVELS[how](stage, target)


def _bare(container: etree._Element) -> None:
    for signature in container.findall(SIGNATURE):
        container.remove(signature)


@variant("S-33", ["first", "middle", "last"], ["value", "digest", "certificate", "content"], level=_CONTENT_LEVEL)
def one_of_several(stage: Stage, target: Target, which: str, how: str) -> None:
    """Three signatures, of which one is not valid, or only one covers what is there now."""
    genuine = deepcopy(stage.signature)
    if genuine.find(q(DS, "Object")) is not None:
        raise NotHere
    three = signatures_of(stage.scope)
    while len(three) < 3:
        stage.signature.addnext(deepcopy(genuine))
        three = signatures_of(stage.scope)
    chosen = three[("first", "middle", "last").index(which)]
    if how == "value":
        chosen[1].text = encode_base64(bytes(256))
    elif how == "digest":
        set_digest(chosen[0][2], b"other")
    elif how == "certificate":
        chosen[2][0].set("URI", "#nobody")
    else:
        spoil(stage, target)
        redigest(stage, target, chosen)
        resign(stage, chosen)


@variant("S-34", ["as carried", "base64", "hex", "nothing"])
def digest_over_another_form(stage: Stage, target: Target, form: str) -> None:
    """The digest of an attachment is over another of its forms."""
    if target.element is not None:
        raise NotHere
    spoil(stage, target)
    right, body = digest_input(stage, target), part_of(stage, target.uri[4:]).body
    text = encode_base64(right).encode()
    forms = {"as carried": body, "base64": text, "hex": right.hex().encode(), "nothing": b""}
    if forms[form] == right:
        raise NotHere
    set_digest(stage.reference(target), forms[form])
    resign(stage)


_BYTES = {
    "byte behind": lambda body: body + b"\0",
    "line end behind": lambda body: body + b"\r\n",
    "space in front": lambda body: b" " + body,
    "cut": lambda body: body[:-1],
    "lf": lambda body: body.replace(b"\r\n", b"\n") if b"\r\n" in body else body.replace(b"\n", b"\r\n") + b"\n",
    "empty": lambda body: b"",
    "reversed": lambda body: body[::-1],
    "bit": lambda body: body[:-1] + bytes([body[-1] ^ 1]),
    "twice": lambda body: body + body,
}


@variant("S-35", list(_BYTES), ["as carried", "plain"])
def attachment_bytes(stage: Stage, target: Target, how: str, form: str) -> None:
    """A few bytes of a signed attachment are others."""
    if target.element is not None or (form == "plain" and stage.level is Level.TRANSPORT):
        raise NotHere
    (change_plain if form == "plain" else change_part)(stage, target.uri[4:], _BYTES[how])


@variant("S-38", ["changed", "as it was", "for another reader", "signed by nobody known"], level=_CONTENT_LEVEL)
def sealed_anew(stage: Stage, target: Target, how: str) -> None:
    """Anybody can encrypt for the office; the author's signature is gone."""
    if how != "as it was":
        spoil(stage, target)
    for signature in signatures_of(stage.scope):
        stage.scope.remove(signature) if how != "signed by nobody known" else signature[2][0].set("URI", "#anybody")
    if how == "for another reader":
        for element in stage.scope.iter(ENCRYPTED):
            element.set("Id", f"{element.get('Id')}x")


_BROKEN = ["foreign child", "text", "empty content", "two in one", "content first", "no id", "data with child"]


@variant("S-39", _BROKEN, level=_CONTENT_LEVEL)
def signed_but_out_of_form(stage: Stage, target: Target, how: str) -> None:
    """A genuine signature over content that no schema allows."""
    spoil(stage, target)
    redigest(stage, target)
    contents = [child for child in stage.scope if child.tag == CONTENT]
    if how == "foreign child":
        etree.SubElement(stage.scope, "{urn:x}Evil", {"Id": "foreign"})
    elif how == "text":
        stage.scope[-1].tail = "evil"
    elif how == "empty content":
        stage.scope.insert(stage.scope.index(contents[-1]) + 1, etree.Element(CONTENT, {"Id": "empty"}))
    elif how == "two in one":
        contents[0].append(evil_content()[0])
    elif how == "content first":
        stage.scope.insert(0, contents[0])
    elif how == "no id":
        del stage.scope.attrib["Id"]
    else:
        data = next(stage.scope.iter(DATA), None)
        if data is None:
            raise NotHere
        etree.SubElement(data, q(OSCI, "Evil"))
    resign(stage)
