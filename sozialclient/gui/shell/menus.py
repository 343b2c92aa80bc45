"""Builds the menu bar from the table of actions, and the groups for look and text size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from sozialclient.gui.actions import ACTIONS, FOLDER_KEYS, MENUS, TAB_KEYS
from sozialclient.gui.application.page import NARROW_TABS, TABS
from sozialclient.gui.folders.table_model import FOLDERS
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import literal_caption
from sozialclient.gui.widgets.letter_menu import LetterMenu
from sozialclient.gui.wording import say
from sozialclient.settings import Appearance

SCALES = (1.0, 1.25, 1.5, 1.75, 2.0, 2.25)


def build_menus(
    window: MainWindow, *, appearance: Appearance, scale: float, look: Callable[[Appearance], None],
    size: Callable[[float], None], folder: Callable[[str], None], tab: Callable[[str], None],
) -> None:
    """Fill the menu bar and the menu button; an action also hangs on the window, so its keys always
    work, or on the panes that they are meant for."""
    menus: dict[str, QMenu] = {}
    whole = QMenu(parent=window)
    for name in MENUS:
        menu = LetterMenu(say(f"menu.{name}"), window)
        menus[name] = menu
        for bar in (window.menu_bar, whole):
            bar.addActions([menu.menuAction()])
    window.toolbar.menu.setMenu(whole)
    for entry in ACTIONS:
        action = window.actions_table[entry.name]
        menus[entry.menu].addActions([action])
        if entry.near:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for place in (window.applications, window.application) if entry.near else (window,):
            place.addActions([action])
    view = menus["view"]
    view.addSeparator()
    shown = [name for name in TABS if name not in NARROW_TABS]
    _group(window, view.addMenu(say("menu.folders")), [
        _named(f"folders.{each.key}", partial(folder, each.key), keys=FOLDER_KEYS[at])
        for at, each in enumerate(FOLDERS)], checkable=False)
    _group(window, view.addMenu(say("menu.tabs")), [
        _named(f"application.tab.{each}", partial(tab, each), keys=TAB_KEYS[at])
        for at, each in enumerate(shown)], checkable=False)
    _group(window, view.addMenu(say("menu.look")), [
        _named(f"look.{each.value}", partial(look, each), checked=each is appearance)
        for each in Appearance], checkable=True)
    _group(window, view.addMenu(say("menu.size")), [
        _Entry("", f"{round(each * 100)} %", partial(size, each), checked=each == scale)
        for each in SCALES], checkable=True)


@dataclass(frozen=True, slots=True)
class _Entry:
    """`name` is the key of its caption, by which the command palette knows it; empty for a bare number."""

    name: str
    caption: str
    call: Callable[[], None]
    keys: str = ""
    checked: bool = False


def _named(name: str, call: Callable[[], None], *, keys: str = "", checked: bool = False) -> _Entry:
    return _Entry(name, say(name), call, keys, checked)


def _group(window: MainWindow, menu: QMenu, entries: Iterable[_Entry], *, checkable: bool) -> None:
    group = QActionGroup(window)
    for entry in entries:
        action = QAction(literal_caption(entry.caption), window)
        action.setObjectName(entry.name)
        action.setCheckable(checkable)
        action.setChecked(entry.checked)
        if entry.keys:
            action.setShortcut(QKeySequence(entry.keys))
        action.triggered.connect(lambda _on=False, call=entry.call: call())
        if checkable:
            action.setActionGroup(group)
        for place in (menu, window):
            place.addActions([action])
