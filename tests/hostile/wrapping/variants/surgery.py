"""Random operations on the tree and the parts: S-40."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from tests.hostile.wrapping.elements import Stage
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.spoiling import spoil

ROUNDS = 60


@variant("S-40", [str(number) for number in range(ROUNDS)], once=True)
def random_surgery(stage: Stage, seed: str) -> None:
    """One to three operations, the same for the same seed and message."""
    operate(stage, random.Random(f"{stage.origin.name} {stage.scope.get('Id')} {seed}"))


def operate(stage: Stage, source: random.Random) -> None:
    """One to three random operations."""
    for _ in range(source.randint(1, 3)):
        source.choice(OPERATIONS)(stage, source)


def _node(stage: Stage, source: random.Random) -> etree._Element:
    """An element of the tree, one near its top as often as one anywhere."""
    near: list[etree._Element] = [stage.root, *stage.root, *stage.scope]
    near += [child for each in stage.scope for child in each]
    return source.choice(near if source.random() < 0.5 else list(stage.root.iter()))


def _move(stage: Stage, source: random.Random) -> None:
    one, to = _node(stage, source), _node(stage, source)
    if one is not to and one is not stage.root and one not in to.iterancestors():
        to.insert(source.randint(0, len(to)), one)


def _copy(stage: Stage, source: random.Random) -> None:
    to = _node(stage, source)
    to.insert(source.randint(0, len(to)), deepcopy(_node(stage, source)))


def _duplicate(stage: Stage, source: random.Random) -> None:
    one = _node(stage, source)
    parent = one.getparent()
    if parent is not None:
        copy = deepcopy(one)
        if copy.get("Id") and source.random() < 0.5:
            copy.set("Id", f"{copy.get('Id')}2")
        parent.insert(parent.index(one) + source.randint(0, 1), copy)


def _remove(stage: Stage, source: random.Random) -> None:
    one = _node(stage, source)
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _rename(stage: Stage, source: random.Random) -> None:
    _node(stage, source).tag = _node(stage, source).tag


def _rename_attribute(stage: Stage, source: random.Random) -> None:
    one = _node(stage, source)
    if one.attrib:
        name = source.choice(list(one.attrib))
        value = one.attrib.pop(name)
        one.set(source.choice(["Id", "id", "URI", "href", "Algorithm", "{urn:x}Id"]), value)


def _move_attribute(stage: Stage, source: random.Random) -> None:
    one, to = _node(stage, source), _node(stage, source)
    if one.attrib:
        name = source.choice(list(one.attrib))
        to.set(name, one.attrib[name])
        if one is not to and source.random() < 0.5:
            del one.attrib[name]


def _swap_attributes(stage: Stage, source: random.Random) -> None:
    one, other = _node(stage, source), _node(stage, source)
    for name in ("Id", "URI", "href", "Algorithm"):
        if one.get(name) and other.get(name):
            value = one.get(name, "")
            one.set(name, other.get(name, ""))
            other.set(name, value)
            return


def _swap_text(stage: Stage, source: random.Random) -> None:
    one, other = _node(stage, source), _node(stage, source)
    one.text, other.text = other.text, one.text


def _change_text(stage: Stage, source: random.Random) -> None:
    one = _node(stage, source)
    text = one.text or ""
    place = source.randint(0, len(text))
    one.text = text[:place] + source.choice(["A", " ", "\n", "=", ""]) + text[place + source.randint(0, 1) :]


def _swap_nodes(stage: Stage, source: random.Random) -> None:
    one, other = _node(stage, source), _node(stage, source)
    first, second = one.getparent(), other.getparent()
    apart = one not in other.iterancestors() and other not in one.iterancestors()
    if one is not other and first is not None and second is not None and apart:
        marker = etree.Element("marker")
        first.replace(one, marker)
        second.replace(other, one)
        parent = marker.getparent()
        assert parent is not None
        parent.replace(marker, other)


def _part(stage: Stage, source: random.Random) -> None:
    if not stage.parts:
        return
    index, other = source.randrange(len(stage.parts)), source.randrange(len(stage.parts))
    one, two = stage.parts[index], stage.parts[other]
    kind = source.randrange(5)
    if kind == 0:
        stage.parts[index] = replace(one, name=two.name + source.choice(["", "x"]))
    elif kind == 1:
        stage.parts[index], stage.parts[other] = replace(one, body=two.body), replace(two, body=one.body)
    elif kind == 2:
        stage.parts.insert(other, replace(one, name=source.choice([one.name, "copy"])))
    elif kind == 3:
        del stage.parts[index]
    else:
        stage.parts[index] = replace(one, body=one.body + b"x")


def _spoil(stage: Stage, source: random.Random) -> None:
    """A change that a reader would take, so that not everything fails by its form."""
    try:
        targets = stage.targets
        if targets:
            spoil(stage, source.choice(targets))
    except (LookupError, AttributeError):
        return


Operation = Callable[[Stage, random.Random], None]
OPERATIONS: tuple[Operation, ...] = (
    _move, _copy, _duplicate, _remove, _rename, _rename_attribute, _move_attribute, _swap_attributes, _swap_text,
    _change_text, _swap_nodes, _part,
)
