"""Runs one target under libFuzzer in a process of its own and reads what came of it."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.fuzz.seeds import seeds

_LONGEST_INPUT = 600
_MOST_MEMORY = 2048
_HANGS = 60
_EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


@dataclass(frozen=True)
class Result:
    """`find` is an input that crashed, hung or raised something untyped; `reached` those with new coverage."""

    target: str
    executions: int
    reached: tuple[bytes, ...]
    find: bytes | None
    output: str


def can_guide() -> bool:
    """Whether the coverage-guided fuzzer is installed."""
    return importlib.util.find_spec("atheris") is not None


def fuzz(target: str, seconds: int, fault: str = "sound") -> Result:
    """Fuzz one target for `seconds`; `fault` is one of planted.FAULTS, or "sound".

    Raises RuntimeError where the fuzzer ended without saying what it did.
    """
    with tempfile.TemporaryDirectory(prefix="sozialclient-fuzz-") as folder:
        corpus, finds = Path(folder, "corpus"), Path(folder, "finds")
        corpus.mkdir()
        finds.mkdir()
        for number, seed in enumerate(seeds(target)):
            (corpus / f"seed-{number}").write_bytes(seed)
        command = _command(target, fault, seconds, corpus, finds)
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, errors="replace", check=False)
        output = done.stdout + done.stderr
        reached = tuple(file.read_bytes() for file in corpus.iterdir() if not file.name.startswith("seed-"))
        found = [file.read_bytes() for file in finds.iterdir()]
    if not (counted := _EXECUTIONS.search(output)) or bool(found) is (done.returncode == 0):
        raise RuntimeError(output[-3000:])
    return Result(target, int(counted[1]), reached, found[0] if found else None, output[-3000:])


def _command(target: str, fault: str, seconds: int, corpus: Path, finds: Path) -> list[str]:
    options = [
        f"-max_total_time={seconds}", f"-max_len={_LONGEST_INPUT}", f"-timeout={_HANGS}", "-print_final_stats=1",
        f"-rss_limit_mb={_MOST_MEMORY}", f"-artifact_prefix={finds}/", "-reload=0", "-len_control=0",
        f"-report_slow_units={_HANGS}", str(corpus),
    ]  # fmt: skip
    return [sys.executable, "-m", "tests.fuzz.guided", target, fault, *options]
