"""Visibly invented people, places and institutions for the training mailbox."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from sozialclient.demo import numbers

MARKERS = ("Beispiel", "Muster", "Probe", "Übung", "Attrappe", "Platzhalter", "Fantasie", "Erfunden")
"""Every invented family name contains one of these."""

OFFICE_NAME = "Sozialamt Musterstadt (Übung)"
PORTAL_NAME = "Sozialportal Musterland (Übung)"
BANK_NAME = "Musterbank Beispielhausen"
HEALTH_INSURANCE = "Beispielkasse Musterland"
LANDLORD = "Wohnbau Musterstadt eG (erfunden)"
EMPLOYER = "Attrappen & Söhne GmbH (erfunden)"
PENSION_INSURANCE = "Rentenversicherung Musterland (erfunden)"
SCHOOL = "Grundschule am Beispielweg"
CARE_HOME = "Haus Probeblick, Musterstadt (erfunden)"

_SECOND_NAMES = ("Öztürk", "Nowak", "Großmann", "Yılmaz", "Łąka", "Nguyễn", "O’Connor", "Đorđević", "Müller", "Weiß")
_FEMALE = ("Testa", "Aylin", "Oleksandra", "Zoë", "Karla", "Élodie", "Jale", "Henrike", "Mariam", "Šárka", "Ute", "Lan")
_MALE = ("Probian", "Karl-Heinz", "Seán", "Deniz", "Tomasz", "Jürgen", "Bilal", "Noël", "Wolfgang", "Ștefan", "Uwe")
_STREETS = ("Beispielweg", "Musterstraße", "Probeallee", "Am Übungsteich", "Platzhaltergasse", "Attrappenring")
_PLACES = (("00001", "Musterstadt"), ("00017", "Probendorf"), ("00042", "Beispielhausen"), ("00099", "Übungsfelde"))
_EMAIL_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "đ": "d", "ı": "i", " ": ".", "’": ""}
_EXTRAS = ("", "", "Hinterhaus, 3. OG", "2. OG links", "bei Platzhalter", "")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in a place that does not exist: no German postal code begins with 00."""

    street: str
    house_number: str
    postal_code: str
    place: str
    extra: str


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account that cannot exist, with a valid check digit."""

    holder: str
    iban: str
    bic: str
    bank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented person; `gender` is m, w or d, `nationality` a (code, name) of the DESTATIS list."""

    given_names: str
    family_name: str
    birth_name: str
    birth_date: date
    birth_place: str
    gender: str
    nationality: tuple[str, str]
    address: Address
    phone: str
    email: str
    tax_id: str
    health_number: str
    pension_number: str
    account: Account

    @property
    def full_name(self) -> str:
        """Given names, then family name."""
        return f"{self.given_names} {self.family_name}"


def invent_person(rng: Random, *, born: tuple[int, int], gender: str = "",
                  nationality: tuple[str, str] = ("000", "deutsch"),
                  family_name: str = "", given_names: str = "", simple: bool = False) -> Person:
    """A person born in one of the years `born` (both inclusive).

    `simple` keeps names to characters of Western Europe, for documents without an embedded font.
    """
    gender = gender or rng.choice(("w", "m"))
    given_names = given_names or _given_names(rng, gender, simple)
    family_name = family_name or _family_name(rng, simple)
    birth_name = family_name if rng.random() < 0.6 else rng.choice(MARKERS)
    birth_date = date(rng.randint(*born), 1, 1) + timedelta(days=rng.randrange(365))
    full_name = f"{given_names} {family_name}"
    return Person(
        given_names=given_names, family_name=family_name, birth_name=birth_name, birth_date=birth_date,
        birth_place=rng.choice(_PLACES)[1], gender=gender, nationality=nationality, address=invent_address(rng),
        phone=numbers.phone_number(rng), email=_email(full_name), tax_id=numbers.tax_id(rng),
        health_number=numbers.health_insurance_number(rng),
        pension_number=numbers.pension_number(rng, birth_date, birth_name, female=gender == "w"),
        account=invent_account(rng, full_name),
    )


def relative_of(person: Person, rng: Random, *, born: tuple[int, int], gender: str = "",
                given_names: str = "") -> Person:
    """Someone of the same family name, nationality and address."""
    other = invent_person(rng, born=born, gender=gender, family_name=person.family_name, given_names=given_names,
                          nationality=person.nationality)
    return replace(other, birth_name=person.family_name, address=person.address, phone=person.phone)


def invent_address(rng: Random) -> Address:
    """An address in an invented place."""
    postal_code, place = rng.choice(_PLACES)
    house_number = f"{rng.randrange(1, 120)}{rng.choice(('', '', ' a', ' b'))}"
    return Address(rng.choice(_STREETS), house_number, postal_code, place, rng.choice(_EXTRAS))


def invent_account(rng: Random, holder: str) -> Account:
    """An account of the invented bank."""
    return Account(holder, numbers.iban(rng), numbers.INVENTED_BIC, BANK_NAME)


def _given_names(rng: Random, gender: str, simple: bool) -> str:
    names = _FEMALE if gender == "w" else _MALE
    choices = [name for name in names if not simple or _is_western(name)]
    return rng.choice(choices)


def _family_name(rng: Random, simple: bool) -> str:
    marker = rng.choice(MARKERS)
    if rng.random() < 0.5:
        return marker
    second = rng.choice([name for name in _SECOND_NAMES if not simple or _is_western(name)])
    return f"{marker}-{second}"


def _is_western(text: str) -> bool:
    return all(ord(character) < 0x100 for character in text)


def _email(full_name: str) -> str:
    replaced = "".join(_EMAIL_LETTERS.get(character, character) for character in full_name.lower())
    decomposed = unicodedata.normalize("NFKD", replaced)
    return "".join(character for character in decomposed if character.isascii()) + "@example.org"
