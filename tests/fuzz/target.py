"""What a target is, and what counts as a find."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sozialclient.errors import SozialclientError
from tests.fuzz.choices import Choices

LONGEST = 2.0
"""Seconds of processor time of its thread after which an input counts as a hang."""


class TooSlow(AssertionError):
    """An input took longer than LONGEST."""


@dataclass(frozen=True)
class Target:
    """Something that reads strangers' bytes. `read` raises SozialclientError or keeps its promises (asserts)."""

    name: str
    read: Callable[[Choices], None]

    def run(self, data: bytes) -> str:
        """The reference of the refusal, or `accepted`; anything else that is raised is a find."""
        started = time.thread_time()
        try:
            self.read(Choices(data))
            outcome = "accepted"
        except SozialclientError as error:
            outcome = error.reference
        if time.thread_time() - started > LONGEST:
            raise TooSlow(self.name)
        return outcome
