"""Documents of strangers in the window: named for what they are, never followed, never able to end it (group A)."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from sozialclient.documents.media import MediaKind
from sozialclient.gui.document.page import DocumentPage
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow
from sozialclient.gui.wording import say
from sozialclient.render.document import OpenDocument
from sozialclient.render.errors import RenderCrashed
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import LoopWatch, StartDesktop, longest_stall
from tests.gui.test_event_loop import keep
from tests.hostile.expect import refused
from tests.hostile.hostile_pdfs import active_pdfs
from tests.hostile.rows import guarded_by
from tests.hostile.viewing import renderer, trap
from tests.unit.render import samples

PATIENCE = 60.0
SLOT: Any = "open"
"""Name of a slot; PySide's stubs ask for bytes here, which PySide refuses."""


def opened(desktop: Desktop, workplace: Workplace, *files: tuple[str, bytes]) -> DocumentPage:
    """The document pane of an application that consists of these files, the first of them opened."""
    number = len(workplace.store.cards()) + 1
    contents = {f"c{at}": file for at, file in enumerate(files)}
    identity = keep(workplace.store, number, contents, None)
    desktop.controller.application.open(identity)
    settle(desktop, 0.1)
    return desktop.window.application.document


def until(desktop: Desktop, true: Callable[[], bool]) -> None:
    """Let the window work until something holds."""
    end = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < end:
        settle(desktop, 0.02)
    assert true()


def choose(desktop: Desktop, page: DocumentPage, at: int) -> None:
    """Open another document of the application."""
    page.documents.setCurrentIndex(at)
    desktop.controller.application.documents.open_entry(at)
    settle(desktop, 0.1)


def drawn(page: DocumentPage) -> bool:
    """Whether a page of the document is on the screen."""
    return page.view.isVisible() and bool(page.view._images)


@guarded_by("sozialclient.exporters.file_names.misleading")
def test_a_10_a_misleading_name_is_marked(start: StartDesktop, empty_workplace: Workplace) -> None:
    """Double extensions, extensions behind blanks or direction characters: a mark beside the name."""
    odd = [
        "Bescheid.pdf.exe", "Bescheid.pdf" + " " * 200 + ".exe", "rcs\u202efdp.exe", "Miete\u200b.pdf", "a.lnk",
        "b.PS1",
    ]  # fmt: skip
    plain = ["Bescheid.pdf", "Miete 12.2026", "Vertrag Nr. 5.pdf", "Foto.HEIC", "Brief.docx", "ohne Endung",
             "Größe.jpeg"]  # fmt: skip
    desktop = start(empty_workplace)
    opened(desktop, empty_workplace, *((name, b"MZ\x90\x00") for name in (*odd, *plain)))
    model = desktop.window.application.evidence.model
    marked = []
    for row in range(model.rowCount()):
        shown = model.data(model.index(row, 0), ROW_ROLE)
        spoken = str(model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole))
        assert isinstance(shown, CardRow) and "\u202e" not in shown.title + spoken
        if say("evidence.odd_name") in [chip.text for chip in shown.chips]:
            assert say("evidence.odd_name") in spoken
            marked.append(model.rows[row].content.untrusted_name)
    assert sorted(map(str, marked)) == sorted(odd)


@guarded_by("sozialclient.render.kinds.recognise", "sozialclient.gui.document.notice.notice")
def test_a_11_the_bytes_decide_and_a_wrong_name_is_said(start: StartDesktop, empty_workplace: Workplace) -> None:
    """A program called .jpg, HTML called .pdf, a PDF called .jpg, and files that are two things at once."""
    pdf, picture = samples.letter(), samples.encoded(samples.picture(), "JPEG")
    desktop = start(empty_workplace)
    page = opened(
        desktop, empty_workplace, ("a.jpg", b"MZ\x90\x00 program"), ("b.pdf", b"<html><script>x</script>%PDF-1.4"),
        ("c.jpg", pdf), ("d.pdf", pdf + b"PK\x05\x06" + bytes(18)), ("e.pdf", picture + pdf), ("f.jpg", picture),
        ("g.pdf", b"GIF89a" + pdf), ("h.png", b"PK\x03\x04" + pdf),
    )  # fmt: skip
    unshown, shown = (0, 1, 6, 7), {2: MediaKind.PDF, 3: None, 4: MediaKind.JPEG, 5: None}
    for at in unshown:
        choose(desktop, page, at)
        assert "RENDER-UNSUPPORTED" in page._nothing.accessibleName() and not page.notice.isVisible()
    for at, kind in shown.items():
        choose(desktop, page, at)
        until(desktop, lambda: drawn(page))
        settle(desktop, 0.2)
        assert page.notice.isVisible() == (kind is not None)
        assert kind is None or say("document.mismatch", kind=kind.label) in page.notice.accessibleName()


class _Opened(QObject):
    """Stands where the desktop's browser and file manager are, and remembers what they were asked to open."""

    SCHEMES = ("http", "https", "file", "mailto", "smb", "ftp", "javascript", "ms-settings", "search-ms")

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """What Qt calls instead of the desktop."""
        self.urls.append(url.toString())


