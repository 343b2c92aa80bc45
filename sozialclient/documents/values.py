"""What kind of value a field holds and how a German reader writes it; the raw value is never changed."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sozialclient.documents.label_data import codes, elements, value_words
from sozialclient.documents.local_time import time_text
from sozialclient.documents.time_spans import span_text

LONGEST_VALUE = 100_000
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?")
_YEAR_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:Z|[+-]\d\d:\d\d)?")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?")
_DECIMAL = re.compile(r"([+-]?)(\d{1,15})(?:\.(\d{1,10}))?")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
# Long lines only: a long free text without punctuation must not pass for a file.
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{40,}\s+)*[A-Za-z0-9+/]{4,}={0,2}")
_SHORTEST_FILE = 2_000
_SHORTEST_ENCODED = 24
_MONTH_DAY = re.compile(r"--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:Z|[+-]\d\d:\d\d)?")
_CURRENCY_ATTRIBUTES = ("currencyid", "currency", "currencycode", "waehrung", "währung", "waehrungscode", "ccy")
_CURRENCY = re.compile(r"[A-Z]{3}")
_WHOLE_DAY = "102"
_NO_BREAK = "\u00a0"


class FieldKind(enum.Enum):
    """How a value was read."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    NUMBER = "number"
    IBAN = "iban"
    CODE = "code"
    BOOLEAN = "bool"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as read: `shown` for people, `raw` as in the message (clipped when huge), `unit` if any."""

    kind: FieldKind
    shown: str
    raw: str
    unit: str = ""


def read_value(name: str, raw: str, attributes: Mapping[str, str] | None = None) -> Value:
    """The value of the leaf element `name`; surrounding white space does not count.

    Kind by shape where the shape is unmistakable, else by the end of the element name.
    """
    text = raw.strip()
    lower = name.lower()
    long_enough = len(text) > _SHORTEST_FILE or (lower in elements().files and _encoded(text))
    if long_enough and _BASE64.fullmatch(text):
        return _file(text)
    if len(text) > LONGEST_VALUE:
        return read_text(text)
    told = attributes or {}
    return (_by_shape(text) or _month(lower, text) or _day_as_told(text, told) or _number(lower, text, told)
            or read_text(text))


def read_text(text: str) -> Value:
    """Words as they are; where there are too many, their beginning and how many there are."""
    if len(text) > LONGEST_VALUE:
        text = text[:LONGEST_VALUE] + value_words().clipped.format(length=f"{len(text):,}".replace(",", "."))
    return Value(FieldKind.TEXT, text, text)


def read_code(name: str, code: str, given_name: str, list_uri: str) -> Value:
    """A coded value: the name sent with it, else from our few lists, else the bare code."""
    known = _code_table(name, list_uri).get(code, "")
    return Value(FieldKind.CODE, given_name or known or code, code)


def size_text(size: int) -> str:
    """A size as `91,2 KB`."""
    amount, unit = (size / 1024, "KB") if size < 1024 * 1024 else (size / 1024 / 1024, "MB")
    return f"{amount:.1f}".replace(".", ",") + f"{_NO_BREAK}{unit}"


def amount_text(sign: str, whole: str, fraction: str) -> str:
    """`-1.234,56` from the parts of a decimal number."""
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{'-' if sign == '-' else ''}{grouped}" + (f",{fraction}" if fraction else "")


def _code_table(name: str, list_uri: str) -> Mapping[str, str]:
    if list_uri:
        for end, entries in codes().items():
            if list_uri.lower().endswith(end):
                return entries
        return {}
    return codes().get(f"element:{name.lower()}", {})


def _encoded(text: str) -> bool:
    """Whether a value in one piece is base64 (RFC 4648) and not a word; elements for files hold words, too."""
    length = sum(not letter.isspace() for letter in text)
    capitals = sum(letter.isupper() for letter in text[1:_SHORTEST_FILE])
    return length % 4 == 0 and (text.endswith("=") or (length >= _SHORTEST_ENCODED and capitals > 1))


def _file(text: str) -> Value:
    length = len(text) - text.count("\n") - text.count("\r") - text.count(" ")
    size = max(0, length * 3 // 4 - text[-2:].count("="))
    return Value(FieldKind.FILE, value_words().file.format(size=size_text(size)), text[:100])


def _by_shape(text: str) -> Value | None:
    if text in ("true", "false"):
        return Value(FieldKind.BOOLEAN, value_words().true if text == "true" else value_words().false, text)
    if match := _DATE.fullmatch(text):
        return _date(match, text)
    if match := _DATETIME.fullmatch(text):
        return _time(text, zoned=bool(match[1]))
    if match := _MONTH_DAY.fullmatch(text):
        return Value(FieldKind.TEXT, f"{match[2]}.{match[1]}.", text)
    if (span := span_text(text)) is not None:
        return Value(FieldKind.TEXT, span, text)
    compact = text.replace(" ", "")
    if is_iban(compact):
        groups = [compact[start : start + 4] for start in range(0, len(compact), 4)]
        return Value(FieldKind.IBAN, " ".join(groups), text)
    return None


def _date(match: re.Match[str], text: str) -> Value | None:
    """Dates keep their day: a time zone behind a date moves nothing."""
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return Value(FieldKind.DATE, f"{day.day:02}.{day.month:02}.{day.year:04}", text)


def _month(lower_name: str, text: str) -> Value | None:
    """A month of a year (xs:gYearMonth) where the name says that it is one."""
    match = _YEAR_MONTH.fullmatch(text)
    return Value(FieldKind.TEXT, f"{match[2]}.{match[1]}", text) if match and "monat" in lower_name else None


def _day_as_told(text: str, attributes: Mapping[str, str]) -> Value | None:
    """A day without hyphens where the attribute `format` says so (UN/EDIFACT 2379, code 102)."""
    if attributes.get("format") != _WHOLE_DAY or len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    match = _DATE.fullmatch(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    return _date(match, text) if match else None


def currency_of(attributes: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The attribute that names a currency (ISO 4217), and the currency; both empty where there is none."""
    for name, value in attributes:
        if name.lower() in _CURRENCY_ATTRIBUTES and _CURRENCY.fullmatch(value.strip()):
            return name, value.strip()
    return "", ""


