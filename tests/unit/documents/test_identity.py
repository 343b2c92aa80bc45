"""What tells that two applications belong together, and what must not."""

from __future__ import annotations

import pytest

from sozialclient.documents.comparison.identity import Identity, identity_of
from sozialclient.documents.fields import read_fields

IBAN, OTHER_IBAN = "DE89 3704 0044 0532 0130 00", "DE02120300000000202051"


def person(element: str, family: str, given: str, born: str) -> str:
    return (f"<{element}><familienname>{family}</familienname><vorname>{given}</vorname>"
            f"<geburtsdatum>{born}</geburtsdatum></{element}>")


def identity(people: str, street: str = "Weg 1", town: str = "Musterdorf", more: str = "") -> Identity:
    address = (f"<anschrift><strasse>{street}</strasse><postleitzahl>12345</postleitzahl><ort>{town}</ort></anschrift>"
               if street else "")
    message = people.replace("</antragsteller>", f"{address}</antragsteller>")
    return identity_of(read_fields(f"<antrag>{message}{more}</antrag>".encode()), "Probe, Ada")


ADA = person("antragsteller", "Probe", "Ada", "1980-01-02")
BEN = person("antragsteller", "Probe", "Ben", "1979-03-04")
CHILD = person("kind", "Probe", "Çiğdem Zoë", "2019-05-06")


@pytest.mark.parametrize(("left", "right", "shown"), [
    (ADA + CHILD, BEN + CHILD, "Çiğdem Zoë Probe"),
    (ADA + person("partner", "PROBE", "Ben", "1979-03-04"), BEN, "Ben PROBE"),
    (ADA, BEN + person("haushaltsmitglied", "Probe", "Ada Maria", "1980-01-02"), "Ada Probe"),
    (ADA, BEN, ""),
    (ADA, person("antragsteller", "Probe", "Ada", "1990-01-02"), ""),
    (ADA + CHILD, BEN + person("kind", "Andere", "Çiğdem", "2019-05-06"), ""),
    (ADA + "<kind><familienname>X</familienname><vorname>Y</vorname></kind>",
     BEN + "<kind><familienname>X</familienname><vorname>Y</vorname></kind>", ""),
])
def test_who_is_named_in_both(left: str, right: str, shown: str) -> None:
    assert identity(left).shared_person(identity(right, "Gasse 2")) == shown


def test_two_names_below_one_day_of_birth_are_nobody() -> None:
    both = "<familie><familienname>A</familienname><vorname>B</vorname><vorname>C</vorname>" \
           "<geburtsdatum>2000-01-01</geburtsdatum></familie>"
    assert identity(both).people == {}


@pytest.mark.parametrize(("left", "right", "same"), [
    (("Lange Straße 5",), ("Lange Str. 5",), True),
    (("Lange Straße 5",), ("Lange Straße 6",), False),
    (("Lange Straße 5", "Adorf"), ("Lange Straße 5", "Bdorf"), False),
    (("Postfach 12",), ("Postfach 12",), False),
    (("ohne festen Wohnsitz",), ("ohne festen Wohnsitz",), False),
    (("",), ("",), False),
])
def test_a_household_needs_a_house(left: tuple[str, ...], right: tuple[str, ...], same: bool) -> None:
    assert identity(ADA, *left).same_address(identity(BEN, *right)) is same


def test_the_same_family_name_in_another_house_links_nobody() -> None:
    here, there = identity(ADA, "Weg 1"), identity(BEN, "Weg 2")
    assert not (here.same_address(there) or here.same_person(there) or here.shared_person(there)
                or here.shared_account(there) or here.same_case(there))


@pytest.mark.parametrize(("mine", "shared"), [
    (f"<bankverbindung><iban>{IBAN}</iban></bankverbindung>", "DE89370400440532013000"),
    (f"<vermietung><vermieterIban>{IBAN}</vermieterIban></vermietung>", ""),
    (f"<energieversorger><konto><iban>{IBAN}</iban></konto></energieversorger>", ""),
    (f"<bankverbindung><iban>{OTHER_IBAN}</iban></bankverbindung>", ""),
    ("<bankverbindung><iban>DE89 3704 0044 0532 0130 01</iban></bankverbindung>", ""),
])
def test_the_household_s_own_account_links_and_a_landlord_s_does_not(mine: str, shared: str) -> None:
    theirs = identity(BEN, "Gasse 2", more="<zahlung><iban>DE89370400440532013000</iban></zahlung>")
    assert identity(ADA, more=mine).shared_account(theirs) == shared
