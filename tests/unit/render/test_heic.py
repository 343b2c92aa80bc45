from __future__ import annotations

import pytest

import sozialclient.render.heic  # noqa: F401  # sets the options checked below
from sozialclient.render.errors import RenderDamaged, RenderTooLarge
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.limits import DEFAULT
from sozialclient.render.pages import PageSize
from tests.unit.render import samples
from tests.unit.render.conftest import Opener
from tests.unit.render.samples import colour, near


def test_the_receipt_of_the_demo(opened: Opener) -> None:
    document = opened(samples.heic("beleg"), "image/heic")
    assert (document.kind, document.page_count, document.page_size(0)) == (DocumentKind.HEIC, 1, PageSize(675, 900))
    image = document.render(0, 96 / 72)
    assert (image.width, image.height) == (900, 1200)
    assert near(colour(image, 230 / 900, 990 / 1200), (200, 40, 40))
    assert near(colour(image, 375 / 900, 990 / 1200), (40, 150, 60))


def test_a_turned_picture_comes_upright(opened: Opener) -> None:
    document = opened(samples.heic("rotated"))
    image = document.render(0, 96 / 72)
    assert (image.width, image.height) == (48, 64)
    assert near(colour(image, 0.5, 0.2), (200, 30, 30)) and near(colour(image, 0.5, 0.8), (30, 30, 200))


def test_what_is_transparent_becomes_paper(opened: Opener) -> None:
    image = opened(samples.heic("alpha")).render(0, 96 / 72)
    assert near(colour(image, 0.2, 0.5), (0, 160, 0)) and near(colour(image, 0.9, 0.5), (255, 255, 255))


def test_zoomed_without_decoding_again(opened: Opener) -> None:
    document = opened(samples.heic("beleg"))
    assert [document.render(0, scale).width for scale in (0.1, 1.0, 2.0)] == [68, 675, 1350]


def test_a_size_beyond_the_limit_is_refused_by_the_header(opened: Opener) -> None:
    with pytest.raises(RenderTooLarge) as caught:
        opened(samples.heic("beleg"), None, DEFAULT._replace(heic_pixels=1_000_000))
    assert caught.value.parameters == {"limit": "heic_pixels", "allowed": "1000000"}


@pytest.mark.parametrize("length", [30, 200, 20_000])
def test_a_truncated_picture_is_damaged(opened: Opener, length: int) -> None:
    with pytest.raises(RenderDamaged):
        opened(samples.heic("beleg")[:length]).render(0, 1.0)


def test_a_picture_without_height_is_damaged(opened: Opener) -> None:
    with pytest.raises(RenderDamaged):
        opened(samples.heic("flat"))
