"""Every action of the window in one table: menu, keys, icon; Hilfe > Tastatur lists the same table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from sozialclient.gui.plain import literal_caption
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """Name (key of its wording), menu, keys in Qt's portable spelling, icon.

    `near`: its keys work only in the list and at the application, because elsewhere nobody means those.
    """

    name: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs: str = ""
    near: bool = False


MENUS = ("mailbox", "application", "edit", "view", "store", "help")
ACTIONS = (
    ActionEntry("fetch", "mailbox", ("F5",), "fetch", "mailbox"),
    ActionEntry("automatic", "mailbox", (), "clock"),
    ActionEntry("set_up", "mailbox", (), "plus"),
    ActionEntry("training", "mailbox", (), "user"),
    ActionEntry("remove_mailbox", "mailbox", (), "trash", "mailbox"),
    ActionEntry("lock", "mailbox", ("Ctrl+L",), "lock"),
    ActionEntry("close_window", "mailbox", ("Alt+F4",)),
    ActionEntry("quit", "mailbox", ("Ctrl+Q",)),
    ActionEntry("transfer", "application", ("Ctrl+T",), "transfer", "application"),
    ActionEntry("export", "application", ("Ctrl+S",), "export", "selection"),
    ActionEntry("print", "application", ("Ctrl+P",), "print", "application"),
    ActionEntry("save_pdf", "application", ("Ctrl+Shift+S",), "file-pdf", "application"),
    ActionEntry("copy_received", "application", ("Ctrl+E",), "stamp", "application"),
    ActionEntry("state", "application", ("Ctrl+M",), "st-work", "application"),
    ActionEntry("find_field", "application", ("Ctrl+J",), "link", "application"),
    ActionEntry("links", "application", (), "link", "application"),
    ActionEntry("hints", "application", ("Ctrl+H",), "warning", "application"),
    ActionEntry("request", "application", ("Ctrl+R",), "request", "application"),
    ActionEntry("receipt", "application", (), "send", "application"),
    ActionEntry("compare", "application", (), "split", "selection"),
    ActionEntry("copy_postbox", "application", ("Ctrl+B",), "copy", "application"),
    ActionEntry("assign_me", "application", ("Ctrl+I",), "user", "selection"),
    ActionEntry("assign", "application", ("Ctrl+Shift+I",), "user", "selection"),
    ActionEntry("note", "application", ("Ctrl+N",), "note", "application"),
    ActionEntry("due", "application", ("Ctrl+Shift+D",), "calendar", "application"),
    ActionEntry("retry", "application", (), "rotate", "mailbox"),
    ActionEntry("fetch_again", "application", (), "fetch", "mailbox"),
    ActionEntry("save_original", "application", (), "file", "application"),
    ActionEntry("trash", "application", ("Del",), "trash", "selection", near=True),
    ActionEntry("restore", "application", (), "rotate", "trash"),
    ActionEntry("delete", "application", ("Shift+Del",), "trash", "trash", near=True),
    ActionEntry("hold", "application", (), "lock", "selection"),
    ActionEntry("close", "application", ("Ctrl+W",), "close", "application"),
    ActionEntry("undo", "edit", ("Ctrl+Z",), "history"),
    ActionEntry("search", "edit", ("Ctrl+F",), "search"),
    ActionEntry("palette", "edit", ("Ctrl+K",), "prompt"),
    ActionEntry("settings", "edit", ("Ctrl+,",), "settings"),
    ActionEntry("next_hit", "edit", ("F3",), "down"),
    ActionEntry("previous_hit", "edit", ("Shift+F3",)),
    ActionEntry("filter", "view", ("Ctrl+Shift+L",), "filter"),
    ActionEntry("row", "view", (), "settings"),
    ActionEntry("calendar", "view", (), "calendar"),
    ActionEntry("reload", "view", ("Ctrl+F5",), "rotate"),
    ActionEntry("next_pane", "view", ("F6",)),
    ActionEntry("previous_pane", "view", ("Shift+F6",)),
    ActionEntry("split", "view", ("F8",), "split"),
    ActionEntry("next_tab", "view", ("Ctrl+Tab",), needs="application"),
    ActionEntry("previous_tab", "view", ("Ctrl+Shift+Tab",), needs="application"),
    ActionEntry("times", "view", ("Alt+Return",), "clock", "application"),
    ActionEntry("back", "view", ("Alt+Left",), "left"),
    ActionEntry("forward", "view", ("Alt+Right",), "right", "application"),
    ActionEntry("larger", "view", ("Ctrl++",)),
    ActionEntry("smaller", "view", ("Ctrl+-",)),
    ActionEntry("usual_size", "view", ("Ctrl+0",)),
    ActionEntry("privacy", "view", ("F9",), "eye-off"),
    ActionEntry("full_screen", "view", ("F11",)),
    ActionEntry("audit", "store", (), "balance"),
    ActionEntry("statistics", "store", (), "month"),
    ActionEntry("journal", "store", (), "history"),
    ActionEntry("retention", "store", (), "clock"),
    ActionEntry("support", "help", (), "info"),
    ActionEntry("reconnect", "store", (), "server"),
    ActionEntry("backup", "store", (), "backup"),
    ActionEntry("restore_backup", "store"),
    ActionEntry("store_keys", "store", (), "key"),
    ActionEntry("certificates", "store", (), "cert"),
    ActionEntry("schemas", "store", (), "list"),
    ActionEntry("drop", "store", (), "export"),
    ActionEntry("help", "help", ("F1",), "help"),
    ActionEntry("tour", "help", (), "route"),
    ActionEntry("keyboard", "help", ("Ctrl+F1",), "prompt"),
    ActionEntry("about", "help", (), "info"),
)
# Whatever is not named here may change something, and is forbidden where this place only reads.
READING = frozenset({
    "lock", "close_window", "quit", "hints", "compare", "copy_postbox", "copy_received", "find_field", "links", "close",
    "search", "filter", "reload", "next_pane", "previous_pane", "split",
    "back", "forward", "next_hit", "previous_hit", "next_tab", "previous_tab", "times",
    "larger", "smaller", "usual_size",
    "full_screen", "palette", "privacy", "help", "reconnect", "keyboard", "about", "audit", "journal",
    "statistics", "support",
})
FOLDER_KEYS = tuple(f"Ctrl+{number}" for number in range(1, 8))
TAB_KEYS = tuple(f"Alt+{number}" for number in range(1, 8))


class Actions(QObject):
    """The actions by name; what cannot be done now is disabled and says why."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._by_name: dict[str, QAction] = {}
        self._possible: dict[str, bool] = {}
        self._changes = True
        for entry in ACTIONS:
            action = QAction(literal_caption(say(f"action.{entry.name}")), parent)
            action.setObjectName(f"action.{entry.name}")
            action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
            if entry.icon:
                theme.set_icon(action, entry.icon, "text")
            self._by_name[entry.name] = action

    def __getitem__(self, name: str) -> QAction:
        """Action by name. Raises KeyError for an unknown name."""
        return self._by_name[name]

    def enable(self, **possible: bool) -> None:
        """Enable what needs `mailbox`, `selection`, `application`, or that all chosen ones lie in the `trash`."""
        self._possible.update(possible)
        for entry in ACTIONS:
            if entry.needs in possible:
                self._set(entry)

    def allow_changes(self, allowed: bool) -> None:
        """Allow or forbid whatever changes something in the store."""
        if allowed is not self._changes:
            self._changes = allowed
            for entry in ACTIONS:
                if entry.name not in READING:
                    self._set(entry)

    def _set(self, entry: ActionEntry) -> None:
        possible = self._possible.get(entry.needs, True)
        self._by_name[entry.name].setEnabled(possible and (self._changes or entry.name in READING))


def key_words(keys: str) -> str:
    """`Strg+F5` for `Ctrl+F5`."""
    german = {"Ctrl": say("key.ctrl"), "Shift": say("key.shift"), "Del": say("key.del"), "Left": say("key.left"),
              "Right": say("key.right"),
              "Up": say("key.up"), "Down": say("key.down"), "Space": say("key.space"), "Return": say("key.enter")}
    return "+".join(german.get(key, key) for key in keys.split("+"))
