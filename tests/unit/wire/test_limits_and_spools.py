"""Limits name themselves; a spool in memory behaves as any other."""

from __future__ import annotations

from dataclasses import fields

import pytest

from sozialclient.wire.limits import DEFAULT_LIMITS, DOCUMENT_LIMITS, LimitExceeded, XmlLimits, check_limit
from sozialclient.wire.spool import CHUNK, MemorySpool, spool_bytes


def test_a_limit_is_the_last_value_allowed() -> None:
    check_limit("mime_parts", 5, 5)
    with pytest.raises(LimitExceeded) as caught:
        check_limit("mime_parts", 6, 5)
    assert caught.value.parameters == {"limit": "mime_parts", "allowed": "5"}


def test_every_limit_is_a_number_above_zero() -> None:
    values = {f.name: getattr(DEFAULT_LIMITS, f.name) for f in fields(DEFAULT_LIMITS) if f.name != "xml"}
    values |= {f.name: getattr(XmlLimits(), f.name) for f in fields(XmlLimits) if f.name != "instructions"}
    assert all(isinstance(value, int) and value > 0 for value in values.values())
    assert (DOCUMENT_LIMITS.instructions, DEFAULT_LIMITS.xml.instructions) == (True, False)


def test_what_is_written_is_read_any_number_of_times() -> None:
    spool = MemorySpool()
    for data in (b"a" * CHUNK, bytearray(b"b"), memoryview(b"c"), b""):
        spool.write(data)
    assert spool.size == CHUNK + 2
    for _ in range(2):
        assert [len(chunk) for chunk in spool.chunks()] == [CHUNK, 2]
        assert spool_bytes(spool) == b"a" * CHUNK + b"bc"
    spool.close()
    spool.close()
