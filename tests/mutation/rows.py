"""The guards that rows of tests/hostile name, and whether each row's test misses them."""

from __future__ import annotations

from tests.hostile.table import RowTest, collect
from tests.mutation import switch
from tests.mutation.loader import Loaded
from tests.mutation.scope import HOSTILE
from tests.mutation.session import Collected, Ran


def named_by_rows(loaded: Loaded) -> set[str]:
    """Keys of the guards in functions, classes and modules that a row names."""
    names = {name for test in collect() for name in test.guards}
    return {key for name in names for key in guards_within(name, loaded)}


def guards_within(name: str, loaded: Loaded) -> set[str]:
    """Keys of the guards of a function, or of everything in a class or module."""
    return {key for key, guard in loaded.guards.items() if f"{guard.function}.".startswith(f"{name}.")}


def judge_rows(collected: Collected, loaded: Loaded) -> list[str]:
    """Take out what each row names, and see whether the row's own test fails; what is wrong, the figures last.

    Tables cannot be taken out, and tests that are skipped here or run the product elsewhere say nothing.
    """
    collected.measure(HOSTILE)
    pairs = [(test, name) for test in collect() for name in test.guards]
    missed, bodies, unseen = 0, 0, 0
    wrong = []
    for test, name in pairs:
        own = _runs_of(test, collected.ran)
        inside = guards_within(name, loaded) | _bodies_within(name, loaded)
        if not any(ran.fired & inside for ran in own):
            unseen += 1
        elif collected.missed(guards_within(name, loaded), own):
            missed += 1
        elif any(collected.missed(off, own) for off in _without_bodies(name, loaded)):
            bodies += 1
        else:
            wrong.append(f"NOT MISSED {test.row} {test.name}: {name}")
    figures = (
        f"guards of the rows: {missed} are missed by their row's test as conditions, {bodies} as whole functions, "
        f"{len(wrong)} are not; {unseen} are tables, on Windows or in another process"
    )
    return [*wrong, figures]


def _runs_of(test: RowTest, ran: list[Ran]) -> list[Ran]:
    mark = f"{test.module}.py::{test.name}"
    return [each for each in ran if each.name.split("[")[0].endswith(mark)]


def _without_bodies(name: str, loaded: Loaded) -> tuple[set[str], set[str]]:
    """As what says yes to everything, then as what does nothing."""
    bodies = _bodies_within(name, loaded)
    return {switch.YES + body for body in bodies}, bodies


def _bodies_within(name: str, loaded: Loaded) -> set[str]:
    return {each for each in loaded.functions if f"{each}.".startswith(f"{name}.") and not each.endswith("__init__")}
