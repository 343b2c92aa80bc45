"""Feedback (Rückmeldung) of an intermediary."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class FeedbackClass(enum.Enum):
    """First digit of a feedback code (PROTOCOL 5.4)."""

    SUCCESS = "0"
    WARNING = "3"
    ERROR = "9"
    UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """One `osci:Entry`: four-digit code (a string, leading zero kept), text and language as received."""

    code: str
    untrusted_text: str
    language: str | None = None

    @property
    def feedback_class(self) -> FeedbackClass:
        """Class by first digit; an unknown code never raises."""
        try:
            return FeedbackClass(self.code[:1])
        except ValueError:
            return FeedbackClass.UNKNOWN
