"""A backup or a restore that is killed leaves whole what was whole, and nothing that passes for more than it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills the POSIX way")


def _suffered(folder: Path, what: str, chances: int) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.unit.store.backup_kills", str(folder), what, str(chances)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return found


@pytest.mark.timeout(1000)
@pytest.mark.parametrize("chances", [5, pytest.param(300, marks=pytest.mark.slow)])
def test_a_killed_backup_leaves_only_whole_ones(tmp_path: Path, chances: int) -> None:
    found = _suffered(tmp_path, "backup", chances)
    assert found["syncs"] >= 8 and found["kills"] >= found["syncs"]


@pytest.mark.timeout(1000)
@pytest.mark.parametrize("chances", [5, pytest.param(300, marks=pytest.mark.slow)])
def test_a_killed_restore_leaves_the_old_store_or_the_new_one(tmp_path: Path, chances: int) -> None:
    found = _suffered(tmp_path, "restore", chances)
    assert found["syncs"] >= 8 and found["old"] > 0 and found["new"] > 0
