from __future__ import annotations

import io

from reportlab.pdfgen import canvas

from sozialclient.render.limits import DEFAULT
from sozialclient.render.pages import ActiveContent, LinkKind, OutlineEntry
from sozialclient.render.pdf_markers import find_markers
from tests.unit.render import samples
from tests.unit.render.conftest import Opener


def test_everything_active_is_listed_and_nothing_is_done(opened: Opener) -> None:
    document = opened(samples.active_pdf())
    found = document.active_content()
    assert [(link.kind, link.target) for link in found.links] == [
        (LinkKind.ADDRESS, "https://beispiel.invalid/pfad"),
        (LinkKind.PROGRAM, "calc.exe"),
        (LinkKind.OTHER_DOCUMENT, "\\\\server\\freigabe\\x.pdf"),
        (LinkKind.PAGE, "0"),
    ]
    first = found.links[0]
    assert (first.page, first.x, first.y, first.width, first.height) == (0, 10, 70, 20, 20)
    assert found.embedded_files == ("rechnung.exe",)
    assert {"AA", "EmbeddedFile", "GoToR", "JavaScript", "Launch", "OpenAction"} <= set(found.markers)
    assert found.javascript and found.launches and found.complete
    assert document.render(0, 1.0).width == 200, "the page is shown all the same"


def test_an_outline_that_runs_in_a_circle_ends(opened: Opener) -> None:
    assert opened(samples.active_pdf()).active_content().outline == (
        OutlineEntry("Kapitel", 0, 0), OutlineEntry("Abschnitt", 1, None),
    )


def test_a_plain_letter_has_nothing_active(opened: Opener) -> None:
    assert opened(samples.letter(2)).active_content() == ActiveContent()


def test_the_lists_are_cut_at_the_limit(opened: Opener) -> None:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer)
    for number in range(30):
        sheet.linkURL(f"https://beispiel.invalid/{number}", (10, 10, 20, 20))
        sheet.bookmarkPage(str(number))
        sheet.addOutlineEntry(f"Teil {number}", str(number))
        if number % 10 == 9:
            sheet.showPage()
    sheet.save()
    full = opened(buffer.getvalue()).active_content()
    assert (len(full.links), len(full.outline), full.complete) == (30, 30, True)
    cut = opened(buffer.getvalue(), None, DEFAULT._replace(facts=12)).active_content()
    assert (len(cut.links), len(cut.outline), cut.complete) == (12, 12, False)


def test_markers_hidden_in_packed_objects_are_found() -> None:
    hidden = samples.stream(b"1 0 << /S /JavaScript /JS (x) >>", b"/Type /Obj#53tm /N 1 /First 4")
    assert find_markers(bytearray(samples.one_page_pdf(b"", b"", hidden))) == {"JavaScript"}


def test_pixels_that_happen_to_spell_a_marker_are_not_one() -> None:
    data = samples.one_page_pdf(b"", b"", b"<< /Length 8 >>\nstream\n /Launch \nendstream")
    assert find_markers(bytearray(data)) == set()
    assert find_markers(bytearray(b"/LaunchPad /JSON /AAA")) == set()


def test_a_packed_bomb_is_unpacked_only_a_little() -> None:
    bomb = samples.stream(bytes(100_000_000) + b"/Launch ", b"/Type /ObjStm")
    assert find_markers(bytearray(bomb)) == set()


def test_a_stream_without_an_end() -> None:
    assert find_markers(bytearray(b"<< /Type /ObjStm >> stream\n" + bytes(100))) == set()
