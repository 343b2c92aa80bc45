from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]  # the library has no type information
import pytest

from sozialclient.documents.fields import read_fields
from sozialclient.documents.links import find_value
from sozialclient.documents.value_forms import written_forms
from tests.unit.documents.samples import hzl, hzl_pdf


@dataclass(frozen=True)
class Span:
    text: str
    x: float = 0.0
    y: float = 0.0
    width: float = 10.0
    height: float = 10.0


def words(*lines: str) -> list[Span]:
    """Words of lines, ten units a character."""
    spans = []
    for row, line in enumerate(lines):
        x = 0.0
        for word in line.split():
            spans.append(Span(word, x, row * 20.0, len(word) * 10.0, 10.0))
            x += (len(word) + 1) * 10.0
    return spans


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("1979-12-31", "geboren am 31.12.1979 in"),
        ("31.12.1979", "1979-12-31"),
        ("01.07.1975", "am 1.7.1975"),
        ("1.843,07\u00a0€", "1843,07 €"),
        ("1843.07", "1.843,07 €"),
        ("512,30 €", "512.30"),
        ("187.000 km", "187000"),
        ("DE02 1203 0000 0000 2020 51", "DE02120300000000202051"),
        ("DE02120300000000202051", "IBAN: DE02 1203 0000 0000 2020 51"),
        ("Sa, 10.01.2026, 12:06:44 MEZ", "2026-01-10T12:06:44+01:00"),
        ("2026-01-10T12:06:44+01:00", "10.01.2026 12:06"),
        ("Élodie  Marie", "elodie E\u0301LODIE marie"),
        ("Großmann", "GROSSMANN"),
        ("68,50\u00a0m²", "68.50"),
    ],
)
def test_a_value_is_found_however_it_is_written(value: str, line: str) -> None:
    assert len(find_value(words(line), value)) == 1


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("512,30 €", "1.512,30 €"),
        ("512,30", "512,305"),
        ("3", "30 13 3,5 1.3"),
        ("Muster", "Musterstadt Muster-Nord Nord-Muster"),
        ("1023", "10 23"),
        ("Jose", "José Jose\u0301"),
        ("", "anything"),
        (" - ", "anything"),
    ],
)
def test_parts_of_words_and_numbers_do_not_count(value: str, line: str) -> None:
    assert find_value(words(line), value) == ()


def test_hyphenation_and_line_breaks_do_not_hide_a_value() -> None:
    page = words("Beispielbau Wohnungs-", "genossenschaft eG")
    (match,) = find_value(page, "Beispielbau Wohnungsgenossenschaft eG")
    assert (match.first, match.last, match.whole) == (0, 3, True)
    assert [(box.x, box.y, box.width) for box in match.boxes] == [(0.0, 0.0, 210.0), (0.0, 20.0, 170.0)]
    (broken,) = find_value(words("Wohn-", "geld"), "Wohngeld")
    assert broken.last == 1


def test_a_label_decides_between_equal_values() -> None:
    page = words("Seite 3", "Anzahl der Räume 3", "Anzahl der Personen 3")
    matches = find_value(page, "3", label="Anzahl der Personen")
    assert matches[0].boxes[0].y == 40.0 and matches[0].near_label
    assert len(matches) == 3 and not matches[1].near_label


def test_the_box_covers_only_the_value() -> None:
    (match,) = find_value([Span("Miete: 98,00 €", 0, 0, 140, 10)], "98,00")
    assert (match.boxes[0].x, match.boxes[0].width) == pytest.approx((70.0, 50.0))


def test_the_beginning_of_a_long_text_is_better_than_nothing() -> None:
    page = words("Das Konto ist bis Monatsende nicht mehr gedeckt und")
    (match,) = find_value(page, "Das Konto ist bis Monatsende nicht mehr gedeckt, Lebensmittel fehlen mir ganz")
    assert not match.whole and match.first == 0


def test_floods_end() -> None:
    assert len(find_value(words("1 " * 5000), "1")) == 50
    assert find_value([Span("a" * 200_000)], "b") == ()


def test_forms_of_a_value_come_likeliest_first() -> None:
    assert written_forms("1843.07")[1] == "1.843,07"
    assert written_forms("Freitext") == ("Freitext",)


def test_the_fields_of_the_form_are_found_in_its_pdf() -> None:
    pdf = pypdfium2.PdfDocument(hzl_pdf())
    pages = [[Span(line) for line in page.get_textpage().get_text_range().splitlines()] for page in pdf]
    missing = [
        field.label
        for field in read_fields(hzl()).fields
        if field.section not in ("Nachrichtenkopf", "Dokumente") and field.kind.value != "bool"
        if not any(find_value(page, field.value, label=field.label) for page in pages)
    ]
    assert sorted(missing) == ["Dateityp"] * 4 + ["Fehlender Nachweis: Status", "Leistung", "Staatsangehörigkeit"]
