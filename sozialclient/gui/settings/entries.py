"""Which settings stand in which group, and how each is asked for."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sozialclient.gui.plain import plain
from sozialclient.gui.shell.menus import SCALES
from sozialclient.gui.tray.page import interval_words
from sozialclient.gui.tray.schedule import CHOICES
from sozialclient.gui.wording import say
from sozialclient.logs import LogLevel
from sozialclient.settings import Appearance, Closing


class Kind(enum.Enum):
    """How a value is asked for."""

    CHOICE = "choice"
    NUMBER = "number"
    SWITCH = "switch"
    LINE = "line"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting by its name in the file, which is also that of its wording.

    Of a number the bounds, and whether 0 means `never`.
    """

    key: str
    kind: Kind
    least: float = 0
    most: float = 0
    never: bool = False
    unit: str = ""


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("display", (Entry("display.theme", Kind.CHOICE), Entry("display.text_scale", Kind.CHOICE))),
    ("guard", (Entry("lock.idle_minutes", Kind.NUMBER, 0, 480, never=True, unit="minutes"),
               Entry("clipboard.seconds", Kind.NUMBER, 0, 600, never=True, unit="seconds"))),
    ("fetch", (Entry("fetch.automatic_minutes", Kind.CHOICE), Entry("fetch.when_closed", Kind.CHOICE))),
    ("office", (Entry("office.sender", Kind.LINES), Entry("office.contact", Kind.LINES),
                Entry("office.readers", Kind.LINES), Entry("office.deadlines", Kind.LINES))),
    ("export", (Entry("export.pattern", Kind.LINE), Entry("export.personal_names", Kind.SWITCH))),
    ("network", (Entry("network.proxy", Kind.LINE), Entry("network.ca_file", Kind.LINE),
                 Entry("network.connect_seconds", Kind.NUMBER, 1, 300, unit="seconds"),
                 Entry("network.grace_seconds", Kind.NUMBER, 5, 3600, unit="seconds"),
                 Entry("network.minimum_rate", Kind.NUMBER, 1024, 1_000_000_000, unit="rate"),
                 Entry("network.crl_addresses", Kind.LINES))),
    ("support", (Entry("log.level", Kind.CHOICE), Entry("policy.refused_algorithms", Kind.LINES))),
)
OTHERS = ("calendar", "backup", "retention", "drop", "schemas", "certificates")
"""Actions whose dialogs keep more: what they hold lies in the store or is checked with it."""


def choices(key: str, now: object) -> Sequence[tuple[str, object]]:
    """Words and value of what may be chosen; `now` is among them, also where it was written by hand."""
    if key == "display.theme":
        return [(say(f"look.{each.value}"), each.value) for each in Appearance]
    if key == "display.text_scale":
        sizes = sorted({*SCALES, *([now] if isinstance(now, float | int) else [])})
        return [(plain(f"{round(each * 100)} %"), each) for each in sizes]
    if key == "fetch.automatic_minutes":
        return [(plain(interval_words(each)), each) for each in sorted({*CHOICES, *([now] if isinstance(now, int)
                                                                                   else [])})]
    if key == "fetch.when_closed":
        return [(say(f"settings.closing.{each.value}"), each.value) for each in Closing]
    return [(say(f"settings.log.{each.value}"), each.value) for each in LogLevel]
