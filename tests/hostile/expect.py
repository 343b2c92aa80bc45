"""What is demanded of every refusal: its exact type, its reference, and words that help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.texts import error_text


@dataclass
class Refusal:
    """The error that ended a `with refused(...)` block; `error` is there after the block."""

    error: SozialclientError | None = None


@contextmanager
def refused(kind: type[SozialclientError], **parameters: str | int) -> Iterator[Refusal]:
    """The block must raise exactly `kind`, none of its subclasses, with these parameters among its own."""
    refusal = Refusal()
    with pytest.raises(SozialclientError) as caught:
        yield refusal
    refusal.error = caught.value
    assert type(caught.value) is kind, caught.value
    for name, value in parameters.items():
        assert caught.value.parameters.get(name) == str(value), caught.value
    says_what_to_do(caught.value)


def says_what_to_do(error: SozialclientError) -> None:
    """The German text has its three parts, its own reference, and no placeholder left empty."""
    text = error_text(error.reference, error.parameters)
    assert text.reference == error.reference != SozialclientError.reference
    for part in (text.happened, text.safe, text.action):
        assert len(part) > 15 and part[0].isupper() and part.rstrip()[-1] in ".!?", part
        assert "?" not in part.rstrip()[:-1] and "{" not in part, part
    assert len({text.happened, text.safe, text.action}) == 3
