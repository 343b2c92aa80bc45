"""What deleting many applications costs beside storing them, and what the rest of the store feels of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sozialclient.model.application import State
from sozialclient.model.retention import Stage
from sozialclient.store import Store
from sozialclient.store.database.clock import now
from sozialclient.usecases.delete_applications import delete_applications
from sozialclient.usecases.retention import preview_retention
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample

BYTES = 4000


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _fill(store: Store, count: int) -> list[str]:
    ids = [sample(number, size=BYTES).add(store).application_id for number in range(1, count + 1)]
    for identifier in ids[::5]:
        store.set_state(identifier, State.TRANSFERRED, action="state_changed")
    return ids


def _measure(folder: Path, count: int) -> dict[str, float]:
    """Store `count`, delete a fifth of them; seconds of each, and of one preview and one list beside it."""
    store = open_store(folder)
    stored = _seconds(lambda: _fill(store, count))
    chosen = [card.id for card in store.cards(state=State.TRANSFERRED)]
    thrown = _seconds(lambda: store.deletion.throw_away(chosen))
    preview = statistics.median(_seconds(lambda: preview_retention(store)) for _ in range(5))
    listed = statistics.median(_seconds(store.cards) for _ in range(5))
    deleted = _seconds(lambda: delete_applications(store, chosen, len(chosen)))
    assert len(store.cards()) == count - len(chosen)
    assert not [due for due in preview_retention(store, now()).now if due.stage is Stage.DELETE]
    store.close()
    return {"stored": stored, "thrown": thrown, "preview": preview, "listed": listed, "deleted": deleted}


def _report(count: int, found: dict[str, float], say: Callable[[str], None]) -> None:
    gone = count // 5
    each = {"stored": found["stored"] / count, "deleted": found["deleted"] / gone, "thrown": found["thrown"] / gone}
    say(f"{count} applications, {gone} deleted")
    for name, seconds in each.items():
        say(f"{name:<10}{found[name]:8.1f} s {seconds * 1000:7.2f} ms each {seconds / each['stored']:6.2f} x storing")
    say(f"preview   {found['preview'] * 1000:8.1f} ms {found['preview'] / found['listed']:6.2f} x the list of all")


def test_a_fifth_of_some_applications_is_deleted(tmp_path: Path) -> None:
    """Short form: the path runs; what it costs is for the long form to say."""
    assert _measure(tmp_path / "data", 40)["deleted"] > 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_of_fifty_thousand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One deletion costs no more than two storings, and the preview no more than the list of everything."""
    count = 50_000
    found = _measure(tmp_path / "data", count)
    with capsys.disabled():
        print()
        _report(count, found, print)
    assert found["deleted"] / (count // 5) <= 2 * found["stored"] / count
    assert found["preview"] <= found["listed"]
