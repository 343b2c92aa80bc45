"""Each hint comes up where it should, and only there."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sozialclient.documents.fields import read_fields
from sozialclient.documents.hints.check import MOST_HINTS, hints_of
from sozialclient.documents.hints.hint import Hint
from sozialclient.documents.hints.numbers import is_tax_id
from sozialclient.documents.values import is_iban
from sozialclient.model.verdict import Severity
from sozialclient.resources import resource

TODAY = date(2026, 11, 22)
RECEIVED = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)


def hints(inside: str, *, applicant: str = "", service: str | None = None, own: tuple[str, ...] = (),
          attributes: str = "") -> tuple[Hint, ...]:
    document = read_fields(f"<antrag {attributes}>{inside}</antrag>".encode())
    return hints_of(document, service_key=service, applicant=applicant, received=RECEIVED, own_readers=own, today=TODAY)


def codes(inside: str, *, applicant: str = "", service: str | None = None, own: tuple[str, ...] = (),
          attributes: str = "") -> list[str]:
    return [hint.code for hint in hints(inside, applicant=applicant, service=service, own=own, attributes=attributes)]


HOUSEHOLD = "<haushaltsmitglied><familienname>A</familienname></haushaltsmitglied>"


@pytest.mark.parametrize(("inside", "code"), [
    ("<bank><iban>DE93 9999 9999 0000 0000 10</iban></bank>", "HINT-IBAN"),
    ("<bank><iban>DE8799999998OOOO424242</iban></bank>", "HINT-IBAN"),
    ("<bank><iban>DE66999999991234567 89</iban></bank>", "HINT-IBAN-LENGTH"),
    ("<v><vermieterIban>DE93999999990000000010</vermieterIban></v>", "HINT-IBAN"),
    ("<p><steuerId>01234567889</steuerId></p>", "HINT-TAX-ID"),
    ("<p><steuerId>01234567896</steuerId></p>", "HINT-TAX-ID"),
    ("<a><postleitzahl>1067</postleitzahl></a>", "HINT-POSTCODE"), ("<a><plz>00999</plz></a>", "HINT-POSTCODE"),
    ("<miete><grundmiete>500.00</grundmiete><heizkosten>80.00</heizkosten><gesamtmiete>590.00</gesamtmiete></miete>",
     "HINT-SUM"),
    (f"<miete><anzahlPersonen>3</anzahlPersonen></miete><haushalt>{HOUSEHOLD}</haushalt>", "HINT-PEOPLE"),
    ("<p><einzug>2026-02-30</einzug></p>", "HINT-DATE"),
    ("<p><geburtsdatum>2027-01-01</geburtsdatum></p>", "HINT-BIRTH-AHEAD"),
    ("<geburt><datum>1899-12-31</datum></geburt>", "HINT-BIRTH-OLD"),
    ("<zeit><von>2026-05-01</von><bis>2026-04-30</bis></zeit>", "HINT-PERIOD"),
    ("<p><geburtsdatum>1980-01-01</geburtsdatum><familienstandSeit>1979-12-31</familienstandSeit></p>",
     "HINT-BEFORE-BIRTH"),
    ("<antragsDatum>2026-11-21</antragsDatum>", "HINT-APPLIED-LATER"),
    ("<nothilfe><mittellos>true</mittellos></nothilfe>", "HINT-EMERGENCY"),
    ("<bankverbindung><iban>DE93999999990000000001</iban></bankverbindung>"
     "<vermietung><vermieterIban>DE93 9999 9999 0000 0000 01</vermieterIban></vermietung>", "HINT-SAME-IBAN"),
])
def test_what_cannot_be_right(inside: str, code: str) -> None:
    assert codes(inside) == [code]


@pytest.mark.parametrize("inside", [
    "<bank><iban>DE93 9999 9999 0000 0000 01</iban></bank>", "<p><steuerId>02134567817</steuerId></p>",
    "<a><postleitzahl>01067</postleitzahl></a>", "<anschriftAusland><plz>AB1 2CD</plz></anschriftAusland>",
    "<miete><grundmiete>500.00</grundmiete><heizkosten>80.10</heizkosten><gesamtmiete>580.10</gesamtmiete></miete>",
    "<miete><grundmiete>500.00</grundmiete><gesamtmiete>590.00</gesamtmiete></miete>",
    f"<miete><anzahlPersonen>2</anzahlPersonen></miete><haushalt>{HOUSEHOLD}</haushalt>",
    "<miete><anzahlPersonen>zwei</anzahlPersonen></miete><haushalt><lebtAllein>true</lebtAllein></haushalt>",
    "<miete><anzahlPersonen>3</anzahlPersonen></miete>", "<p><geburtsdatum>2026-11-22</geburtsdatum></p>",
    "<zeit><von>2026-05-01</von><bis>2026-05-01</bis></zeit>", "<p><note>2026-02-30 war falsch</note></p>",
    "<antragsDatum>2026-11-20</antragsDatum>", "<nothilfe><mittellos>false</mittellos></nothilfe>",
    "<p><einzug>2024-02-29</einzug></p>", "<bank><ibanBekannt>nein</ibanBekannt></bank>",
])
def test_what_may_be_right(inside: str) -> None:
    assert codes(inside) == []


READER = "<nachrichtenkopf.g2g><leser><kennung>{}</kennung></leser></nachrichtenkopf.g2g>"


def test_a_message_for_somebody_else() -> None:
    assert codes(READER.format("soa:111"), own=("soa:222",)) == ["HINT-READER"]
    assert hints(READER.format("soa:111"), own=("soa:222",))[0].severity is Severity.ERROR
    assert codes(READER.format(" SOA:222 "), own=("soa:222",)) == []
    assert codes(READER.format("wbs:111"), service="hzl") == ["HINT-READER-SERVICE"]
    assert codes(READER.format("soa:111"), service="hzl") == []
    assert codes(READER.format("xyz:111"), service="hzl") == []
    assert codes(READER.format("bto:111"), service="but") == []


def test_who_holds_the_account() -> None:
    holder = "<bankverbindung><kontoinhaber>{}</kontoinhaber></bankverbindung>"
    assert codes(holder.format("Dr. Élodie Şahin-Großmann"), applicant="Sahin, Elodie") == []
    assert codes(holder.format("Deniz Öztürk"), applicant="Sahin, Elodie") == ["HINT-ACCOUNT-HOLDER"]
    assert codes(holder.format("Deniz Öztürk")) == []


def test_what_one_copies_and_what_one_should_know() -> None:
    found = hints("<postfach><postfachID>abc-1</postfachID></postfach><vertrauensniveau>hoch</vertrauensniveau>",
                  attributes="test='ja'")
    assert {hint.code for hint in found} == {"HINT-POSTBOX", "HINT-TRUST-LEVEL", "HINT-TEST"}
    assert [hint.copy for hint in found if hint.copy] == ["abc-1"]
    assert codes("<a>1</a>", attributes="test='false'") == []


def test_a_hint_names_its_field_and_the_weightiest_come_first() -> None:
    found = hints("<vertrauensniveau>hoch</vertrauensniveau><b><iban>DE93999999990000000010</iban></b>"
                  + READER.format("soa:1"), own=("soa:2",))
    assert [hint.code for hint in found] == ["HINT-READER", "HINT-IBAN", "HINT-TRUST-LEVEL"]
    assert found[1].path == "/antrag/b/iban"


def test_a_flood_has_an_end() -> None:
    assert len(hints("<b><iban>DE00</iban></b>" * 3_000)) == MOST_HINTS


@pytest.mark.parametrize(("number", "right"), [
    ("DE93999999990000000001", True), ("DE66999999991234567890", True), ("DE87999999980000424242", True),
    ("DE93999999990000000010", False), ("GB82WEST12345698765432", True),
    ("DE٩٣999999990000000001", False), ("", False),
])
def test_iban(number: str, right: bool) -> None:
    assert is_iban(number) is right


@pytest.mark.parametrize(("number", "right"), [
    ("01234567888", True), ("02134567817", True), ("05041326894", True), ("01234567889", False),
    ("01234567896", False), ("00000000000", False), ("1234567890", False),
])
def test_tax_id(number: str, right: bool) -> None:
    assert is_tax_id(number) is right


def test_every_hint_has_three_sentences() -> None:
    texts = tomllib.loads(resource("texts", "hints.toml").read_text(encoding="utf-8"))
    assert len(texts) > 20
    for code, words in texts.items():
        assert sorted(words) == ["action", "what", "why"], code


def test_the_samples_give_rise_to_what_was_built_into_them(shared: Path) -> None:
    def of(path: str) -> set[str]:
        document = read_fields((shared / "xoev" / path).read_bytes())
        return {hint.code for hint in hints_of(document, service_key=None, applicant="", received=None, own_readers=(),
                                               today=TODAY)}

    assert of("hzl-synthetic/hzl_demo.xml") == {
        "HINT-EMERGENCY", "HINT-TAX-ID", "HINT-POSTCODE", "HINT-TEST", "HINT-TRUST-LEVEL"}
    assert of("xsozial-2.4.0/but_strukturgleich_synthetisch.xml") == {"HINT-POSTCODE", "HINT-TEST", "HINT-POSTBOX"}
