"""The recovery key as people print, read and type it: groups that each notice a slip of their own."""

from __future__ import annotations

import secrets

from sozialclient.store.keys.errors import RecoveryKeyIncomplete, RecoveryKeyMistyped

# Crockford's alphabet (no I, L, O, U) without Z, which looks like 2: a prime number of
# characters, so that a check character finds every single slip and every swap of neighbours.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
GROUPS = 7
_DATA = 5
_GROUP = _DATA + 1
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "Z": "2"})


def new_recovery_key() -> str:
    """A new one: 7 groups of 6 characters, 173 random bits."""
    groups = []
    for number in range(GROUPS):
        data = "".join(secrets.choice(ALPHABET) for _ in range(_DATA))
        groups.append(data + _check(number, data))
    return "-".join(groups)


def typed_recovery_key(text: str) -> str:
    """What was typed, as `new_recovery_key` writes it; case, spaces and lookalikes do not matter.

    Raises RecoveryKeyIncomplete and RecoveryKeyMistyped.
    """
    plain = "".join(text.split()).replace("-", "").replace("\N{EN DASH}", "").upper().translate(_LOOKALIKES)
    if len(plain) != GROUPS * _GROUP:
        raise RecoveryKeyIncomplete(found=len(plain), needed=GROUPS * _GROUP)
    groups = [plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP)]
    for number, group in enumerate(groups):
        if any(letter not in ALPHABET for letter in group) or _check(number, group[:_DATA]) != group[_DATA]:
            raise RecoveryKeyMistyped(group=number + 1)
    return "-".join(groups)


def _check(number: int, data: str) -> str:
    """Weights 2 to 6 and the group's place, so that swapped letters and swapped groups show."""
    total = sum((at + 2) * ALPHABET.index(letter) for at, letter in enumerate(data)) + 7 * number
    return ALPHABET[total % len(ALPHABET)]
