"""What is copied stays out of the clipboard's history and of other PCs, however it was copied."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from sozialclient.gui.clipboard import KEPT_OUT, Clipboard
from sozialclient.gui.plain import plain_label
from sozialclient.gui.widgets.literal_text import LiteralText
from tests.hostile.rows import guarded_by, windows_only

TEXT = "Zwergfell, Erika"
DWORD_0 = bytes(4)


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[Clipboard]:
    """The window's clipboard, watching; emptied afterwards."""
    watching = Clipboard()
    watching.watch()
    yield watching
    watching.clear()
    QGuiApplication.clipboard().clear()
    watching.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def ctrl_c(widget: QWidget) -> None:
    """Press Ctrl+C in a widget."""
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_C.value,
                                             Qt.KeyboardModifier.ControlModifier, "\x03"))
    gc.collect()


def assert_kept_out() -> None:
    """The text is there with all three formats, each a DWORD of 0."""
    data = QGuiApplication.clipboard().mimeData()
    assert QGuiApplication.clipboard().text() == TEXT
    assert {name: data.data(name).data() for name in KEPT_OUT} == dict.fromkeys(KEPT_OUT, DWORD_0)


@guarded_by("sozialclient.gui.clipboard.kept_out")
def test_u_15_whatever_is_copied_stays_out_of_history_and_cloud(clipboard: Clipboard) -> None:
    """A value copied by its button, by Ctrl+C in a label and in a text carries the three formats from the start."""
    for name in ("ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory",
                 "CanUploadToCloudClipboard"):
        assert f'application/x-qt-windows-mime;value="{name}"' in KEPT_OUT
    clipboard.copy(TEXT)
    assert_kept_out()
    clipboard.clear()
    label, text = plain_label(TEXT, keys=True), LiteralText("Text")
    text.show_text(TEXT)
    for widget in (label, text):
        widget.show()
    label.setSelection(0, len(TEXT))
    text.selectAll()
    for widget in (label, text):
        unwatched = QGuiApplication.clipboard()
        unwatched.clear()
        ctrl_c(widget)
        assert_kept_out()
        widget.close()


@guarded_by("sozialclient.gui.clipboard.Clipboard.watch")
def test_u_15a_a_copy_by_any_other_way_is_taken_over(clipboard: Clipboard) -> None:
    """What a field or a menu of Qt copies by itself is marked too, and leaves when the store is locked."""
    field = QLineEdit(TEXT)
    field.show()
    field.activateWindow()
    field.setFocus()
    QApplication.processEvents()
    field.selectAll()
    field.copy()
    assert_kept_out()
    clipboard.clear()
    assert QGuiApplication.clipboard().text() == ""
    field.close()


def test_u_15b_what_others_put_there_stays_theirs(clipboard: Clipboard) -> None:
    clipboard.copy(TEXT)
    QGuiApplication.clipboard().setMimeData(QMimeData())
    clipboard.clear()
    assert clipboard._text == ""


ASKED = """
import ctypes, sys
from PySide6.QtWidgets import QApplication
from sozialclient.gui.clipboard import KEPT_OUT, Clipboard
application = QApplication([])
clipboard = Clipboard()
clipboard.copy(sys.argv[1])
user, kernel = ctypes.WinDLL("user32"), ctypes.WinDLL("kernel32")
user.GetClipboardData.restype = kernel.GlobalLock.restype = ctypes.c_void_p
kernel.GlobalLock.argtypes = kernel.GlobalUnlock.argtypes = [ctypes.c_void_p]
assert user.OpenClipboard(None)
for name in KEPT_OUT:
    held = user.GetClipboardData(user.RegisterClipboardFormatW(name.split('"')[1]))
    print(ctypes.string_at(kernel.GlobalLock(held), 4).hex())
    kernel.GlobalUnlock(held)
user.CloseClipboard()
clipboard.clear()
"""


@windows_only
def test_u_15c_windows_has_the_three_formats_on_its_clipboard() -> None:
    """Asked by the system's own calls: all three formats are there, and each says 0 in four bytes."""
    done = subprocess.run([sys.executable, "-c", ASKED, TEXT], capture_output=True, text=True, timeout=60,
                          env=os.environ | {"QT_QPA_PLATFORM": "windows"})
    assert done.stdout.split() == [DWORD_0.hex()] * 3, done.stderr
