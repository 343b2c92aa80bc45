"""A paper appears complete or not at all, and what a kill left of one does not lie there for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sozialclient.exporters.drop_folder import IDENTITY, LOCK
from sozialclient.usecases.save_paper import PaperNotWritten, write_pieces, write_whole

_KILLED = """
import os, signal, sys
from pathlib import Path
from sozialclient.usecases.save_paper import write_whole
def pieces():
    yield b"Mustermann " * 10_000
    os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path(sys.argv[1]), pieces())
"""


def made_older(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds, time.time() - seconds))


@pytest.mark.skipif(sys.platform == "win32", reason="kills itself with a signal")
def test_what_a_kill_left_goes_with_the_next_paper_a_day_later(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path / "a.pdf")], check=False)
    assert killed.returncode == -signal.SIGKILL
    [left] = tmp_path.iterdir()
    assert left.name.startswith(".sozialclient-") and left.stat().st_mode & 0o077 == 0
    write_whole(tmp_path / "b.pdf", [b"x"])
    assert left.exists(), "somebody may still be writing"
    made_older(left, 25 * 3600)
    write_whole(tmp_path / "c.pdf", [b"x"])
    assert {path.name for path in tmp_path.iterdir()} == {"b.pdf", "c.pdf"}


def test_nothing_else_is_taken_away(tmp_path: Path) -> None:
    names = [IDENTITY, LOCK, ".sozialclient-12345678.pdf", "x.sozialclient-12345678", ".sozialclient-1234567"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
        made_older(tmp_path / name, 10 * 24 * 3600)
    (tmp_path / ".sozialclient-abcdefgh").mkdir()
    made_older(tmp_path / ".sozialclient-abcdefgh", 10 * 24 * 3600)
    write_whole(tmp_path / "a.pdf", [b"x"])
    assert {path.name for path in tmp_path.iterdir()} == {*names, ".sozialclient-abcdefgh", "a.pdf"}


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(PaperNotWritten):
        write_pieces(tmp_path / "nowhere" / "a.pdf", [b"x"], lambda: None)
