"""Backs up and restores in a process that is killed, at every sync on purpose and at random; run by test_backup_killed.

`python -m tests.unit.store.backup_kills FOLDER backup|restore RANDOM` prints what was seen as JSON.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.store import KeyVault, Store
from sozialclient.store.backup.check import damaged_files
from sozialclient.store.backup.store_backup import Keep
from tests.unit.store.backup_rig import Office, everything, never, quiet, restored
from tests.unit.store.samples import sample

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike


def killed_at_sync(number: int, work: Callable[[], None]) -> bool:
    """Run `work` in a child that dies before its sync `number`; False: it came to its end."""
    pid = os.fork()
    if pid == 0:
        real, left = os.fsync, [number]

        def fsync(fd: FileDescriptorLike) -> None:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            real(fd)

        os.fsync = fsync
        _end(work)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0


def killed_after(seconds: float, work: Callable[[], None]) -> bool:
    """Run `work` in a child that is killed after a while."""
    pid = os.fork()
    if pid == 0:
        _end(work)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0


def _end(work: Callable[[], None]) -> None:
    code = 2
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def _opened(folder: Path) -> Store:
    return Store.open(folder, KeyVault(folder, self_contained=True))


def backup_kills(office: Office, chances: int) -> dict[str, int]:
    """Each time one more application; whatever backup is there afterwards is whole."""
    office.back_up()
    kills, finished, number = 0, 0, 100

    def work() -> None:
        store = _opened(office.folder)
        store.backup.write(office.drive, Keep(60, 53), quiet, never)
        store.close()

    def judged(killed: bool) -> None:
        nonlocal kills, finished, number
        kills, finished = kills + killed, finished + (not killed)
        office.store = _opened(office.folder)
        for generation in office.target.generations():
            assert damaged_files(office.target, generation, quiet, never) == ()
        sample(number).add(office.store)
        number += 1
        office.store.close()

    office.store.close()
    at = 0
    while killed_at_sync(at, work):
        judged(True)
        at += 1
    judged(False)
    chance = random.Random(5)
    for _ in range(chances):
        judged(killed_after(chance.uniform(0.0, 0.08), work))
    office.store = _opened(office.folder)
    office.back_up()
    assert office.try_out().passed
    assert not list(office.drive.rglob("*.new"))
    assert not [path for path in office.folder.glob("*.new") if path.is_dir()]
    office.store.close()
    return {"kills": kills, "syncs": at}


def restore_kills(office: Office, chances: int) -> dict[str, int]:
    """Each time over an older store that is to be put aside; afterwards there is that one or the restored one."""
    office.back_up()
    generation, before = office.newest(), everything(office.store)
    office.add(9)
    later = everything(office.store)
    office.store.close()
    place = office.folder.parent / "place"
    seen = {"old": 0, "new": 0}

    def work() -> None:
        restored(office, generation, place, put_aside=True).close()

    def judged() -> None:
        store = _opened(place)
        found = everything(store)
        assert found in (before, later) and store.journal_broken_at() is None
        seen["new" if found == before else "old"] += 1
        store.close()

    at, killed = 0, True
    while killed:
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(office.folder, place)
        killed = killed_at_sync(at, work)
        judged()
        at += 1
    chance = random.Random(6)
    for _ in range(chances):
        shutil.rmtree(place)
        shutil.copytree(office.folder, place)
        killed_after(chance.uniform(0.0, 0.15), work)
        judged()
    return {"syncs": at - 1, **seen}


def main() -> None:
    """Make an office with three applications and let it suffer."""
    folder, what, chances = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    office = Office.opened(folder)
    office.add(1, 2, 3)
    kinds = {"backup": backup_kills, "restore": restore_kills}
    print(json.dumps({**kinds[what](office, chances), "at": datetime.now(UTC).isoformat()}))


if __name__ == "__main__":
    main()
