"""Text and lists of any size take a bounded part of the window: counted in what is handed to widgets."""

from __future__ import annotations

import time
from array import array
from collections import Counter

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from sozialclient.gui.applications.page import ApplicationsPage
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.evidence.page import EvidencePage
from sozialclient.gui.evidence.table_model import EvidenceRow, EvidenceTableModel
from sozialclient.gui.plain import BLOCK_LIMIT
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.wording import say, size
from sozialclient.model.listing import YEAR_SHIFT, Listing
from sozialclient.settings import Appearance
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.gui.test_event_loop import keep
from tests.hostile.rows import guarded_by
from tests.unit.store.samples import content

MANY = 100_000
MEGABYTE = "x" * 1_000_000


def seconds_to_show(text: str) -> float:
    """How long a text view takes for a text, to its first painting."""
    view = LiteralText("Text")
    began = time.thread_time()
    view.show_text(text)
    view.show()
    view.grab()
    view.close()
    return time.thread_time() - began


@guarded_by("sozialclient.gui.plain.plain_block")
def test_u_02_a_megabyte_without_blanks_is_shown_in_part_and_in_short_lines(qapp: QApplication) -> None:
    """Only the first 64 KB reach the widget, broken every 256 characters, so a megabyte costs no more than they do."""
    view = LiteralText("Text")
    view.show_text(MEGABYTE)
    lines = view.toPlainText().split("\n")
    assert sum(map(len, lines)) == BLOCK_LIMIT
    assert max(map(len, lines)) == 256
    part = min(seconds_to_show("x" * BLOCK_LIMIT) for _ in range(3))
    assert min(seconds_to_show(MEGABYTE) for _ in range(3)) < 5 * part + 0.05


@guarded_by("sozialclient.gui.plain.plain_block", "sozialclient.gui.plain.plain")
def test_u_02a_a_megabyte_in_one_field_is_shown_in_part_in_every_tab(start: StartDesktop, workplace: Workplace) -> None:
    """A field of a megabyte is clipped in the fields, in their tool tip and in the XML, which says so."""
    identity = keep(workplace.store, 2, {"c0": ("antrag.xml", f"<a><t>{MEGABYTE}</t></a>".encode())}, "c0")
    desktop = start(workplace)
    desktop.controller.application.open(identity)
    settle(desktop, 0.05)
    page = desktop.window.application
    page.show_tab("raw_xml")
    settle(desktop, 0.02)
    shown = {role: str(page.fields.model.index(0).data(role)) for role in Qt.ItemDataRole}
    assert max(map(len, shown.values())) < 3000
    assert len(page.raw_xml.text.toPlainText()) < BLOCK_LIMIT * 1.01
    whole = page.raw_xml._note.text()
    assert whole == say("raw_xml.part", part=size(BLOCK_LIMIT), whole=size(len(MEGABYTE) + 15))
    assert all(len(view.toPlainText()) < 70_000 for view in desktop.window.findChildren(QPlainTextEdit))


class CountedEvidence(EvidenceTableModel):
    """Counts which rows a view asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[int] = Counter()

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        self.asked[index.row()] += 1
        return super().data(index, role)


@guarded_by("sozialclient.gui.widgets.growing_list.GrowingList")
def test_u_03_a_hundred_thousand_attachments_are_asked_for_in_small_parts(qapp: QApplication) -> None:
    """The list of attachments asks for the rows in sight and a batch beyond, not for all."""
    page, model = EvidencePage(Theme(Appearance.LIGHT)), CountedEvidence()
    row = EvidenceRow(content("c", b"", "beleg.pdf"), "evidence")
    model.show_rows([row] * MANY)
    page.list.setModel(model)
    page.resize(400, 600)
    page.show()
    page.grab()
    QApplication.processEvents()
    assert 10 < len(model.asked) < 2000
    page.close()


@guarded_by("sozialclient.gui.applications.table_model.ApplicationTableModel",
            "sozialclient.gui.widgets.steady_list.SteadyList")
def test_u_03a_a_hundred_thousand_messages_want_cards_for_those_in_sight(qapp: QApplication) -> None:
    """The list of messages wants the cards of the rows it paints, at its top as in its middle."""
    model, wanted = ApplicationTableModel(), set[int]()
    model.cards_wanted.connect(wanted.add)
    page = ApplicationsPage(Theme(Appearance.LIGHT), model)
    page.resize(400, 600)
    page.show()
    codes = array("q", ((2026 << YEAR_SHIFT) + number for number in range(1, MANY + 1)))
    model.show_listing(Listing(codes), (), grouped=False)
    for part in (0, 0.5, 1):
        QApplication.processEvents()
        page.list.verticalScrollBar().setValue(int(part * page.list.verticalScrollBar().maximum()))
        page.grab()
    assert model.rowCount() == MANY
    assert 20 < len(wanted) < 300
    assert {0, MANY // 2, MANY - 1} <= wanted
    page.close()


@pytest.mark.parametrize("shape", ["lines", "deep"])
@guarded_by("sozialclient.gui.plain.plain_block", "sozialclient.documents.fields")
def test_u_03b_many_lines_and_deep_trees_end_in_words(start: StartDesktop, workplace: Workplace, shape: str) -> None:
    """Three hundred thousand lines and a tree of depth 64 are shown in part; nothing is shown as if it were whole."""
    deep = "".join(f"<e{at}>" for at in range(63)) + "Wert" + "".join(f"</e{at}>" for at in reversed(range(63)))
    xml = f"<a>{deep if shape == 'deep' else '<t>' + chr(10) * 300_000 + 'Ende</t>'}</a>"
    identity = keep(workplace.store, 2, {"c0": ("antrag.xml", xml.encode())}, "c0")
    desktop: Desktop = start(workplace)
    desktop.controller.application.open(identity)
    settle(desktop, 0.05)
    page = desktop.window.application
    page.show_tab("raw_xml")
    settle(desktop, 0.02)
    assert page.raw_xml.text.document().blockCount() <= BLOCK_LIMIT + 1
    values = [str(page.fields.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole))
              for row in range(page.fields.model.rowCount())]
    assert any(("Wert" if shape == "deep" else "Ende") in value for value in values)
