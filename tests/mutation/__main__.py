"""Takes guards out: `python -m tests.mutation`, or `--sample 30`, or `--rows`; POSIX only, for it forks."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time

from hypothesis import settings

from tests.mutation.loader import Loaded, install
from tests.mutation.rows import judge_rows, named_by_rows
from tests.mutation.scope import LEFT_OUT, SAMPLE_TESTS, TESTS, is_core
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
    outcome: list[int] = []

    def work(collected: Collected) -> None:
        started = time.monotonic()
        collected.measure()
        print(f"{len(collected.ran)} tests measured in {time.monotonic() - started:.0f} s", flush=True)
        outcome.append(judge_rows(collected, loaded) if chosen.rows else _judge(collected, loaded, chosen))

    tests = chosen.tests or (["tests/hostile"] if chosen.rows else SAMPLE_TESTS if chosen.sample else TESTS)
    collect_and(work, [*tests, *(f"--ignore={path}" for path in LEFT_OUT)])
    return outcome[0]


def _judge(collected: Collected, loaded: Loaded, chosen: argparse.Namespace) -> int:
    excused = reasons()
    unknown = sorted(set(excused) - set(loaded.guards)) if not (chosen.sample or chosen.tests) else []
    keys = [key for key in sorted(loaded.guards) if re.search(chosen.only, key)]
    verdicts = Verdicts(named_by_rows(loaded), excused=set(excused) & set(keys))
    for key in _sampled([key for key in keys if key not in excused], collected, chosen.sample):
        missed = collected.missed({key}, collected.touching({key}))
        (verdicts.missed if missed else verdicts.survived).add(key)
        if not missed:
            print(f"SURVIVES {key}", flush=True)
    for key in unknown:
        print(f"EXCUSED BUT NOT THERE {key}")
    print(verdicts.figures())
    return 1 if verdicts.survived or unknown else 0


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
