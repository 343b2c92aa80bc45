"""An author's time that is not covered or stands for something else: S-30 and S-31."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from sozialclient.wire.namespaces import DS, XADES, q
from tests.hostile.wrapping.elements import (
    Level,
    NotHere,
    Stage,
    Target,
)
from tests.hostile.wrapping.places import parent_of, unit
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import (
    part_of,
    redigest,
    resign,
)
from tests.hostile.wrapping.spoiling import spoil

_CONTENT_LEVEL = Level.CONTENT


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
