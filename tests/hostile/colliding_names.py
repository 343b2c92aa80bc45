"""Attribute names that all fall into one place of a hash table as XML parsers once built them."""

from __future__ import annotations

from itertools import product

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MULTIPLIER = 0xF4243
_BITS = 18


def unsalted(name: str, state: int = 0) -> int:
    """The hash of expat before 2.1 (CVE-2012-0876), its low bits, more than a table of that many names has."""
    for character in name.encode("ascii"):
        state = (state * _MULTIPLIER ^ character) % (1 << _BITS)
    return state


def colliding(doublings: int) -> list[str]:
    """Two to the power of `doublings` names of equal length and equal `unsalted` hash.

    Two blocks that lead from one state to the same next state may stand for each other; a row of
    such pairs gives every combination.
    """
    names, state = [""], 0
    for _ in range(doublings):
        one, other, state = _pair(state)
        names = [name + block for name in names for block in (one, other)]
    return names


def alike(count: int) -> list[str]:
    """Names with the same first twelve characters, last character and length: the old quick key of libxml2."""
    return [f"{'a' * 12}{number:010}z" for number in range(count)]


def harmless(count: int, length: int) -> list[str]:
    """Names of that length that differ from the first character on."""
    step = 7_919
    return [f"{_word(number * step)}{number:0{length - 6}}" for number in range(count)]


def _word(number: int) -> str:
    word = ""
    for _ in range(6):
        number, rest = divmod(number * 31 + 17, 26)
        word += _LETTERS[rest]
        number += rest * 1_000_003
    return word


def _pair(state: int) -> tuple[str, str, int]:
    seen: dict[int, str] = {}
    for letters in product(_LETTERS, repeat=4):
        block = "".join(letters)
        reached = unsalted(block, state)
        if reached in seen:
            return seen[reached], block, reached
        seen[reached] = block
    raise AssertionError("no two blocks lead to the same state")
