"""Fields and PDF belong together on the screen: from a field to its place, from a place to its field, and the list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from sozialclient.documents.linkage import FieldLink, Linkage, LinkVerdict
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.page_view import PageView
from tests.gui.test_keyboard import ALT, CONTROL, NONE, hit
from tests.gui.test_screens import open_first


@pytest.fixture
def linked(desktop: Desktop) -> Desktop:
    """An application whose form has been read, with the list of fields at work."""
    open_first(desktop)
    settle(desktop, 0.3)
    desktop.window.application.fields.list.setFocus()
    return desktop


def linkage(desktop: Desktop) -> Linkage:
    found = desktop.controller.application.documents.links.linkage
    assert found is not None
    return found


def current(desktop: Desktop) -> object:
    fields = desktop.window.application.fields
    return fields.model.entry_at(fields.list.currentIndex().row())


def click(view: PageView, page: int, place: QPointF) -> None:
    """A click on a point of a page, scrolled into view before."""
    view.go_to(page)
    here = view._geometry.transform(page).map(place) - QPointF(view._offset())
    if not view.viewport().rect().contains(here.toPoint()):
        view.verticalScrollBar().setValue(view.verticalScrollBar().value() + int(here.y()) - 100)
        here = view._geometry.transform(page).map(place) - QPointF(view._offset())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, QPoint(round(here.x()), round(here.y())))


def middle(one: FieldLink) -> QPointF:
    assert one.place is not None
    box = one.place.boxes[0]
    return QPointF(box.x + box.width / 2, box.y + box.height / 2)


def test_each_field_marks_its_own_place_and_scrolls_there(linked: Desktop) -> None:
    view = linked.window.application.document.view
    fields = linked.window.application.fields
    pages = set()
    for one in linkage(linked).of(LinkVerdict.FOUND)[::9]:
        fields.choose(one.field)
        settle(linked, 0.02)
        assert one.place is not None
        marks = view._layers.marks
        assert list(marks) == [one.place.page]
        box, place = one.place.boxes[0], marks[one.place.page][0]
        assert (place.x(), place.y()) == (box.x, box.y)
        seen = view._geometry.on_view(one.place.page, place).translated(-QPointF(view._offset()))
        assert view.viewport().rect().intersects(seen.toRect())
        pages.add(one.place.page)
    assert len(pages) > 1


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_click_into_the_pdf_chooses_the_field(linked: Desktop, turns: int) -> None:
    view = linked.window.application.document.view
    view.turn(turns)
    chosen = linkage(linked).of(LinkVerdict.FOUND)[2::15]
    for one in chosen:
        assert one.place is not None
        click(view, one.place.page, middle(one))
        settle(linked, 0.02)
        assert current(linked) == one.field
    assert len(chosen) > 3


def test_a_click_finds_a_field_of_another_chapter(linked: Desktop) -> None:
    fields = linked.window.application.fields
    fields.chapters.setCurrentIndex(1)
    shown = fields.chapters.currentText()
    one = next(each for each in linkage(linked).of(LinkVerdict.FOUND) if each.field.section != shown and each.place)
    assert one.place is not None
    click(linked.window.application.document.view, one.place.page, middle(one))
    settle(linked, 0.02)
    assert current(linked) == one.field


def test_from_field_to_place_and_back_by_keys(linked: Desktop) -> None:
    page = linked.window.application
    hit(linked, Qt.Key.Key_Down)
    hit(linked, Qt.Key.Key_J, CONTROL)
    assert linked.window.focusWidget() is page.document.view
    before = current(linked)
    hit(linked, Qt.Key.Key_Down, ALT)
    after = current(linked)
    assert after is not None and after != before
    hit(linked, Qt.Key.Key_Up, ALT)
    assert current(linked) == before
    hit(linked, Qt.Key.Key_Down, ALT)
    hit(linked, Qt.Key.Key_Return)
    assert linked.window.focusWidget() is page.fields.list
    assert current(linked) == after
    hit(linked, Qt.Key.Key_J, CONTROL)
    hit(linked, Qt.Key.Key_J, CONTROL)
    assert linked.window.focusWidget() is page.fields.list


def test_a_drawn_answer_is_said_not_to_be_read(linked: Desktop) -> None:
    page = linked.window.application
    one = linkage(linked).of(LinkVerdict.DRAWN)[0]
    page.fields.choose(one.field)
    settle(linked, 0.02)
    assert "nicht gelesen" in page.document.link_line.accessibleName()
    index = page.fields.list.currentIndex()
    spoken = page.fields.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert "nicht gelesen" in str(spoken)


def test_the_list_counts_and_leads_to_the_places(linked: Desktop) -> None:
    page = linked.window.application
    found = linkage(linked)
    assert f"{found.located} von {found.readable}" in page.fields.links.accessibleName()
    page.fields.links.click()
    settle(linked, 0.02)
    dialog = linked.links.dialog
    assert dialog is not None and dialog.isVisible()
    rows = [dialog.model.entry_at(row) for row in range(dialog.model.rowCount())]
    told = [one for one in rows if isinstance(one, FieldLink)]
    quiet = len(found.of(LinkVerdict.FOUND))
    assert len(told) == sum(len(found.of(verdict)) for verdict in LinkVerdict) - quiet
    assert len(rows) - rows.count(None) - len(told) == len(found.pdf_only or ())
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    wanted = dialog.model.entry_at(dialog.list.currentIndex().row())
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    settle(linked, 0.05)
    assert not dialog.isVisible()
    assert isinstance(wanted, FieldLink) and current(linked) == wanted.field
    assert linked.window.focusWidget() is page.fields.list


def test_in_a_narrow_window_the_place_is_in_sight_when_the_document_is_shown(linked: Desktop) -> None:
    linked.window.resize(900, 700)
    settle(linked, 0.05)
    page, view = linked.window.application, linked.window.application.document.view
    one = linkage(linked).of(LinkVerdict.FOUND)[-1]
    page.show_tab("fields")
    assert not view.isVisible()
    page.fields.choose(one.field)
    settle(linked, 0.05)
    hit(linked, Qt.Key.Key_J, CONTROL)
    settle(linked, 0.05)
    assert one.place is not None and one.place.page > 0
    assert view.isVisible() and linked.window.focusWidget() is view
    seen = view._geometry.on_view(one.place.page, view._layers.marks[one.place.page][0])
    assert view.viewport().rect().intersects(seen.translated(-QPointF(view._offset())).toRect())
