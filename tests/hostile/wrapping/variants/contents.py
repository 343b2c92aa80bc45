"""Contents nobody signed, sealed anew or out of form: S-29, S-38 and S-39."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.namespaces import OSCI, q
from tests.hostile.wrapping.elements import (
    CONTAINER,
    CONTENT,
    DATA,
    ENCRYPTED,
    Level,
    NotHere,
    Part,
    Stage,
    Target,
    signatures_of,
)
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import (
    redigest,
    resign,
)
from tests.hostile.wrapping.spoiling import spoil

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
