"""Three hundred attachments with small pictures: made for what is seen, within a bound, without a stall."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QApplication

from sozialclient.gui.evidence.picture_delegate import KEPT_BYTES
from sozialclient.gui.evidence.pictures import _REST_MS
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop, longest_stall
from tests.gui.test_event_loop import keep
from tests.gui.test_viewer import until
from tests.unit.render import samples

ATTACHMENTS = 300
ATTEMPTS = 4
REST = _REST_MS / 1000


def in_view(desktop: Desktop) -> set[str]:
    """Keys of the rows that are seen."""
    page = desktop.window.application.evidence
    seen = page.list.viewport().rect()
    return {row.content.key for at, row in enumerate(page.model.rows)
            if page.list.visualRect(page.model.index(at, 0)).intersects(seen)}


def slowest_step(desktop: Desktop) -> float:
    """The longest time of its own, in seconds, that the window takes for one of a hundred steps down the list.

    Its own, because the machine may be busy. While the list is scrolled no picture is begun, unless the machine
    itself stood still for so long that scrolling had ended.
    """
    page, pictures = desktop.window.application.evidence, desktop.controller.application.pictures
    bar, longest = page.list.verticalScrollBar(), 0.0
    rested, last = False, time.monotonic()
    for step in range(100):
        begun = time.thread_time()
        bar.setValue(bar.maximum() * step // 99)
        QApplication.processEvents()
        longest = max(longest, time.thread_time() - begun)
        rested, last = rested or time.monotonic() - last > REST / 2, time.monotonic()
        assert rested or not pictures._running
    return longest


def test_rows_in_view_get_pictures_and_scrolling_does_not_stall(
    start: StartDesktop, empty_workplace: Workplace
) -> None:
    picture = samples.encoded(samples.picture(), "PNG")
    files = {f"c{at}": (f"beleg-{at:03}.png", picture) for at in range(ATTACHMENTS)}
    identity = keep(empty_workplace.store, 1, files, None)
    desktop = start(empty_workplace)
    desktop.controller.application.open(identity)
    settle(desktop, 0.1)
    page = desktop.window.application.evidence
    desktop.window.application.show_tab("evidence")
    images = page.pictures.images
    until(desktop, lambda: bool(in_view(desktop)) and all(images.get(key) for key in in_view(desktop)))
    settle(desktop, 0.2)
    longest = min(slowest_step(desktop) for _ in range(ATTEMPTS))
    until(desktop, lambda: all(images.get(key) for key in in_view(desktop)))
    assert f"c{ATTACHMENTS - 1}" in in_view(desktop)
    assert 0 < len(images) < ATTACHMENTS and images.bytes <= KEPT_BYTES
    assert longest < longest_stall() / 3


def test_what_has_no_picture_is_asked_for_once(start: StartDesktop, empty_workplace: Workplace) -> None:
    identity = keep(empty_workplace.store, 1, {"c0": ("kaputt.png", b"\x89PNG\r\n\x1a\n broken")}, None)
    desktop = start(empty_workplace)
    desktop.controller.application.open(identity)
    desktop.window.application.show_tab("evidence")
    pictures = desktop.controller.application.pictures
    settle(desktop, 0.1)
    until(desktop, lambda: "c0" not in pictures._entries)
    page = desktop.window.application.evidence
    page.list.viewport().repaint()
    settle(desktop, 0.2)
    assert not pictures._waiting and not pictures._running and len(page.pictures.images) == 0
