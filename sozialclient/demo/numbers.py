"""Invented numbers whose check digits are right, so that practised checks find nothing to complain about."""

from __future__ import annotations

from datetime import date
from random import Random

INVENTED_BANK_CODE = "99990000"
"""No German bank code begins with 9: the clearing areas are 1 to 8."""

INVENTED_BIC = "MUSTDEX0XXX"
"""A zero as last character of the location marks a test BIC (ISO 9362)."""

_LANDLINES = ("030 23125", "069 90009", "040 66969", "0221 4710", "089 99998")
"""Set aside for media by the Bundesnetzagentur (Mitteilung 148/2021), each followed by three digits."""


def iban(rng: Random) -> str:
    """A German IBAN over the invented bank code, 22 characters without spaces (ISO 13616, mod 97)."""
    account = INVENTED_BANK_CODE + f"{rng.randrange(1, 10**9):010d}"
    check = 98 - int(account + "131400") % 97
    return f"DE{check:02d}{account}"


def iban_is_valid(value: str) -> bool:
    """Whether the check digits of `value` (spaces allowed) are right."""
    compact = value.replace(" ", "")
    digits = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
    return int(digits) % 97 == 1


def tax_id(rng: Random) -> str:
    """An 11-digit tax id. A leading 0 marks test numbers; check digit by ISO 7064 MOD 11,10."""
    digits = rng.sample(range(1, 10), 8)
    digits.insert(rng.randrange(1, 9), rng.choice(digits))
    body = [0, *digits]
    return "".join(map(str, body)) + str(_mod_11_10(body))


def _mod_11_10(digits: list[int]) -> int:
    product = 10
    for digit in digits:
        total = (digit + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10


def tax_id_is_valid(value: str) -> bool:
    """Whether the check digit of an 11-digit tax id is right."""
    return _mod_11_10([int(digit) for digit in value[:-1]]) == int(value[-1])


def health_insurance_number(rng: Random) -> str:
    """A ten-character number of the statutory health insurance: letter, eight digits, check digit."""
    body = f"X{rng.randrange(10**8):08d}"
    return body + _health_check(body)


def _health_check(body: str) -> str:
    digits = f"{ord(body[0]) - 64:02d}{body[1:]}"
    products = (int(digit) * (1 + index % 2) for index, digit in enumerate(digits))
    return str(sum(product // 10 + product % 10 for product in products) % 10)


def health_insurance_number_is_valid(value: str) -> bool:
    """Whether the check digit is right."""
    return _health_check(value[:-1]) == value[-1]


def pension_number(rng: Random, born: date, birth_name: str, *, female: bool) -> str:
    """A twelve-character pension insurance number over the area 99, which no insurer has."""
    serial = rng.randrange(50, 100) if female else rng.randrange(50)
    initial = birth_name[0].upper()
    initial = {"Ä": "A", "Ö": "O", "Ü": "U"}.get(initial, initial)
    body = f"99{born:%d%m%y}{initial}{serial:02d}"
    return body + _pension_check(body)


def _pension_check(body: str) -> str:
    digits = f"{body[:8]}{ord(body[8]) - 64:02d}{body[9:]}"
    factors = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    products = (int(digit) * factor for digit, factor in zip(digits, factors, strict=True))
    return str(sum(product // 10 + product % 10 for product in products) % 10)


def pension_number_is_valid(value: str) -> bool:
    """Whether the check digit is right."""
    return _pension_check(value[:-1]) == value[-1]


def phone_number(rng: Random) -> str:
    """A landline number that will never belong to anyone."""
    return f"{rng.choice(_LANDLINES)}{rng.randrange(1000):03d}"


def register_number(rng: Random) -> str:
    """Twelve digits in the manner of a number of the central register of foreigners, beginning with 000."""
    return f"000{rng.randrange(10**9):09d}"


def uuid_text(rng: Random) -> str:
    """A random (version 4) UUID in lower case."""
    bits = rng.getrandbits(128) & ~(0xF000 << 64) & ~(0xC000 << 48) | (0x4000 << 64) | (0x8000 << 48)
    digits = f"{bits:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
