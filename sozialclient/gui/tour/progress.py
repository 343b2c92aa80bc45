"""How far somebody has come in the tour, also after the program was closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Memory(Protocol):
    """Where a word is remembered; losing it harms nothing."""

    def remember(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""

    def remembered(self, name: str) -> str:
        """What is kept under `name`, empty without."""


_NAME = "tour"
END = "end"
"""Stands for a step when the tour was done to its end."""


class TourProgress:
    """One for the program; `running`: the tour leads now."""

    def __init__(self, memory: Memory | None) -> None:
        self._memory = memory
        self.running = False
        self.step = memory.remembered(_NAME) if memory is not None else ""

    def begin(self, first: str) -> None:
        """Lead from `first`, or from the step at which it was left."""
        self.running = True
        if self.step in ("", END):
            self.reach(first)

    def at(self, names: Sequence[str]) -> int:
        """Number of the step in `names`; the first for one that does not exist (any more)."""
        return names.index(self.step) if self.step in names else 0

    def reach(self, name: str) -> None:
        """Somebody has come to this step."""
        if name != self.step:
            self.step = name
            if self._memory is not None:
                self._memory.remember(_NAME, name)

    def leave(self) -> None:
        """Lead no more, for now."""
        self.running = False

    def end(self) -> None:
        """It was done to the end."""
        self.running = False
        self.reach(END)

    @property
    def ended(self) -> bool:
        """Whether it was done to the end and not begun again since."""
        return self.step == END
