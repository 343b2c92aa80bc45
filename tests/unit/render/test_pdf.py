from __future__ import annotations

import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from sozialclient.render.errors import RenderDamaged, RenderPasswordProtected, RenderTooLarge
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.limits import DEFAULT
from sozialclient.render.pages import PageSize
from tests.unit.render import samples
from tests.unit.render.conftest import Opener
from tests.unit.render.samples import colour


def test_pages_and_pixels(opened: Opener) -> None:
    document = opened(samples.letter(3), "application/pdf")
    assert (document.kind, document.page_count, document.contradicts) == (DocumentKind.PDF, 3, False)
    assert document.page_size(2) == PageSize(*samples.A4)
    image = document.render(1, 150 / 72)
    assert (image.width, image.height, image.format) == (1240, 1754, "RGB888")
    assert len(image.pixels) == image.stride * image.height
    assert colour(image, 100 / 595, 100 / 842) == (255, 0, 0)
    assert colour(image, 0.9, 0.9) == (255, 255, 255)


def test_an_odd_width_is_padded_and_still_right(opened: Opener) -> None:
    image = opened(samples.letter()).render(0, 0.513)
    assert image.stride % 4 == 0 and image.stride > image.width * 3
    assert colour(image, 100 / 595, 100 / 842) == (255, 0, 0)


def test_words_stand_where_they_are_drawn(opened: Opener) -> None:
    words = opened(samples.letter()).text(0)
    assert [(word.text, word.line) for word in words] == [
        ("Seite", 0), ("1", 0), ("Grüße", 0), ("Miete", 1), ("512,30", 1), ("€", 1),
    ]
    first = words[0]
    assert first.x == pytest.approx(72, abs=1)
    assert first.y < 842 - 600 < first.y + first.height
    assert first.width == pytest.approx(27.3, abs=1)


@pytest.mark.parametrize(("turn", "x", "y"), [(90, 20, 10), (180, 190, 20), (270, 80, 190)])
def test_words_turn_with_the_page(opened: Opener, turn: int, x: float, y: float) -> None:
    """The word begins 10 points right of and 20 above the lower left corner of a page of 200 x 100."""
    page = b"/Rotate %d /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >>" % turn
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    document = opened(samples.one_page_pdf(page, b"", samples.stream(b"BT /F 10 Tf 10 20 Td (W) Tj ET"), font))
    size, (word,) = document.page_size(0), document.text(0)
    assert (size.width, size.height) == ((200, 100) if turn == 180 else (100, 200))
    assert word.x - 6 <= x <= word.x + word.width + 6
    assert word.y - 6 <= y <= word.y + word.height + 6


def test_a_crop_box_moves_the_origin(opened: Opener) -> None:
    page = (
        b"/MediaBox [0 0 400 400] /CropBox [100 100 300 200] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >>"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    text = samples.stream(b"BT /F 10 Tf 110 150 Td (drin) Tj ET BT /F 10 Tf 10 10 Td (daneben) Tj ET")
    document = opened(samples.one_page_pdf(page, b"", text, font))
    assert document.page_size(0) == PageSize(200, 100)
    (word,) = document.text(0)
    assert word.text == "drin"
    assert word.x == pytest.approx(10, abs=1)
    assert word.y < 50 < word.y + word.height


def test_a_filled_form_field_is_drawn(opened: Opener) -> None:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(200, 100))
    sheet.acroForm.textfield(name="f", value="XXXXXXXXXX", x=10, y=30, width=180, height=40, fontSize=30, borderWidth=0)
    sheet.showPage()
    sheet.save()
    image = opened(buffer.getvalue()).render(0, 2)
    dark = sum(1 for at in range(0, len(image.pixels), 3) if image.pixels[at] < 80)
    assert dark > 500


def test_the_pixel_limit_makes_the_picture_smaller_and_says_so(opened: Opener) -> None:
    image = opened(samples.letter()).render(0, 10.0, max_pixels=50_000)
    assert image.width * image.height <= 50_000
    assert image.scale == pytest.approx((50_000 / (595 * 842)) ** 0.5)
    assert colour(image, 100 / 595, 100 / 842) == (255, 0, 0)


@pytest.mark.parametrize("box", [b"0 0 2000000 2000000", b"0 0 2000000 1", b"0 0 0.001 0.001"])
def test_an_absurd_page_stays_within_the_limits(opened: Opener, box: bytes) -> None:
    document = opened(samples.one_page_pdf(b"/MediaBox [%b]" % box))
    image = document.render(0, 4.0, max_pixels=1_000_000)
    assert 0 < image.width * image.height <= 1_000_000
    assert max(image.width, image.height) <= 30_000


def test_a_page_that_is_not_there(opened: Opener) -> None:
    document = opened(samples.letter())
    for call in (document.page_size, document.text, lambda page: document.render(page, 1.0)):
        for page in (-1, 1):
            with pytest.raises(IndexError):
                call(page)
    for scale in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError):
            document.render(0, scale)


@pytest.mark.parametrize("length", [9, 200, 900])
def test_a_truncated_pdf_is_damaged(opened: Opener, length: int) -> None:
    with pytest.raises(RenderDamaged):
        opened(samples.letter()[:length])


def test_a_pdf_with_a_password(opened: Opener) -> None:
    with pytest.raises(RenderPasswordProtected):
        opened(samples.letter(encrypt="geheim"))


def test_a_pdf_that_only_its_owner_may_change_is_shown(opened: Opener) -> None:
    document = opened(samples.letter(encrypt=StandardEncryption("", ownerPassword="geheim", canPrint=0)))
    assert document.text(0)[0].text == "Seite"


def test_too_many_pages(opened: Opener) -> None:
    assert opened(samples.letter(3), None, DEFAULT._replace(pages=3)).page_count == 3
    with pytest.raises(RenderTooLarge) as caught:
        opened(samples.letter(4), None, DEFAULT._replace(pages=3))
    assert caught.value.parameters == {"limit": "pages", "allowed": "3"}


def test_a_page_tree_that_lies_about_its_count(opened: Opener) -> None:
    data = samples.letter(2).replace(b"/Count 2", b"/Count 9")
    document = opened(data)
    assert document.render(1, 0.2).width == 119
    with pytest.raises(RenderDamaged):
        document.render(8, 0.2)
    assert document.render(0, 0.2).width == 119, "the worker lives on after a page that cannot be shown"


def test_only_so_much_text_is_read(opened: Opener) -> None:
    words = opened(samples.letter(), None, DEFAULT._replace(text_characters=7)).text(0)
    assert [word.text for word in words] == ["Seite", "1"]


def test_a_page_that_is_cut_down_to_nothing_takes_nothing_else_away(opened: Opener) -> None:
    """Its crop box lies off the sheet. Words, links and what the document would do are still told; no worker ends."""
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://192.0.2.1/) >> >>"
    box = b"/MediaBox [0 0 595 842] /CropBox [9999 9999 99999 99999] /Annots [4 0 R]"
    document = opened(samples.one_page_pdf(box, b"/OpenAction << /S /JavaScript /JS (1) >>", link))
    assert document.text(0) == ()
    content = document.active_content()
    assert "JavaScript" in content.markers
    assert [found.target for found in content.links] == ["http://192.0.2.1/"]
    with pytest.raises(RenderDamaged):
        document.render(0, 1.0)
    assert document.text(0) == (), "the worker is alive"
