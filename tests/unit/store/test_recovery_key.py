"""The printed key: readable, long enough, and a slip is found where it is."""

from __future__ import annotations

import pytest

from sozialclient.store.keys.errors import RecoveryKeyIncomplete, RecoveryKeyMistyped
from sozialclient.store.keys.recovery_key import ALPHABET, GROUPS, new_recovery_key, typed_recovery_key


def test_it_is_long_enough_and_never_the_same() -> None:
    keys = {new_recovery_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(len(group) == 6 and set(group) <= set(ALPHABET) for key in keys for group in key.split("-"))
    assert len(ALPHABET) ** (GROUPS * 5) > 2**170


def test_it_may_be_typed_as_people_do() -> None:
    key = ""
    while "1" not in key or "0" not in key or "2" not in key:
        key = new_recovery_key()
    sloppy = key.lower().replace("-", " \n").replace("1", "l").replace("0", "o").replace("2", "z")
    assert typed_recovery_key(sloppy) == key
    assert typed_recovery_key(key.replace("-", "\N{EN DASH}")) == key


def test_every_single_slip_is_found_in_its_group() -> None:
    key = new_recovery_key()
    for at, letter in enumerate(key):
        if letter == "-":
            continue
        for other in ALPHABET:
            if other != letter:
                with pytest.raises(RecoveryKeyMistyped) as raised:
                    typed_recovery_key(key[:at] + other + key[at + 1 :])
                assert raised.value.parameters == {"group": str(at // 7 + 1)}


def test_swapped_neighbours_and_swapped_groups_are_found() -> None:
    key = new_recovery_key()
    for at in range(len(key) - 1):
        first, second = key[at], key[at + 1]
        if "-" not in (first, second) and first != second:
            with pytest.raises(RecoveryKeyMistyped):
                typed_recovery_key(key[:at] + second + first + key[at + 2 :])
    groups = key.split("-")
    for at in range(GROUPS - 1):
        swapped = [*groups[:at], groups[at + 1], groups[at], *groups[at + 2 :]]
        if swapped != groups:
            with pytest.raises(RecoveryKeyMistyped):
                typed_recovery_key("-".join(swapped))


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "A", lambda _key: ""])
def test_a_length_that_cannot_be_right_is_named(change: object) -> None:
    assert callable(change)
    with pytest.raises(RecoveryKeyIncomplete):
        typed_recovery_key(change(new_recovery_key()))


def test_letters_outside_the_alphabet_are_slips() -> None:
    key = new_recovery_key()
    for letter in "U?ÄU\u0660":
        with pytest.raises(RecoveryKeyMistyped):
            typed_recovery_key(letter + key[1:])
