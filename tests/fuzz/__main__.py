"""The long form: `python -m tests.fuzz --seconds 120`, every target under libFuzzer; Linux only."""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.campaign import Result, can_guide, fuzz
from tests.fuzz.seeds import keep, seeds
from tests.fuzz.targets import TARGETS


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz what reads strangers' bytes.")
    parser.add_argument("--seconds", type=int, default=120, help="for each target")
    parser.add_argument("--only", choices=sorted(TARGETS), help="one target")
    parser.add_argument("--keep", action="store_true", help="keep inputs that reached something new in the corpus")
    chosen = parser.parse_args(arguments)
    if not can_guide():
        print("atheris is not installed: the long form needs Linux on x86-64 and Python below 3.14", file=sys.stderr)
        return 2
    results = []
    for name in [chosen.only] if chosen.only else TARGETS:
        result = fuzz(name, chosen.seconds)
        results.append(result)
        print(_line(result), flush=True)
        if chosen.keep:
            keep(name, [*seeds(name), *result.reached])
    total = sum(result.executions for result in results)
    finds = sum(result.find is not None for result in results)
    print(f"fuzz: {total:,} executions over {len(results)} targets, {finds} crashes, hangs or untyped exceptions")
    return 1 if finds else 0


def _line(result: Result) -> str:
    verdict = "nothing found" if result.find is None else f"FOUND by {result.find.hex()}\n{result.output}"
    return f"{result.target:>10}: {result.executions:>9,} executions, {len(result.reached):>4} inputs kept, {verdict}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
