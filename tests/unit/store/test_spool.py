"""Sealed spools: what was written comes back, and the disk never sees it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialclient.store.contents.spool import MEMORY, SLOT, SMALL, SealedSpool, SpoolFile, remove_leftovers
from sozialclient.store.errors import StoreDamaged, StoreError
from sozialclient.wire.spool import CHUNK, Spool

pytestmark = pytest.mark.timeout(60)


def _fill(spool: Spool, data: bytes, piece: int) -> None:
    for start in range(0, len(data), piece):
        spool.write(data[start : start + piece])


@pytest.mark.parametrize("size", [0, 1, SLOT - 1, SLOT, SLOT + 1, SMALL, SMALL + 1, 3 * SMALL + 7])
@pytest.mark.parametrize("piece", [1000, SLOT, SMALL + 5])
def test_what_was_written_comes_back(tmp_path: Path, size: int, piece: int) -> None:
    data = random.Random(size).randbytes(size)
    spool = SealedSpool(SpoolFile(tmp_path))
    _fill(spool, data, piece)
    assert spool.size == size
    for _ in range(2):
        pieces = list(spool.chunks())
        assert b"".join(pieces) == data
        assert all(0 < len(part) <= CHUNK for part in pieces)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3 * SLOT)), max_size=25))
def test_interleaved_spools_do_not_mix(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]]) -> None:
    file = SpoolFile(tmp_path_factory.mktemp("spool"))
    spools = [SealedSpool(file) for _ in range(3)]
    expected = [b"", b"", b""]
    for number, (which, length) in enumerate(steps):
        data = random.Random(number).randbytes(length)
        if length % 7 == 0:
            spools[which].close()
            spools[which], expected[which] = SealedSpool(file), b""
        spools[which].write(data)
        expected[which] += data
    assert [b"".join(spool.chunks()) for spool in spools] == expected
    file.close()


def test_small_contents_make_no_file(tmp_path: Path) -> None:
    spool = SealedSpool(SpoolFile(tmp_path / "spool"))
    spool.write(bytes(SMALL))
    assert not (tmp_path / "spool").exists()


def test_many_small_spools_do_not_fill_the_memory(tmp_path: Path) -> None:
    file = SpoolFile(tmp_path)
    spools = [SealedSpool(file) for _ in range(MEMORY // SMALL + 20)]
    for spool in spools:
        spool.write(bytes(SMALL))
    assert not file.has_memory(1)
    assert file.has_memory(0)
    assert sum(spool.size for spool in spools) > MEMORY
    assert all(b"".join(spool.chunks()) == bytes(SMALL) for spool in spools)
    for spool in spools:
        spool.close()
    assert file.has_memory(MEMORY)


def test_closed_means_forgotten_and_twice_is_allowed(tmp_path: Path) -> None:
    spool = SealedSpool(SpoolFile(tmp_path))
    spool.write(bytes(5 * SLOT))
    begun = spool.chunks()
    next(begun)
    spool.close()
    spool.close()
    for reading in (begun, spool.chunks()):
        with pytest.raises(ValueError, match="closed"):
            next(reading)
    with pytest.raises(ValueError, match="closed"):
        spool.write(b"x")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks into /proc")
def test_the_file_holds_no_plain_text_and_shrinks(tmp_path: Path) -> None:
    spool = SealedSpool(SpoolFile(tmp_path))
    marker = b"Erika Beispiel, IBAN DE00 0000 0000"
    spool.write(marker * 20_000)
    held = _open_file_under(tmp_path)
    raw = held.read_bytes()
    assert len(raw) >= (len(marker) * 20_000 // SLOT) * SLOT
    assert marker not in raw
    assert list(tmp_path.iterdir()) == [], "a crash would leave a file behind"
    spool.close()
    assert held.stat().st_size == 0


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks into /proc")
def test_a_changed_byte_on_disk_is_noticed(tmp_path: Path) -> None:
    spool = SealedSpool(SpoolFile(tmp_path))
    spool.write(bytes(6 * SLOT))
    with _open_file_under(tmp_path).open("r+b") as raw:
        raw.seek(SLOT + 100)
        byte = raw.read(1)
        raw.seek(SLOT + 100)
        raw.write(bytes([byte[0] ^ 1]))
    with pytest.raises(StoreDamaged):
        list(spool.chunks())


def _open_file_under(folder: Path) -> Path:
    for link in Path("/proc/self/fd").iterdir():
        if str(link.readlink()).startswith(str(folder)):
            return link
    raise AssertionError("no spool file is open")


def test_leftovers_of_a_crash_are_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "00ff.spool").write_bytes(b"left")
    (tmp_path / "keep.txt").write_bytes(b"kept")
    remove_leftovers(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["keep.txt"]
    remove_leftovers(tmp_path / "absent")


def test_a_spool_folder_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"in the way")
    with pytest.raises(StoreError):
        SealedSpool(SpoolFile(tmp_path / "spool")).write(bytes(SMALL + 1))


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="needs a limit on the size of files")
def test_a_full_disk_is_a_store_error_and_earlier_spools_survive(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import resource, signal, sys
        from pathlib import Path
        from sozialclient.store.errors import StoreFull
        from sozialclient.store.contents.spool import SealedSpool, SpoolFile
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        file = SpoolFile(Path(sys.argv[1]))
        first, second = SealedSpool(file), SealedSpool(file)
        first.write(bytes(500_000))
        try:
            second.write(bytes(2_000_000))
        except StoreFull:
            second.close()
            assert b"".join(first.chunks()) == bytes(500_000)
            third = SealedSpool(file)
            third.write(b"a" * 400_000)
            assert b"".join(third.chunks()) == b"a" * 400_000
            print("full")
    """)
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=False)
    assert done.stdout == "full\n", done.stderr


def test_room_that_was_given_back_is_used_again(tmp_path: Path) -> None:
    file = SpoolFile(tmp_path)
    first, second, third = (SealedSpool(file) for _ in range(3))
    data = [random.Random(number).randbytes(SMALL + 2 * SLOT) for number in range(3)]
    first.write(data[0])
    second.write(data[1])
    assert file._descriptor is not None
    size = os.fstat(file._descriptor).st_size
    first.close()
    third.write(data[2])
    assert os.fstat(file._descriptor).st_size == size
    assert [b"".join(spool.chunks()) for spool in (second, third)] == data[1:]
    file.close()
