"""Pictures that burst, lie about their size, or are of kinds nobody decodes; by hand what no library writes."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Mapping

from PIL import Image

from tests.hostile.viewing import MIB, flood
from tests.unit.render.samples import encoded, heic, picture, png


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One chunk with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(chunks: Iterable[bytes], width: int = 64, height: int = 64) -> bytes:
    """A PNG (RGB, 8 bits) of its header and `chunks`."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + png_chunk(b"IEND", b"")


def jpeg_with_size(data: bytes, width: int, height: int) -> bytes:
    """`data` with another size in its frame header (ITU T.81, B.2.2)."""
    at = next(data.index(mark) for mark in (b"\xff\xc0\x00", b"\xff\xc2\x00") if mark in data)
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def many_scans(scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = encoded(Image.effect_noise((256, 256), 90).convert("RGB"), "JPEG", quality=95, progressive=True)
    last = data[data.rindex(b"\xff\xda") : data.rindex(b"\xff\xd9")]
    return data[:-2] + last * scans + b"\xff\xd9"


def located() -> bytes:
    """A photo that says where and when it was taken, with which telephone, and by whom."""
    exif = Image.Exif()
    exif[0x010F], exif[0x8298], exif[0x9C9D] = "TelefonMarke", "Erika Beispiel", "Fotograf".encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 36.5)})
    return encoded(picture(size=(64, 48)), "JPEG", exif=exif, comment=b"Kommentar")


