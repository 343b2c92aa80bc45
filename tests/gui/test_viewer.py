"""The document pane is worked by keys: zoom, fit, turn, page overview, jump, search, select and copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from sozialclient.gui.actions import ACTIONS
from sozialclient.gui.clipboard import KEPT_OUT
from sozialclient.gui.document.keys import EVERYWHERE, ON_PAGES
from sozialclient.gui.document.thumbnails import KEPT_BYTES
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.image_cache import ImageCache
from sozialclient.gui.widgets.page_view import Fit
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop, runs_smoothly, write
from tests.gui.test_event_loop import keep
from tests.gui.test_keyboard import CONTROL, hit
from tests.unit.render import samples

SHIFT = Qt.KeyboardModifier.ShiftModifier
PAGES = 300


@pytest.fixture
def reading(start: StartDesktop, empty_workplace: Workplace) -> Desktop:
    """A PDF of three pages, a picture of each kind that is shown, and the pages at work."""
    files = {"c0": ("brief.pdf", samples.letter(3))}
    files |= {f"c{at}": (f"bild.{name.lower()}", samples.encoded(samples.picture(), name))
              for at, name in enumerate(("PNG", "JPEG"), 1)}
    files["c3"] = ("bild.heic", samples.heic("beleg"))
    identity = keep(empty_workplace.store, 1, files, None)
    desktop = start(empty_workplace)
    desktop.controller.application.open(identity)
    settle(desktop, 0.3)
    desktop.window.application.document.view.setFocus()
    return desktop


def until(desktop: Desktop, true: Callable[[], bool]) -> None:
    for _ in range(400):
        if true():
            return
        settle(desktop, 0.02)
    raise AssertionError


def test_no_key_of_the_pages_means_something_else_in_the_window() -> None:
    """Qt does neither of two things that have the same keys; hits are walked before the window sees the key."""
    ours = [keys for _name, every in (*EVERYWHERE, *ON_PAGES) for keys in every]
    assert len(set(ours)) == len(ours)
    assert set(ours).isdisjoint(keys for entry in ACTIONS for keys in entry.keys)


def test_every_allowed_kind_opens_inside(reading: Desktop) -> None:
    page = reading.window.application.document
    for at in range(page.documents.count()):
        reading.controller.application.documents.open_entry(at)
        until(reading, lambda: page._pages > 0 and bool(page.view._images))
        assert page._pages == (3 if at == 0 else 1)


def fit(desktop: Desktop) -> Fit:
    return desktop.window.application.document.view.fit


def test_zoom_fit_and_turn_by_keys_and_wheel(reading: Desktop) -> None:
    view = reading.window.application.document.view
    fitted = view.zoom
    hit(reading, Qt.Key.Key_Plus, CONTROL)
    assert view.zoom > fitted and fit(reading) is Fit.NONE
    hit(reading, Qt.Key.Key_0, CONTROL)
    assert view.zoom == pytest.approx(fitted) and fit(reading) is Fit.WIDTH
    hit(reading, Qt.Key.Key_9, CONTROL)
    box = view._geometry.boxes[0]
    assert fit(reading) is Fit.PAGE and box.height() <= view.viewport().height()
    wheel = QWheelEvent(QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, CONTROL,
                        Qt.ScrollPhase.NoScrollPhase, False)
    before = view.zoom
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.zoom > before
    hit(reading, Qt.Key.Key_Right, CONTROL | SHIFT)
    assert view.turns == 1
    turned = view._geometry.boxes[0]
    assert turned.width() > turned.height()
    hit(reading, Qt.Key.Key_Left, CONTROL | SHIFT)
    assert view.turns == 0


def test_turning_turns_what_is_seen_and_nothing_else(reading: Desktop, empty_workplace: Workplace) -> None:
    """A page that is black on top is black at the right after a quarter clockwise."""
    view = reading.window.application.document.view
    current = reading.controller.application.current
    assert current is not None
    identity = current.card.id
    original = b"".join(empty_workplace.store.payload(identity, "c0"))
    image = QImage(60, 84, QImage.Format.Format_RGB888)
    image.fill(QColor("white"))
    for x in range(60):
        for y in range(20):
            image.setPixelColor(x, y, QColor("black"))
    view.set_fit(Fit.PAGE)
    view.turn(1)
    settle(reading, 0.2)
    view.set_image(0, 1.0, image)
    view.go_to(0)
    seen = view.viewport().grab().toImage()
    box = view._geometry.boxes[0].translated(-QPointF(view._offset())).toRect()
    assert seen.pixelColor(box.right() - 10, box.center().y()).lightness() < 60
    assert seen.pixelColor(box.left() + 10, box.center().y()).lightness() > 200
    assert b"".join(empty_workplace.store.payload(identity, "c0")) == original


def test_pages_are_jumped_to_by_number_and_overview(reading: Desktop) -> None:
    page = reading.window.application.document
    hit(reading, Qt.Key.Key_G, CONTROL)
    assert reading.window.focusWidget() is page.number
    write(page.number, "3")
    hit(reading, Qt.Key.Key_Return)
    assert reading.window.focusWidget() is page.view
    assert page.view.page == 2
    hit(reading, Qt.Key.Key_B, CONTROL | SHIFT)
    assert page.thumbnails.isVisible()
    until(reading, lambda: len(page.thumbnails.images) == 3)
    assert reading.window.focusWidget() is page.thumbnails
    hit(reading, Qt.Key.Key_Home)
    assert page.view.page == 0
    hit(reading, Qt.Key.Key_Down)
    hit(reading, Qt.Key.Key_Return)
    assert reading.window.focusWidget() is page.view and page.view.page == 1
    hit(reading, Qt.Key.Key_B, CONTROL | SHIFT)
    assert not page.thumbnails.isVisible() and reading.window.focusWidget() is page.view


def test_what_is_read_stays_in_sight_when_the_pane_gets_narrower(reading: Desktop) -> None:
    application = reading.window.application
    view = application.document.view
    widths = application.splitter.sizes()
    application.splitter.setSizes([sum(widths) // 3, sum(widths) * 2 // 3])
    settle(reading, 0.05)
    view.go_to(1)
    before = view.zoom
    application.splitter.setSizes([sum(widths) * 2 // 3, sum(widths) // 3])
    settle(reading, 0.05)
    assert view.zoom < before
    assert abs(view._geometry.boxes[1].top() - view._offset().y()) < view.viewport().height() / 8


def test_words_are_found_counted_and_walked_through(reading: Desktop) -> None:
    page = reading.window.application.document
    hit(reading, Qt.Key.Key_F, CONTROL | SHIFT)
    assert reading.window.focusWidget() is page.find_bar.edit
    write(page.find_bar.edit, "grüß")
    until(reading, lambda: page.find_bar.count.text() == "1 von 3")
    assert {at: len(boxes) for at, boxes in page.view._layers.hits.items()} == {0: 1, 1: 1, 2: 1}
    assert list(page.view._layers.marks) == [0]
    hit(reading, Qt.Key.Key_F3)
    assert page.find_bar.count.text() == "2 von 3" and list(page.view._layers.marks) == [1]
    hit(reading, Qt.Key.Key_F3, SHIFT)
    hit(reading, Qt.Key.Key_F3, SHIFT)
    assert page.find_bar.count.text() == "3 von 3" and page.view.page == 2
    page.find_bar.edit.setText("steht nirgends in diesem Brief")
    until(reading, lambda: page.find_bar.count.text() == "Kein Treffer")
    assert not page.view._layers.marks, "what was found before is no hit of this"
    hit(reading, Qt.Key.Key_Escape)
    assert not page.find_bar.isVisible() and not page.view._layers.hits
    assert reading.window.focusWidget() is page.view
    page.find_bar.edit.setText("Miete")
    page.find_bar.leave()
    hit(reading, Qt.Key.Key_F, CONTROL | SHIFT)
    until(reading, lambda: page.find_bar.count.text() == "3 von 3")


def test_selected_text_is_copied_and_kept_out_of_the_history(reading: Desktop) -> None:
    view = reading.window.application.document.view
    documents = reading.controller.application.documents
    texts = documents._texts
    assert texts is not None
    spans = texts.text(0)
    for _ in range(3):
        hit(reading, Qt.Key.Key_Right, SHIFT)
    assert documents.selection.text().split() == [span.text for span in spans[:3]]
    hit(reading, Qt.Key.Key_Left, SHIFT)
    hit(reading, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().split() == [span.text for span in spans[:2]]
    assert QGuiApplication.clipboard().mimeData().hasFormat(KEPT_OUT[0])
    hit(reading, Qt.Key.Key_A, CONTROL)
    assert documents.selection.text().split() == [word for span in spans for word in span.text.split()]
    first, last = spans[0], spans[-1]
    view.dragged.emit(0, QPointF(last.x + 1, last.y + 1), 0, QPointF(first.x + 1, first.y + 1))
    assert len(documents.selection.text().split()) >= len(spans)
    view.clicked.emit(0, QPointF(1, 1))
    assert documents.selection.text() == ""


def test_pictures_are_kept_within_their_bytes() -> None:
    cache: ImageCache[int] = ImageCache(10_000)
    for number in range(50):
        cache.put(number, QImage(20, 20, QImage.Format.Format_RGB32))
        cache.get(0)
        assert cache.bytes <= 10_000
    assert cache.get(0) is not None and cache.get(1) is None and cache.get(49) is not None
    assert cache.bytes == sum(20 * 20 * 4 for _ in range(len(cache)))


def test_a_long_document_scrolls_with_its_overview_without_a_stall(
    start: StartDesktop, empty_workplace: Workplace
) -> None:
    """Three hundred pages and their small pictures: no 100 ms without the event loop, the cache within its bytes."""
    identity = keep(empty_workplace.store, 1, {"c0": ("lang.pdf", samples.letter(PAGES))}, None)
    desktop = start(empty_workplace)
    page = desktop.window.application.document

    def scroll_and_find() -> None:
        desktop.controller.application.open(identity)
        settle(desktop, 0.3)
        page.overview.setChecked(True)
        bar = page.thumbnails.verticalScrollBar()
        for step in range(40):
            bar.setValue(bar.maximum() * step // 39)
            settle(desktop, 0.0)
        page.find_bar.begin()
        page.find_bar.edit.setText("e")
        settle(desktop, 0.5)

    runs_smoothly(scroll_and_find)
    assert page._pages == PAGES
    assert 0 < page.thumbnails.images.bytes <= KEPT_BYTES
