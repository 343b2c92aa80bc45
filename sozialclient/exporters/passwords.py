"""Passwords for encrypted archives."""

from __future__ import annotations

import secrets

LEAST_PASSWORD = 12
"""Characters; the key derivation of encrypted ZIP files is weak, so the password must not be."""

# Nothing that is taken for something else when it is read out on the telephone.
_ALPHABET = "abcdefghkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 5, 5


def suggested_password() -> str:
    """A new one of 5 groups of 5 characters: 122 random bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
