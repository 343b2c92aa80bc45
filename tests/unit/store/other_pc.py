"""Another PC at the same data folder, played by this process."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.seats import lock_file, seats


def as_another_pc(monkeypatch: pytest.MonkeyPatch, *, host: str = "PC-12", machine: str = "other") -> None:
    """From now on this process believes to be another PC; seats taken before keep their name."""
    monkeypatch.setattr(platform, "node", lambda: host)
    monkeypatch.setattr(lock_file, "this_machine", lambda: machine)


def seats_of(store: Store) -> seats.Seats:
    """The seats behind a store."""
    found = store._seats
    assert isinstance(found, seats.Seats)
    return found


def seat_of(store: Store) -> lock_file.LockFile:
    """The seat a store sits on."""
    seat = seats_of(store)._seat
    assert seat is not None
    return seat


def drop_lock(lock: lock_file.LockFile) -> None:
    """Free a lock and leave all else alive, as when a server gives it away."""
    fcntl = pytest.importorskip("fcntl", reason="Windows frees no lock by another way than its holder's")
    fcntl.flock(lock._descriptor, fcntl.LOCK_UN)


def fall_silent(store: Store) -> None:
    """No more signs of life, as of a PC that sleeps."""
    signs = seats_of(store)._signs
    assert signs is not None
    signs.stop()


def sit_down_elsewhere(monkeypatch: pytest.MonkeyPatch, folder: Path, store: Store) -> seats.Seats:
    """Another PC takes the seat of `store` while this one sleeps; it has opened no database yet."""
    drop_lock(seat_of(store))
    fall_silent(store)
    taken = seats.Seats(folder / "seats")
    with monkeypatch.context() as other:
        as_another_pc(other)
        taken.sit_down()
    return taken
