"""Messages of standards nobody has tried: every value appears once, and reads as German."""

from __future__ import annotations

import pytest

from sozialclient.documents.fields import Field, read_fields
from sozialclient.documents.values import LONGEST_VALUE
from tests.unit.documents.test_completeness import assert_complete
from tests.unit.documents.xml_leaves import xml_leaves
from tests.unit.documents.xoev_shapes import BAU, MANY, MELD, SHAPES


@pytest.mark.parametrize("name", SHAPES)
def test_every_value_appears_once(name: str) -> None:
    data = SHAPES[name].encode()
    assert_complete(data, read_fields(data))


def field(document: str, end: str) -> Field:
    (found,) = (one for one in read_fields(document.encode()).every_field() if one.path.endswith(end))
    return found


def test_text_with_marks_reads_as_it_is_written() -> None:
    text = field(BAU, "/erlaeuterung")
    assert text.value == "Ein Haus mit zwei Ställen und <nicht> markiertem & Text. Ende"
    assert [leaf.raw for leaf in text.leaves()][1:] == ["Haus", "zwei", "Ställen"]
    assert field(BAU, "/auflagen").value == "Erstens\n– dies\n– das"
    assert field(BAU, "/stellungnahme").value == "Nach § 3\nkeine 2 Bedenken"
    assert {one.name for one in read_fields(BAU.encode()).unknown}.isdisjoint({"b", "i", "p", "ul", "li", "br"})


@pytest.mark.parametrize("data", [
    "<a><g>Wort<name>Ada</name><b>1</b></g></a>", "<a><g><b>1</b><i>2</i></g></a>",
    "<a><g>x<p><ort>1</ort></p></g></a>",
    "<a><g>" + "x<b>1</b>" * 501 + "</g></a>",
])
def test_what_is_no_text_with_marks_stays_fields(data: str) -> None:
    document = read_fields(data.encode())
    assert_complete(data.encode(), document)
    assert all(len(one.leaves()) == 1 for one in document.every_field())


def test_partly_known_dates_codes_and_what_is_left_open() -> None:
    month = field(MELD, "/m:jahrMonat")
    assert (month.label, month.value, month.raw_value) == ("Monat und Jahr", "02.1980", "1980-02")
    assert "Geburtsdatum" in month.group
    assert field(MELD, "/m:staatsangehoerigkeit[2]").value == "Türkei"
    assert field(MELD, "/m:rufname/@xsi:nil").label == "Ausdrücklich ohne Wert"
    assert field(MELD, "/@xsi:type").label == "Typ"


def test_five_thousand_values_are_all_there() -> None:
    assert sum(xml_leaves(MANY.encode()).values()) > 5_000
    assert len(read_fields(MANY.encode()).every_field()) > 5_000


def test_a_very_long_value_says_how_long_it_is() -> None:
    words = "Wort ä " * 40_000
    long = field(f"<a><b>{words}</b></a>", "/b")
    assert long.value.startswith("Wort ä Wort") and long.value.endswith("(gekürzt, insgesamt 279.999 Zeichen)")
    assert len(long.value) < LONGEST_VALUE + 100


@pytest.mark.parametrize(("declared", "codec"), [
    ("UTF-16", "utf-16"), ("ISO-8859-15", "iso-8859-15"), ("ISO_8859-15", "iso-8859-15"), ("Latin-9", "iso-8859-15"),
    ("windows-1252", "cp1252"), ("UTF-8", "utf-8-sig"),
])
def test_encodings_of_old_office_programs(declared: str, codec: str) -> None:
    data = f'<?xml version="1.0" encoding="{declared}"?><antrag><ort>Köln, 5 €</ort></antrag>'.encode(codec)
    assert [one.value for one in read_fields(data).fields] == ["Köln, 5 €"]
