"""What comes back from the worker: pixels, text positions and facts about a document."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PageSize:
    """Size of a page as shown (rotation applied), in points of 1/72 inch."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """Pixels of one page, top row first, on white.

    Row `y` begins at byte `y * stride`; each pixel is three bytes, red first. `scale` is what
    was really used, in pixels per point: smaller than asked for when limits required it.
    """

    width: int
    height: int
    stride: int
    format: Literal["RGB888"]
    pixels: bytes
    scale: float


@dataclass(frozen=True, slots=True)
class TextSpan:
    """One word of a page's text and where it stands, in points from the top left of the page as shown.

    `line` counts lines in reading order from 0; words of one line share it. The text is the
    sender's: show it as plain text only.
    """

    text: str
    x: float
    y: float
    width: float
    height: float
    line: int


class LinkKind(enum.Enum):
    """What a link in a document would do; nothing of it is ever done here."""

    PAGE = "page"
    ADDRESS = "address"
    OTHER_DOCUMENT = "other_document"
    PROGRAM = "program"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A clickable place on `page` (from 0), in points from the top left.

    `target` is the sender's text: an address or file name, or the page number from 0 for
    `LinkKind.PAGE`, empty when unknown.
    """

    page: int
    kind: LinkKind
    target: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of a document's table of contents; `page` from 0, None when it leads nowhere."""

    title: str
    level: int
    page: int | None


@dataclass(frozen=True, slots=True)
class ActiveContent:
    """What a document carries beyond its pages, listed and never run, opened or fetched.

    `markers` are the names of PDF features found in the file (`JavaScript`, `OpenAction`,
    `Launch`, `SubmitForm`, `XFA` ...). Finding none does not prove that there are none.
    `complete` is False when a limit cut one of the lists.
    """

    links: tuple[Link, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()
    embedded_files: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    complete: bool = True

    @property
    def javascript(self) -> bool:
        """Whether script code was found."""
        return "JavaScript" in self.markers

    @property
    def launches(self) -> bool:
        """Whether an action that starts a program was found."""
        return "Launch" in self.markers or any(link.kind is LinkKind.PROGRAM for link in self.links)
