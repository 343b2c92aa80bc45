"""Keeps the memory of the program out of core dumps: after a crash it holds what was on the screen, and the keys."""

from __future__ import annotations

import sys

_PR_SET_DUMPABLE = 4
"""Of `man 2 prctl`; 0 also keeps other processes of the user from reading this one's memory."""


def leave_no_core_dump() -> bool:
    """Forbid core dumps of this process and of those it starts; False where the system has no such call.

    The limit holds for files. A collector such as systemd-coredump gets a dump whatever the limit
    is, so the process is marked as not to be dumped at all; that mark ends with the next program
    started, which is why the render worker sets its own limit.
    """
    if sys.platform == "win32":
        return False
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    if not sys.platform.startswith("linux"):
        return True
    import ctypes

    return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
