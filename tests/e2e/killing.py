"""What every proof by kills has in common: a process that forks the victims, a tally, a command line."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec

from tests.conftest import CHECKOUT
from tests.progress import EveryMinute

Order = TypeVar("Order")
Answer = TypeVar("Answer")


class Nursery(Generic[Order, Answer]):
    """A process of `module` that has everything loaded and forks a victim for each order."""

    def __init__(self, module: str, answers: type[Answer], *arguments: str) -> None:
        self._answers = answers
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, encoding="utf-8",
        )  # fmt: skip

    def run(self, order: Order) -> Answer:
        """Have a victim carry it out, and wait for its end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order).decode() + "\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=self._answers)

    def close(self) -> None:
        """End it; nothing is under way."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@dataclass(slots=True)
class Tally:
    """What the kills led to, of the `wanted` ones; says once a minute how far it has come.

    `reached` counts the kinds of moments, `too_late` victims that were through before theirs.
    """

    wanted: int
    kills: int = 0
    too_late: int = 0
    reached: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    _minute: EveryMinute = field(default_factory=EveryMinute)

    @property
    def enough(self) -> bool:
        """Whether there were as many as wanted, or it does not work: two of three come too late."""
        return self.kills >= self.wanted or self.too_late > 20 + 2 * self.wanted

    def note(self, kind: str, *, killed: bool) -> None:
        """One victim met its moment, or was through before."""
        if killed:
            self.kills += 1
            self.reached[kind] += 1
        else:
            self.too_late += 1
        self._minute.tell(self.summary)

    def summary(self, seconds: float) -> str:
        """For people."""
        head = f"{self.kills} kills at {len(self.reached)} kinds of moments, {seconds:.0f} s"
        missed = f"{self.too_late} were through before their moment"
        return "\n".join([head, missed, *self.details(), f"{len(self.complaints)} complaints", *self.complaints[:20]])

    def details(self) -> list[str]:
        """Lines about what this proof counts besides."""
        return []


def command_line(run: Callable[[int, int], Tally], kills: int, seed: int) -> int:
    """Kill as often as the command line says, `kills` times when it does not; 1 when something is to complain about."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=kills)
    parser.add_argument("--seed", type=int, default=seed, help="another one kills at other moments")
    arguments, started = parser.parse_args(), time.monotonic()
    tally = run(arguments.kills, arguments.seed)
    print(f"seed {arguments.seed}: {tally.summary(time.monotonic() - started)}")
    return 1 if tally.complaints or tally.kills < arguments.kills else 0
