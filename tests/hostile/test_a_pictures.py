"""Pictures that burst, lie or are of kinds that are not decoded (group A)."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pi_heif  # type: ignore[import-untyped]  # ships no types
import pytest

import sozialclient.render.heic  # noqa: F401  # sets the options checked below
from sozialclient.render import launch
from sozialclient.render.errors import RenderCrashed, RenderDamaged, RenderError, RenderTooLarge, RenderUnsupported
from sozialclient.render.kinds import DocumentKind
from sozialclient.render.limits import DEFAULT
from sozialclient.render.pages import ActiveContent
from sozialclient.render.renderer import DocumentRenderer
from tests.conftest import CHECKOUT
from tests.hostile.expect import refused
from tests.hostile.hostile_pictures import (
    TILE,
    bombs,
    heic_with_size,
    heif_grid,
    jpeg_with_size,
    located,
    many_scans,
    undecoded,
)
from tests.hostile.rows import guarded_by
from tests.hostile.viewing import MIB, renderer, view
from tests.unit.exporters.exports import application, export, full_sample
from tests.unit.render import samples


@guarded_by("sozialclient.render.pictures.PictureDecoder._most_pixels", "sozialclient.render.pictures.decoding")
def test_a_28_bombs_are_refused_by_what_their_header_says() -> None:
    """PNG and JPEG that claim thousands of millions of pixels or hold gigabytes of rows, profiles or texts."""
    too_large = {"12,000 x 12,000", "50,000 x 50,000", "2^31 x 2^31", "JPEG of 65,500 x 65,500",
                 "progressive JPEG of 65,500 x 65,500", "CMYK JPEG of 65,500 x 65,500"}  # fmt: skip
    with renderer() as shown:
        for name, data in bombs().items():
            seen = view(shown, data)
            if name == "EXIF of itself":
                assert seen.image is not None
                continue
            wanted = RenderTooLarge if name in too_large else RenderDamaged
            assert type(seen.error) is wanted, (name, seen.error)
            assert seen.memory < 200 * MIB, name


@guarded_by("sozialclient.render.pictures.PictureDecoder")
def test_a_28b_slow_pictures_end() -> None:
    """1,000 scans of a progressive JPEG, and the largest header of one that is still decoded: drawn or damaged."""
    claims = samples.encoded(samples.picture(), "JPEG", progressive=True)
    slow = (many_scans(1000), jpeg_with_size(claims, 10_000, 10_000), jpeg_with_size(claims, 40_000, 40_000))
    with renderer() as shown:
        for data in slow:
            seen = view(shown, data)
            assert (seen.image is not None) != isinstance(seen.error, RenderDamaged)
            assert seen.memory <= DEFAULT.memory_bytes


@guarded_by("sozialclient.render.pictures.PictureDecoder.facts")
def test_a_28c_where_a_photo_was_taken_does_not_leave_the_worker(tmp_path: Path) -> None:
    """A photo with place, owner and comment: none of it is handed on, and only the original keeps it in an export."""
    photo = located()
    with renderer() as shown, shown.open(photo) as document:
        image = document.render(0, 96 / 72)
        assert (image.width, image.height) == (64, 48) and document.text(0) == ()
        assert document.active_content() == ActiveContent()
        for secret in (b"TelefonMarke", b"Erika", b"Kommentar"):
            assert secret in photo and secret not in image.pixels
    path = export(application(full_sample().attach("foto.jpg", photo)), target=tmp_path)
    having = [file.name for file in path.rglob("*") if file.is_file() and b"TelefonMarke" in file.read_bytes()]
    assert [name for name in having if name.endswith("foto.jpg")] == having and len(having) == 1


@guarded_by("sozialclient.render.pictures.high_bytes", "sozialclient.render.pictures.on_paper")
def test_a_28d_unusual_pictures_are_shown() -> None:
    """CMYK, progressive, palette, transparent, grey, sixteen bits and one bit a pixel: no false alarm."""
    made = [samples.encoded(samples.picture("CMYK"), "JPEG"), samples.png(64, 48, 16, 2, bytes(385) * 48),
            samples.encoded(samples.picture(), "JPEG", progressive=True)]  # fmt: skip
    made += [samples.encoded(samples.picture(mode), "PNG") for mode in ("P", "RGBA", "1")]
    with renderer() as shown:
        for data in made:
            assert view(shown, data).error is None


@guarded_by("sozialclient.render.heic.HeicDecoder")
def test_a_29_heic_that_lies_about_its_size_or_grid() -> None:
    """Sizes of two gigabytes and more, and grids that claim tiles and areas that are not there."""
    hostile = [
        heic_with_size(46_341, 46_341), heic_with_size(2**32 - 1, 2**32 - 1), heic_with_size(0, 64),
        heif_grid(256, 256, 256 * TILE, 256 * TILE, 65_500),
        heif_grid(100, 100, 100 * TILE, 100 * TILE, 10_000), heif_grid(2, 2, 4000, 4000, 4),
        heif_grid(1, 1, 0, 0, 1), heif_grid(1, 1, 2**31, 2, 1),
    ]  # fmt: skip
    with renderer() as shown:
        sound = view(shown, heif_grid(2, 2, 2 * TILE, 2 * TILE, 4))
        assert sound.image is not None and sound.image.width == round(2 * TILE * 72 / 96)
        for number, data in enumerate(hostile):
            seen = view(shown, data)
            assert isinstance(seen.error, RenderDamaged | RenderTooLarge), (number, seen)
            assert seen.memory < 300 * MIB
        for rows, width, height in ((2, 2 * TILE, 2 * TILE), (256, 2**32 - 1, 2**32 - 1), (256, 2, 2**31)):
            # libheif may show the tiles there are, in their own size.
            short = view(shown, heif_grid(rows, rows, width, height, 1))
            assert short.image is None or short.image.width <= TILE
            assert short.memory < 300 * MIB


@guarded_by("sozialclient.render.process.WorkerProcess.failure", "sozialclient.render.heic.HeicDecoder")
def test_a_29b_a_file_that_crashes_libheif_costs_one_worker() -> None:
    """It ends pi-heif 1.4.0 with a segmentation fault; a repaired one may call it damaged.

    The catalogue wants libheif 1.23.6; the newest wheel that only reads carries 1.23.0, so the worker has to hold.
    """
    with renderer() as shown:
        seen = view(shown, samples.heic("crashing"))
        assert isinstance(seen.error, RenderCrashed | RenderDamaged)
        assert seen.error.parameters.get("exit") != "protocol"
        assert view(shown, samples.heic("beleg")).error is None


@guarded_by("sozialclient.render.heic")
def test_a_29c_libheifs_own_limits_stay_on() -> None:
    """Whatever a later version of the binding defaults to."""
    assert pi_heif.options.DISABLE_SECURITY_LIMITS is False
    version = tuple(int(part) for part in pi_heif.libheif_version().split("."))
    assert version >= (1, 23, 0)


@guarded_by("sozialclient.render.kinds.recognise")
def test_a_30_other_pictures_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """GIF, TIFF, SVG, EMF, PSD, AVIF and the like, under any name: refused before a worker sees a byte."""
    made = undecoded()
    assert {"GIF", "TIFF", "WEBP", "ICNS", "TGA", "SVG", "AVIF", "EMF"} <= set(made)
    monkeypatch.setattr(launch, "command", lambda *, warm: [sys.executable, "-c", "raise SystemExit(3)"])
    for name, data in made.items():
        for hint in (None, "application/pdf", "image/png"):
            with refused(RenderUnsupported):
                DocumentRenderer().open(data, hint)
            assert name


@guarded_by("sozialclient.render.pictures.PictureDecoder._header", "sozialclient.render.worker.load_decoder")
def test_a_30b_the_format_is_fixed_and_no_other_decoder_is_loaded() -> None:
    """A worker is told one kind, and bytes of another kind are damaged to it; it has no other decoders at all."""
    other = {DocumentKind.PNG: "JPEG", DocumentKind.JPEG: "PNG"}
    for kind, name in other.items():
        with pytest.raises(RenderError) as caught:
            _told(kind, samples.encoded(samples.picture(), name))
        assert isinstance(caught.value, RenderDamaged)
    program = (
        "import json, sys; sys.path += json.loads(sys.argv[1]);"
        "from sozialclient.render import worker; from sozialclient.render.kinds import DocumentKind as K;"
        "[worker.load_decoder(k) for k in K]; from PIL import Image; print(json.dumps(sorted(Image.OPEN)))"
    )
    arguments = [sys.executable, "-I", "-S", "-c", program, json.dumps(launch._code_roots())]
    loaded = json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)
    assert set(loaded) <= {"JPEG", "PNG", "TIFF", "MPO", "HEIF"}


def _told(kind: DocumentKind, data: bytes) -> None:
    """Open `data` in a worker that is told it were `kind`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sozialclient.render.renderer.recognise", lambda _head: kind)
        DocumentRenderer().open(data).close()


_DECODERS = {"loadFromData", "fromData", "QImageReader", "QMovie", "QPdfDocument", "QPdfView", "QWebEngineView"}


@guarded_by("sozialclient.gui.document.controller.image_of")
def test_a_30c_the_window_decodes_no_picture() -> None:
    """In the source of the window a picture comes from raw pixels only, and SVG from our own icons only."""
    uses: list[str] = []
    for file in sorted((CHECKOUT / "sozialclient" / "gui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
            if name in _DECODERS or (name == "QSvgRenderer" and file.name != "icons.py"):
                uses.append(f"{file.name}: {name}")
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("QImage", "QPixmap"):
                # One argument would be a file name, which Qt opens and decodes by what it finds in it.
                assert len(node.args) != 1 or "size" in ast.unparse(node).lower(), f"{file.name}: {ast.unparse(node)}"
    assert uses == []
