"""Output that nobody takes, and requests to stop, end a command in words instead of a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "sozialclient", *arguments]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_behind_the_output_is_named(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            _command("--data", str(tmp_path), "list"), stdout=full, stderr=subprocess.PIPE, text=True, cwd=CHECKOUT
        )
    assert done.returncode == 3
    assert done.stderr.endswith("[CLI-OUTPUT]\n") and "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGPIPE and reports a closed pipe otherwise")
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        _command("--data", str(tmp_path), "list", "--json"), stdout=writing, stderr=subprocess.PIPE, cwd=CHECKOUT
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    taken = str(tmp_path / "file")
    for options in (["--data", taken, "list"], ["demo", "--headless", "--keep", taken]):
        done = subprocess.run(_command(*options), capture_output=True, text=True, cwd=CHECKOUT)
        assert done.returncode == 3 and done.stderr.endswith("[CLI-FOLDER]\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
def test_the_training_intermediary_ends_with_whoever_started_it(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time, pathlib\n"
            "from sozialclient.usecases.open_training_mailbox import start_training\n"
            "print(start_training(pathlib.Path(sys.argv[1]), fill='1').process.pid, flush=True)\n"
            "time.sleep(60)",
            str(tmp_path / "state"),
        ],
        stdout=subprocess.PIPE, text=True, cwd=CHECKOUT,
    )
    assert starter.stdout is not None
    child = int(starter.stdout.readline())
    starter.kill()
    # The kill leaves the child without a parent; when its end of our pipe closes, it has ended.
    assert starter.stdout.read() == ""
    starter.wait()
    starter.stdout.close()
    for _ in range(100):
        if _ended(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGTERM)
    pytest.fail("the intermediary outlived its starter")


def _ended(process_id: int) -> bool:
    """Gone, or a zombie nobody has collected yet."""
    try:
        os.kill(process_id, 0)
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True
