"""Lists every key of the window, from the same table the menus are built from."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from sozialclient.gui.actions import ACTIONS, FOLDER_KEYS, TAB_KEYS, key_words
from sozialclient.gui.application.page import NARROW_TABS, TABS
from sozialclient.gui.document.keys import EVERYWHERE, FINDING, ON_PAGES
from sozialclient.gui.folders.table_model import FOLDERS
from sozialclient.gui.theme import Theme
from sozialclient.gui.transfer.page import KEYS
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.facts import FactSheet, Group
from sozialclient.gui.wording import say


def key_groups() -> list[Group]:
    """All keys in groups: actions, folders, tabs, inside lists, in documents, while carrying over."""
    actions = [(" / ".join(map(key_words, entry.keys)), say(f"action.{entry.name}")) for entry in ACTIONS if entry.keys]
    folders = [(key_words(keys), say(f"folders.{each.key}")) for keys, each in zip(FOLDER_KEYS, FOLDERS, strict=True)]
    shown = [name for name in TABS if name not in NARROW_TABS]
    tabs = [(key_words(keys), say(f"application.tab.{name}")) for keys, name in zip(TAB_KEYS, shown, strict=False)]
    inside = [(say(f"keyboard.{name}.keys"), say(f"keyboard.{name}.what"))
              for name in ("list", "fields", "details", "pages", "zoom", "split", "dialog")]
    reading = [(" / ".join(dict.fromkeys(map(key_words, keys))), say(f"document.key.{name}"))
               for name, keys in (*EVERYWHERE, *FINDING, *ON_PAGES)]
    carrying = [(" / ".join(dict.fromkeys(map(key_words, keys))), say(f"transfer.action.{name}"))
                for name, keys in KEYS]
    return [(say("keyboard.actions"), actions), (say("menu.folders"), folders), (say("menu.tabs"), tabs),
            (say("keyboard.inside"), inside), (say("panes.document"), reading), (say("transfer.title"), carrying)]


class KeyboardDialog(QDialog):
    """A sheet of keys and what they do."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("action.keyboard"))
        self.setModal(True)
        fit_screen(self, QSize(0, 0), QSize(theme.px(560), theme.px(620)))
        sheet = FactSheet(theme, say("action.keyboard"))
        sheet.show_groups(key_groups())
        close = close_button(theme, self)
        close.setDefault(True)
        frame_dialog(self, sheet, dialog_footer(theme, [close]))
