"""The list of variants: each changes one stage at one target, or once for the whole message."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.wrapping.elements import Level, Stage, Target

Change = Callable[..., None]
Choice = tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """`change(stage, target, *choice)` makes the mutant, or raises NotHere; `once`: without a target."""

    row: str
    name: str
    change: Change
    choice: Choice
    once: bool
    level: Level | None

    def apply(self, stage: Stage, target: Target | None) -> None:
        """Make the mutant of this stage."""
        if target is None:
            self.change(stage, *self.choice)
        else:
            self.change(stage, target, *self.choice)


VARIANTS: list[Variant] = []
"""In the order of their modules; filled when `tests.hostile.wrapping.variants` is imported."""


def variant(
    row: str, *choices: tuple[str, ...] | list[str], once: bool = False, level: Level | None = None
) -> Callable[[Change], Change]:
    """Register a change for `row` in every combination of `choices`."""

    def register(change: Change) -> Change:
        for choice in itertools.product(*choices):
            name = " ".join((change.__name__.replace("_", " "), *map(repr, choice)))
            VARIANTS.append(Variant(row, name, change, choice, once, level))
        return change

    return register
