"""Collects the commands of a window from its menus, each with the names people may know it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from sozialclient.gui.palette.matching import Hit, best
from sozialclient.gui.plain import Shown, plain, plain_joined
from sozialclient.texts import text


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of a menu: `path` are the menus that lead to it, `other_names` what else people call it."""

    caption: str
    path: tuple[str, ...]
    other_names: tuple[str, ...]
    action: QAction = field(compare=False)

    @property
    def keys(self) -> Shown:
        """Its first keys as this system writes them, empty if it has none."""
        return plain(self.action.shortcut().toString(self.action.shortcut().SequenceFormat.NativeText))


@dataclass(frozen=True, slots=True)
class Found:
    """A command that fits; `reason` is the other name or the menus by which it was found, or its menus."""

    command: Command
    in_caption: Hit
    reason: str
    in_reason: Hit
    by_other_name: bool = False
    score: int = 0

    @property
    def slipped(self) -> bool:
        """True when only a slip of the finger explains it."""
        return self.in_caption.slipped or self.in_reason.slipped


_NOTHING = Hit(0, ())
_BEST_FIRST = 10


def commands_of(actions: Iterable[QAction], path: tuple[str, ...] = ()) -> Iterator[Command]:
    """Every entry below `actions`, in the order of the menus."""
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from commands_of(menu.actions(), (*path, _words(action)))
        elif not action.isSeparator() and action.isVisible():
            yield Command(_words(action), path, other_names(action.objectName()), action)


def other_names(key: str) -> tuple[str, ...]:
    """What another client calls the action whose wording is `key`; empty for one without such names."""
    try:
        return tuple(text("palette", key).split(" | ")) if key else ()
    except KeyError:
        return ()


def find_commands(wanted: str, commands: Sequence[Command]) -> list[Found]:
    """The commands that fit, best first; of equals those that can be done now. Slips count where nothing else fits."""
    found = [hit for command in commands if (hit := _found(wanted, command)) is not None]
    if any(not hit.slipped for hit in found):
        found = [hit for hit in found if not hit.slipped]
    found.sort(key=lambda hit: (-hit.score, not hit.command.action.isEnabled()))
    return found


def _found(wanted: str, command: Command) -> Found | None:
    menus = plain_joined(" › ", command.path)
    texts = (command.caption, *command.other_names, f"{menus} › {command.caption}",
             *(f"{menus} › {name}" for name in command.other_names))
    hit = best(wanted, texts)
    if hit is None:
        return None
    at, marked = hit
    score = marked.score * _BEST_FIRST - min(at, _BEST_FIRST - 1)
    if at == 0:
        return Found(command, marked, menus, _NOTHING, score=score)
    if at <= len(command.other_names):
        return Found(command, _NOTHING, texts[at], marked, by_other_name=True, score=score)
    in_menus = Hit(0, tuple((start, end) for start, end in marked.spans if end <= len(menus)), marked.slipped)
    return Found(command, _NOTHING, menus, in_menus, score=score)


def _words(action: QAction) -> str:
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
