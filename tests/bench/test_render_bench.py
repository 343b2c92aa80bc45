"""What it costs to decode in a process of its own, against decoding the same bytes right here."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator

import pi_heif  # type: ignore[import-untyped]  # ships no types
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from PIL import Image

from sozialclient.render.renderer import DocumentRenderer
from tests.pace import yardstick
from tests.unit.render import samples

ROUNDS = 5
DPI_150 = 150 / 72
SCREEN = 1200
MEGABYTES = 100


def _best(action: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Milliseconds of the quickest of `ROUNDS`; `before` runs outside of the measured time."""
    found = []
    for _ in range(ROUNDS):
        before()
        begun = time.perf_counter()
        action()
        found.append((time.perf_counter() - begun) * 1000)
    return min(found)


@pytest.fixture(scope="module")
def waiting() -> Iterator[DocumentRenderer]:
    renderer = DocumentRenderer()
    renderer.prepare()
    yield renderer
    renderer.close()


def _settle() -> None:
    # Long enough for the waiting worker to have loaded its decoders, as it has between two clicks.
    time.sleep(0.5)


def _shown(renderer: DocumentRenderer, data: bytes, width: int | None = None) -> None:
    with renderer.open(data) as document:
        document.render(0, width / document.page_size(0).width if width else DPI_150)


def _report(name: str, data: bytes, here: float, cold: float, ready: float) -> None:
    print(
        f"\n{name} ({len(data) / 1e6:.2f} MB): here {here:.0f} ms, new worker {cold:.0f} ms ({cold / here:.1f}x),"
        f" waiting worker {ready:.0f} ms ({ready / here:.1f}x)"
    )


def _compare(name: str, data: bytes, here: Callable[[], object], waiting: DocumentRenderer, width: int | None) -> None:
    plain = _best(here)
    cold = _best(lambda: _shown(DocumentRenderer(), data, width))
    ready = _best(lambda: _shown(waiting, data, width), _settle)
    _report(name, data, plain, cold, ready)
    pace = _pace()
    assert cold < plain * 3 + 10 * pace
    assert ready < plain * 3 + 3 * pace


def _pace() -> float:
    """Milliseconds that a fixed piece of work takes here and now, about a hundred."""
    return max(1000 * yardstick(time.perf_counter) for _ in range(3))


def test_start_up(waiting: DocumentRenderer) -> None:
    data = samples.letter()
    cold = _best(lambda: DocumentRenderer().open(data).close())
    ready = _best(lambda: waiting.open(data).close(), _settle)
    print(f"\nopen a small PDF: new worker {cold:.0f} ms, waiting worker {ready:.0f} ms")
    assert ready < cold < 20 * _pace()


def test_first_page_of_a_pdf(waiting: DocumentRenderer) -> None:
    data = samples.letter(3)

    def here() -> None:
        document = pypdfium2.PdfDocument(data)
        bytes(document[0].render(scale=DPI_150, rev_byteorder=True).buffer)
        document.close()

    _compare("PDF, 3 pages, first at 150 dpi", data, here, waiting, None)


def test_a_photo(waiting: DocumentRenderer) -> None:
    noise = Image.effect_noise((4032, 3024), 40)
    shade = Image.radial_gradient("L").resize(noise.size)
    data = samples.encoded(Image.blend(noise, shade, 0.8).convert("RGB"), "JPEG", quality=88)

    def here() -> None:
        image = Image.open(io.BytesIO(data))
        image.resize((SCREEN, SCREEN * image.height // image.width), Image.Resampling.BICUBIC).tobytes()

    _compare("JPEG, 12 megapixels, 1200 across", data, here, waiting, SCREEN)


def test_a_telephones_picture(waiting: DocumentRenderer) -> None:
    data = samples.heic("beleg")

    def here() -> None:
        pi_heif.open_heif(data)[0].to_pillow().resize((SCREEN, 1600), Image.Resampling.BICUBIC).tobytes()

    _compare("HEIC, 1 megapixel, 1200 across", data, here, waiting, SCREEN)


def test_a_large_document(waiting: DocumentRenderer) -> None:
    piece = b"%" + bytes(256 * 1024 - 1)
    pieces = [samples.letter(), *([piece] * (MEGABYTES * 4))]
    taken = _best(lambda: waiting.open(pieces).close(), _settle)
    print(f"\nopen a PDF of {MEGABYTES} MiB: {taken:.0f} ms, {MEGABYTES * 1000 / taken:.0f} MiB/s")
    assert taken < 100 * _pace()
