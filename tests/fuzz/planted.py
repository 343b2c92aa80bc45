"""Faults put into the product on purpose: a fuzzer that finds none of them is dead."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from sozialclient.wire.mime import MimePart
from tests.fuzz import target


def plant(fault: str, patch: pytest.MonkeyPatch) -> None:
    """Put `fault`, a name in FAULTS, into the reading of MIME parts that are called unlike those of the samples."""
    body, go_wrong = MimePart.body, FAULTS[fault]

    def faulty(part: MimePart) -> Iterator[bytes]:
        if part.headers.content_id not in ("osci@message", "a"):
            go_wrong()
        return body(part)

    patch.setattr(MimePart, "body", faulty)


def _raise_untyped() -> None:
    raise IndexError


def _take_too_long() -> None:
    end = time.thread_time() + target.LONGEST
    while time.thread_time() < end:
        pass


FAULTS: dict[str, Callable[[], None]] = {"untyped": _raise_untyped, "slow": _take_too_long}
