"""Histories whose every moment is put to the test by a power cut.

A new part of the store adds a generator to `SCENARIOS`: it works with a real store and yields after
each operation that has been acknowledged (returned); "gradually" after one of several commits.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sozialclient.model.application import State
from sozialclient.store import Store
from sozialclient.store.applications.adding import Arrival
from tests.power.disk_log import DiskLog, Facts, Mark
from tests.power.facts import facts_of, open_store
from tests.power.recording import RecordingDisk
from tests.stores.place import golden_store
from tests.unit.store.samples import FETCHED, Sample, mailbox_of, sample, spool_of

GRADUALLY = "gradually"
Steps = Iterator[str | None]


def _small(number: int, *, size: int, message_id: str | None = None, content_seed: int | None = None) -> Sample:
    """A sample with one content, which is quicker to read again and again."""
    whole = sample(number, size=size, message_id=message_id, content_seed=content_seed)
    (outer,) = whole.delivery.containers
    only = tuple(content for content in outer.contents if content.key == "pdf")
    return whole.with_containers(dataclasses.replace(outer, contents=only))


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the folder holds durably at first, and what is done from then on."""

    name: str
    prepare: Callable[[Path], None]
    steps: Callable[[Store], Steps]


def record(scenario: Scenario, folder: Path) -> DiskLog:
    """Run the scenario in `folder` (not there yet) and write down what it did to the disk."""
    scenario.prepare(folder)
    log = DiskLog(scenario.name)
    log.marks.append(Mark(0, _facts_once_opened(folder)))
    disk = RecordingDisk(folder, log)
    try:
        with disk.watched():
            store = open_store(folder, vfs=disk.name)
            try:
                _mark(log, store)
                for step in scenario.steps(store):
                    _mark(log, store, gradual=step == GRADUALLY)
            finally:
                store.close()
            log.marks.append(Mark(len(log.operations), log.marks[-1].facts))
    finally:
        disk.unregister()
    return log


def _mark(log: DiskLog, store: Store, *, gradual: bool = False) -> None:
    position = len(log.operations)
    assert store.journal_broken_at() is None
    log.marks.append(Mark(position, facts_of(store), gradual))


def _facts_once_opened(folder: Path) -> Facts:
    """What the folder holds for the program of today, seen in a copy."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "copy"
        if folder.exists():
            shutil.copytree(folder, copy)
        store = open_store(copy)
        try:
            return facts_of(store)
        finally:
            store.close()


def _nothing(folder: Path) -> None:
    folder.mkdir(parents=True)


def _one_application(folder: Path) -> None:
    store = open_store(folder)
    store.save_mailbox(mailbox_of("Sozialamt"))
    _small(1, size=1500).add(store)
    store.close()


def _left_open(folder: Path) -> None:
    """As a killed process leaves it: everything still lies in the WAL."""
    with tempfile.TemporaryDirectory() as place:
        store = open_store(Path(place) / "work")
        for number in (1, 2):
            _small(number, size=1500).add(store)
        shutil.copytree(Path(place) / "work", folder, ignore=shutil.ignore_patterns("*-shm", "seats", "spool"))
        store.close()


def _version(number: int) -> Callable[[Path], None]:
    return lambda folder: golden_store(number, folder)


def _first_use(store: Store) -> Steps:
    store.save_mailbox(mailbox_of("Sozialamt"))
    yield None
    _small(1, size=700).add(store)
    yield None
    _small(2, size=40_000).add(store)
    yield None
    assert _small(1, size=700).add(store).duplicate
    yield None
    store.record_fetch("Sozialamt", FETCHED, "ok")
    yield None


def _a_day(store: Store) -> Steps:
    third = _small(3, size=3000).add(store)
    yield None
    store.set_state(third.application_id, State.IN_REVIEW, action="state_changed")
    yield None
    store.mark_opened(third.application_id, FETCHED + timedelta(hours=1))
    yield None
    _small(4, size=90_000).add(store)
    yield None
    store.record_fetch("Sozialamt", FETCHED + timedelta(hours=2), "ok")
    yield None
    _small(3, message_id="message-3", size=2000, content_seed=7).add(store)
    yield None
    store.remove_mailbox("Sozialamt")
    yield None


def _reader_in_the_way(store: Store) -> Steps:
    """A checkpoint that copies all but cannot empty the WAL; then it is written again from its start."""
    _small(3, size=2000).add(store)
    yield None
    with store._index.reading() as reader, store._contents.reading() as other:
        for connection in (reader, other):
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM migration").fetchall()
        store._tidy_up()
        for connection in (reader, other):
            connection.execute("COMMIT")
    yield None
    _small(4, size=500).add(store)
    yield None
    store.record_fetch("Sozialamt", FETCHED, "NET-TIMEOUT")
    yield None


def _one_more(store: Store) -> Steps:
    _small(8, size=1200).add(store)
    yield None


def _deletion(store: Store) -> Steps:
    second = _small(2, size=3000).add(store).application_id
    yield None
    store.set_state(second, State.TRANSFERRED, action="state_changed")
    yield None
    store.deletion.throw_away([second])
    yield None
    store.deletion.delete([second], "hand")
    yield None
    store.deletion.sweep()
    yield None
    _small(3, size=600).add(store)
    yield None


def _rotation(store: Store) -> Steps:
    _small(2, size=900).add(store)
    yield None
    store.rotate_key()
    yield None
    _small(3, size=600).add(store)
    yield None


def _read_after_all(store: Store) -> Steps:
    readable = _small(5, size=2500)
    arrival = Arrival(
        readable.delivery, readable.facts, "Sozialamt", False,
        {key: spool_of(data) for key, data in readable.payloads.items()}, spool_of(readable.original), FETCHED,
    )
    unread = dataclasses.replace(arrival, delivery=dataclasses.replace(readable.delivery, containers=()), payloads={})
    kept = store.unprocessable.keep(unread, failure="MIME-TRUNCATED", tried_with=b"old keys", acknowledged=True)
    yield None
    assert store.unprocessable.reread(kept, arrival, tried_with=b"new keys")
    yield None
    store.record_fetch("Sozialamt", FETCHED, "ok")
    yield None


SCENARIOS = (
    Scenario("first use", _nothing, _first_use),
    Scenario("a day", _one_application, _a_day),
    Scenario("a reader in the way", _one_application, _reader_in_the_way),
    Scenario("deletion", _one_application, _deletion),
    Scenario("a new key", _one_application, _rotation),
    Scenario("read after all", _one_application, _read_after_all),
    Scenario("after a crash", _left_open, _one_more),
    Scenario("from version 1", _version(1), _one_more),
    Scenario("from version 2", _version(2), _one_more),
)
