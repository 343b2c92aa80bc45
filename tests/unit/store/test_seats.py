"""Seats of one PC share a store, another PC is turned away, one fetch per mailbox."""

from __future__ import annotations

import platform
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.errors import FetchRunning, StoreLocked
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample

_CHILD = textwrap.dedent("""
    import platform, sys
    from pathlib import Path
    if sys.argv[2] != "here":
        platform.node = lambda: sys.argv[2]
    from tests.unit.store.conftest import open_store
    from tests.unit.store.samples import sample
    store = open_store(Path(sys.argv[1]))
    with store.fetching("Sozialamt"):
        sample(50).add(store)
        print("ready", flush=True)
        sys.stdin.read()
    store.close()
""")


@pytest.fixture
def other_process(request: pytest.FixtureRequest, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the store open at the PC named by the parameter."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, folder, request.param],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "ready\n"
    yield child
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()


@pytest.mark.parametrize("other_process", ["PC-12"], indirect=True)
def test_a_second_pc_is_turned_away_until_the_first_is_gone(folder: Path, other_process: subprocess.Popen[str]) -> None:
    with pytest.raises(StoreLocked) as raised:
        open_store(folder)
    assert raised.value.parameters["host"] == "PC-12"
    since = datetime.strptime(raised.value.parameters["since"], "%H:%M").time()
    assert abs(datetime.now() - datetime.combine(date.today(), since)) < timedelta(minutes=3)
    other_process.kill()
    other_process.wait()
    store = open_store(folder)
    assert [card.message_id for card in store.cards()] == ["message-50"]
    store.close()
    assert list((folder / "seats").glob("*.seat")) == [], "what the killed process left was not recognised as stale"


@pytest.mark.parametrize("other_process", ["here"], indirect=True)
def test_processes_of_one_pc_share_the_store(folder: Path, other_process: subprocess.Popen[str]) -> None:
    store = open_store(folder)
    sample(1).add(store)
    assert len(store.cards()) == 2
    with pytest.raises(FetchRunning) as raised, store.fetching("Sozialamt"):
        pass
    assert raised.value.parameters["host"] == platform.node()
    with store.fetching("Wohngeld"):
        pass
    other_process.kill()
    other_process.wait()
    with store.fetching("Sozialamt"):
        pass
    store.close()


def test_two_fetches_in_one_process_exclude_each_other(store: Store) -> None:
    with store.fetching("a/../ä"):
        with pytest.raises(FetchRunning), store.fetching("a/../ä"):
            pass
        with store.fetching("b"):
            pass
    with store.fetching("a/../ä"):
        pass
