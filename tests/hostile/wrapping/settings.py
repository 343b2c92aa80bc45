"""From a message to all the signatures in it that can be attacked, each as a setting of its own."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from tests.hostile.wrapping.elements import (
    ATTACHMENT_KEY,
    BLOCKS,
    CONTAINER,
    CONTENT,
    ENCRYPTED,
    SIGNATURE,
    Level,
    NotHere,
    Origin,
    Setting,
)
from tests.hostile.wrapping.sealing import Sealed, sealed


def settings_of(origin: Origin) -> Iterator[Setting]:
    """The transport signature, and every signed container, each lifted to the top of an unsigned message."""
    if any(block.tag in BLOCKS for block in origin.envelope[0]):
        yield Setting(f"{origin.name}/transport", origin, Level.TRANSPORT, origin.envelope, (0,))
    package = next(iter(origin.envelope[1]), None)
    if package is not None and origin.type.order.content:
        bare = origin.without_transport_signature()
        yield from _containers(bare, bare.envelope[1][0], origin.name)


def _containers(origin: Origin, parent: etree._Element, name: str) -> Iterator[Setting]:
    for child in parent:
        if child.tag == CONTAINER:
            yield from _container(origin, child, name, None)
        elif child.tag == ENCRYPTED:
            try:
                found = sealed(origin, child)
            except NotHere:
                continue
            yield from _container(origin, found.opened(), name, found)


def _container(origin: Origin, container: etree._Element, name: str, around: Sealed | None) -> Iterator[Setting]:
    name = f"{name}/{container.get('Id')}"
    signatures = container.findall(SIGNATURE)
    if signatures:
        yield _lifted(origin, container, name, around)
    if len(signatures) > 1:
        alone = deepcopy(container)
        for signature in alone.findall(SIGNATURE)[1:]:
            alone.remove(signature)
        yield _lifted(origin, alone, f"{name} by one", around)
    for inner in container.iterfind(f"{CONTENT}/{CONTAINER}"):
        yield from _container(origin, _with_keys(inner, container), name, None)
    yield from _containers(origin, container, name)


def _with_keys(inner: etree._Element, outer: etree._Element) -> etree._Element:
    """A copy that brings along the keys of its attachments, which may stand further out (PROTOCOL 6.7)."""
    copy = deepcopy(inner)
    copy.extend(deepcopy(child) for child in outer.findall(ENCRYPTED) if child.find(ATTACHMENT_KEY) is not None)
    return copy


def _lifted(origin: Origin, container: etree._Element, name: str, around: Sealed | None) -> Setting:
    """A setting whose package holds this container alone."""
    envelope = deepcopy(origin.envelope)
    package = envelope[1][0]
    for child in list(package):
        package.remove(child)
    origin = replace(origin, envelope=envelope)
    container = deepcopy(container)
    container.tail = None
    if around is not None:

        def seal(root: etree._Element) -> etree._Element:
            whole = deepcopy(envelope)
            whole[1][0].append(around.around(root))
            return whole

        return Setting(name, origin, Level.CONTENT, container, (), seal)
    document = deepcopy(envelope)
    document[1][0].append(container)
    return Setting(name, origin, Level.CONTENT, document, (1, 0, 0))
