"""Work done ahead comes in order, brings its errors and leaves no thread behind."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Generator

import pytest

from sozialclient.store.contents.ahead import ahead
from sozialclient.store.contents.sealing import CHUNK_SIZE, KEY_SIZE, Measured, Place, Seal, chunk_count

pytestmark = pytest.mark.timeout(30)


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("ahead")]


def _numbers(count: int, made: list[str], fail_at: int | None = None) -> Generator[int, None, None]:
    try:
        for number in range(1, count + 1):
            if number == fail_at:
                raise LookupError(number)
            made.append(threading.current_thread().name)
            yield number
    finally:
        made.append("closed")


@pytest.mark.parametrize("count", [0, 1, 3, 100])
def test_items_come_in_order_from_another_thread(count: int) -> None:
    made: list[str] = []
    assert list(ahead(_numbers(count, made))) == list(range(1, count + 1))
    assert made[-1] == "closed"
    assert all(name.startswith("ahead") for name in made[:-1])
    assert not _threads()


def test_an_error_arrives_after_the_items_before_it() -> None:
    taken: list[int] = []
    with contextlib.closing(ahead(_numbers(9, [], fail_at=7))) as items, pytest.raises(LookupError):
        for item in items:
            taken.append(item)
    assert taken == [1, 2, 3, 4, 5, 6]
    assert not _threads()


def test_who_stops_early_leaves_no_thread_and_nothing_open() -> None:
    made: list[str] = []
    with contextlib.closing(ahead(_numbers(1000, made))) as items:
        assert next(items) == 1
    assert made[-1] == "closed"
    assert len(made) < 10
    assert not _threads()


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE, CHUNK_SIZE + 1, 5 * CHUNK_SIZE, 5 * CHUNK_SIZE + 7])
@pytest.mark.parametrize("piece", [4096 + 1, CHUNK_SIZE, 2 * CHUNK_SIZE + 3])
def test_chunks_are_the_same_however_they_are_made(size: int, piece: int) -> None:
    data = bytes(range(251)) * (size // 251 + 1)
    pieces = [data[at : min(at + piece, size)] for at in range(0, size, piece)]
    measured = Measured()
    chunks = list(measured.chunks(pieces))
    assert b"".join(chunks) == data[:size]
    assert [len(chunk) for chunk in chunks[:-1]] == [CHUNK_SIZE] * (chunk_count(size) - 1)
    assert measured.size == size


@pytest.mark.parametrize("count", [1, 2, 3, 12])
@pytest.mark.parametrize("pause", [0.0, 0.01])
def test_what_is_sealed_ahead_stays_whole_while_it_is_held(count: int, pause: float) -> None:
    """The rooms are used again, so each must be left alone until its taker asks for the next."""
    chunks = [bytes([number]) * CHUNK_SIZE for number in range(count)]
    place, seal = Place(7, 1, "payload", "a"), Seal(bytes(KEY_SIZE))
    with contextlib.closing(seal.closed(place, count, iter(chunks))) as sealed:
        for position, view in enumerate(sealed):
            time.sleep(pause)
            assert seal.open(place, position, count, bytes(view)) == chunks[position]
    assert not _threads()
