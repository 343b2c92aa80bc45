"""What was written is durable and is read back while the next file is written; what changes afterwards is noticed."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from sozialclient.exporters.errors import ExportBlockedError, ExportDiskFullError, ExportTargetError
from sozialclient.exporters.read_back import ReadBack

DATA = b"%PDF-1.7 " + bytes(50_000)


class Watched(ReadBack):
    """Tells when all that was put was looked at."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, needed=0)
        self.looked: list[str] = []

    def _sync(self, path: Path) -> None:
        super()._sync(path)
        self.looked.append(threading.current_thread().name)

    def wait_for(self, count: int) -> None:
        """Until so many files were made durable, and a moment in which they are read."""
        end = time.monotonic() + 20
        while len(self.looked) < count and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.1)


def put(back: ReadBack, folder: Path, name: str = "a.pdf", data: bytes = DATA) -> Path:
    path = folder / name
    path.write_bytes(data)
    back.put(path, hashlib.sha256(data).hexdigest())
    return path


def test_files_are_looked_at_while_others_are_written(tmp_path: Path) -> None:
    back = Watched(tmp_path)
    for number in range(3):
        put(back, tmp_path, f"{number}.pdf")
    back.wait_for(3)
    assert back.looked == ["read-back"] * 3
    put(back, tmp_path, "last.pdf")
    back.finish()
    assert len(back.looked) == 4 and all(thread.name != "read-back" for thread in threading.enumerate())


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("change", ["altered", "shorter", "gone", "replaced"])
def test_a_change_is_noticed_before_and_after_the_file_was_read_back(tmp_path: Path, change: str, late: bool) -> None:
    back = Watched(tmp_path)
    path = put(back, tmp_path)
    if late:
        back.wait_for(1)
    if change == "replaced":
        (tmp_path / "new").write_bytes(DATA[:-1] + b"!")
        (tmp_path / "new").replace(path)
    elif change == "gone":
        path.unlink()
    else:
        path.write_bytes(DATA[:-1] + (b"!" if change == "altered" else b""))
    with pytest.raises(ExportBlockedError):
        back.finish()


def test_where_times_are_whole_seconds_files_are_read_once_more(tmp_path: Path) -> None:
    """An old file system would show the same time before and after a change in the same second."""
    for changed in (False, True):
        back = Watched(tmp_path)
        path = put(back, tmp_path, f"{changed}.pdf")
        os.utime(path, (1_700_000_000, 1_700_000_000))
        back.wait_for(1)
        if not changed:
            back.finish()
            continue
        with path.open("r+b") as file:
            file.write(b"?")
        os.utime(path, (1_700_000_000, 1_700_000_000))
        with pytest.raises(ExportBlockedError):
            back.finish()


def test_a_time_that_is_set_again_is_no_change(tmp_path: Path) -> None:
    """A server may do so a moment after the file was closed."""
    back = Watched(tmp_path)
    path = put(back, tmp_path)
    back.wait_for(1)
    os.utime(path)
    back.finish()


def test_a_fault_on_the_thread_ends_the_export_in_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "injected")

    back = Watched(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    put(back, tmp_path)
    time.sleep(0.3)
    put(back, tmp_path, "b.pdf")
    with pytest.raises(ExportDiskFullError):
        back.finish()
    assert back.looked == []


def test_a_target_that_went_away_is_told_from_a_file_that_did(tmp_path: Path) -> None:
    folder = tmp_path / "draft"
    folder.mkdir()
    back = Watched(folder)
    put(back, folder)
    back.wait_for(1)
    folder.rename(tmp_path / "gone")
    with pytest.raises(ExportTargetError):
        back.finish()


def test_stopping_looks_at_nothing_more_and_ends_the_thread(tmp_path: Path) -> None:
    back = Watched(tmp_path)
    for number in range(50):
        put(back, tmp_path, f"{number}.pdf")
    back.stop()
    back.stop()
    assert len(back.looked) < 50
    assert all(thread.name != "read-back" for thread in threading.enumerate())
