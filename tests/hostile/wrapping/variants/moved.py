"""The genuine element somewhere else, another in its place: S-02 to S-06."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from sozialclient.wire.namespaces import DS, q
from tests.hostile.wrapping.elements import BLOCKS, NotHere, Stage, Target
from tests.hostile.wrapping.places import EXTENSIONS, HIDING, IDS, give_ids, parent_of, twin, unit
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import part_of
from tests.hostile.wrapping.spoiling import spoil


@variant("S-02", ["before", "behind"])
def two_with_one_id(stage: Stage, target: Target, evil: str) -> None:
    """Both the genuine and the evil one, under one Id or one Content-ID."""
    if target.element is None:
        _two_parts(stage, target, evil)
        return
    genuine = twin(stage, target)
    if evil == "before":
        unit(target).addnext(genuine)
    else:
        unit(target).addprevious(genuine)


def _two_parts(stage: Stage, target: Target, evil: str) -> None:
    genuine = part_of(stage, target.uri[4:])
    spoil(stage, target)
    index = stage.parts.index(part_of(stage, target.uri[4:]))
    stage.parts.insert(index + 1 if evil == "before" else index, genuine)


@variant("S-03", list(HIDING), IDS)
def genuine_moved_away(stage: Stage, target: Target, place: str, ids: str) -> None:
    """The genuine one is hidden in a wrapper."""
    genuine = twin(stage, target)
    holder = HIDING[place](stage)
    give_ids(target, genuine, holder, ids)
    holder.append(genuine)


@variant("S-03", ["renamed", "upper case"])
def genuine_part_renamed(stage: Stage, target: Target, how: str) -> None:
    """The genuine part under another Content-ID, an evil one under its own."""
    if target.element is not None:
        raise NotHere
    genuine = part_of(stage, target.uri[4:])
    spoil(stage, target)
    stage.parts.append(replace(genuine, name="genuine" if how == "renamed" else genuine.name.upper() + "X"))


@variant("S-04", ["first", "last", "deep"], IDS[:3])
def genuine_inside_evil(stage: Stage, target: Target, where: str, ids: str) -> None:
    """The evil element holds the genuine one."""
    genuine = twin(stage, target)
    holder = unit(target)
    give_ids(target, genuine, holder, ids)
    if where == "deep":
        holder = etree.SubElement(holder, "{urn:x}Wrapper")
    holder.insert(0 if where == "first" else len(holder), genuine)


@variant("S-05", ["in place", "inside evil", "evil first"], IDS)
def genuine_in_an_object(stage: Stage, target: Target, signature: str, ids: str) -> None:
    """The genuine one lies in an Object of the signature; the signature stands anywhere."""
    if signature == "inside evil" and target.kind == "xades":
        raise NotHere
    genuine = twin(stage, target)
    holder = etree.SubElement(stage.signature, q(DS, "Object"))
    give_ids(target, genuine, holder, ids)
    holder.append(genuine)
    moved = parent_of(stage.signature) if parent_of(stage.signature).tag in BLOCKS else stage.signature
    if signature == "inside evil":
        unit(target).append(moved)
    elif signature == "evil first":
        parent_of(moved).insert(0, unit(target))


@variant("S-06", list(EXTENSIONS), IDS)
def genuine_in_an_extension(stage: Stage, target: Target, place: str, ids: str) -> None:
    """The genuine one lies where a schema allows more, or where nobody looks."""
    holder = EXTENSIONS[place](stage)
    if holder is unit(target) or holder in unit(target).iter():
        raise NotHere
    genuine = twin(stage, target)
    give_ids(target, genuine, holder, ids)
    holder.append(genuine)
