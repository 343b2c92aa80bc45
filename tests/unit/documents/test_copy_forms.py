"""A value is copied in the form the other program takes."""

from __future__ import annotations

import pytest

from sozialclient.documents.fields import Field
from sozialclient.documents.transfer.copy_forms import CopyForm, ascii_text, copy_texts, in_form
from sozialclient.documents.values import read_code, read_value


def field(name: str, raw: str) -> Field:
    value = read_value(name, raw)
    return Field(path=f"/a/{name}", section="", group="", label=name, value=value.shown, raw_value=value.raw,
                 kind=value.kind, depth=0, unit=value.unit)


def texts(name: str, raw: str) -> list[str]:
    return [one.text for one in copy_texts(field(name, raw))]


@pytest.mark.parametrize(("name", "raw", "expected"), [
    ("geburtsdatum", "1979-12-31", ["31.12.1979", "31121979", "1979-12-31"]),
    ("geburtsdatum", "1979-12-31+01:00", ["31.12.1979", "31121979", "1979-12-31"]),
    ("geburtsdatum", "1979-00-00", ["1979-00-00"]),
    ("grundmiete", "512.3", ["512,30", "512.30", "51230"]),
    ("grundmiete", "1512.30", ["1512,30", "1512.30", "151230"]),
    ("grundmiete", "0.00", ["0,00", "0.00", "0"]),
    ("grundmiete", "-0.05", ["-0,05", "-0.05", "-5"]),
    ("grundmiete", "7", ["7,00", "7.00", "700"]),
    ("iban", "DE89370400440532013000", ["DE89370400440532013000", "DE89 3704 0044 0532 0130 00"]),
    ("moebliert", "true", ["Ja", "J", "X"]),
    ("moebliert", "false", ["Nein", "N", ""]),
    ("postleitzahl", "01067", ["01067"]),
    ("hinweis", " zwei\nZeilen\tText ", ["zwei Zeilen Text"]),
])
def test_forms_by_kind(name: str, raw: str, expected: list[str]) -> None:
    assert texts(name, raw) == expected


def test_a_time_is_copied_as_its_day_first() -> None:
    assert texts("zeitpunkt", "2026-01-10T12:06:44+01:00") == ["10.01.2026", "10.01.2026 12:06:44", "2026-01-10"]


def test_a_name_stays_as_it_is_and_ascii_is_a_second_offer() -> None:
    made = copy_texts(field("familienname", "Şahin-Großmann"))
    assert [(one.form, one.text) for one in made] == [
        (CopyForm.TEXT, "Şahin-Großmann"), (CopyForm.ASCII, "Sahin-Grossmann")]


def test_a_code_is_copied_as_its_word_or_as_itself() -> None:
    value = read_code("art", "07", "Kindergeld", "")
    coded = Field(path="/a/art", section="", group="", label="Art", value=value.shown, raw_value=value.raw,
                  kind=value.kind, depth=0)
    assert [one.text for one in copy_texts(coded)] == ["Kindergeld", "07"]
    assert in_form(coded, CopyForm.CODE) == copy_texts(coded)[1]
    assert in_form(coded, CopyForm.CENTS) == copy_texts(coded)[0]


def test_a_file_has_nothing_to_copy() -> None:
    assert copy_texts(field("inhalt", "QUJD" * 1000)) == ()
    assert in_form(field("inhalt", "QUJD" * 1000), None) is None


@pytest.mark.parametrize(("text", "expected"), [
    ("Łukasz Wiśniewski", "Lukasz Wisniewski"), ("Ærø Þór Đorđe", "AEroe Thor Dorde"), ("Mu\u0308ller", "Mueller"),
    ("Nguyễn Ħ", "Nguyen "),
])
def test_ascii_by_habit(text: str, expected: str) -> None:
    assert ascii_text(text) == expected
