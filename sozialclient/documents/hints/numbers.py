"""Hints about numbers that carry a check digit, and about post codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sozialclient.documents.evidence.answers import plain_path
from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.hints.hint import Hint, about
from sozialclient.documents.values import is_iban

_GERMAN_LENGTH = 22
_TAX_ID = re.compile(r"\d{11}", re.ASCII)
_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_FIRST_POSTCODE, _LAST_POSTCODE = 1001, 99998
_POSTCODES = ("postleitzahl", "plz")
_TAX_IDS = ("steuerid", "steueridentifikationsnummer", "idnr")
_ABROAD = "anschriftausland"


def number_hints(document: FieldDocument) -> Iterator[Hint]:
    """IBANs, tax ids and German post codes that cannot be right."""
    for field in document.fields:
        steps = plain_path(field.path).split("/")
        name, value = steps[-1], "".join(field.raw_value.split())
        if name.endswith("iban") and (code := _iban_fault(value.upper())):
            yield about(field, code)
        elif name in _TAX_IDS and not is_tax_id(value):
            yield about(field, "HINT-TAX-ID")
        elif name in _POSTCODES and _ABROAD not in steps and not _is_postcode(value):
            yield about(field, "HINT-POSTCODE")


def _iban_fault(iban: str) -> str:
    """A German one has 22 characters, all digits but the first two."""
    german = iban.startswith("DE")
    if german and len(iban) != _GERMAN_LENGTH:
        return "HINT-IBAN-LENGTH"
    return "HINT-IBAN" if not is_iban(iban) or (german and not iban[2:].isdigit()) else ""


def is_tax_id(number: str) -> bool:
    """Whether a tax id has its form and its check digit (§ 1 StIdV, ISO 7064 modulo 11, 10).

    Of the first ten digits exactly one stands there more than once, at most three times.
    """
    if _TAX_ID.fullmatch(number) is None:
        return False
    counts = sorted(number[:10].count(digit) for digit in set(number[:10]))
    if counts[-1] not in (2, 3) or (len(counts) > 1 and counts[-2] > 1):
        return False
    value = 10
    for digit in number[:10]:
        value = (((int(digit) + value) % 10 or 10) * 2) % 11
    return (11 - value) % 10 == int(number[10])


def _is_postcode(value: str) -> bool:
    return _POSTCODE.fullmatch(value) is not None and _FIRST_POSTCODE <= int(value) <= _LAST_POSTCODE
