"""A scan of 100 MB that is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageDraw

from sozialclient.demo.letter_picture import bold, regular
from sozialclient.wire.spool import CHUNK

SCAN_BYTES = 100 * 1024 * 1024
"""Exactly 100 MiB."""

_PIXELS = (1240, 1754)
_PAGE_BYTES = _PIXELS[0] * _PIXELS[1]
_PAGES = 48


class LargeScan:
    """A valid PDF of `SCAN_BYTES` bytes: uncompressed grey-scale pages, drawn one at a time while reading.

    Two objects a page (page, image) and a last stream that only fills up the length.
    """

    def __init__(self, title: str) -> None:
        self._title = title

    @property
    def size(self) -> int:
        """Length in bytes."""
        return SCAN_BYTES

    def chunks(self) -> Iterator[bytes]:
        """Pieces of at most `CHUNK` bytes; about 4 MB are in memory at a time."""
        for piece in self._pieces():
            for start in range(0, len(piece), CHUNK):
                yield piece[start : start + CHUNK]

    def _pieces(self) -> Iterator[bytes]:
        offsets = [0]
        position = 0
        for number, piece in self._objects():
            if number:
                offsets.append(position)
            position += len(piece)
            yield piece
        filler_number = len(offsets)
        offsets.append(position)
        filler = self._filler(filler_number, position, len(offsets))
        yield filler
        yield _trailer(offsets, position + len(filler))

    def _objects(self) -> Iterator[tuple[int, bytes]]:
        yield 0, b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
        kids = " ".join(f"{3 + 2 * index} 0 R" for index in range(_PAGES))
        yield 1, b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        yield 2, f"2 0 obj\n<</Type/Pages/Count {_PAGES}/Kids[{kids}]>>\nendobj\n".encode()
        for index in range(_PAGES):
            page, image = 3 + 2 * index, 4 + 2 * index
            yield page, _page_object(page, image, 3 + 2 * _PAGES)
            yield image, _image_object(image, self._page(index + 1))
        content = b"q 595 0 0 842 0 0 cm /Im Do Q"
        number = 3 + 2 * _PAGES
        yield number, b"%d 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (number, len(content), content)

    def _page(self, number: int) -> bytes:
        image = Image.new("L", _PIXELS, 250)
        draw = ImageDraw.Draw(image)
        draw.text((120, 110), self._title, 30, bold(40))
        draw.text((1120, 118), f"Blatt {number} von {_PAGES}", 90, regular(26), anchor="ra")
        draw.line((120, 170, 1120, 170), 120, 3)
        draw.text((120, 200), "Übungsbeleg – Absender und Inhalt sind erfunden.", 90, regular(26))
        for row in range(36):
            y = 280 + 38 * row
            draw.text((120, y), f"{1 + (number * 7 + row) % 28:02d}.  Grundpflege, Mobilisation, Dokumentation "
                                f"({(number * 13 + row * 5) % 55 + 5} Minuten)", 60, regular(24))
            draw.line((120, y + 32, 1120, y + 32), 225, 1)
        return image.tobytes()

    def _filler(self, number: int, position: int, count: int) -> bytes:
        tail = len(_trailer([0] * count, 10**8))
        head = b"%d 0 obj\n<</Length %10d>>stream\n"
        end = b"\nendstream\nendobj\n"
        length = SCAN_BYTES - position - tail - len(head % (number, 0)) - len(end)
        return head % (number, length) + b"\0" * length + end


def _page_object(number: int, image: int, content: int) -> bytes:
    return (b"%d 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</XObject<</Im %d 0 R>>>>>>\nendobj\n" % (number, content, image))


def _image_object(number: int, pixels: bytes) -> bytes:
    head = (b"%d 0 obj\n<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
            b"/BitsPerComponent 8/Length %d>>stream\n" % (number, *_PIXELS, len(pixels)))
    return b"".join((head, pixels, b"\nendstream\nendobj\n"))


def _trailer(offsets: list[int], start: int) -> bytes:
    lines = [b"xref\n0 %d\n0000000000 65535 f \n" % len(offsets)]
    lines += [b"%010d 00000 n \n" % offset for offset in offsets[1:]]
    lines.append(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets), start))
    return b"".join(lines)
