"""What a backup of large and of many applications costs, beside a plain copy of the same bytes in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.unit.store.backup_rig import Office
from tests.unit.store.samples import sample

PIECE = 1024 * 1024


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _copied(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(PIECE):
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())


_CHILD = """
import sys
from pathlib import Path
from sozialclient.store import KeyVault, Store
from sozialclient.store.backup.store_backup import Keep
folder, drive = Path(sys.argv[1]), Path(sys.argv[2])
store = Store.open(folder, KeyVault(folder, self_contained=True))
store.backup.last()
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
before = peak()
store.backup.write(drive, Keep(), lambda _: None, lambda: False)
store.backup.try_out(drive, lambda _: None, lambda: False)
print(peak() - before)
store.close()
"""


def _memory(folder: Path, drive: Path) -> float:
    """MiB that backup and trial restore need in a process of their own; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0.0
    drive.mkdir()
    command = [sys.executable, "-c", _CHILD, str(folder), str(drive)]
    return float(subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout)


def _measure(folder: Path, megabytes: int, count: int) -> dict[str, float]:
    """One application with contents and original of half of `megabytes` each, and `count` small ones; seconds."""
    office = Office.opened(folder)
    sample(0, size=megabytes * 500_000).add(office.store)
    for number in range(1, count + 1):
        sample(number, size=20_000).add(office.store)
    office.store._tidy_up()
    found = {"plain": min(_seconds(lambda: _copied(office.folder / "contents.db", folder / "copy")) for _ in range(2))}
    found["first"] = _seconds(office.back_up)
    found["again"] = _seconds(office.back_up)
    sample(count + 1, size=20_000).add(office.store)
    found["one more"] = _seconds(office.back_up)
    found["trial"] = _seconds(office.try_out)
    found["megabytes"] = (office.folder / "contents.db").stat().st_size / 1e6
    note = office.store.backup.last_trial()
    assert note is not None and note.passed and note.applications == count + 2
    office.close()
    found["memory"] = _memory(office.folder, folder / "second drive")
    return found


def _report(found: dict[str, float], say: Callable[[str], None]) -> None:
    say(f"{found['megabytes']:.0f} MB of contents; needs {found['memory']:.0f} MiB of memory")
    for name in ("plain", "first", "again", "one more", "trial"):
        say(f"{name:<10}{found[name]:8.2f} s {found[name] / found['plain']:6.2f} x a plain synced copy")


def test_a_small_store_is_backed_up_and_tried_out(tmp_path: Path) -> None:
    """Short form: the path runs; what it costs is for the long form to say."""
    assert _measure(tmp_path, 4, 3)["first"] > 0


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_megabytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second backup writes nothing again, and memory does not grow with what is backed up."""
    found = _measure(tmp_path, 100, 0)
    with capsys.disabled():
        print()
        _report(found, print)
    assert found["again"] < found["first"] / 2
    assert found["memory"] < 60


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_applications(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same for five thousand applications."""
    found = _measure(tmp_path, 2, 5000)
    with capsys.disabled():
        print()
        _report(found, print)
    assert found["again"] < found["first"] / 2
