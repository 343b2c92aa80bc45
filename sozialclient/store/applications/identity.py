"""Tells whether a delivery is one that was stored before, from what it says and holds."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sozialclient.model.delivery import Container, Content, Delivery
from sozialclient.model.verdict import Verdict

_Node = list[object]


def is_handed_over(content: Content) -> bool:
    """Whether the bytes of a content must come with the delivery: it was read, and its integrity did not fail."""
    return content.size is not None and content.integrity is not Verdict.FAILED


@dataclass(frozen=True, slots=True)
class Identity:
    """Two SHA-256 digests of a delivery.

    `message` is equal only for deliveries in which every container and content, open or closed,
    is the same in the same place; where a closed part is not known by its sealed bytes it is
    equal to nothing. `contents` covers names and bytes of the contents whatever stands around
    them; None when a part stayed closed or failed, or when there are no contents.

    The original bytes cannot serve here: the intermediary encrypts them anew for each fetch.
    """

    message: bytes
    contents: bytes | None


def identity_of(delivery: Delivery, digests: Mapping[str, str]) -> Identity:
    """`digests` holds the SHA-256 (hex) of each content that is handed over, by its key."""
    contents = list(delivery.contents())
    message = _digest([_container(item, digests) for item in delivery.containers])
    everything = all(item.readable for item in delivery.walk()) and all(map(is_handed_over, contents))
    if not contents or not everything:
        return Identity(message, None)
    pairs = sorted([item.kind.value, item.untrusted_name or "", digests[item.key]] for item in contents)
    return Identity(message, _digest(pairs))


def _digest(value: object) -> bytes:
    # ASCII JSON: unambiguous, and half characters in a stranger's name have a form in it.
    return hashlib.sha256(json.dumps(value).encode("ascii")).digest()


def _container(container: Container, digests: Mapping[str, str]) -> _Node:
    if not container.readable:
        return ["closed", container.id, _known(container.sealed_sha256)]
    contents = [_content(item, digests) for item in container.contents]
    return ["open", container.id, contents, [_container(item, digests) for item in container.containers]]


def _content(content: Content, digests: Mapping[str, str]) -> _Node:
    about: _Node = [content.id, content.kind.value, content.untrusted_name, content.untrusted_media_type]
    if is_handed_over(content):
        return ["read", *about, digests[content.key]]
    return ["failed", *about, _known(content.sealed_sha256 if content.size is None else content.sha256)]


def _known(digest: str | None) -> str:
    return digest or f"unknown-{secrets.token_hex(32)}"
