"""The full form: `python -m tests.power --states 1000000`."""

from __future__ import annotations

import argparse
import sys
import time

from tests.power.campaign import Tally, run
from tests.power.scenarios import SCENARIOS
from tests.power.verdict import Verdict
from tests.progress import EveryMinute


def summary(tally: Tally, seconds: float) -> str:
    """What was found, for people."""
    lines = [
        f"{tally.opened:,} states opened, {len(tally.images):,} of them different, at {tally.moments:,} moments",
        f"lost {tally.count(Verdict.LOST)}, corrupt {tally.count(Verdict.CORRUPT)}",
        f"{seconds:.0f} s, {tally.opened / seconds:.0f} states/s",
        *tally.complaints,
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Cut the power at every moment of the store's work.")
    parser.add_argument("--states", type=int, default=1_000_000)
    parser.add_argument("--synchronous", type=int, choices=(0, 1, 2), default=2, help="0 OFF, 1 NORMAL, 2 FULL")
    parser.add_argument("--only", help="one scenario")
    arguments = parser.parse_args()
    chosen = [scenario for scenario in SCENARIOS if arguments.only in (None, scenario.name)]
    started = time.monotonic()
    minutes = EveryMinute()
    tally = run(chosen, arguments.states, setting=arguments.synchronous,
                told=lambda so_far: minutes.tell(lambda seconds: summary(so_far, seconds)))
    print(summary(tally, time.monotonic() - started))
    return 0 if tally.count(Verdict.KEPT) == tally.opened else 1


if __name__ == "__main__":
    sys.exit(main())
