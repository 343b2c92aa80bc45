"""Keeps the frozen values of `model` as JSON and gives them back as they were."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar, cast

import msgspec

from sozialclient.store.errors import StoreDamaged

T = TypeVar("T")


def encoded(value: object) -> bytes:
    """`value`, a dataclass of `model`, as JSON; bytes become base64, times ISO 8601."""
    return msgspec.json.encode(value)


def decoded(raw: bytes, kind: type[T]) -> T:
    """The value in `raw`; fields that were added to `kind` later get their defaults. Raises StoreDamaged."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.DecodeError:
        raise StoreDamaged(part=kind.__name__) from None


def storable(value: T) -> T:
    """`value` with half characters (lone surrogates) replaced by U+FFFD in every text.

    A sender can cause them with a file name in a wrong character set. No store or window can
    hold them, and a delivery must not be lost over them; the original bytes are kept anyway.
    """
    return cast(T, _storable(value))


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value if _is_whole(value) else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, tuple):
        return tuple(_storable(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _storable(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return type(value)(**fields)
    return value


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
