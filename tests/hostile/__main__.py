"""All figures of "hostile mail changes nothing": `python -m tests.hostile`; `--write` only writes docs/hostile.md."""

from __future__ import annotations

import argparse
import sys
import time

from tests.hostile.figures import MEASUREMENTS, Measurement, measured, rows_covered
from tests.hostile.table import PAGE, collect, missing_rows, page


def main(arguments: list[str]) -> int:
    """The exit code: 1 where a row has no test or a measurement failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description="Hostile mail changes nothing.")
    parser.add_argument("--write", action="store_true", help="write docs/hostile.md from the tests, and end")
    parser.add_argument("--long", action="store_true", help="every measurement in its full form, hours in all")
    chosen = parser.parse_args(arguments)
    tests = collect()
    print(rows_covered(tests), flush=True)
    missing = missing_rows(tests)
    if missing:
        print(f"rows without a test: {', '.join(missing)}")
    if chosen.write:
        PAGE.write_text(page(tests), encoding="utf-8", newline="\n")
        return 0
    failed = [each.name for each in MEASUREMENTS if not _shown(each, chosen.long)]
    print(f"NOT WELL: {', '.join(failed)}" if failed else "all well")
    return 1 if failed or missing else 0


def _shown(measurement: Measurement, long: bool) -> bool:
    started = time.monotonic()
    good, lines = measured(measurement, long=long)
    print(f"{measurement.name} ({time.monotonic() - started:.0f} s){'' if good else ' FAILED'}")
    print("\n".join(f"    {line}" for line in lines), flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
