"""Every screen is walked as a screen reader, a keyboard and large letters on a small screen find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QFrame,
    QLabel,
    QListView,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from sozialclient.gui.help.topics import TOPICS, topic_of
from sozialclient.gui.screens import SCREENS, settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.gui.test_accessibility import focusable

# Qt gives every area that scrolls the role of a client; what lies in it has roles of its own.
ROLES_WITHOUT_MEANING = (QAccessible.Role.NoRole, QAccessible.Role.Client)
NEEDS_APPLICATION = ("evidence", "origin", "history", "raw-xml", "export", "trash", "delete")
SCREEN = 784
"""Width a dialog may have on the smallest screen, 800 px."""


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
            if each.role() in ROLES_WITHOUT_MEANING and not isinstance(widget, QScrollArea):
                found.append(f"no role: {who}")
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


def walked(desktop: Desktop, names: Iterable[str]) -> dict[str, list[str]]:
    """What is wrong with each of these screens; those without fault are left out."""
    found = {}
    for name in names:
        window = shown(desktop, name)
        wrong = [*faults(window), *rows_without_words(window), *only_coloured(window), *unreachable(window)]
        if topic_of(window.focusWidget() or window) not in TOPICS:
            wrong.append("no help")
        if wrong:
            found[name] = wrong
        leave(desktop, window)
    return found


FEW = ("pin-wrong", "backup", "palette", "help", "automatic", "assistant-place", "store-keys")


def test_dialogs_can_be_heard_reached_and_read_without_colour(
    start: StartDesktop, empty_workplace: Workplace,
) -> None:
    assert not walked(start(empty_workplace), FEW)


@pytest.mark.slow
def test_every_screen_can_be_heard_reached_and_read_without_colour(desktop: Desktop) -> None:
    assert not walked(desktop, SCREENS)


def test_the_walk_finds_what_is_missing(start: StartDesktop, empty_workplace: Workplace) -> None:
    desktop = start(empty_workplace)
    window = shown(desktop, "pin")
    assert isinstance(window, QDialog)
    button = next(each for each in window.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled())
    caption = button.accessibleName()
    button.setText("")
    button.setAccessibleName("")
    assert [fault for fault in faults(window) if fault.startswith("no name")]
    button.setAccessibleName(caption)
    button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert button not in list(focusable(window)), "what Tab shall not reach is not looked for"
    leave(desktop, window)


@pytest.mark.parametrize("name", ["welcome", "backup"])
def test_the_focus_can_be_seen(start: StartDesktop, empty_workplace: Workplace, name: str) -> None:
    desktop = start(empty_workplace)
    window = shown(desktop, name)
    for _ in range(8):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focus = window.focusWidget()
        assert focus is not None
        QApplication.processEvents()
        area = focus.rect().translated(focus.mapTo(window, focus.rect().topLeft())).adjusted(-6, -6, 6, 6)
        with_focus = window.grab(area).toImage()
        focus.clearFocus()
        QApplication.processEvents()
        assert window.grab(area).toImage() != with_focus, focus.accessibleName()
        focus.setFocus(Qt.FocusReason.TabFocusReason)
    leave(desktop, window)


@pytest.mark.slow
def test_nothing_is_cut_off_with_letters_twice_as_large(desktop: Desktop) -> None:
    desktop.show_size(2.0)
    settle(desktop, 0.1)
    cut = []
    for name in SCREENS:
        window = shown(desktop, name)
        if isinstance(window, QDialog) and name != "palette":
            if window.minimumSizeHint().width() > SCREEN or window.width() > SCREEN:
                cut.append(f"{name} is {window.width()} px wide")
            for area in window.findChildren(QScrollArea):
                inside = area.widget()
                if area.isVisible() and inside and inside.minimumSizeHint().width() > area.viewport().width():
                    cut.append(f"{name}: {inside.minimumSizeHint().width()} of {area.viewport().width()}")
        leave(desktop, window)
    assert not cut
