"""Small files are replaced and read while others have them open, which Windows forbids for as long as they do."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sozialclient.store.database.private_file import put_in_place, read_whole, take_away, write_private

_WINDOWS = pytest.mark.skipif(os.name != "nt", reason="only Windows keeps open files from moving")


@contextmanager
def open_for(path: Path, seconds: float) -> Iterator[None]:
    """`path` as a virus scanner has it, for a while."""
    file = path.open("rb")
    timer = threading.Timer(seconds, file.close)
    timer.start()
    try:
        yield
    finally:
        timer.join()


@_WINDOWS
def test_files_that_are_open_for_a_moment_are_replaced_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    write_private(path, b"old")
    with open_for(path, 0.3):
        with pytest.raises(PermissionError):
            path.unlink()
        write_private(path, b"new")
    assert read_whole(path) == b"new"
    with open_for(path, 0.3):
        take_away(path)
    assert list(tmp_path.iterdir()) == []


@_WINDOWS
def test_a_file_that_stays_open_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    write_private(path, b"old")
    with path.open("rb"), pytest.raises(PermissionError):
        write_private(path, b"new")
    assert read_whole(path) == b"old"
    assert list(tmp_path.iterdir()) == [path], "what was to be its successor is gone"


def test_what_is_not_there_is_away_already(tmp_path: Path) -> None:
    take_away(tmp_path / "nothing")
    with pytest.raises(FileNotFoundError):
        read_whole(tmp_path / "nothing")


def test_a_folder_gets_its_name(tmp_path: Path) -> None:
    (tmp_path / "ready.new").mkdir()
    (tmp_path / "ready.new" / "a").write_bytes(b"a")
    put_in_place(tmp_path / "ready.new", tmp_path / "ready")
    assert (tmp_path / "ready" / "a").read_bytes() == b"a"
