"""Text of strangers cannot act, fake or freeze the window, wherever it is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QPlainTextEdit, QPushButton, QWidget

from sozialclient.gui.application.page import TABS
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.store.store import Store
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import LoopWatch, StartDesktop
from tests.gui.test_event_loop import keep

IMAGE = "<img src='//192.0.2.1/x.png'>"
TURNED = "\u202egnp.exe"


def hostile(store: Store, text: str) -> str:
    """An application whose every text of the sender is `text`."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    xml = f"<antrag><name>{escaped}</name><person><vorname>{escaped}</vorname></person></antrag>".encode()
    return keep(store, 1, {"c0": ("antrag.xml", xml), "c1": (f"{text}.pdf", b"%PDF-1.4 broken")}, "c0",
                service=text, applicant=text)


@pytest.mark.parametrize("text", [IMAGE, "<b>fett</b>&amp;", f"a{TURNED}", "%1 {0} {n} %(x)s", "x" * 100_000, "\n\n\t"])
def test_every_view_shows_it_literally(start: StartDesktop, workplace: Workplace, text: str) -> None:
    identity = hostile(workplace.store, text)
    desktop = start(workplace)
    with LoopWatch() as watch:
        desktop.controller.application.open(identity)
        settle(desktop, 0.1)
        for tab in TABS:
            desktop.window.application.show_tab(tab)
            settle(desktop, 0.02)
    assert watch.longest < 0.5
    for widget in desktop.window.findChildren(QWidget):
        check(widget)
    for view in desktop.window.findChildren(QAbstractItemView):
        for row in range(view.model().rowCount() if view.model() else 0):
            tip = view.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
            assert "<img" not in str(tip or "")


def check(widget: QWidget) -> None:
    """One widget keeps to plain, visible text."""
    if isinstance(widget, QLabel):
        assert widget.textFormat() is Qt.TextFormat.PlainText
        assert "\u202e" not in widget.text()
        assert len(widget.text()) < 70_000
    if isinstance(widget, QPushButton):
        assert "\u202e" not in widget.text()
    if isinstance(widget, QPlainTextEdit):
        assert "\u202e" not in widget.toPlainText()
    assert "<img" not in widget.toolTip()


def test_megabyte_value_does_not_freeze(start: StartDesktop, workplace: Workplace) -> None:
    xml = b"<antrag><text>" + b"x" * 1_000_000 + b"</text></antrag>"
    identity = keep(workplace.store, 2, {"c0": ("antrag.xml", xml)}, "c0")
    desktop: Desktop = start(workplace)
    stalls = []
    for _ in range(3):
        with LoopWatch() as watch:
            desktop.controller.application.open(identity)
            settle(desktop, 0.1)
            desktop.window.application.show_tab("raw_xml")
            settle(desktop, 0.1)
            desktop.window.application.show_tab("fields")
        stalls.append(watch.longest)
    assert min(stalls) < 0.2


def test_broken_document_ends_in_words(start: StartDesktop, workplace: Workplace) -> None:
    identity = hostile(workplace.store, "harmlos")
    desktop = start(workplace)
    desktop.controller.application.open(identity)
    settle(desktop, 0.3)
    page = desktop.window.application.document
    assert page._nothing.isVisible()
    assert "RENDER-" in page._nothing.accessibleName()
