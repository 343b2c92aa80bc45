"""One PDF and reports from the command line; another program reads what was written."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from lxml import etree

from sozialclient.reports.sheet_xml import NAMESPACE
from sozialclient.wire.xml import parse_xml
from tests.unit.cli.conftest import Office


@pytest.fixture(scope="module")
def sound(office: Office) -> str:
    """An application all of whose contents can be read."""
    cards = json.loads(office.run("list", "--json").out)
    return str(next(card["id"] for card in cards if card["verdict"] == "passed"))


def words(path: Path) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path.read_bytes()))


def test_everything_in_one_pdf(office: Office, sound: str, tmp_path: Path) -> None:
    path = tmp_path / "akte.pdf"
    answer = office.run("print", sound, "--pdf", path, "--duplex", "--json")
    told = json.loads(answer.out)
    assert (answer.code, told["id"], told["path"]) == (0, sound, str(path))
    assert told["pages"] == len(pypdfium2.PdfDocument(path.read_bytes())) > 1
    assert told["documents"] and all(each["pages"] for each in told["documents"])
    assert "Deckblatt zur Papierakte" in words(path) and f"Antrag {sound}" in words(path)
    if shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
        assert (read.stderr, "Eingang (Intermediär)" in read.stdout) == ("", True)


def test_nothing_is_left_where_it_cannot_be_written(office: Office, sound: str, tmp_path: Path) -> None:
    answer = office.run("print", sound, "--pdf", tmp_path / "nowhere" / "akte.pdf")
    assert answer.code == 3 and "PAPER-WRITE" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("kind", "title"), [("inspection", "Prüfprotokoll"), ("process-card", "Laufzettel")])
def test_a_report_in_every_form_says_the_same(
    office: Office, sound: str, tmp_path: Path, kind: str, title: str
) -> None:
    values = json.loads(office.run("report", kind, sound, "--json").out)
    (received,) = [f"{values['times']['received'][:10]}"]
    for form in ("pdf", "html", "xml"):
        assert office.run("report", kind, sound, "--out", tmp_path / f"bericht.{form}").code == 0
    assert title in words(tmp_path / "bericht.pdf") and title in (tmp_path / "bericht.html").read_text("utf-8")
    root = parse_xml((tmp_path / "bericht.xml").read_bytes())
    (legal,) = root.findall(f".//{{{NAMESPACE}}}time[@legal]")
    assert str(legal.get("instant")).startswith(received)
    for path in ("bericht.html", "bericht.xml"):
        assert str(legal.text) in (tmp_path / path).read_text("utf-8")
    assert str(legal.text) in words(tmp_path / "bericht.pdf")
    assert etree.QName(root).localname == ("inspectionReport" if kind == "inspection" else "processCard")


def test_a_form_that_does_not_exist_is_refused(office: Office, sound: str, tmp_path: Path) -> None:
    answer = office.run("report", "receipt", sound, "--format", "xml", "--out", tmp_path / "x")
    assert answer.code == 3 and "REPORT-FORM" in answer.err and "pdf, text" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_receipt_names_the_legal_time_and_decides_nothing(office: Office, sound: str, tmp_path: Path) -> None:
    lines = ("--sender", "Stadt Musterstadt", "--contact", "Frau Beispiel", "--recipient", "Ines Muster",
             "--recipient", "Weg 1", "--recipient", "12345 Musterstadt")
    told = json.loads(office.run("report", "receipt", sound, *lines, "--json").out)
    assert told["recipient"][0] == "Ines Muster" and told["received"]
    assert office.run("report", "receipt", sound, *lines, "--out", tmp_path / "r.pdf").code == 0
    assert office.run("report", "receipt", sound, *lines, "--out", tmp_path / "r.txt").code == 0
    plain, printed = (tmp_path / "r.txt").read_bytes().decode(), " ".join(words(tmp_path / "r.pdf").split())
    for sentence in ("Guten Tag Ines Muster,", "Es entscheidet nicht über den Antrag."):
        assert sentence in plain and sentence in printed
    shown = json.loads(office.run("report", "inspection", sound, "--json").out)["times"]["received"]
    assert told["received"] == shown
    assert "\n" not in plain.replace("\r\n", "")


def test_month_statistics_leave_training_out(office: Office, tmp_path: Path) -> None:
    answer = office.run("report", "month", "2026-01", "--json", "--out", tmp_path / "m.csv")
    assert json.loads(answer.out)["count"] == 0
    assert (tmp_path / "m.csv").read_bytes().startswith(b"\xef\xbb\xbfMonatsstatistik Januar 2026\r\n")
    assert office.run("report", "month", "2026-13").code == 2
    assert "Keine Anträge eingegangen" in office.run("report", "month", "2026-01").out


def test_reports_are_noted(office: Office, sound: str, tmp_path: Path) -> None:
    assert office.run("report", "process-card", sound, "--out", tmp_path / "l.html").code == 0
    lines = json.loads(office.run("journal", "list", "--application", sound, "--last", "1", "--json").out)
    assert [(line["action"], line["detail"]) for line in lines] == [("report_saved", "process_card")]
