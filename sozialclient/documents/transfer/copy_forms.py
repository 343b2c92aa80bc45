"""The forms in which a value can be put on the clipboard, so that the other program takes it as it is."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sozialclient.documents.values import FieldKind

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MOMENT = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}), (\d{2}:\d{2}:\d{2})")
_DECIMAL = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")
# Letters that do not fall apart into a plain one and a mark; umlauts by the German habit.
_ASCII = str.maketrans({
    "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ẞ": "SS", "Æ": "AE", "æ": "ae",
    "Œ": "OE", "œ": "oe", "Ø": "Oe", "ø": "oe", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th",
    "Ł": "L", "ł": "l", "ı": "i", "Ŋ": "N", "ŋ": "n", "Ə": "E", "ə": "e", "’": "'", "ʼ": "'", "–": "-", "—": "-",
})


class CopyForm(enum.Enum):
    """Names of the forms, as profiles write them."""

    TEXT = "text"
    DAY_DOTS = "dd.mm.yyyy"
    DAY_DIGITS = "ddmmyyyy"
    DAY_ISO = "yyyy-mm-dd"
    MOMENT = "dd.mm.yyyy hh:mm:ss"
    COMMA = "1234,56"
    POINT = "1234.56"
    CENTS = "123456"
    COMPACT = "without blanks"
    GROUPED = "in groups"
    CODE = "code"
    LETTER = "J/N"
    CROSS = "X"
    ASCII = "ascii"


@dataclass(frozen=True, slots=True)
class CopyText:
    """What goes on the clipboard in one form; one line, never empty but for a cross that is not set."""

    form: CopyForm
    text: str


def copy_texts(field: Field) -> tuple[CopyText, ...]:
    """The forms a value can be copied in, the usual one first, each text once.

    Amounts never carry a grouping dot or a unit, dates are never moved by a time zone, names are
    never rewritten but where ASCII is asked for. A file has none.
    """
    if field.kind is FieldKind.FILE:
        return ()
    made = _FORMS.get(field.kind, _of_text)(field)
    seen: dict[str, CopyText] = {}
    for one in made:
        seen.setdefault(one.text, one)
    return tuple(seen.values())


def in_form(field: Field, wanted: CopyForm | None) -> CopyText | None:
    """The value in that form where it has it, else in its usual one; None for a file."""
    made = copy_texts(field)
    return next((one for one in made if one.form is wanted), made[0] if made else None)


def one_line(text: str) -> str:
    """`text` on one line, as an entry field takes it."""
    return " ".join(text.split())


def ascii_text(text: str) -> str:
    """`text` in ASCII letters: umlauts as two letters, other marks left out, what has no letter dropped."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_ASCII))
    return apart.encode("ascii", "ignore").decode("ascii")


def _of_text(field: Field) -> Iterator[CopyText]:
    line = one_line(field.value)
    yield CopyText(CopyForm.TEXT, line)
    if not line.isascii() and (plain := one_line(ascii_text(line))):
        yield CopyText(CopyForm.ASCII, plain)


def _of_date(field: Field) -> Iterator[CopyText]:
    match = _DAY.match(field.raw_value.strip())
    if match is None:
        yield from _of_text(field)
        return
    year, month, day = match.groups()
    yield CopyText(CopyForm.DAY_DOTS, f"{day}.{month}.{year}")
    yield CopyText(CopyForm.DAY_DIGITS, f"{day}{month}{year}")
    yield CopyText(CopyForm.DAY_ISO, f"{year}-{month}-{day}")


def _of_time(field: Field) -> Iterator[CopyText]:
    match = _MOMENT.search(field.value)
    if match is None:
        yield from _of_text(field)
        return
    day, month, year, clock = match.groups()
    yield CopyText(CopyForm.DAY_DOTS, f"{day}.{month}.{year}")
    yield CopyText(CopyForm.MOMENT, f"{day}.{month}.{year} {clock}")
    yield CopyText(CopyForm.DAY_ISO, f"{year}-{month}-{day}")


def _of_number(field: Field) -> Iterator[CopyText]:
    match = _DECIMAL.fullmatch(field.raw_value.strip())
    if match is None:
        yield from _of_text(field)
        return
    amount = field.kind is FieldKind.AMOUNT
    sign, whole, fraction = "-" if match[1] == "-" else "", match[2], match[3] or ""
    if amount:
        fraction = fraction.ljust(2, "0")
    yield CopyText(CopyForm.COMMA, f"{sign}{whole},{fraction}" if fraction else f"{sign}{whole}")
    yield CopyText(CopyForm.POINT, f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")
    if amount and len(fraction) == 2:
        yield CopyText(CopyForm.CENTS, f"{sign}{int(whole + fraction)}")


def _of_iban(field: Field) -> Iterator[CopyText]:
    yield CopyText(CopyForm.COMPACT, "".join(field.value.split()))
    yield CopyText(CopyForm.GROUPED, one_line(field.value))


def _of_code(field: Field) -> Iterator[CopyText]:
    yield from _of_text(field)
    yield CopyText(CopyForm.CODE, one_line(field.raw_value))


def _of_boolean(field: Field) -> Iterator[CopyText]:
    true = field.raw_value.strip() == "true"
    yield CopyText(CopyForm.TEXT, one_line(field.value))
    yield CopyText(CopyForm.LETTER, "J" if true else "N")
    yield CopyText(CopyForm.CROSS, "X" if true else "")


_FORMS: dict[FieldKind, Callable[[Field], Iterator[CopyText]]] = {
    FieldKind.DATE: _of_date,
    FieldKind.TIME: _of_time,
    FieldKind.AMOUNT: _of_number,
    FieldKind.NUMBER: _of_number,
    FieldKind.IBAN: _of_iban,
    FieldKind.CODE: _of_code,
    FieldKind.BOOLEAN: _of_boolean,
}
