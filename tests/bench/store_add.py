"""How fast the store takes and shows applications, beside the bare passes over the same bytes.

Run from the checkout: `python -m tests.bench.store_add [MEGABYTES]`
"""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sozialclient.model.delivery import Content, ContentKind
from sozialclient.model.verdict import Verdict
from sozialclient.store import KeyVault, Store
from sozialclient.wire.spool import Spool
from tests.unit.store.samples import FETCHED, RECEIVED, delivery_of, sample

PIECE = 256 * 1024


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak_memory() -> float:
    """Highest memory use of this process so far in MiB; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(label: str, seconds: float, megabytes: float) -> None:
    print(f"{label:58} {seconds:7.2f} s {megabytes / seconds:9.0f} MB/s", flush=True)


def _sealed(pieces: list[bytes]) -> None:
    cipher = AESGCM(AESGCM.generate_key(bit_length=256))
    for number, piece in enumerate(pieces):
        cipher.encrypt(number.to_bytes(12, "big"), piece, None)


def _hex(pieces: list[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _filed(path: Path, pieces: list[bytes]) -> None:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _copied(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(PIECE):
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())


def _filled(spool: Spool, pieces: list[bytes]) -> None:
    for piece in pieces:
        spool.write(piece)


def _large(folder: Path, megabytes: int) -> None:
    some = [os.urandom(PIECE) for _ in range(16)]
    pieces = [some[number % 16] for number in range(megabytes * 1_000_000 // PIECE)]
    size = len(pieces) * PIECE / 1e6
    print(f"one content of {size:.0f} MB")
    _say("  bare AES-256-GCM", _seconds(lambda: _sealed(pieces)), size)
    _say("  bare SHA-256", _seconds(lambda: _hex(pieces)), size)
    store = _store(folder / "large")
    sample(0).add(store)
    before = _peak_memory()
    for number in range(3):
        _say("  plain file, write and sync", _seconds(lambda: _filed(folder / "plain", pieces)), size)
        _say("  plain file, copy and sync", _seconds(lambda: _copied(folder / "plain", folder / "copy")), size)
        _one_large(store, number, pieces, size)
    print(f"  peak memory above idle {_peak_memory() - before:.0f} MiB")
    store.close()


def _one_large(store: Store, number: int, pieces: list[bytes], size: float) -> None:
    spool, original = store.spool(), store.spool()
    _say("  into a sealed spool", _seconds(lambda: _filled(spool, pieces)), size)
    content = Content(
        key="big",
        id="big",
        kind=ContentKind.ATTACHMENT,
        untrusted_name="x.pdf",
        untrusted_media_type=None,
        size=spool.size,
        sha256=_hex(pieces),
        integrity=Verdict.PASSED,
    )
    delivery, facts, payloads = delivery_of(f"big-{number}", (content,)), sample(0).facts, {"big": spool}

    def add() -> None:
        store.add(delivery, facts, mailbox="m", training=False, payloads=payloads, original=original, fetched=FETCHED)

    def read() -> None:
        assert sum(map(len, store.payload(store.cards()[0].id, "big"))) == spool.size

    _say("  Store.add until the token", _seconds(add), size)
    _say("  moving it from the WAL to the database, after the token", _seconds(store._tidy_up), size)
    _say("  Store.payload", _seconds(read), size)
    spool.close()


def _store(folder: Path) -> Store:
    return Store.open(folder, KeyVault(folder, self_contained=True))


def _many(folder: Path, count: int) -> None:
    store = _store(folder)
    samples = [sample(number, size=60_000, received=RECEIVED + timedelta(minutes=number)) for number in range(200)]
    start = time.perf_counter()
    for number in range(count):
        one = samples[number % 200]
        if number >= 200:
            one = sample(number, size=500)
        one.add(store)
        if number == 199:
            took = time.perf_counter() - start
            print(f"200 applications of 60 KB with originals: {200 / took:.0f} per second until the last token")
    store.record_fetch("Sozialamt", FETCHED, "ok")
    store.close()
    opening = []
    for _ in range(5):
        start = time.perf_counter()
        store = _store(folder)
        opening.append(time.perf_counter() - start)
        first = _seconds(store.cards)
        again = statistics.median(_seconds(store.cards) for _ in range(5))
        counting = _seconds(store.counts)
        store.close()
    print(
        f"{count} applications: open {1000 * statistics.median(opening):.0f} ms,"
        f" cards() {1000 * first:.1f} ms first and {1000 * again:.1f} ms again, counts() {1000 * counting:.1f} ms"
    )


def main() -> None:
    """Measure in a temporary folder beside the checkout's own disk."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(dir=Path.cwd().parent) as name:
        _large(Path(name), megabytes)
        _many(Path(name) / "200", 200)
        _many(Path(name) / "5000", 5000)


if __name__ == "__main__":
    main()
