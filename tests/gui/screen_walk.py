"""Walks a screen as a screen reader and a keyboard find it, and says what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QFrame,
    QLabel,
    QListView,
    QMenuBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from sozialclient.gui.help.topics import TOPICS, topic_of
from sozialclient.gui.palette.page import PaletteDialog
from sozialclient.gui.retention.delete_dialog import DeleteDialog
from sozialclient.gui.retention.page import RetentionDialog
from sozialclient.gui.screens import SCREENS, settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.gui.widgets.page_view import PageView

# Qt gives areas that scroll and widgets of our own the role of a client, and roles given from Python do not outlive
# their wrappers. What lies in a QScrollArea has roles of its own; of the pages of a document a description says what
# they are.
ROLES_WITHOUT_MEANING = (QAccessible.Role.NoRole, QAccessible.Role.Client)
NEEDS_APPLICATION = ("evidence", "origin", "history", "raw-xml", "export", "trash", "delete")
DELETING = (DeleteDialog, RetentionDialog)
"""Where Enter must not do anything by itself."""

_KEY_LETTER = re.compile(r"(?<!&)&([^&\s])")


def focusable(root: QWidget) -> Iterator[QWidget]:
    """Everything the keyboard can get to."""
    for widget in root.findChildren(QWidget):
        inside = isinstance(widget.parentWidget(), QAbstractScrollArea | QAbstractSpinBox)
        inside = inside or isinstance(widget, QScrollBar)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not inside:
            yield widget


def nameless(root: QWidget) -> list[str]:
    """Controls whose accessible interface has no name."""
    found = []
    for widget in focusable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def shown(desktop: Desktop, name: str) -> QWidget:
    """One screen of the program's own list, as it is drawn."""
    if name in NEEDS_APPLICATION:
        SCREENS["main"](desktop)
    if name == "delete":
        SCREENS["trash"](desktop)
    window = SCREENS[name](desktop)
    settle(desktop, 0.05)
    window.activateWindow()
    QApplication.processEvents()
    return window


def leave(desktop: Desktop, window: QWidget) -> None:
    desktop.aids.tour.leave()
    if window is not desktop.window:
        window.close()


def tree(interface: QAccessibleInterface | None, depth: int = 0) -> Iterator[QAccessibleInterface]:
    """What can be seen, as a screen reader finds it; of long lists the first rows."""
    if interface is None or depth > 25 or interface.state().invisible:
        return
    yield interface
    for at in range(min(interface.childCount(), 40)):
        yield from tree(interface.child(at), depth + 1)


def faults(window: QWidget) -> list[str]:
    """What a screen reader could not tell its user."""
    found = []
    for each in tree(QAccessible.queryAccessibleInterface(window)):
        widget, state = each.object(), each.state()
        who = f"{type(widget).__name__} {each.role().name}"
        if state.focusable and not state.disabled and isinstance(widget, QWidget) and widget.focusPolicy():
            if not each.text(QAccessible.Text.Name).strip():
                found.append(f"no name: {who} in {type(widget.parentWidget()).__name__}")
            said = each.text(QAccessible.Text.Description).strip()
            if each.role() in ROLES_WITHOUT_MEANING and not isinstance(widget, QScrollArea):
                if not isinstance(widget, PageView):
                    found.append(f"no role: {who}")
                elif not said:
                    found.append(f"neither role nor description: {who}")
        if isinstance(widget, QAbstractButton) and widget.isCheckable() and not (state.checkable or state.expandable):
            found.append(f"no state: {who} {widget.text()}")
        if isinstance(widget, QAbstractButton) and not widget.isEnabled() and not state.disabled:
            found.append(f"not told as impossible: {who} {widget.text()}")
    return found


