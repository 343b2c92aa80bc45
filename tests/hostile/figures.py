"""The measurements behind "hostile mail changes nothing": each is a command whose last line tells its figure."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from tests.conftest import CHECKOUT
from tests.hostile.rows import ROWS
from tests.hostile.table import RowTest, all_rows, missing_rows


@dataclass(frozen=True)
class Measurement:
    """`command` and `long` are arguments of Python; without `long` both forms are the same.

    `lines`: how many lines at the end of its output are figures. `forks`: it needs Linux.
    """

    name: str
    command: tuple[str, ...]
    long: tuple[str, ...] = ()
    lines: int = 1
    forks: bool = False


_PYTEST = ("-m", "pytest", "-q", "--no-header", "--no-summary")
_ALL_FORMS = ("-m", "slow or not slow")

MEASUREMENTS = (
    Measurement("tests of the rows", (*_PYTEST, "tests/hostile"), (*_PYTEST, *_ALL_FORMS, "tests/hostile")),
    Measurement(
        "signature wrapping, second opinion",
        ("-m", "tests.hostile.wrapping", "--figures"),
        ("-m", "tests.hostile.wrapping", "--figures", "--long"),
        lines=2,
    ),
    Measurement("failures of decryption", (*_PYTEST, "tests/hostile/test_e_uniform.py")),
    Measurement(
        "fuzzing", ("-m", "tests.fuzz", "--seconds", "5"), ("-m", "tests.fuzz", "--seconds", "120"), forks=True
    ),
    Measurement("guards taken out", ("-m", "tests.mutation", "--sample", "30"), ("-m", "tests.mutation"), forks=True),
    Measurement("guards of the rows", (), ("-m", "tests.mutation", "--rows"), forks=True),
    Measurement("branches of the core", ("-m", "tests.hostile.branches"), lines=4),
)


def rows_covered(tests: list[RowTest]) -> str:
    """Rows with a test, by group."""
    missing = set(missing_rows(tests))
    have = {group: sum(row[0] == group and row not in missing for row in all_rows()) for group in ROWS}
    groups = ", ".join(f"{group} {have[group]} of {ROWS[group]}" for group in ROWS)
    return f"rows: {sum(have.values())} of {len(all_rows())} by {len(tests)} tests ({groups})"


def measured(measurement: Measurement, *, long: bool) -> tuple[bool, list[str]]:
    """Whether it went well, and its figures; the end of its output where it did not."""
    command = measurement.long if long and measurement.long else measurement.command
    if not command or (measurement.forks and sys.platform != "linux"):
        return True, ["only on Linux" if command else "only in the long form"]
    done = subprocess.run(
        [sys.executable, *command], cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", check=False,
    )  # fmt: skip
    good = done.returncode == 0
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return good, lines[-measurement.lines if good else -15 :]
