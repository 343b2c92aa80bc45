"""The pane beside the fields says in words why a document cannot be shown."""

from __future__ import annotations

from sozialclient.gui.screens import settle
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.gui.test_event_loop import keep


def test_broken_document_ends_in_words(start: StartDesktop, workplace: Workplace) -> None:
    identity = keep(workplace.store, 1, {"c0": ("antrag.xml", b"<antrag><name>harmlos</name></antrag>"),
                                         "c1": ("harmlos.pdf", b"%PDF-1.4 broken")}, "c0")
    desktop = start(workplace)
    desktop.controller.application.open(identity)
    settle(desktop, 0.3)
    page = desktop.window.application.document
    assert page._nothing.isVisible()
    assert "RENDER-" in page._nothing.accessibleName()
