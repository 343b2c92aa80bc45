"""Draws invented papers as pictures: a clean scan, a photo taken with a phone, an identity card, receipts."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

from sozialclient.demo import paper
from sozialclient.demo.form_model import printed
from sozialclient.demo.letters import Letter
from sozialclient.demo.people import Person
from sozialclient.resources import resource

PAGE = (930, 1315)
_MARGIN = 90
_INK, _SOFT, _RULE = 25, 100, 150


@cache
def _font(file_name: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout engine gives the same pixels whether or not Raqm is installed.
    return ImageFont.truetype(str(resource("fonts", file_name)), size, layout_engine=ImageFont.Layout.BASIC)


def regular(size: int) -> ImageFont.FreeTypeFont:
    """Text font of `size` pixels."""
    return _font(paper.REGULAR_FILE, size)


def bold(size: int) -> ImageFont.FreeTypeFont:
    """Heading font of `size` pixels."""
    return _font(paper.SEMIBOLD_FILE, size)


def letter_page(letter: Letter) -> Image.Image:
    """The letter as a clean grey-scale page of `PAGE` pixels."""
    image = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(image)
    right = PAGE[0] - _MARGIN
    _stamp(image, letter.stamp)
    draw.text((_MARGIN, 70), letter.letterhead, _INK, bold(30))
    draw.text((_MARGIN, 110), letter.sender_line, _SOFT, regular(17))
    draw.line((_MARGIN, 140, right, 140), _RULE, 2)
    for index, line in enumerate(letter.receiver):
        draw.text((_MARGIN, 190 + 28 * index), line, _INK, regular(21))
    draw.text((right, 320), f"Musterstadt, {printed(letter.dated)}", _INK, regular(19), anchor="ra")
    draw.text((_MARGIN, 375), letter.title, _INK, bold(28))
    y = 435
    for paragraph in letter.paragraphs:
        for line in _wrapped(paragraph, regular(20), right - _MARGIN):
            draw.text((_MARGIN, y), line, _INK, regular(20))
            y += 29
        y += 10
    for left_text, right_text in letter.rows:
        y += 10
        draw.text((_MARGIN, y), left_text, _INK, regular(20))
        draw.text((right, y), right_text, _INK, bold(20), anchor="ra")
        y += 32
        draw.line((_MARGIN, y, right, y), _RULE, 1)
    y += 20
    for line in letter.closing:
        draw.text((_MARGIN, y), line, _INK, regular(20))
        y += 40
    draw.text((_MARGIN, PAGE[1] - 60), "Übungsbeleg – Absender und Inhalt sind erfunden.", _SOFT, bold(16))
    return image


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if font.getlength(candidate) <= width:
            line = candidate
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _stamp(image: Image.Image, text: str) -> None:
    layer = Image.new("L", (620, 180), 0)
    ImageDraw.Draw(layer).text((310, 90), text, 34, bold(130), anchor="mm")
    turned = layer.rotate(32, expand=True)
    image.paste(0, ((image.width - turned.width) // 2, image.height - turned.height - 90), turned)


def as_photo(page: Image.Image, rng: Random) -> Image.Image:
    """`page` as photographed on a table: slightly turned, on wood, with sensor noise."""
    size = (page.width + 110, page.height + 110)
    background = Image.new("L", size, 120)
    lines = ImageDraw.Draw(background)
    for y in range(0, size[1], 7):
        lines.line((0, y, size[0], y + rng.randrange(-3, 4)), 104 + rng.randrange(26), 3)
    sheet = page.point([min(242, value) for value in range(256)])
    mask = Image.new("L", page.size, 255)
    angle = rng.choice((-1.6, -1.1, 1.2, 1.8))
    turned = sheet.rotate(angle, expand=True, resample=Image.Resampling.BILINEAR)
    turned_mask = mask.rotate(angle, expand=True, resample=Image.Resampling.BILINEAR)
    corner = ((size[0] - turned.width) // 2, (size[1] - turned.height) // 2)
    background.paste(turned, corner, turned_mask)
    noise = Image.frombytes("L", (size[0] // 2, size[1] // 2), rng.randbytes((size[0] // 2) * (size[1] // 2)))
    return Image.blend(background, noise.resize(size), 0.05)


def identity_card(person: Person, rng: Random) -> Image.Image:
    """A card that looks like an identity card only from afar, marked MUSTER."""
    image = Image.new("RGB", (1010, 640), (226, 236, 240))
    draw = ImageDraw.Draw(image)
    for y in range(0, 640, 6):
        shade = 214 + rng.randrange(16)
        draw.line((0, y, 1010, y + rng.randrange(-14, 15)), (shade, shade + 12, 240), 2)
    draw.rounded_rectangle((6, 6, 1003, 633), 36, outline=(120, 140, 150), width=4)
    draw.text((60, 40), "ÜBUNGSAUSWEIS", (27, 94, 158), bold(46))
    draw.text((60, 98), "Musterland · kein amtliches Dokument", (74, 83, 97), regular(26))
    draw.rectangle((60, 160, 320, 500), (196, 208, 214), (120, 140, 150), 3)
    draw.ellipse((135, 205, 245, 330), (150, 164, 172))
    draw.pieslice((95, 345, 285, 560), 180, 360, (150, 164, 172))
    rows = (("Name", person.family_name), ("Vornamen", person.given_names),
            ("Geburtstag", printed(person.birth_date)), ("Geburtsort", person.birth_place),
            ("Anschrift", f"{person.address.postal_code} {person.address.place}"))
    for index, (label, value) in enumerate(rows):
        draw.text((360, 158 + 70 * index), label, (74, 83, 97), regular(20))
        draw.text((360, 180 + 70 * index), value, (26, 31, 39), bold(32))
    draw.text((60, 548), f"MUSTER<<{rng.randrange(10**8):08d}<<UEBUNG<<<<<<<<<<<<<<<<", (26, 31, 39), regular(30))
    layer = Image.new("L", (520, 150), 0)
    ImageDraw.Draw(layer).text((260, 75), "MUSTER", 130, bold(120), anchor="mm")
    turned = layer.rotate(18, expand=True)
    image.paste((163, 29, 34), (470, 250), turned)
    return image


def receipt(number: int, rng: Random) -> Image.Image:
    """A till receipt in two colours, about 300 by 420 pixels."""
    image = Image.new("1", (300, 420), 1)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    draw.text((150, 18), "KAUFHAUS ATTRAPPE", 0, bold(22), anchor="ma")
    draw.text((150, 46), "Musterstadt · erfunden", 0, regular(16), anchor="ma")
    total = 0
    goods = ("Bettwäsche", "Kochtopf", "Geschirr", "Handtücher", "Lampe", "Stuhl", "Besteck", "Vorhang", "Pfanne")
    for index, name in enumerate(rng.sample(goods, 4)):
        cents = rng.randrange(199, 4999)
        total += cents
        y = 92 + 34 * index
        draw.text((20, y), name, 0, regular(18))
        draw.text((280, y), f"{cents // 100},{cents % 100:02d}", 0, regular(18), anchor="ra")
    draw.line((20, 238, 280, 238), 0, 2)
    draw.text((20, 248), "SUMME EUR", 0, bold(20))
    draw.text((280, 248), f"{total // 100},{total % 100:02d}", 0, bold(20), anchor="ra")
    draw.text((150, 310), f"Bon {number:04d}", 0, regular(18), anchor="ma")
    draw.text((150, 350), "MUSTER", 0, bold(34), anchor="ma")
    return image


def encoded(image: Image.Image, media_type: str) -> bytes:
    """PNG or JPEG bytes without time stamps."""
    buffer = BytesIO()
    if media_type == "image/png":
        image.save(buffer, "PNG", optimize=False, compress_level=6)
    else:
        image.save(buffer, "JPEG", quality=68)
    return buffer.getvalue()
