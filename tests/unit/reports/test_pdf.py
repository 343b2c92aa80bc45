"""What every PDF of ours has in common: typefaces, letters, tags, metadata, page breaks."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from sozialclient.reports.inspection import inspection_sheet
from sozialclient.reports.inspection_pdf import inspection_pdf, process_card_pdf
from sozialclient.reports.pdf.blocks import Column
from sozialclient.reports.pdf.document import Look, new_story, write_pdf
from sozialclient.reports.pdf.fonts import letters
from sozialclient.reports.pdf.markup import markup
from tests.conftest import SHARED
from tests.unit.documents.samples import Sample, card

NOW = datetime(2026, 1, 12, 6, 30, tzinfo=UTC)
LOOK = Look(title="Prüfung „Ä“", created=NOW, running="Antrag 1")
DIN = SHARED / "xoev" / "xwasser-1.0.0" / "xsd-remote" / "din-norm-91379-datatypes.xsd"
LONG = 200


def pages_of(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def long_paper() -> bytes:
    story = new_story(LOOK)
    story.say("Überschrift", "H1")
    for number in range(9):
        story.say(f"Abschnitt {number}", "H2")
        story.say("Ein Satz, der eine Zeile lang ist und dann noch eine. " * (12 if number else 130))
    story.table((Column("Nr.", 1), Column("Wert", 3)), [(str(row), f"Wert {row}") for row in range(LONG)])
    story.sign("Datum, Name", "Vier Augen")
    return write_pdf(story, LOOK)


@pytest.fixture(scope="module")
def paper() -> bytes:
    return long_paper()


def structure(data: bytes) -> Iterator[tuple[str, int]]:
    """Type and number of marks of every element, in reading order."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        waiting = list(pdf.Root.StructTreeRoot.K)
        while waiting:
            element = waiting.pop(0)
            kids = list(element.K)
            yield str(element.S), sum(kid.Type == pikepdf.Name.MCR for kid in kids)
            waiting = [kid for kid in kids if kid.Type == pikepdf.Name.StructElem] + waiting


