"""A finished document of our own, on its way from a report to an export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One file we made about an application.

    `technical` papers go into the folder for technical files, the others beside the application.
    """

    file_name: str
    media_type: str
    data: bytes
    technical: bool = False
