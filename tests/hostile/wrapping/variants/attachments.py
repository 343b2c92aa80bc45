"""Digests and bytes of attachments: S-34 and S-35."""

from __future__ import annotations

from sozialclient.wire.base64 import encode_base64
from tests.hostile.wrapping.elements import (
    Level,
    NotHere,
    Stage,
    Target,
)
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import (
    change_part,
    change_plain,
    digest_input,
    part_of,
    resign,
    set_digest,
)
from tests.hostile.wrapping.spoiling import spoil


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
