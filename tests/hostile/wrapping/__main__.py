"""`python -m tests.hostile.wrapping`: figures, everything, or any number of random surgeries."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from tests.hostile.wrapping.figures import figures, reasons, surgeries, surgery_line, wrapping_line
from tests.hostile.wrapping.judge import Fate
from tests.hostile.wrapping.plan import every_day, everything, tally_of


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.wrapping", description="Signature wrapping.")
    parser.add_argument("--figures", action="store_true", help="print one line for each figure and end")
    parser.add_argument("--long", action="store_true", help="every variant at every element of every message")
    parser.add_argument("--surgeries", type=int, default=0, help="this many random surgeries instead of the variants")
    parser.add_argument("--seed", type=int, default=0, help="of the surgeries")
    options = parser.parse_args(arguments)
    say = partial(print, flush=True)
    if options.figures:
        lines = list(figures(long=options.long))
        print(*lines, sep="\n")
        return 0 if all(_is_clean(line) for line in lines) else 1
    if options.surgeries:
        settings = [setting for setting, _ in everything()]
        fates = surgeries(settings, options.surgeries, options.seed, say)
        print(surgery_line(fates))
        return 1 if fates[Fate.CHANGED] else 0
    tally = tally_of(everything() if options.long else every_day())
    print(wrapping_line(tally), *reasons(tally), *tally.changed, sep="\n")
    return 1 if tally.changed else 0


def _is_clean(line: str) -> bool:
    return " accepted " not in line or " content 0 " in line or " libxmlsec 0 " in line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