@contextmanager
def desktop_watched() -> Iterator[_Opened]:
    """Nothing may be opened by the desktop meanwhile; the watch itself is seen to work first."""
    watch = _Opened()
    for scheme in _Opened.SCHEMES:
        QDesktopServices.setUrlHandler(scheme, watch, SLOT)
    try:
        QDesktopServices.openUrl(QUrl("https://beispiel.invalid/"))
        assert watch.urls == ["https://beispiel.invalid/"]
        watch.urls.clear()
        yield watch
        assert watch.urls == []
    finally:
        for scheme in _Opened.SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)


@guarded_by("sozialclient.gui.widgets.page_view.PageView")
def test_a_25_a_click_on_a_link_opens_nothing(start: StartDesktop, empty_workplace: Workplace) -> None:
    """Links to a web page, a program and a share that cover a whole page: a page is a picture, so no click acts."""
    desktop = start(empty_workplace)
    with trap() as address, desktop_watched():
        documents = active_pdfs(address)
        wanted = ("address link", "program link", "other document", "attached program", "address when opened")
        page = opened(desktop, empty_workplace, *((f"{name}.pdf", documents[name][0]) for name in wanted))
        for at in range(len(wanted)):
            choose(desktop, page, at)
            until(desktop, lambda: drawn(page))
            middle = QPoint(page.view.viewport().width() // 2, 60)
            for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
                QTest.mouseClick(page.view.viewport(), button, pos=middle)
            QTest.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
            for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Enter):
                QTest.keyClick(page.view, key)
            settle(desktop, 0.05)
            assert drawn(page)


@guarded_by("sozialclient.gui.document.notice.notice")
def test_a_24e_the_window_says_what_a_pdf_carries(start: StartDesktop, empty_workplace: Workplace) -> None:
    """A PDF with scripts, a program start and an embedded file: the window names them, and that nothing is run."""
    desktop = start(empty_workplace)
    with desktop_watched():
        page = opened(desktop, empty_workplace, ("a.pdf", samples.active_pdf()), ("b.pdf", samples.letter()))
        until(desktop, page.notice.isVisible)
        words = page.notice.accessibleName()
        for key in ("script", "program"):
            assert say(f"document.carries.{key}") in words
        assert "rechnung.exe" in words and "ausgeführt" in words
        choose(desktop, page, 1)
        until(desktop, lambda: drawn(page))
        settle(desktop, 0.2)
        assert not page.notice.isVisible()


@guarded_by("sozialclient.gui.document.notice.notice")
def test_a_26b_the_window_does_not_call_a_pdf_signed(start: StartDesktop, empty_workplace: Workplace) -> None:
    """A PDF with a signature field: no word around it says that it is signed, or valid."""
    field = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /V 5 0 R /Rect [0 0 50 50] /P 3 0 R >>"
    signature = b"<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] /Contents <3080> /Name (Notar) >>"
    data = samples.one_page_pdf(b"/Annots [4 0 R]", b"/AcroForm << /Fields [4 0 R] /SigFlags 3 >>", field, signature)
    desktop = start(empty_workplace)
    page = opened(desktop, empty_workplace, ("vertrag.pdf", data))
    until(desktop, lambda: drawn(page))
    settle(desktop, 0.2)
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    texts += [page.notice.accessibleName(), page.view.accessibleName(), page.view.accessibleDescription()]
    assert len([text for text in texts if text]) >= 3
    said = " ".join(texts).lower()
    assert not [word for word in ("signat", "signiert", "unterschr", "gültig", "notar", "siegel") if word in said]


@guarded_by("sozialclient.render.process.WorkerProcess.failure")
def test_a_31_a_crash_costs_one_picture(start: StartDesktop, empty_workplace: Workplace) -> None:
    """A picture that ends its decoder, and a decoder that dies while its page is looked at: words, and life goes on."""
    desktop, store = start(empty_workplace), empty_workplace.store
    files = (("a.heic", samples.heic("crashing")), ("b.pdf", samples.letter(9)))
    with LoopWatch() as watch:
        page = opened(desktop, empty_workplace, *files)
        until(desktop, lambda: "RENDER-" in page._nothing.accessibleName())
        assert page._nothing.isVisible()
        choose(desktop, page, 1)
        until(desktop, lambda: drawn(page))
        source = desktop.controller.application.documents._source
        assert isinstance(source, OpenDocument)
        if sys.platform != "win32":
            os.kill(source.process_id, signal.SIGSEGV)
            page.view.set_zoom(2.0)
            until(desktop, lambda: "RENDER-CRASHED" in page._nothing.accessibleName())
        choose(desktop, page, 1)
        until(desktop, lambda: drawn(page))
    assert watch.longest < 20 * longest_stall()
    (card,) = store.cards()
    for content in store.delivery(card.id).contents():
        assert b"".join(store.payload(card.id, content.key)) in [data for _, data in files]


@guarded_by("sozialclient.render.process.WorkerProcess.failure")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no signals")
@pytest.mark.parametrize("death", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGKILL", "SIGSYS"])
def test_a_31b_every_death_of_a_decoder_is_a_crash_with_its_number(death: str) -> None:
    """However a decoder dies, the error names how, and the next document opens."""
    number = int(signal.Signals[death])
    with renderer() as shown, shown.open(samples.letter()) as document:
        os.kill(document.process_id, number)
        with refused(RenderCrashed, exit=-number):
            document.render(0, 1.0)
        with refused(RenderCrashed, exit=-number):
            document.text(0)
