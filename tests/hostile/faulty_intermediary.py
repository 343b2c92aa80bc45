"""An intermediary that signs and encrypts in order what it should never have said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from sozialclient.demo import intermediary
from sozialclient.osci import compose
from sozialclient.osci.compose import OutgoingMessage, Signer

Change = Callable[[OutgoingMessage], OutgoingMessage]


def faulty(monkeypatch: pytest.MonkeyPatch, change: Change, *, kind: str = "FetchDelivery") -> None:
    """Every answer whose type ends with `kind` goes out as `change` leaves it, signed and all."""

    def write(message: OutgoingMessage, signer: Signer | None) -> Iterator[bytes]:
        meant = message.type.value.endswith(kind)
        return compose.write_message(change(message) if meant else message, signer)

    monkeypatch.setattr(intermediary, "write_message", write)


def control(**values: Any) -> Change:
    """Other values in the control block; also such as have no right form."""
    return lambda message: replace(message, control=replace(message.control, **values))


def in_blocks(pattern: str, replacement: str) -> Change:
    """Replace in the header blocks."""

    def change(message: OutgoingMessage) -> OutgoingMessage:
        blocks = tuple(re.sub(pattern, replacement, block, flags=re.DOTALL) for block in message.blocks)
        assert blocks != message.blocks, pattern
        return replace(message, blocks=blocks)

    return change


def chunk_bytes(change: Callable[[bytes], bytes]) -> Change:
    """Another piece than the one asked for, with its right digest."""

    def changed(message: OutgoingMessage) -> OutgoingMessage:
        (attachment,) = message.attachments
        data = change(b"".join(attachment.chunks()))
        other = replace(attachment, chunks=partial(iter, [data]), digest=hashlib.sha256(data).digest())
        return replace(message, attachments=(other,))

    return changed


def numbered(message: OutgoingMessage) -> int:
    """Number of the chunk in an answer."""
    found = re.search(r'ChunkNumber="(\d+)"', "".join(message.blocks))
    assert found is not None
    return int(found[1])


def only(number: int, change: Change) -> Change:
    """Change the answer with that chunk alone."""
    return lambda message: change(message) if numbered(message) == number else message
