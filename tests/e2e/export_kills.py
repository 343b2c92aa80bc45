"""Kills exports again and again: no half folder or archive may ever be taken for a whole one.

The full form: `python -m tests.e2e.export_kills --kills 200`.
"""

from __future__ import annotations

import itertools
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sozialclient.demo.plain_applications import plain_applications
from sozialclient.exporters.draft import DRAFT_ENDING
from sozialclient.exporters.protocol import finished_export
from sozialclient.net.http_client import NetSettings
from sozialclient.usecases.workplace import Workplace
from tests.e2e.export_child import PASSWORD, Ending, Order, export_all
from tests.e2e.killing import Nursery, Tally, command_line
from tests.e2e.place import desk, hub

SEED = 20261123
PROFILES = ("manual", "colleague", "slim")
APPLICATIONS = 3
NEVER = (-1.0, 0)
"""Seconds until the kill, and from how many things in the target on they count."""


@dataclass(slots=True)
class Outcome(Tally):
    """What the kills led to; `drafts` is how often a half one was left and removed by the next export."""

    drafts: int = 0
    whole: int = 0
    resumed: int = 0

    def details(self) -> list[str]:
        """What was left, by profile."""
        return [f"{dict(self.reached)}; {self.drafts} half ones left and removed, {self.whole} whole ones under a final"
                f" name, {self.resumed} taken up again"]


def run(kills: int, seed: int = SEED) -> Outcome:
    """Kill so many exports, each at a moment of its own, look at what is left, and finish each by resuming."""
    outcome, random = Outcome(kills), Random(seed)
    with tempfile.TemporaryDirectory(prefix="sozialclient-exports-") as folder:
        place = Path(folder)
        office = place / "office"
        with hub(place / "hub") as mailbox, desk(office, mailbox.url) as made:
            mailbox.put(plain_applications(APPLICATIONS, 1))
            made.fetch()
        with closing(Nursery[Order, Ending]("tests.e2e.export_child", Ending)) as nursery:
            spans = {key: _attempt(nursery, office, key, NEVER).seconds for key in PROFILES}
            for key in itertools.cycle(PROFILES):
                ending = _attempt(nursery, office, key, _moment(spans[key], random), outcome)
                outcome.note(key, killed=ending.killed)
                if outcome.enough:
                    break
    return outcome


def _attempt(
    nursery: Nursery[Order, Ending], office: Path, key: str, moment: tuple[float, int], outcome: Outcome | None = None
) -> Ending:
    """One export from a fresh copy of the office; what a killed one left is looked at for the `outcome`."""
    with tempfile.TemporaryDirectory(dir=office.parent) as folder:
        data, target = Path(folder) / "data", Path(folder) / "out"
        shutil.copytree(office, data)
        after, things = moment
        ending = nursery.run(Order(str(data), str(target), key, after, things))
        if ending.killed and outcome is not None:
            _look(data, target, key, outcome)
    return ending


def _moment(span: float, random: Random) -> tuple[float, int]:
    """Half the kills at any time, half soon after an application was begun: most of the time nothing is written."""
    if random.random() < 0.5:
        return random.uniform(0.0, span), 0
    return random.uniform(0.0, span / APPLICATIONS / 2), random.randint(1, APPLICATIONS)


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
        noted = Counter(entry.application_id for entry in workplace.store.journal() if entry.action == "exported")
        if noted != Counter(card.id for card in workplace.store.cards()):
            outcome.complaints.append(f"not noted once each: {key}, {dict(noted)}")
    finally:
        workplace.close()
    left = sorted(path.name for path in target.iterdir())
    if len(left) != APPLICATIONS or any(name.endswith(DRAFT_ENDING) for name in left):
        outcome.complaints.append(f"not {APPLICATIONS} exports after resuming: {left}")


if __name__ == "__main__":
    sys.exit(command_line(run, 200, SEED))