def rows_without_words(window: QWidget) -> list[str]:
    """Lists whose rows have nothing to say."""
    found = []
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        if not view.isVisible() or not isinstance(model, QAbstractItemModel) or not view.focusPolicy():
            continue
        columns = 1 if isinstance(view, QListView) else model.columnCount(view.rootIndex())
        for row in range(min(model.rowCount(view.rootIndex()), 12)):
            words = [str(model.index(row, column, view.rootIndex()).data(role) or "")
                     for column in range(columns)
                     for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)]
            if not any(word.strip() for word in words):
                found.append(f"{view.accessibleName()} row {row}")
    return found


def unreachable(window: QWidget) -> list[str]:
    """Controls that Tab does not come to; of radio buttons one of a group is enough."""
    wanted = [each for each in focusable(window) if each.isEnabled() and each.window() is window]
    visited: set[QWidget] = set()
    for _ in range(len(wanted) + 25):
        focus = window.focusWidget()
        if focus is not None:
            visited.add(focus)
        QTest.keyClick(focus or window, Qt.Key.Key_Tab)
    groups = {id(each.parentWidget()) for each in visited if isinstance(each, QRadioButton)}
    missed = [each for each in wanted if each not in visited
              and not (isinstance(each, QRadioButton) and id(each.parentWidget()) in groups)]
    return [f"{type(each).__name__} {each.accessibleName()}" for each in missed]


def only_coloured(window: QWidget) -> list[str]:
    """Frames whose tint carries a meaning without an icon and words."""
    found = []
    for frame in window.findChildren(QFrame):
        meaning = frame.property("banner") or frame.property("pill")
        if meaning and frame.isVisible():
            words = any(label.text().strip() for label in frame.findChildren(QLabel) if label.isVisible())
            if not words or not frame.findChildren(IconLabel):
                found.append(f"{meaning} {type(frame).__name__}")
    return found


def key_letters_twice(window: QWidget) -> list[str]:
    """Letters that, with Alt, two things on a screen would answer to; the menus' own letters count too."""
    captions = [each.text() for each in window.findChildren(QAbstractButton) if each.isVisible()]
    captions += [each.text() for each in window.findChildren(QLabel) if each.isVisible() and each.buddy() is not None]
    captions += [each.text() for bar in window.findChildren(QMenuBar) for each in bar.actions()]
    letters = Counter(found[1].casefold() for text in captions if (found := _KEY_LETTER.search(text)))
    return [f"letter twice: {letter}" for letter, number in letters.items() if number > 1]


def without_enter(window: QWidget) -> list[str]:
    """A dialog answers Enter with its one default button; where something would be deleted with none."""
    if not isinstance(window, QDialog) or isinstance(window, PaletteDialog):
        return []
    defaults = [each for each in window.findChildren(QPushButton) if each.isDefault()]
    if isinstance(window, DELETING):
        return [f"Enter deletes: {each.text()}" for each in defaults]
    return [] if len(defaults) == 1 else [f"{len(defaults)} default buttons"]


def not_left_by_escape(desktop: Desktop, window: QWidget) -> list[str]:
    """Escape closes a dialog, and the keyboard is where it was before."""
    if not isinstance(window, QDialog):
        return []
    before = desktop.window.focusWidget()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    settle(desktop, 0.02)
    if window.isVisible():
        return ["Escape does not close it"]
    desktop.window.activateWindow()
    QApplication.processEvents()
    now = QApplication.focusWidget()
    return [] if now is before else [f"the focus went to {type(now).__name__}, not {type(before).__name__}"]


def wrong_with(desktop: Desktop, name: str) -> list[str]:
    """Everything that is wrong with a screen, which is opened and left again."""
    window = shown(desktop, name)
    wrong = [*faults(window), *rows_without_words(window), *only_coloured(window), *key_letters_twice(window),
             *without_enter(window), *unreachable(window)]
    if topic_of(window.focusWidget() or window) not in TOPICS:
        wrong.append("no help")
    wrong += not_left_by_escape(desktop, window)
    leave(desktop, window)
    return wrong
