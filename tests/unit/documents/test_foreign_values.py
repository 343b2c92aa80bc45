"""Values in the forms of other standards: currencies, spans of time, days without hyphens, words where files may be."""

from __future__ import annotations

import base64

import pytest

from sozialclient.documents.fields import Field, read_fields
from sozialclient.documents.labels import split_name
from sozialclient.documents.values import FieldKind, read_value
from tests.unit.documents.test_completeness import assert_complete


def fields(body: str) -> list[Field]:
    data = f"<r>{body}</r>".encode()
    document = read_fields(data)
    assert_complete(data, document)
    return list(document.fields)


@pytest.mark.parametrize("attribute", ["currencyID", "currency", "Ccy", "waehrung", "currencyCode", "Waehrungscode"])
def test_a_currency_is_told_with_its_amount_whatever_the_attribute_is_called(attribute: str) -> None:
    (field,) = fields(f'<preis {attribute}="CHF">1119.5</preis>')
    assert (field.value, field.unit, field.raw_value) == ("1.119,50\u00a0CHF", "CHF", "1119.5")
    assert [leaf.path for leaf in field.leaves()] == ["/r/preis", f"/r/preis/@{attribute}"]


@pytest.mark.parametrize("attributes", ['currency="Euro"', 'currency=""', 'unitCode="EUR"', 'xml:lang="DEU"'])
def test_what_is_no_currency_stays_a_field_of_its_own(attributes: str) -> None:
    found = fields(f"<preis {attributes}>1119.5</preis>")
    assert found[0].value == "1119.5" and found[0].sources == ()


@pytest.mark.parametrize("beside", [
    "<waehrung>CHF</waehrung>", '<waehrung listURI="u"><code>CHF</code></waehrung>',
    "<auswahl_waehrung><waehrung><code>CHF</code></waehrung></auswahl_waehrung>"])
def test_no_amount_is_shown_in_euro_where_another_currency_stands_beside_it(beside: str) -> None:
    found = fields(f"<k><betrag>12</betrag>{beside}</k>")
    assert [field.value for field in found] == ["12,00\u00a0CHF", "CHF"]


def test_an_amount_without_a_currency_is_in_euro() -> None:
    assert [field.value for field in fields("<betrag>12</betrag><waehrung>keine</waehrung>")][0] == "12,00\u00a0€"


@pytest.mark.parametrize(("raw", "shown"), [
    ("P1Y2M10DT2H30M", "1 Jahr 2 Monate 10 Tage 2 Stunden 30 Minuten"), ("PT36H", "36 Stunden"), ("P1D", "1 Tag"),
    ("-P3M", "-3 Monate"), ("PT1.5S", "1,5 Sekunden"), ("P0Y", "0 Jahre"), ("--05-17", "17.05."),
    ("P", "P"), ("PT", "PT"), ("P1DT", "P1DT"), ("P1", "P1"), ("P-1D", "P-1D"), ("--13-01", "--13-01")])
def test_spans_and_days_of_every_year(raw: str, shown: str) -> None:
    value = read_value("frist", raw)
    assert (value.shown, value.raw) == (shown, raw)


@pytest.mark.parametrize(("code", "raw", "shown"), [
    ("102", "20260329", "29.03.2026"), ("102", "20261329", "20261329"), ("203", "20260329", "20260329"),
    ("102", "2026032", "2026032"), ("", "20260329", "20260329")])
def test_a_day_without_hyphens_where_its_format_is_told(code: str, raw: str, shown: str) -> None:
    assert read_value("DateTimeString", raw, {"format": code}).shown == shown


@pytest.mark.parametrize("text", [
    "Text mit <p>Marken</p>", "Haus", "Wohngeld", "Grundsicherungsbescheid7", "Eine Zeile\nund noch eine", "A1-27"])
def test_words_where_files_may_be_stay_words(text: str) -> None:
    value = read_value("inhalt", text)
    assert (value.kind, value.shown) == (FieldKind.TEXT, text)


@pytest.mark.parametrize("data", [b"kurz", b"Ein kleines Dokument mit Umlauten \xc3\xa4\xc3\xb6", b"\x00\xff" * 900])
def test_files_are_told_by_their_size(data: bytes) -> None:
    plain = base64.b64encode(data).decode()
    for text in (plain, base64.encodebytes(data).decode()):
        assert read_value("inhalt", text).kind is FieldKind.FILE


@pytest.mark.parametrize(("name", "label"), [
    ("DuePayableAmount", "Due Payable Amount"), ("blue", "Blue"), ("avenue", "Avenue"), ("menue", "Menü"),
    ("tuer", "Tür"), ("kongruenz", "Kongruenz"), ("gruenzug", "Grünzug"), ("coefficient", "Coefficient")])
def test_two_letters_at_the_end_of_a_word_are_no_umlaut(name: str, label: str) -> None:
    assert split_name(name) == label


def test_a_wrapper_around_one_of_several_things_lends_no_words() -> None:
    (field,) = fields("<k><auswahl_stelle><gericht>G1</gericht></auswahl_stelle></k>")
    assert field.label == "Gericht"
    deep = fields("<k><teil><auswahl_stelle><ort>O</ort><plz>1</plz></auswahl_stelle></teil></k>")
    assert [(one.section, one.group) for one in deep] == [("K", "Teil")] * 2
    top = fields("<auswahl_stelle><ort>O</ort><plz>1</plz></auswahl_stelle>")
    assert {one.section for one in top} == {"Antrag"}
