"""F9 empties every window at once, and any key brings everything back as it was."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.tasks import UnexpectedError
from tests.gui.test_screens import open_first


def hit(widget: QWidget, key: Qt.Key) -> None:
    """A key as the system sends it to the window."""
    handle = widget.window().windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key)
    QApplication.processEvents()


def spoken(interface: QAccessibleInterface | None) -> Iterator[str]:
    """Everything a screen reader can find that is to be seen."""
    if interface is None or interface.state().invisible:
        return
    yield interface.text(QAccessible.Text.Name)
    yield interface.text(QAccessible.Text.Value)
    for at in range(min(interface.childCount(), 60)):
        yield from spoken(interface.child(at))


def applicant(desktop: Desktop) -> str:
    current = desktop.controller.application.current
    assert current is not None and current.card.applicant
    return current.card.applicant


def test_nothing_is_seen_or_spoken_while_covered_and_any_key_returns(desktop: Desktop) -> None:
    open_first(desktop)
    window, name = desktop.window, applicant(desktop)
    window.applications.list.setFocus()
    whole = window.grab().toImage()
    title = window.windowTitle()
    assert any(name in words for words in spoken(QAccessible.queryAccessibleInterface(window)))
    hit(window, Qt.Key.Key_F9)
    assert desktop.aids.privacy.covered
    assert window.windowTitle() == "TEST – Sozialclient"
    assert not any(name in words for words in spoken(QAccessible.queryAccessibleInterface(window)))
    colours = {window.grab().toImage().pixelColor(x, y).name() for x in range(0, 1440, 7) for y in range(0, 400, 7)}
    assert len(colours) == 1
    hit(window, Qt.Key.Key_Delete)
    assert not desktop.aids.privacy.covered
    settle(desktop, 0.1)
    assert window.windowTitle() == title
    assert window.focusWidget() is window.applications.list
    assert window.grab().toImage() == whole
    assert desktop.controller.applications.counts["trash"] == 0, "the key that lifts the cover does nothing else"


def test_keys_and_store_stay_open(desktop: Desktop) -> None:
    open_first(desktop)
    hit(desktop.window, Qt.Key.Key_F9)
    assert desktop.locking.page is None
    assert desktop._desk.mailboxes()
    hit(desktop.window, Qt.Key.Key_F9)
    assert not desktop.aids.privacy.covered


def test_a_dialog_is_covered_too_and_takes_the_key(desktop: Desktop) -> None:
    desktop.window.actions_table["keyboard"].trigger()
    settle(desktop, 0.05)
    dialog = QApplication.activeWindow()
    assert dialog is not None and dialog is not desktop.window
    hit(dialog, Qt.Key.Key_F9)
    assert desktop.aids.privacy.covered
    assert dialog.windowTitle() == "Sozialclient"
    for window in (dialog, desktop.window):
        assert not [child for child in window.findChildren(QWidget) if child.isVisible() and child.accessibleName()
                    and child.accessibleName() != "Inhalt verborgen"]
    hit(dialog, Qt.Key.Key_Space)
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Tastatur"
    dialog.close()


def test_what_opens_meanwhile_is_covered(desktop: Desktop) -> None:
    hit(desktop.window, Qt.Key.Key_F9)
    desktop.controller.show_error(UnexpectedError(kind="X", place="y:1"))
    settle(desktop, 0.05)
    dialog = desktop.controller.error_dialog
    assert isinstance(dialog, ErrorDialog) and dialog.isVisible()
    assert QApplication.activeWindow() is dialog
    assert "Inhalt verborgen" in dialog.focusWidget().accessibleName()
    hit(dialog, Qt.Key.Key_A)
    assert not desktop.aids.privacy.covered
    dialog.close()


def test_what_opens_without_focus_is_covered(desktop: Desktop) -> None:
    """As a dialog does while another program has the keyboard."""
    open_first(desktop)
    hit(desktop.window, Qt.Key.Key_F9)
    dialog = QDialog(desktop.window)
    name = QLabel(applicant(desktop), dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    dialog.show()
    assert not name.isVisible()
    hit(desktop.window, Qt.Key.Key_Delete)
    assert name.isVisible()
    dialog.done(0)


def test_a_title_that_changes_meanwhile_waits(desktop: Desktop) -> None:
    hit(desktop.window, Qt.Key.Key_F9)
    desktop.window.show_mailbox("Amt Süd", training=False)
    assert "Amt Süd" not in desktop.window.windowTitle()
    hit(desktop.window, Qt.Key.Key_Escape)
    assert desktop.window.windowTitle() == "Sozialclient – Amt Süd"
