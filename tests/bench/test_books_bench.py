"""The quick look at the books costs no more than showing the list, however much there is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.books.actions import EXPORTED, OPENED, STATE_CHANGED, STORED
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample

_OTHER = {"number": "n.i", "id": "printf('A-2026-%06d', n.i)", "message_id": "'m-' || n.i",
          "digest": "randomblob(32)", "contents": "randomblob(32)"}


def filled(folder: Path, count: int) -> Store:
    """A store with rows for `count` applications and four journal lines for each; their contents are one's."""
    store = open_store(folder)
    sample(1).add(store, "Sozialamt")
    with store._index.writing() as index:
        columns: list[str] = [str(row[1]) for row in index.execute("PRAGMA table_info(application)")]
        chosen = ", ".join(_OTHER.get(column, f"a.{column}") for column in columns)
        index.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
            f" INSERT INTO application SELECT {chosen} FROM n, application AS a WHERE a.number = 1"
        )
        index.execute("INSERT INTO message_key SELECT number, randomblob(60) FROM application WHERE number > 1")
        index.execute(
            "INSERT INTO content(application, ordinal, kind, key, size, chunks, sha256)"
            " SELECT n.number, k.ordinal, k.kind, k.key, k.size, k.chunks, k.sha256"
            " FROM application AS n, content AS k WHERE k.application = 1 AND n.number > 1"
        )
        index.execute("UPDATE tally SET arrived = ?", (count,))
        for action in (STORED, OPENED, STATE_CHANGED, EXPORTED):
            index.execute(
                "INSERT INTO journal(at, action, application, detail, program_version, link, who)"
                " SELECT fetched, ?, id, '', '0', randomblob(32), 'a@b' FROM application WHERE number > 1",
                (action,),
            )
    return store


def _fastest(work: object, times: int = 3) -> float:
    assert callable(work)
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def test_the_measured_path_works(tmp_path: Path) -> None:
    """Short form: the path runs and the books balance; what it costs is for the long form to say."""
    store = filled(tmp_path / "data", 300)
    assert store.books.audit().balanced
    assert store.books.audit().total.arrived == 300
    store.close()


@pytest.mark.slow
def test_fifty_thousand_applications(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = filled(tmp_path / "data", 50_000)
    looked, listed = _fastest(store.books.audit), _fastest(store.cards)
    with capsys.disabled():
        print(f"\nbooks {looked:.2f} s, list {listed:.2f} s, {looked / listed:.2f} x the list of all")
    assert looked <= listed
    store.close()
