"""Where an attacker can put the genuine element so that only a search finds it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from sozialclient.wire.namespaces import DS, OSCI, OSCI2017, q
from tests.hostile.wrapping.elements import HEADER, NotHere, Stage, Target
from tests.hostile.wrapping.spoiling import spoil

IDS = ["kept", "renamed", "dropped", "on the wrapper"]
"""What becomes of the Id: on both, another or none on the evil one, or on what holds the genuine one."""


def twin(stage: Stage, target: Target) -> etree._Element:
    """Spoil `target` in its place; gives a copy of the genuine element that stands nowhere yet."""
    genuine = deepcopy(unit(target))
    genuine.tail = None
    spoil(stage, target)
    return genuine


def unit(target: Target) -> etree._Element:
    """The child of the scope that is or holds the target."""
    if target.kind == "data":
        return parent_of(target.node)
    return target.node


def parent_of(element: etree._Element) -> etree._Element:
    """Its parent; raises NotHere for a root."""
    parent = element.getparent()
    if parent is None:
        raise NotHere
    return parent


def give_ids(target: Target, genuine: etree._Element, holder: etree._Element, how: str) -> None:
    """Share out the Id among the evil element, the genuine one and what holds it."""
    id_ = target.uri[1:]
    if how == "renamed":
        target.node.set("Id", "evil")
    elif how == "dropped":
        del target.node.attrib["Id"]
    elif how == "on the wrapper":
        target.node.set("Id", "evil")
        for element in genuine.iter():
            if element.get("Id") == id_:
                del element.attrib["Id"]
        holder.set("Id", id_)


def header_of(stage: Stage) -> etree._Element:
    """The Header of the document on the stage; raises NotHere where it is a container alone."""
    header = stage.root.find(HEADER)
    if header is None:
        raise NotHere
    return header


def _wrapper() -> etree._Element:
    return etree.Element("{urn:x}Wrapper", {"Id": "wrapper"}, nsmap={"x": "urn:x"})


def _first_block(stage: Stage) -> etree._Element:
    header_of(stage).insert(0, holder := _wrapper())
    return holder


def _last_block(stage: Stage) -> etree._Element:
    header_of(stage).append(holder := _wrapper())
    return holder


def _behind_the_signature(stage: Stage) -> etree._Element:
    """Beside it, in the block or the container that holds it."""
    stage.signature.addnext(holder := _wrapper())
    return holder


def _end_of_the_document(stage: Stage) -> etree._Element:
    stage.root.append(holder := _wrapper())
    return holder


def _end_of_the_scope(stage: Stage) -> etree._Element:
    stage.scope.append(holder := _wrapper())
    return holder


def _bare(stage: Stage) -> etree._Element:
    """Directly at the end of the document, without anything around it."""
    return stage.root


def _in(name: str) -> Callable[[Stage], etree._Element]:
    def found(stage: Stage) -> etree._Element:
        place = next(stage.root.iter(name), None)
        if place is None:
            raise NotHere
        return place

    return found


HIDING: dict[str, Callable[[Stage], etree._Element]] = {
    "first block": _first_block,
    "last block": _last_block,
    "beside the signature": _behind_the_signature,
    "end of document": _end_of_the_document,
    "end of scope": _end_of_the_scope,
    "bare": _bare,
}
EXTENSIONS: dict[str, Callable[[Stage], etree._Element]] = {
    "custom header": _in("{urn:example:meta}Meta"),
    "features": _in(q(OSCI2017, "FeatureDescription")),
    "certificates": _in(q(OSCI, "NonIntermediaryCertificates")),
    "feedback": _in(q(OSCI, "Feedback")),
    "package": _in(q(OSCI, "ContentPackage")),
    "content": _in(q(OSCI, "Content")),
    "key info": _in(q(DS, "KeyInfo")),
    "signature value": _in(q(DS, "SignatureValue")),
}
