"""The profiles that come with the program: proposals, which no maker of another program has confirmed."""

from __future__ import annotations

from functools import cache

from sozialclient.documents.transfer.profile import TransferProfile, read_profile
from sozialclient.resources import resource


@cache
def templates() -> tuple[TransferProfile, ...]:
    """All of them, by file name."""
    return tuple(read_profile(file.read_bytes()) for file in sorted(resource("profiles").glob("*.json")))
