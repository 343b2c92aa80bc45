"""What a worker may answer about a message and a schema."""

from __future__ import annotations

from typing import Annotated

import msgspec

_Text = Annotated[str, msgspec.Meta(max_length=4_000)]
_Number = Annotated[int, msgspec.Meta(ge=0)]


class SchemaFinding(msgspec.Struct, frozen=True):
    """One thing a schema objects to: line and path in the message, libxml2's name for its kind, its own words."""

    line: int
    kind: _Text
    message: _Text
    path: _Text


class SchemaAnswer(msgspec.Struct, frozen=True):
    """Whether a message is valid; `findings` are the first of `total`. `schema_error`: the schema itself is not."""

    valid: bool
    total: _Number
    findings: Annotated[tuple[SchemaFinding, ...], msgspec.Meta(max_length=1_000)]
    schema_error: _Text
    confinement: Annotated[tuple[_Text, ...], msgspec.Meta(max_length=10)]
