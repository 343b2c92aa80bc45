"""Takes guards out: `python -m tests.mutation`, or `--sample 30`, or `--rows`; POSIX only, for it forks."""

from __future__ import annotations

import argparse
import os
import re
import sys

from hypothesis import settings

from tests.mutation.loader import Loaded, install
from tests.mutation.rows import judge_rows, named_by_rows
from tests.mutation.scope import FAR, FOLDERS, HOSTILE, LEFT_OUT, NEAR, SAMPLE_TESTS, is_core
from tests.mutation.session import Collected, collect_and
from tests.mutation.verdict import Verdicts, reasons


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Take guards out one by one.")
    parser.add_argument("--sample", type=int, help="only so many guards, and only the quick tests")
    parser.add_argument("--only", default="", help="only guards whose key matches this expression")
    parser.add_argument("--rows", action="store_true", help="take out what each row of tests/hostile names instead")
    parser.add_argument("tests", nargs="*", help="folders and files of tests instead of the usual ones")
    chosen = parser.parse_args(arguments)
    settings.register_profile("mutation", database=None, derandomize=True)
    settings.load_profile("mutation")
    loaded = install(lambda module: module.startswith("sozialclient.") if chosen.rows else is_core(module))
    said: list[str] = []

    def work(collected: Collected) -> None:
        said.extend(judge_rows(collected, loaded) if chosen.rows else _judge(collected, loaded, chosen))

    collect_and(work, [*_tests(chosen), *(f"--ignore={path}" for path in LEFT_OUT)])
    print("\n".join(said))
    return 1 if len(said) > 1 else 0


def _tests(chosen: argparse.Namespace) -> tuple[str, ...]:
    if chosen.tests:
        return tuple(chosen.tests)
    if chosen.rows:
        return HOSTILE
    return SAMPLE_TESTS if chosen.sample else FOLDERS


def _judge(collected: Collected, loaded: Loaded, chosen: argparse.Namespace) -> list[str]:
    """What is wrong, and the figures as last line."""
    whole = not (chosen.sample or chosen.tests)
    excused = reasons()
    unknown = sorted(set(excused) - set(loaded.guards)) if whole else []
    keys = [key for key in sorted(loaded.guards) if re.search(chosen.only, key)]
    verdicts = Verdicts(named_by_rows(loaded), excused=set(excused) & set(keys))
    collected.measure(NEAR if whole else _tests(chosen))
    asked = _sampled([key for key in keys if key not in excused], collected, chosen.sample)
    left = _unmissed(asked, collected)
    if whole and left:
        collected.measure(FAR)
        left = _unmissed(left, collected)
    verdicts.survived |= set(left)
    verdicts.missed |= set(asked) - set(left)
    wrong = [*(f"SURVIVES {key}" for key in left), *(f"EXCUSED BUT NOT THERE {key}" for key in unknown)]
    return [*wrong, verdicts.figures()]


def _unmissed(keys: list[str], collected: Collected) -> list[str]:
    """Those of `keys` that can be taken out without a test that fails; told as they are found, for it takes long."""
    left = []
    for number, key in enumerate(keys, 1):
        if not collected.missed({key}, collected.touching({key})):
            left.append(key)
            print(f"{number} of {len(keys)}: not missed so far: {key}", file=sys.stderr, flush=True)
    return left


def _sampled(keys: list[str], collected: Collected, size: int | None) -> list[str]:
    """Every so manieth of the guards that the tests reach, or all."""
    if size is None:
        return keys
    reached = frozenset[str]().union(*(ran.fired for ran in collected.ran))
    near = [key for key in keys if key in reached]
    return near[:: max(1, -(-len(near) // size))]


if __name__ == "__main__":
    if not hasattr(os, "fork"):
        sys.exit("tests.mutation needs fork()")
    sys.exit(main(sys.argv[1:]))
