"""What the product asks at each of its guards while it runs under the loader of this package."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")

off: set[str] = set()
"""Keys of the guards and functions that are taken out."""

fired: set[str] = set()
"""Keys of the guards that refused something, and of the functions that ran, since this was last emptied."""


def guarded(key: str, condition: Value) -> Value | bool:
    """`condition`, or False where that guard is taken out."""
    if not condition:
        return condition
    fired.add(key)
    return condition if key not in off else False


def emptied(key: str) -> bool:
    """Whether the body of a function is taken out."""
    fired.add(key)
    return key in off or YES + key in off


def answered(key: str) -> bool | None:
    """What a function without body answers: nothing, or yes."""
    return True if YES + key in off else None


YES = "yes "
"""Before the key of a function in `off`: it shall answer True."""
