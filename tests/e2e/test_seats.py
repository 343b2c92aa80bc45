"""Two places, one folder, with the program itself: one works, the other reads; and what a share may do to them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.other_place import other_place
from tests.e2e.place import NAME, hub, three_applications
from tests.e2e.program import Program, prepare


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def data(program: Program, tmp_path: Path) -> str:
    """A folder with three fetched applications; the intermediary is gone by then."""
    with hub(tmp_path / "hub") as running:
        running.put(three_applications())
        prepare(tmp_path / "data", running.url)
        assert program.run("--data", str(tmp_path / "data"), "fetch", NAME)[0] == 4
    return str(tmp_path / "data")


def test_commands_of_a_second_place(program: Program, data: str, tmp_path: Path) -> None:
    with other_place(Path(data)):
        for command in (("list",), ("fetch", NAME), ("export", "A-2026-000001", "--target", str(tmp_path / "out"))):
            code, _, err = program.run("--data", data, *command)
            assert code == 3 and "PC-17 (mmuster)" in err and err.endswith("[STORE-LOCKED]\n")
        rows = program.json("--data", data, "list", "--read-only", "--json")
        assert isinstance(rows, list) and len(rows) == 3
        shown = program.json("--data", data, "show", rows[0]["id"], "--read-only", "--json")
        assert isinstance(shown, dict) and shown["journal"]
        seats = program.json("--data", data, "seats", "--json")
        assert isinstance(seats, dict)
        (seat,) = seats["open"]
        assert (seat["host"], seat["user"], seat["this_pc"]) == ("PC-17", "mmuster", False)
    assert not (tmp_path / "out").exists()
    assert program.run("--data", data, "seats")[1].endswith("Die Ablage ist an keinem Platz geöffnet.\n")
    code, out, _ = program.run("--data", data, "list", "--json")
    assert code == 0 and [row["id"] for row in json.loads(out)] == [row["id"] for row in rows]
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == [], "the copy of the index stayed behind"


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace here to take shared memory away")
def test_a_folder_without_shared_memory_is_told_and_nothing_is_acknowledged(
    program: Program, tmp_path: Path
) -> None:
    """As on a share whose file system cannot map files: mmap of the shared memory fails."""
    data = tmp_path / "data"
    with hub(tmp_path / "hub") as running:
        running.put(three_applications())
        prepare(data, running.url)
        trace = ["strace", "-f", "-qq", "-o", str(tmp_path / "trace")]
        for name in ("store.db-shm", "contents.db-shm"):
            trace += ["-P", str(data / name)]
        trace += ["-e", "trace=mmap", "-e", "inject=mmap:error=ENODEV"]
        process = program.start("--data", str(data), "fetch", NAME, before=trace)
        _, err = process.communicate(timeout=60)
        if "ptrace" in err:
            pytest.skip("this system does not let strace look")
        assert (process.returncode, err.splitlines()[-1]) == (3, "[STORE-NO-SHARED-MEMORY]"), err
        assert running.received() == []