def _time(text: str, *, zoned: bool) -> Value | None:
    whole_seconds = re.sub(r"\.\d+", "", text)
    try:
        instant = datetime.fromisoformat(whole_seconds)
        shown = time_text(instant) if zoned else f"{instant:%d.%m.%Y, %H:%M:%S}"
    except (ValueError, OverflowError):
        return None
    return Value(FieldKind.TIME, shown, text)


def _number(lower_name: str, text: str, attributes: Mapping[str, str]) -> Value | None:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    unit = elements().units.get(lower_name, "")
    currency = currency_of(attributes.items())[1]
    if (_names_an_amount(lower_name) or currency) and (match[3] is None or len(match[3]) <= 2):
        unit = "€" if currency in ("", "EUR") else currency
        shown = amount_text(match[1], match[2], (match[3] or "").ljust(2, "0"))
        return Value(FieldKind.AMOUNT, f"{shown}{_NO_BREAK}{unit}", text, unit)
    shown = amount_text(match[1], match[2], match[3] or "")
    return Value(FieldKind.NUMBER, f"{shown}{_NO_BREAK}{unit}", text, unit) if unit else None


def _names_an_amount(lower_name: str) -> bool:
    """The German noun that decides stands last ("heizkosten"), or first before what it is for."""
    return lower_name.endswith(elements().amounts) or lower_name.startswith(elements().amount_starts)


def is_iban(compact: str) -> bool:
    """Whether form and check digits are those of an IBAN without blanks (ISO 13616; ISO 7064, modulo 97)."""
    if _IBAN.fullmatch(compact) is None:
        return False
    digits = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
    return int(digits) % 97 == 1
