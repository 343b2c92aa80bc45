"""Page and window sizes of every proportion: the view of pages settles at once (group A)."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.page_view import Fit, PageView
from sozialclient.settings import Appearance
from tests.gui.conftest import longest_stall
from tests.hostile.rows import guarded_by

PAGES = [
    (1, 1), (400, 400), (595, 842), (842, 595), (100, 3000), (3000, 100), (0.001, 0.001), (14_400, 14_400),
    (2_000_000, 2_000_000), (2_000_000, 1), (1, 2_000_000), (1e9, 1e9),
    *((40 + 37 * n, 1300 - 31 * n) for n in range(28)),
]  # fmt: skip
"""40 sizes in points."""

WINDOWS = [
    (1, 1), (400, 400), (1000, 1400), (120, 90), (333, 777), (1920, 1080), (20, 1000), (1000, 20),
    *((200 + 53 * n, 1700 - 49 * n) for n in range(32)),
]  # fmt: skip
"""40 sizes in logical pixels."""

ATTEMPTS = 3


def sweep(view: PageView, pages: Sequence[tuple[float, float]], windows: Sequence[tuple[int, int]]) -> float:
    """Every page in every window, fitted, at natural size and enlarged; the longest step in seconds of this thread.

    Its own seconds, because the machine may be busy with something else.
    """
    wanted: list[tuple[int, float]] = []
    view.page_wanted.connect(lambda page, scale: wanted.append((page, scale)))
    longest = 0.0
    for window in windows:
        view.resize(*window)
        for page in pages:
            wanted.clear()
            view.show_pages([QSizeF(*page)] * 5)
            for zoom in (None, 1.0, 3.3):
                begun = time.thread_time()
                _step(view, zoom, wanted)
                longest = max(longest, time.thread_time() - begun)
            # Five pages in three zooms, and once more where a scroll bar came: what never settles asks for ever.
            assert len(wanted) <= 30 and all(0 < scale < 100 for _, scale in wanted), (window, page)
    return longest


def _step(view: PageView, zoom: float | None, wanted: list[tuple[int, float]]) -> None:
    if zoom is None:
        view.set_fit(Fit.WIDTH)
    else:
        view.set_zoom(zoom)
    QApplication.processEvents()
    if wanted:
        view.set_image(*wanted[-1], QImage(8, 8, QImage.Format.Format_RGB888))
    view.mark(4, [QRectF(0, 0, 1e7, 1e7)])
    QApplication.processEvents()
    view.go_to(4)
    QApplication.processEvents()


def _swept(qapp: QApplication, pages: Sequence[tuple[float, float]], windows: Sequence[tuple[int, int]]) -> None:
    theme = Theme(Appearance.LIGHT)
    theme.apply(qapp)
    view = PageView(theme)
    view.show()
    assert any(sweep(view, pages, windows) < longest_stall() for _ in range(ATTEMPTS))
    view.close()


@guarded_by("sozialclient.gui.widgets.page_view._way")
def test_a_27_no_geometry_makes_the_page_view_hang(qapp: QApplication) -> None:
    """Pages from a thousandth of a point to two million, in windows from a dot to a wall: no stall, no circle."""
    _swept(qapp, PAGES[:13], WINDOWS[:8])


@pytest.mark.slow
@pytest.mark.timeout(1200)
@guarded_by("sozialclient.gui.widgets.page_view._way")
def test_a_27b_no_geometry_of_4800_makes_the_page_view_hang(qapp: QApplication) -> None:
    """40 sizes of pages in 40 sizes of windows at three zooms."""
    assert (len(PAGES), len(WINDOWS)) == (40, 40)
    _swept(qapp, PAGES, WINDOWS)