def test_every_typeface_is_embedded(paper: bytes) -> None:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        fonts = [font for page in pdf.pages for font in page.resources.Font.as_dict().values()]
        assert fonts and all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_what_a_document_says_about_itself(paper: bytes) -> None:
    with pikepdf.open(io.BytesIO(paper)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert metadata["dc:title"] == str(pdf.docinfo["/Title"]) == LOOK.title
        assert metadata["xmp:CreateDate"] == "2026-01-12T06:30:00+00:00"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260112063000+00'00'"
        assert str(pdf.Root.Lang) == "de-DE" and pdf.Root.ViewerPreferences.DisplayDocTitle
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == pikepdf.Name.GTS_PDFA1 and intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_the_same_paper_gives_the_same_bytes(paper: bytes) -> None:
    assert long_paper() == paper


def test_the_archive_checker_of_pikepdf_finds_nothing(paper: bytes) -> None:
    """It approves only what it knows to conform (PDF/A-2b); its own needs are not among ours."""
    for needed in ("fontTools", "jsonschema"):
        pytest.importorskip(needed, reason=f"the checker needs {needed}")
    from pikepdf import pdfa

    sheet = inspection_sheet(card(), Sample().data(b"<a/>", "form.xml").delivery())
    for data in (paper, inspection_pdf(sheet, "a1", NOW), process_card_pdf(sheet, "a1", NOW)):
        assert list(pdfa.validate_written(io.BytesIO(data), "2b").findings) == []


def test_all_that_is_drawn_is_tagged_or_decoration(paper: bytes) -> None:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                name = str(instruction.operator)
                depth += (name in ("BDC", "BMC")) - (name == "EMC")
                assert depth in (0, 1)
                if name in ("Tj", "TJ", "S", "f", "re", "l"):
                    assert depth == 1, f"{name} {instruction.operands}"


def test_the_structure_is_what_it_looks_like(paper: bytes) -> None:
    found = list(structure(paper))
    names = [name for name, _ in found]
    assert names[:4] == ["/Document", "/H1", "/H2", "/P"]
    assert (names.count("/H2"), names.count("/TR"), names.count("/TD")) == (9, LONG + 1, LONG)
    assert names.count("/TH") == LONG + 2
    assert all(marks == 1 for name, marks in found if name == "/TH"), "a repeated head is decoration"
    assert any(marks == 2 for name, marks in found if name == "/P"), "a split paragraph is one paragraph"


def test_every_page_is_counted_and_names_what_it_belongs_to(paper: bytes) -> None:
    pages = pages_of(paper)
    assert len(pages) > 3
    for number, words in enumerate(pages, 1):
        assert f"Seite {number} von {len(pages)}" in words and "Antrag 1" in words


def test_no_heading_ends_a_page_and_the_head_of_a_table_is_repeated(paper: bytes) -> None:
    pages = pages_of(paper)
    for words in pages:
        lines = [line for line in words.split("\r\n") if line and "Seite " not in line and line != "Antrag 1"]
        assert not re.fullmatch(r"Abschnitt \d", lines[-1])
    assert sum("Nr. Wert" in words.replace("\r\n", " ") for words in pages) > 1


@pytest.mark.parametrize("lines", range(40, 60))
def test_a_heading_and_the_first_rows_of_its_long_table_share_a_page(lines: int) -> None:
    """Neither does the heading stay behind, nor does the whole table go to the next page."""
    story = new_story(LOOK)
    for number in range(lines):
        story.say(f"Zeile {number}", "cell" if number % 2 else "P")
    story.say("Überschrift", "H2")
    columns = Column("Nr.", 1, number=True), Column("Wert", 3)
    story.table(columns, [(str(row), f"Wert {row} W") for row in range(LONG)])
    pages = pages_of(write_pdf(story, LOOK))
    (start,) = [at for at, words in enumerate(pages) if "Überschrift" in words]
    assert "Wert 0 W" in pages[start] and "Wert 1 W" in pages[start]
    assert start == 0 or len(pages[0].split("Zeile ")) > 40


@pytest.mark.parametrize(
    "words", ["<b>fett</b> & <br/>", "a\u202eb\x00c", "Zeile 1\nZeile 2", "A\u0301\u0301\u0301\u0301\u0301\u0301\u0301"]
)
def test_words_of_strangers_stay_words(words: str) -> None:
    story = new_story(LOOK)
    story.say(words)
    (page,) = pages_of(write_pdf(story, LOOK))
    assert "\u202e" not in page and "\x00" not in page
    if words.startswith("<b>"):
        assert words in page
    if "\x00" in words:
        assert "⟨U+202E⟩" in page and "⟨U+0000⟩" in page


def test_a_letter_nobody_has_is_named() -> None:
    letters()
    assert markup("𒀀", 10) == "⟨U+12000⟩"


def din_words() -> list[str]:
    """Every letter and every sequence of the five data types of DIN 91379."""
    patterns = re.findall(r'<xs:pattern value="(.*?)"', DIN.read_text(encoding="utf-8"), re.DOTALL)
    words: set[str] = set()
    for pattern in patterns:
        for first, last in re.findall(r"\[&#x(\w+);-\\?&#x(\w+);\]", pattern):
            words |= {chr(code) for code in range(int(first, 16), int(last, 16) + 1)}
        for letter, marks in re.findall(r"&#x(\w+);\(((?:&#x\w+;\|?)+)\)", pattern):
            words |= {chr(int(letter, 16)) + _letters(each) for each in marks.split("|")}
        words |= {_letters(each) for each in re.findall(r"(?<=\|)((?:&#x\w+;)+)(?=\|)", pattern)}
    return sorted(word for word in words if word.strip() and word.isprintable())


def _letters(escaped: str) -> str:
    return "".join(chr(int(code, 16)) for code in re.findall(r"&#x(\w+);", escaped))


@pytest.mark.skipif(not DIN.exists(), reason="the data types of DIN 91379 are not here")
def test_every_letter_of_din_91379_is_drawn_and_can_be_copied() -> None:
    words = din_words()
    assert len(words) > 850 and "C\u0328\u0306" in words and "K\u035fh" in words
    story = new_story(LOOK)
    story.say(" ".join(words))
    data = write_pdf(story, LOOK)
    assert "⟨U+" not in markup(" ".join(words), 10)
    drawn = "".join("".join(pages_of(data)).split())
    # NFC is what stands on the page.
    lost = [word for word in words if unicodedata.normalize("NFC", word) not in drawn]
    assert lost == []


def test_a_mark_stands_higher_above_a_capital_letter() -> None:
    assert markup("c\u0308", 10) == "c\u0308"
    assert markup("C\u0308", 10) == 'C<super rise="1.90" size="10.00">\u0308</super>'
    assert "3.80" in markup("C\u0300\u0308", 10)
