"""Names who works: the account of the operating system and the PC, for the journal."""

from __future__ import annotations

import os
import platform
import sys
from functools import cache

from sozialclient.store.database.encoding import storable

_LIMIT = 64


@cache
def who() -> str:
    """`account@PC`, as the system knows them; not from variables, which anyone can set."""
    return storable(f"{_account()[:_LIMIT]}@{platform.node()[:_LIMIT] or '?'}")


def account_of(who: str) -> str:
    """Whoever changes the PC stays the same person."""
    return who.partition("@")[0].casefold()


def _account() -> str:
    if sys.platform == "win32":
        try:
            return os.getlogin()
        except OSError:
            return "?"
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
