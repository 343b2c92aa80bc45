"""How the set-up speaks: one line a step, and errors that end with what to do."""

from __future__ import annotations

import sys


class SetupError(Exception):
    """The set-up can't go on; `action` tells the reader what to do about it."""

    def __init__(self, happened: str, action: str) -> None:
        super().__init__(happened)
        self.happened = happened
        self.action = action

    def __str__(self) -> str:
        return f"{self.happened}\n→ {self.action}"


def prepare_console() -> None:
    """A console or pipe that lacks a character shows a substitute instead of ending the set-up."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def say(line: str) -> None:
    """One line for the reader, at once, also when the output goes into a file."""
    print(line, flush=True)
