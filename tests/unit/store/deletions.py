"""What the tests of deletion do with a store again and again."""

from __future__ import annotations

from collections.abc import Iterator

from sozialclient.model.application import State
from sozialclient.store import Store
from tests.unit.store.samples import sample


def stored(store: Store, number: int, *, size: int = 5000) -> str:
    """Id of a new application."""
    return sample(number, size=size).add(store).application_id


def move(store: Store, identifier: str, state: State) -> None:
    """As the window moves an application."""
    store.set_state(identifier, state, action="state_changed")


def transferred(store: Store, count: int, *, size: int = 5000) -> list[str]:
    """Ids of new applications that were transferred."""
    ids = [stored(store, number, size=size) for number in range(1, count + 1)]
    for each in ids:
        move(store, each, State.TRANSFERRED)
    return ids


def tallies(store: Store) -> dict[str, tuple[int, int]]:
    """Arrived and deleted by mailbox, as counted apart from the rows."""
    with store._index.reading() as connection:
        rows: Iterator[tuple[str, int, int]] = connection.execute("SELECT mailbox, arrived, deleted FROM tally")
        return {mailbox: (arrived, deleted) for mailbox, arrived, deleted in rows}


def chunk_numbers(store: Store) -> set[int]:
    """Numbers of the applications that have sealed bytes."""
    with store._contents.reading() as connection:
        return {number for (number,) in connection.execute("SELECT DISTINCT application FROM chunk")}


def row_numbers(store: Store) -> set[int]:
    """Numbers of the applications that have a row."""
    with store._index.reading() as connection:
        return {number for (number,) in connection.execute("SELECT number FROM application")}
