"""Exporting 100 MB in 300 attachments beside a plain synced copy of the same files, taken in turns."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from sozialclient.exporters.base import ExportOrder
from sozialclient.exporters.profiles import profile
from sozialclient.model.delivery import Content, ContentKind
from sozialclient.model.verdict import Verdict
from sozialclient.store import Store
from sozialclient.usecases.export_applications import export_applications
from tests.bench.store_add import PIECE, _hex, _store
from tests.bench.test_store_bench import Peak
from tests.unit.store.samples import FETCHED, delivery_of, sample

ROUNDS = 7
MOST = 2.0
"""Times a plain copy of the same files by the clock; in the middle of so many pairs, taken in turns."""
MOST_MEMORY = 48
"""MiB above what was there before; an export holds one chunk of a content at a time."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = _store(tmp_path / "store")
    yield opened
    opened.close()


def stored(store: Store, megabytes: int, count: int) -> str:
    """An application of `count` attachments with an original of the same size; its id."""
    size = megabytes * 1_000_000 // count
    spools, contents = {}, []
    original = store.spool()
    for number in range(count):
        data = b"%PDF-1.7 " + os.urandom(size - 9)
        key = f"c{number}"
        spools[key] = store.spool()
        for start in range(0, size, PIECE):
            spools[key].write(data[start : start + PIECE])
            original.write(data[start : start + PIECE])
        contents.append(Content(key=key, id=key, kind=ContentKind.ATTACHMENT, untrusted_name=f"Nachweis {number}.pdf",
                                untrusted_media_type=None, size=size, sha256=_hex([data]), integrity=Verdict.PASSED))
    facts = replace(sample(0).facts, main_xml_key=None, main_pdf_key=None, evidence_keys=tuple(spools))
    token = store.add(delivery_of("gross", tuple(contents)), facts, mailbox="m", training=False, payloads=spools,
                      original=original, fetched=FETCHED)  # fmt: skip
    for spool in (*spools.values(), original):
        spool.close()
    return token.application_id


def copied(source: Path, target: Path) -> None:
    """What a careful program does that only copies: every file synced."""
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as reading, place.open("wb") as writing:
            while piece := reading.read(PIECE):
                writing.write(piece)
            writing.flush()
            os.fsync(writing.fileno())


def exported(store: Store, application_id: str, target: Path, key: str = "manual") -> Path:
    """One export; nothing is missing from it."""
    order = ExportOrder(profile=profile(key), password="ein langes Kennwort")
    result = export_applications(store, [application_id], order, target, lambda _s: None, lambda: False)
    assert not result.failed and result.exported[0].withheld == 0
    return result.exported[0].path


@dataclass(frozen=True)
class Taken:
    """What one run took: seconds of the clock, and of processors."""

    seconds: float
    work: float

    @classmethod
    def by(cls, run: Callable[[], object]) -> Taken:
        """Run it."""
        clock, work = time.perf_counter(), time.process_time()
        run()
        return cls(time.perf_counter() - clock, time.process_time() - work)


@pytest.mark.parametrize("key", ["manual", "colleague"])
def test_memory_does_not_grow_with_what_is_exported(store: Store, tmp_path: Path, key: str) -> None:
    small, large = stored(store, 3, 3), stored(store, 48, 12)
    exported(store, small, tmp_path / "warm", key)
    with Peak() as peak:
        exported(store, large, tmp_path / "out", key)
    assert peak.mib < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("key", ["manual", "slim"])
def test_exporting_100_mb_in_300_attachments(
    store: Store, tmp_path: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    application_id = stored(store, 100, 300)
    exported(store, application_id, tmp_path / "warm", key)
    pairs = []
    for number in range(ROUNDS):
        target, twin = tmp_path / f"out{number}", tmp_path / f"copy{number}"
        made = Taken.by(partial(exported, store, application_id, target, key))
        pairs.append((made, Taken.by(partial(copied, target, twin))))
        shutil.rmtree(target)
        shutil.rmtree(twin)
    ratio = statistics.median(made.seconds / copy.seconds for made, copy in pairs)
    work = statistics.median(made.work / copy.work for made, copy in pairs)
    with capsys.disabled():
        one, other = (statistics.median(taken.seconds for taken in column) for column in zip(*pairs, strict=True))
        print(f"\n{key}: 100 MB, 300 attachments: copy {other:.2f} s, export {one:.2f} s: {ratio:.2f} times by clock"
              f" (most {MOST}), {work:.2f} times by processor, load {psutil.getloadavg()[0]:.1f}")
    assert ratio <= MOST
