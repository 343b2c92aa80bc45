"""Where packages lie: one takes the place of another in a way that leaves one of them whole at every moment."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

_NEW, _BEFORE, _GONE = ".new-", ".before-", ".gone-"
_A_DAY = 24 * 60 * 60
"""Seconds."""


def package_folders(folder: Path) -> Iterator[Path]:
    """The packages in `folder`, also one that was put aside for another that never came. Raises OSError."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir() and (not path.name.startswith(".") or _stands_in(path)):
            yield path


def place_of(folder: Path, name: str) -> Path:
    """Where the package `name` is read from."""
    place = folder / name
    before = _before(place)
    return before if before.is_dir() and not place.is_dir() else place


def package_name(place: Path) -> str:
    """The name of the package at `place`."""
    return place.name.removeprefix(_BEFORE)


def new_place(folder: Path) -> Path:
    """A place for a package that is being made; nobody reads there."""
    return folder / f"{_NEW}{secrets.token_hex(6)}"


def put_in_place(made: Path, folder: Path, name: str) -> None:
    """Let what was made be the package `name`; one that is there counts until then. Raises OSError."""
    place = folder / name
    before = _before(place)
    if place.is_dir():
        # What takes the place of something must be on the disk first: a power cut may leave only it.
        _sync(made)
        if before.exists():
            _throw_away(before)
        place.rename(before)
    try:
        made.rename(place)
    except OSError:
        with contextlib.suppress(OSError):
            before.rename(place)
        raise
    if before.exists():
        _throw_away(before)


def clear_leftovers(folder: Path) -> None:
    """Remove what an import that was cut off left a day ago or longer. Raises OSError where `folder` cannot be read.

    Younger ones may belong to another program that is importing now.
    """
    for path in list(folder.iterdir()):
        with contextlib.suppress(OSError):
            if path.name.startswith((_NEW, _GONE)) and path.stat().st_mtime < time.time() - _A_DAY:
                shutil.rmtree(path, ignore_errors=True)


def take_away(folder: Path, name: str) -> None:
    """Remove the package `name`, so that no half of it is ever read. Raises OSError."""
    # One that was put aside would take the place of the other.
    for place in (_before(folder / name), folder / name):
        if place.is_dir():
            _throw_away(place)


def _before(place: Path) -> Path:
    return place.with_name(f"{_BEFORE}{place.name}")


def _stands_in(path: Path) -> bool:
    """Whether it was put aside and what was to come did not."""
    return path.name.startswith(_BEFORE) and not path.with_name(package_name(path)).is_dir()


def _throw_away(place: Path) -> None:
    gone = place.with_name(f"{_GONE}{secrets.token_hex(6)}")
    place.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    if os.name != "nt":
        for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            names = os.open(place, os.O_RDONLY)
            try:
                os.fsync(names)
            finally:
                os.close(names)
