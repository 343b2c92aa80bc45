"""The guards that rows of tests/hostile name, and whether each row's test misses them."""

from __future__ import annotations

from tests.hostile.table import RowTest, collect
from tests.mutation.loader import Loaded
from tests.mutation.session import Collected, Ran


def named_by_rows(loaded: Loaded) -> set[str]:
    """Keys of the guards in functions, classes and modules that a row names."""
    names = {name for test in collect() for name in test.guards}
    return {key for name in names for key in guards_within(name, loaded)}


def guards_within(name: str, loaded: Loaded) -> set[str]:
    """Keys of the guards of a function, or of everything in a class or module."""
    return {key for key, guard in loaded.guards.items() if f"{guard.function}.".startswith(f"{name}.")}


def judge_rows(collected: Collected, loaded: Loaded) -> int:
    """Take out what each row names, and see whether the row's own test fails; returns the exit code."""
    pairs = [(test, name) for test in collect() for name in test.guards]
    kept, bodies, unseen = 0, 0, []
    for test, name in pairs:
        own = _runs_of(test, collected.ran)
        if collected.missed(guards_within(name, loaded), own):
            kept += 1
        elif collected.missed(_bodies_within(name, loaded), own):
            bodies += 1
        elif own:
            unseen.append(f"{test.row} {test.name}: {name}")
    for line in unseen:
        print(f"NOT MISSED {line}")
    print(
        f"rows: {kept} named guards are missed by their row's test as conditions, {bodies} as whole functions, "
        f"{len(unseen)} are not; {len(pairs) - kept - bodies - len(unseen)} stand in tests not run here"
    )
    return 1 if unseen else 0


def _runs_of(test: RowTest, ran: list[Ran]) -> list[Ran]:
    mark = f"{test.module}.py::{test.name}"
    return [each for each in ran if each.name.split("[")[0].endswith(mark)]


def _bodies_within(name: str, loaded: Loaded) -> set[str]:
    return {each for each in loaded.functions if f"{each}.".startswith(f"{name}.") and not each.endswith("__init__")}
