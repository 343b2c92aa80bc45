"""How evidence is asked for: the stages of a request, and what people find about a case before they warn."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Stage(enum.Enum):
    """How often, and how earnestly, evidence was asked for."""

    REQUEST = "request"
    REMINDER = "reminder"
    WARNING = "warning"


class Way(enum.Enum):
    """How a warning is put in writing (§ 36a Abs. 2 and 2a SGB I, § 9a Abs. 6 OZG); a plain e-mail is none."""

    PAPER = "paper"
    SIGNATURE = "signature"
    MAILBOX = "mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What people found about the case, as ends of sentences; any may be empty.

    `decisive` is the evidence all depends on, `unclear` what cannot be settled without it, `inquiries` what the office
    tried itself; `part` of the benefit may be withheld from `since` on, to an `extent` (empty: the words of the law),
    `untouched` is not.
    """

    way: Way | None = None
    decisive: str = ""
    unclear: str = ""
    inquiries: str = ""
    part: str = ""
    since: str = ""
    extent: str = ""
    untouched: str = ""


WORDS = ("decisive", "unclear", "inquiries", "part", "since", "extent", "untouched")
"""The findings that are words, in the order in which people think of them."""
