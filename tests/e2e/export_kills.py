"""Kills exports again and again: no half folder or archive may ever be taken for a whole one.

The full form: `python -m tests.e2e.export_kills --kills 200`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import msgspec

from sozialclient.demo.plain_applications import plain_applications
from sozialclient.exporters.draft import DRAFT_ENDING
from sozialclient.exporters.protocol import finished_export
from sozialclient.net.http_client import NetSettings
from sozialclient.usecases.workplace import Workplace
from tests.conftest import CHECKOUT
from tests.e2e.export_child import PASSWORD, Ending, Order, export_all
from tests.e2e.place import desk, hub
from tests.progress import EveryMinute

SEED = 20261123
PROFILES = ("manual", "colleague", "slim")
APPLICATIONS = 3


class Nursery:
    """The process that forks the exports; see `export_child`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.export_child"], cwd=CHECKOUT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def run(self, order: Order) -> Ending:
        """Have it carried out."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order).decode() + "\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=Ending)

    def close(self) -> None:
        """End it; nothing is under way."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@dataclass(slots=True)
class Outcome:
    """What the kills led to; `drafts` is how often a half one was left and removed by the next export."""

    kills: int = 0
    too_late: int = 0
    drafts: int = 0
    whole: int = 0
    resumed: int = 0
    by_profile: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def summary(self, seconds: float) -> str:
        """For people."""
        return "\n".join([
            f"{self.kills} exports killed in {seconds:.0f} s: {dict(self.by_profile)}; {self.too_late} ended before it",
            f"{self.drafts} half ones left and removed, {self.whole} whole ones under a final name,"
            f" {self.resumed} taken up again, {len(self.complaints)} complaints",
            *self.complaints[:20],
        ])  # fmt: skip


def run(kills: int, place: Path, seed: int = SEED) -> Outcome:
    """Kill so many exports, each at a moment of its own, look at what is left, and finish each by resuming."""
    data, outcome, random, minute = place / "data", Outcome(), Random(seed), EveryMinute()
    with hub(place / "hub") as mailbox, desk(data, mailbox.url) as office:
        mailbox.put(plain_applications(APPLICATIONS, 1))
        office.fetch()
    nursery = Nursery()
    try:
        spans = {key: nursery.run(Order(str(data), str(place / key), key, -1)).seconds for key in PROFILES}
        for number in range(3 * kills):
            key, target = PROFILES[number % len(PROFILES)], place / str(number)
            if not nursery.run(_order(data, target, key, spans[key], random)).killed:
                outcome.too_late += 1
                continue
            outcome.kills += 1
            outcome.by_profile[key] += 1
            _look(data, target, key, outcome)
            shutil.rmtree(target)
            minute.tell(outcome.summary)
            if outcome.kills == kills:
                break
    finally:
        nursery.close()
    return outcome


def _order(data: Path, target: Path, key: str, span: float, random: Random) -> Order:
    """Half the kills at any time, half soon after an application was begun: most of the time nothing is written."""
    if random.random() < 0.5:
        return Order(str(data), str(target), key, random.uniform(0.0, span))
    share = span / APPLICATIONS / 2
    return Order(str(data), str(target), key, random.uniform(0.0, share), things=random.randint(1, APPLICATIONS))


def _look(data: Path, target: Path, key: str, outcome: Outcome) -> None:
    """What is under a final name is whole, what is noted is there, and resuming completes it without a trace."""
    target.mkdir(exist_ok=True)
    found = sorted(target.iterdir())
    drafts = [path for path in found if path.name.endswith(DRAFT_ENDING)]
    whole = [path for path in found if path not in drafts]
    outcome.drafts += len(drafts)
    outcome.whole += len(whole)
    half = [path for path in whole if not finished_export(path, PASSWORD)]
    outcome.complaints += [f"half, but under a final name: {path}" for path in half]
    workplace = Workplace.open(data, self_contained=True, net=NetSettings())
    try:
        outcome.resumed += export_all(workplace, target, key)
        noted = {entry.application_id for entry in workplace.store.journal() if entry.action == "exported"}
        if len(noted) != APPLICATIONS:
            outcome.complaints.append(f"exported, not noted: {target}")
    finally:
        workplace.close()
    left = sorted(path.name for path in target.iterdir())
    if len(left) != APPLICATIONS or any(name.endswith(DRAFT_ENDING) for name in left):
        outcome.complaints.append(f"not {APPLICATIONS} exports after resuming: {left}")


def main() -> int:
    """Run from the checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sozialclient-exports-") as place:
        outcome = run(arguments.kills, Path(place), arguments.seed)
    print(outcome.summary(time.monotonic() - started))
    return 1 if outcome.complaints or outcome.kills < arguments.kills else 0


if __name__ == "__main__":
    sys.exit(main())
