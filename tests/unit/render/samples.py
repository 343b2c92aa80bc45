"""Makes the documents these tests show: sound ones with reportlab and Pillow, hostile ones by hand."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from sozialclient.render.pages import PageImage
from sozialclient.resources import resource

DATA = Path(__file__).parent / "data"
A4 = (595.0, 842.0)


def letter(pages: int = 1, encrypt: str | StandardEncryption | None = None) -> bytes:
    """A PDF whose every page has two lines of text and a red square of 100 points, 50 from top and left."""
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=A4, encrypt=encrypt)
    for number in range(pages):
        sheet.setFont("Helvetica", 12)
        sheet.drawString(72, 600, f"Seite {number + 1} Grüße")
        sheet.drawString(72, 570, "Miete 512,30 €")
        sheet.setFillColorRGB(1, 0, 0)
        sheet.rect(50, A4[1] - 150, 100, 100, stroke=0, fill=1)
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


def raw_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of numbered objects, the first of which is the catalog, with a correct cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A packed stream object."""
    packed = zlib.compress(content)
    head = b"<< /Length %d /Filter /FlateDecode %b >>" % (len(packed), entries)
    return head + b"\nstream\n" + packed + b"\nendstream"


def one_page_pdf(page: bytes = b"", catalog: bytes = b"", *more: bytes) -> bytes:
    """A PDF of one empty page of 200 x 100 points; `more` are objects 4, 5 ..."""
    box = b"" if b"/MediaBox" in page else b"/MediaBox [0 0 200 100]"
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R %b %b >>" % (box, page),
            *more,
        ]
    )


def slow_pdf(depth: int = 7, fan: int = 20) -> bytes:
    """A small PDF that takes for ever: every form draws the next one `fan` times."""
    forms = []
    for level in range(depth):
        last = level == depth - 1
        content = b"0 0 50 50 re f " * fan if last else b"/X Do " * fan
        resources = b"" if last else b"/Resources << /XObject << /X %d 0 R >> >>" % (5 + level + 1)
        forms.append(stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] " + resources))
    page = b"/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>"
    return one_page_pdf(page, b"", stream(b"/X Do"), *forms)


def active_pdf() -> bytes:
    """A PDF with scripts, a program start, links of every kind, a form and an embedded file."""
    def link(x: int, action: bytes) -> bytes:
        return b"<< /Type /Annot /Subtype /Link /Rect [%d 10 %d 30] /Border [0 0 0] /A << %b >> >>" % (
            x, x + 20, action,
        )

    return one_page_pdf(
        b"/Annots [4 0 R 5 0 R 6 0 R 7 0 R] /AA << /O << /S /JavaScript /JS (app.alert\\(2\\)) >> >>",
        b"/OpenAction << /S /J#61vaScript /JS (app.alert\\(1\\)) >> /Names << /EmbeddedFiles << /Names"
        b" [(a) 8 0 R] >> /JavaScript << /Names [(b) << /S /JavaScript /JS (1) >>] >> >>"
        b" /Outlines 10 0 R",
        link(10, b"/S /URI /URI (https://beispiel.invalid/pfad)"),
        link(40, b"/S /Launch /F (calc.exe)"),
        link(70, b"/S /GoToR /D [0 /Fit] /F (\\\\\\\\server\\\\freigabe\\\\x.pdf)"),
        link(100, b"/S /GoTo /D [3 0 R /Fit]"),
        b"<< /Type /Filespec /F (rechnung.exe) /UF (rechnung.exe) /EF << /F 9 0 R >> >>",
        stream(b"MZ", b"/Type /EmbeddedFile"),
        b"<< /Type /Outlines /First 11 0 R /Last 11 0 R >>",
        b"<< /Title (Kapitel) /Parent 10 0 R /Dest [3 0 R /Fit] /First 12 0 R /Last 12 0 R >>",
        # A circle: its next sibling is its own parent.
        b"<< /Title (Abschnitt) /Parent 11 0 R /Next 11 0 R >>",
    )


def picture(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Left half dark red, right half blue, in `mode`."""
    image = Image.new("RGB", size, (200, 0, 0))
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=(0, 0, 200))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """`image` as a file of format `kind`."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    """A PNG from raw filtered rows, for what Pillow does not write."""
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def heic(name: str) -> bytes:
    """`beleg` of the demo, or a file made for these tests; `flat` and `crashing` are `rotated` with bytes changed."""
    file = resource("demo", "beleg.heic") if name == "beleg" else DATA / f"{name}.heic"
    return file.read_bytes()


def colour(image: PageImage, x: float, y: float) -> tuple[int, int, int]:
    """The colour at `x`, `y`, given as shares of width and height."""
    at = int(y * image.height) * image.stride + int(x * image.width) * 3
    return image.pixels[at], image.pixels[at + 1], image.pixels[at + 2]


def near(found: tuple[int, int, int], wanted: tuple[int, int, int], tolerance: int = 12) -> bool:
    """Whether two colours differ by no more than lossy coding may."""
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True))
