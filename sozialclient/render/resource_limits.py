"""What the worker may use of the machine, set by itself before it sees a stranger's byte."""

from __future__ import annotations

import sys

_STATM = "/proc/self/statm"
_OPEN_FILES = 64

if sys.platform == "win32":

    def limit_resources(memory_bytes: int) -> bool:
        """Nothing, and False: the job object of `windows_job` does it from outside."""
        return False

    def limit_processor(seconds: float) -> None:
        """Nothing: the job object ends the worker together with the window."""

else:
    import resource

    def limit_resources(memory_bytes: int) -> bool:
        """Cap address space at `memory_bytes` beyond today's, forbid writing files and core dumps.

        True when all of it holds. The number of processes is left to `linux_seal`: the system
        counts a user's processes as a whole, so a cap here would depend on what else the user runs.
        """
        _lower(resource.RLIMIT_FSIZE, 0)
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
        if not sys.platform.startswith("linux"):
            return False
        with open(_STATM, "rb") as statm:  # noqa: PTH123  # pathlib would cost start-up time
            in_use = int(statm.read().split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, in_use + memory_bytes)
        return True

    def limit_processor(seconds: float) -> None:
        """Let the next request use `seconds` more of processor time, then the system ends the worker.

        This is for the case that the window is gone and nobody else watches any more.
        """
        usage = resource.getrusage(resource.RUSAGE_SELF)
        allowed = int(usage.ru_utime + usage.ru_stime + seconds) + 2
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (_at_most(hard, allowed), hard))

    def _at_most(hard: int, wanted: int) -> int:
        return wanted if hard < 0 else min(wanted, hard)

    def _lower(kind: int, wanted: int) -> None:
        value = _at_most(resource.getrlimit(kind)[1], wanted)
        resource.setrlimit(kind, (value, value))
