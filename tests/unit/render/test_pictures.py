from __future__ import annotations

import struct

import pytest
from PIL import Image

from sozialclient.render.errors import RenderDamaged, RenderTooLarge
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.limits import DEFAULT
from sozialclient.render.pages import ActiveContent, PageSize
from tests.unit.render import samples
from tests.unit.render.conftest import Opener
from tests.unit.render.samples import colour, near, picture

RED, BLUE, WHITE = (200, 0, 0), (0, 0, 200), (255, 255, 255)
NATURAL = 96 / 72


@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg(opened: Opener, mode: str, progressive: bool) -> None:
    document = opened(samples.encoded(picture(mode), "JPEG", quality=95, progressive=progressive), "image/jpeg")
    assert (document.kind, document.page_count, document.page_size(0)) == (DocumentKind.JPEG, 1, PageSize(48, 36))
    image = document.render(0, NATURAL)
    assert (image.width, image.height, image.stride) == (64, 48, 192)
    assert near(colour(image, 0.2, 0.5), RED) and near(colour(image, 0.8, 0.5), BLUE)
    assert document.text(0) == ()
    assert document.active_content() == ActiveContent()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_png(opened: Opener, mode: str) -> None:
    image = opened(samples.encoded(picture(mode), "PNG")).render(0, NATURAL)
    assert near(colour(image, 0.2, 0.5), RED) and near(colour(image, 0.8, 0.5), BLUE)


@pytest.mark.parametrize(("mode", "left", "right"), [("L", 60, 23), ("LA", 60, 23), ("1", 0, 255)])
def test_grey_and_bilevel_png(opened: Opener, mode: str, left: int, right: int) -> None:
    source = picture("L") if mode != "1" else Image.frombytes("1", (64, 48), (b"\0" * 4 + b"\xff" * 4) * 48)
    image = opened(samples.encoded(source.convert(mode), "PNG")).render(0, NATURAL)
    assert near(colour(image, 0.2, 0.5), (left,) * 3, 2) and near(colour(image, 0.8, 0.5), (right,) * 3, 2)


def test_sixteen_bits_are_scaled_and_not_cut(opened: Opener) -> None:
    rows = b"".join(b"\0" + struct.pack(">64H", *(min(65535, x * 1024) for x in range(64))) for _ in range(4))
    image = opened(samples.png(64, 4, 16, 0, rows)).render(0, NATURAL)
    assert [image.pixels[x * 3] for x in (0, 16, 32, 48)] == [0, 64, 128, 192]


def test_what_is_transparent_becomes_paper(opened: Opener) -> None:
    source = picture("RGBA")
    source.paste((0, 0, 0, 0), (0, 0, 32, 48))
    image = opened(samples.encoded(source, "PNG")).render(0, NATURAL)
    assert colour(image, 0.2, 0.5) == WHITE and colour(image, 0.8, 0.5) == BLUE


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (48, 36), (0.2, 0.5)), (3, (48, 36), (0.8, 0.5)), (6, (36, 48), (0.5, 0.2)), (8, (36, 48), (0.5, 0.8)),
     (99, (48, 36), (0.2, 0.5))],
)
def test_a_photo_is_turned_upright(
    opened: Opener, orientation: int, size: tuple[int, int], red_at: tuple[float, float]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    document = opened(samples.encoded(picture(), "JPEG", quality=95, exif=exif))
    assert document.page_size(0) == PageSize(*size)
    image = document.render(0, NATURAL)
    assert (image.width > image.height) == (size[0] > size[1])
    assert near(colour(image, *red_at), RED)


def test_a_scan_is_as_large_as_its_paper(opened: Opener) -> None:
    document = opened(samples.encoded(picture(size=(300, 600)), "PNG", dpi=(300, 300)))
    assert document.page_size(0).width == pytest.approx(72, abs=0.1)


def test_zooming_in_and_out(opened: Opener) -> None:
    document = opened(samples.encoded(picture(size=(1600, 1200)), "JPEG", quality=95))
    for scale in (0.1, 1.0, 2.0, 0.05, NATURAL):
        image = document.render(0, scale)
        assert (image.width, image.height) == (round(1200 * scale), round(900 * scale))
        assert near(colour(image, 0.2, 0.5), RED) and near(colour(image, 0.8, 0.5), BLUE)


def test_one_pixel(opened: Opener) -> None:
    image = opened(samples.encoded(Image.new("RGB", (1, 1), RED), "PNG")).render(0, 1.0)
    assert (image.width, image.height, image.pixels) == (1, 1, bytes(RED))


def test_a_large_jpeg_is_decoded_smaller(opened: Opener) -> None:
    limits = DEFAULT._replace(image_pixels=200_000)
    data = samples.encoded(picture(size=(1600, 1200)), "JPEG", quality=95)
    image = opened(data, None, limits).render(0, NATURAL)
    assert (image.width, image.height) == (1600, 1200)
    assert near(colour(image, 0.2, 0.5), RED) and near(colour(image, 0.8, 0.5), BLUE)
    with pytest.raises(RenderTooLarge):
        opened(data, None, limits._replace(image_pixels=1_000))


def test_a_large_png_is_kept_smaller(opened: Opener) -> None:
    data = samples.encoded(picture("P", size=(1600, 1200)), "PNG")
    image = opened(data, None, DEFAULT._replace(raster_pixels=100_000)).render(0, NATURAL)
    assert image.width * image.height <= 100_000
    assert near(colour(image, 0.2, 0.5), RED) and near(colour(image, 0.8, 0.5), BLUE)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_a_truncated_picture_is_damaged(opened: Opener, kind: str, share: float) -> None:
    data = samples.encoded(Image.effect_noise((200, 200), 90).convert("RGB"), kind)
    with pytest.raises(RenderDamaged):
        opened(data[: int(len(data) * share)]).render(0, 1.0)
