"""Nested containers and several signatures, of which one is not genuine: S-32 and S-33."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.namespaces import DS, q
from tests.hostile.wrapping.elements import (
    DATA,
    SIGNATURE,
    Level,
    NotHere,
    Stage,
    Target,
    signatures_of,
)
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import (
    redigest,
    resign,
    set_digest,
)
from tests.hostile.wrapping.spoiling import spoil, spoil_element
from tests.hostile.wrapping.variants.contents import evil_content

_CONTENT_LEVEL = Level.CONTENT


def _outer_unsigned(stage: Stage) -> None:
    for signature in signatures_of(stage.scope):
        stage.scope.remove(signature)


def _outer_evil(stage: Stage, target: Target) -> None:
    _outer_unsigned(stage)
    stage.scope.insert(stage.scope.index(target.node), evil_content())


def _inner_lifted(stage: Stage, target: Target) -> None:
    _outer_unsigned(stage)
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