def bombs() -> Mapping[str, bytes]:
    """Small files that would need gigabytes, or for ever."""
    packed, pixels = flood(4096 * MIB), png_chunk(b"IDAT", zlib.compress(bytes(64 * 193)))
    small, text = encoded(picture(), "JPEG"), png_chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(MIB)))
    circle = b"Exif\0\0II*\0\x08\0\0\0" + b"\x01\0\x69\x87\4\0\1\0\0\0\x08\0\0\0" * 9
    return {
        "12,000 x 12,000": png(12_000, 12_000, 1, 0, bytes(1501) * 12_000),
        "50,000 x 50,000": png(50_000, 50_000, 1, 0, bytes(1 + 50_000 // 8)),
        "2^31 x 2^31": png(2**31 - 1, 2**31 - 1, 1, 0, b""),
        "four gigabytes of rows": png_of([png_chunk(b"IDAT", packed)]),
        "four gigabytes of colour profile": png_of([png_chunk(b"iCCP", b"x\0\0" + packed), pixels]),
        "four gigabytes of text": png_of([png_chunk(b"zTXt", b"x\0\0" + packed), pixels]),
        "3,000 texts of a mebibyte": png_of([text] * 3000 + [pixels]),
        "no width": png(0, 9, 8, 0, b""),
        "JPEG of 65,500 x 65,500": jpeg_with_size(small, 65_500, 65_500),
        "progressive JPEG of 65,500 x 65,500": jpeg_with_size(
            encoded(picture(), "JPEG", progressive=True), 65_500, 65_500),
        "CMYK JPEG of 65,500 x 65,500": jpeg_with_size(encoded(picture("CMYK"), "JPEG"), 65_500, 65_500),
        "EXIF of itself": encoded(picture(), "JPEG", exif=circle),
    }  # fmt: skip


def undecoded() -> Mapping[str, bytes]:
    """Kinds of picture for which Qt or Pillow bring decoders that are not to be used."""
    image = picture("RGB", (32, 32))
    kinds = ("GIF", "TIFF", "BMP", "ICO", "ICNS", "TGA", "WEBP", "PPM", "PCX", "SGI", "EPS", "DDS", "JPEG2000")
    frame = b",\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    sides = struct.pack("<HHLLHHLL", 256, 4, 1, 65_535, 257, 4, 1, 65_535)
    made = {kind: _saved(image, kind) for kind in kinds}
    made["GIF of 100,000 frames"] = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + frame * 100_000 + b";"
    made["TIFF of 2^32 pixels"] = b"II*\0\x08\0\0\0\2\0" + sides
    made["SVG"] = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='//192.0.2.1/x.png'/><script>x</script></svg>"
    made["SVG in XML"] = b"<?xml version='1.0'?>\n" + made["SVG"]
    made["packed SVG"] = zlib.compress(made["SVG"], wbits=31)
    made["EMF"] = struct.pack("<LL", 1, 108) + bytes(32) + b" EMF" + bytes(64)
    made["WMF"] = b"\xd7\xcd\xc6\x9a" + bytes(40)
    made["PSD"] = b"8BPS\0\1" + bytes(40)
    made["XPM"] = b'/* XPM */\nstatic char *x[] = {"1 1 1 1", "a c #000000", "a"};'
    made["PostScript"] = b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file"
    made["AVIF"] = heif_box(b"ftyp", b"avif\0\0\0\0avifmif1heic")
    made["film"] = heif_box(b"ftyp", b"mp42\0\0\0\0isom") + bytes(99)
    return {name: data for name, data in made.items() if data}


def _saved(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    try:
        image.save(buffer, kind)
    except (KeyError, OSError, ValueError):
        return b""
    return buffer.getvalue()


def heif_box(name: bytes, body: bytes) -> bytes:
    """A box of ISO/IEC 14496-12."""
    return struct.pack(">I", len(body) + 8) + name + body


TILE = 64
"""Pixels across and down of the tile in `heif_grid`."""


def heif_grid(rows: int, columns: int, width: int, height: int, tiles: int) -> bytes:
    """A HEIC file whose picture is a grid (ISO/IEC 23008-12, 6.6.2.3) of `tiles` items with the same real tile."""
    source = heic("rotated")
    settings, shape, tile = _box_of(source, b"hvcC"), _box_of(source, b"ispe"), _box_of(source, b"mdat")[8 : 8 + 0x82]
    grid = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width, height)
    items = range(2, 2 + tiles)
    infos = [_info(1, b"grid"), *(_info(item, b"hvc1") for item in items)]
    whole = heif_box(b"ispe", bytes(4) + struct.pack(">II", width, height))
    used = b"\0\1\1\x01" + b"".join(struct.pack(">H", item) + b"\2\x82\x03" for item in items)
    parts = struct.pack(">HH", 1, tiles) + b"".join(struct.pack(">H", item) for item in items)
    boxes = [
        heif_box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
        heif_box(b"pitm", bytes(4) + b"\0\1"),
        heif_box(b"iinf", bytes(4) + struct.pack(">H", len(infos)) + b"".join(infos)),
        heif_box(b"iref", bytes(4) + heif_box(b"dimg", parts)),
        heif_box(b"iprp", heif_box(b"ipco", whole + settings + shape)
                 + heif_box(b"ipma", bytes(4) + struct.pack(">I", len(infos)) + used)),
    ]  # fmt: skip
    head = heif_box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def meta(start: int) -> bytes:
        places = [_place(1, start, len(grid)), *(_place(item, start + len(grid), len(tile)) for item in items)]
        places_box = heif_box(b"iloc", bytes(4) + b"\x44\0" + struct.pack(">H", len(places)) + b"".join(places))
        return heif_box(b"meta", bytes(4) + b"".join(boxes) + places_box)

    return head + meta(len(head) + len(meta(0)) + 8) + heif_box(b"mdat", grid + tile)


def _info(item: int, kind: bytes) -> bytes:
    return heif_box(b"infe", b"\2\0\0\0" + struct.pack(">HH", item, 0) + kind + b"\0")


def _place(item: int, start: int, length: int) -> bytes:
    return struct.pack(">HHHII", item, 0, 1, start, length)


def heic_with_size(width: int, height: int) -> bytes:
    """A sound HEIC file that claims another size."""
    source = heic("rotated")
    at = source.index(b"ispe") + 8
    return source[:at] + struct.pack(">II", width, height) + source[at + 8 :]


def _box_of(source: bytes, name: bytes) -> bytes:
    at = source.index(name) - 4
    return source[at : at + int.from_bytes(source[at : at + 4], "big")]
