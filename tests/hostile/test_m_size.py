"""Rows M-07 and M-16: how much of a message is taken, and how much memory it takes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sozialclient.net.errors import ResponseTooLarge
from sozialclient.net.http_client import NetSettings
from sozialclient.transports.base import DeliveryUnreadable, Selection
from sozialclient.wire.limits import LimitExceeded, Limits
from sozialclient.wire.mime import MimeReader
from tests.e2e.wire_between import Visit
from tests.hostile.expect import refused, says_what_to_do
from tests.hostile.mailroom import mailroom
from tests.hostile.rows import guarded_by
from tests.unit.osci.answers import receiver, signed_answer
from tests.unit.osci.counted_spool import CountedSpool
from tests.unit.wire.mime_samples import END, ROOT, SMALL, TOP, read

KIB, MIB = 1024, 1024 * 1024
MOST = 200_000
SMALL_NET = NetSettings(proxy="direct", connect_seconds=5, grace_seconds=20, largest_response=MOST)
PIECE = 64 * KIB
# What buffers between the two ends may take while the client has long gone away.
MOST_PIECES = 1_000


@guarded_by("sozialclient.wire.mime._Source.more")
def test_m_07_a_message_without_end_is_cut_at_the_limit() -> None:
    """A message that never ends is given up at the limit of all its bytes, and no part of it stays behind."""
    taken = 0

    def far_too_much() -> Iterator[bytes]:
        nonlocal taken
        yield signed_answer()[:-20]
        while taken < 10 * MIB:
            taken += PIECE
            yield bytes(PIECE)

    CountedSpool.reset()
    with refused(LimitExceeded, limit="message_bytes", allowed=MIB):
        receiver(CountedSpool, limits=Limits(message_bytes=MIB)).read(far_too_much())
    assert taken <= MIB + PIECE
    assert CountedSpool.made > 0 and CountedSpool.open == 0
    assert len(read([SMALL], Limits(message_bytes=len(SMALL)))) == 1
    with refused(LimitExceeded, limit="message_bytes", allowed=len(SMALL)):
        read([SMALL, b"x"], Limits(message_bytes=len(SMALL)))


def announced(visit: Visit, sent: list[int]) -> None:
    """One byte more than allowed, as the header says, and then as many as the client takes."""
    _flood(visit, b"Content-Length: %d\r\n" % (MOST + 1), sent)


def unannounced(visit: Visit, sent: list[int]) -> None:
    """A right answer up to the middle of its cipher text, and bytes without end, without a word about how many."""
    _flood(visit, b"", sent)


@guarded_by("sozialclient.net.exchange.HttpResponse._check_limit")
@pytest.mark.parametrize("flood", [announced, unannounced])
def test_m_07b_too_large_an_answer_is_refused(flood: Callable[[Visit, list[int]], None], tmp_path: Path) -> None:
    """An answer above the limit is refused where it announces its size and cut where it does not; nothing stays."""
    sent: list[int] = []
    with mailroom(tmp_path, net=SMALL_NET) as room:
        message_id = room.put()
        room.between.harmed, room.between.harm = 1, lambda visit: flood(visit, sent)
        CountedSpool.reset()
        session = room.desk.transport().open(CountedSpool, lambda _: None, lambda: False)
        with pytest.raises(DeliveryUnreadable) as caught:
            session.next(None, Selection())
        kept = caught.value.original.size
        caught.value.original.close()
        assert type(caught.value.cause) is ResponseTooLarge
        says_what_to_do(caught.value.cause)
        assert CountedSpool.open == 0
        assert kept == 0 if flood is announced else 0 < kept <= MOST
        assert len(sent) < MOST_PIECES
        room.between.harmed = None
        room.assert_refused(room.desk.fetch(), {})
        assert room.hub.received() == [message_id]


@guarded_by("sozialclient.wire.mime.MimeReader._until_delimiter")
@pytest.mark.parametrize("is_base64", [False, True])
def test_m_16_a_long_part_takes_little_memory(is_base64: bool) -> None:
    """A part of 50 MB passes through in pieces: never is more than a small share of it in memory."""
    size = 50 * MIB
    headers = b"\r\n--B\r\nContent-ID: <a>\r\nContent-Transfer-Encoding: %s\r\n\r\n"

    def chunks() -> Iterator[bytes]:
        yield TOP + ROOT + headers % (b"base64" if is_base64 else b"binary")
        line = (b"QUJD" * 19 + b"\n") * 800
        for _ in range(size // len(line)):
            yield b"".join((line[:100], line[100:]))
        yield END

    tracemalloc.start()
    try:
        passed = 0
        for part in MimeReader(chunks()).parts():
            for piece in part.body():
                passed += len(piece)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert passed > size * (0.7 if is_base64 else 0.99)
    assert peak < size // 25


def _flood(visit: Visit, length: bytes, sent: list[int]) -> None:
    answer = visit.forward().partition(b"\r\n\r\n")[2]
    visit.client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n" + length + b"Connection: close\r\n\r\n")
    with suppress(OSError):
        visit.client.sendall(answer[:-200])
        while len(sent) < MOST_PIECES:
            visit.client.sendall(bytes(PIECE))
            sent.append(PIECE)
