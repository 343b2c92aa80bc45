"""What the painted lists show: one value per row, filled by a model, drawn by a delegate."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from PySide6.QtCore import Qt

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""Model role under which a row value of this module is found."""


class Tick(enum.Enum):
    """What stands in the box of a row: nothing, a tick, or the ticks of two people; NONE: room for one, but no box.

    FIRST: ticked by one person, where a second one should look too.
    """

    NONE = "none"
    OPEN = "open"
    FIRST = "first"
    DONE = "done"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Chip:
    """An icon and a word; `tint` is a meaning (ok, warning, danger, undecided) or empty for plain."""

    icon: str
    text: str
    tint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A row of two lines and chips; `heading` alone makes a group heading. Texts are already literal.

    At the right stands `time` (the legal Eingang, with its stamp) or else `aside` in plain colour.
    """

    heading: str = ""
    key: str = ""
    icon: str = ""
    fresh: bool = False
    title: str = ""
    time: str = ""
    aside: str = ""
    subtitle: str = ""
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NavRow:
    """A place to go: icon, word, count (empty: none); `heading` alone makes a group heading."""

    heading: str = ""
    key: str = ""
    icon: str = ""
    text: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """A label and its value; `heading` alone makes a group heading. Texts are already literal.

    With a `tick` a box stands before the label; `muted` rows have nothing to carry over.
    """

    heading: str = ""
    key: str = ""
    label: str = ""
    value: str = ""
    tick: Tick | None = None
    muted: bool = False
