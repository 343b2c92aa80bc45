"""Branch coverage of the core by its own tests and the hostile rows: `python -m tests.hostile.branches`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import CHECKOUT

CORE = ("wire", "crypto", "osci", "store")
LEAST = 95.0
"""Per cent of statements and branches, for each folder of the core."""

_TESTS = (*(f"tests/unit/{folder}" for folder in CORE), "tests/vectors", "tests/hostile")


@dataclass
class Share:
    """Statements and branches of a folder, and how many of them ran."""

    total: int = 0
    reached: int = 0

    @property
    def percent(self) -> float:
        """How much ran."""
        return 100 * self.reached / self.total


def main() -> int:
    """Measures and prints; 1 where a folder is below LEAST, or where a test failed."""
    with tempfile.TemporaryDirectory(prefix="sozialclient-coverage-") as folder:
        report = Path(folder, "report.json")
        environment = os.environ | {"COVERAGE_FILE": str(Path(folder, "data"))}
        sources = ",".join(f"sozialclient/{part}" for part in CORE)
        run = [f"--source={sources}", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-summary", *_TESTS]
        failed = _coverage(["run", "--branch", *run], environment)
        _coverage(["json", "-q", "-o", str(report)], environment)
        found = shares(json.loads(report.read_text(encoding="utf-8")))
    for part, share in found.items():
        print(f"coverage: {part} {share.percent:.1f} % of {share.total} statements and branches")
    return 1 if failed or any(share.percent < LEAST for share in found.values()) else 0


def shares(report: dict[str, dict[str, dict[str, dict[str, int]]]]) -> dict[str, Share]:
    """The shares in coverage's JSON report, by folder of the core."""
    found = {part: Share() for part in CORE}
    for path, file in report["files"].items():
        share, summary = found[Path(path).parts[1]], file["summary"]
        share.total += summary["num_statements"] + summary["num_branches"]
        share.reached += summary["covered_lines"] + summary["covered_branches"]
    return found


def _coverage(arguments: list[str], environment: dict[str, str]) -> bool:
    """Whether it failed."""
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
