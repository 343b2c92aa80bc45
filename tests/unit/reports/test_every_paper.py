"""Every paper shows every letter of DIN 91379, datatype C, and every one of them can be taken out of it again."""

from __future__ import annotations

import html
import re
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from sozialclient.documents.evidence.rules import Outcome
from sozialclient.model.application import State
from sozialclient.model.books import AuditReport, JournalCheck, MailboxBooks
from sozialclient.model.evidence_request import Findings, Stage, Way
from sozialclient.model.retention import DeletionRecord
from sozialclient.model.verdict import Severity, Verdict
from sozialclient.reports.day_sheet import DayFacts, day_sheet_pdf
from sozialclient.reports.deletion import deletion_proof
from sozialclient.reports.evidence_letter import EvidenceLetter, LetterItem, Notice, evidence_letter
from sozialclient.reports.inspection import inspection_sheet
from sozialclient.reports.inspection_pdf import inspection_pdf, process_card_pdf
from sozialclient.reports.letters.letter_pdf import letter_pdf
from sozialclient.reports.month import MonthStatistics, ServiceCount
from sozialclient.reports.month_files import month_pdf
from sozialclient.reports.paper_file.own_pages import own_pages, paper_look
from sozialclient.reports.paper_file.parts import PaperFacts, PaperPart, Problem, Role
from sozialclient.reports.receipt import Receipt, receipt_pdf
from sozialclient.reports.recovery_sheet import recovery_sheet
from sozialclient.reports.sheet import CheckRow, FactRow, InspectionSheet, NoteRow, TimeRow
from tests.unit.documents.samples import Sample, card
from tests.unit.reports.din_91379 import din_letters
from tests.unit.reports.test_pdf import DIN

NOW = datetime(2026, 2, 2, 8, tzinfo=UTC)
LETTERS = din_letters()
LINES = tuple(" ".join(LETTERS[at : at + 24]) for at in range(0, len(LETTERS), 24))
"""All letters, on lines short enough for one line of a stranger's words."""


def sheet() -> InspectionSheet:
    plain = inspection_sheet(card(), Sample().data(b"<a/>", "form.xml").delivery())
    return replace(
        plain, notes=tuple(NoteRow("X", Severity.INFO, line) for line in LINES[:8]),
        technical=tuple(FactRow("Name", line) for line in LINES[8:16]),
        checks=tuple(CheckRow(key="x", title=line, verdict=Verdict.PASSED) for line in LINES[16:]),
    )


def process_card() -> bytes:
    rows = tuple(TimeRow(key="x", label="Station", shown=line, note=line) for line in LINES)
    return process_card_pdf(replace(sheet(), times=rows), "A-2026-000001", NOW)


def request() -> bytes:
    notice = Notice(outcome=Outcome.WITHHOLD, cited="", findings=Findings(
        way=Way.PAPER, decisive="d", unclear="u", inquiries="i", part="p", since="s"))
    return letter_pdf(evidence_letter(EvidenceLetter(
        sender=("Ämter",), contact=("Ő",), recipient=("Ǆ Ẹ",), service="Hilfe", number="1", file_number="2",
        received=NOW, items=tuple(LetterItem(name=line) for line in LINES), there=(), deadline=date(2026, 3, 2),
        law="", emergency=False, day=NOW.date(), stage=Stage.WARNING, asked=date(2026, 1, 2), notice=notice)))


def receipt() -> bytes:
    return receipt_pdf(Receipt(sender=(), contact=(), recipient=(), service="Hilfe", number="1", file_number="2",
                               received=NOW, documents=LINES, unreadable=(), day=NOW))


def cover() -> bytes:
    parts = [PaperPart(role=Role.APPLICATION, pages=1),
             *(PaperPart(role=Role.EVIDENCE, title=line, problem=Problem.DAMAGED) for line in LINES)]
    facts = PaperFacts(card=card(), sheet=sheet())
    return own_pages(paper_look("A-2026-000001", NOW), facts, parts, duplex=False).data


def day_sheet() -> bytes:
    books = tuple(MailboxBooks(mailbox=line, arrived=0, deleted=0, states=dict.fromkeys(State, 0)) for line in LINES)
    report = AuditReport(at=NOW, full=True, mailboxes=books, total=replace(books[0], mailbox=""),
                         journal=JournalCheck(lines=1), discrepancies=())
    return day_sheet_pdf(report, DayFacts(fetched={}, backup=None))


PAPERS: dict[str, Callable[[], bytes]] = {
    "request": request, "receipt": receipt, "process-card": process_card, "cover": cover, "day-sheet": day_sheet,
    "inspection": lambda: inspection_pdf(sheet(), "A-2026-000001", NOW),
}
"""The papers in which words of others stand."""

OWN_WORDS: dict[str, Callable[[], bytes]] = {
    "month": lambda: month_pdf(MonthStatistics(
        month=date(2026, 2, 1), at=NOW, services=(ServiceCount(key=None, count=1, evidence=2, findings=0, size=5),),
        states={State.NEW: 1}, spans={"fetched": [timedelta(hours=2)]}, deleted=0, without_received=0)),
    "deletion": lambda: deletion_proof([DeletionRecord(
        number=1, at=NOW, mailbox="x", application_id="A-2026-000001", original_sha256="0f" * 32, rule="person")], NOW),
    "recovery": lambda: recovery_sheet("-".join(["ABCDE"] * 8), "0f0e0d0c", NOW),
}
"""The papers that name nobody."""


def norm() -> re.Pattern[str]:
    """The pattern of datatype C as the XSD of KoSIT has it."""
    found = re.search(r'name="datatypeC".*?<xs:pattern value="(.*?)"', DIN.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return re.compile(html.unescape(found[1]))


@pytest.mark.skipif(not DIN.exists(), reason="the data types of DIN 91379 are not here")
def test_the_letters_are_those_of_the_norm() -> None:
    pattern, known = norm(), set(LETTERS)
    single = {chr(code) for code in range(0x21, 0x3000) if pattern.fullmatch(chr(code)) and not chr(code).isspace()}
    assert single == {letter for letter in known if len(letter) == 1}
    after = {letter[1:] for letter in known} - {""}
    after |= {chr(code) for code in range(0x300, 0x370)}
    pairs = {letter + more for letter in single for more in after if pattern.fullmatch(letter + more)}
    assert pairs == {letter for letter in known if len(letter) > 1}


@pytest.mark.parametrize("name", PAPERS)
def test_every_letter_is_drawn_and_comes_out_again(name: str, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(PAPERS[name]())
    told = subprocess.run(["pdftotext", "-raw", tmp_path / "paper.pdf", "-"], capture_output=True, check=True)
    assert told.stderr == b""
    drawn = unicodedata.normalize("NFC", "".join(told.stdout.decode("utf-8").split()))
    assert "⟨U+" not in drawn and "\ufffd" not in drawn
    assert [letter for letter in LETTERS if unicodedata.normalize("NFC", letter) not in drawn] == []


@pytest.mark.parametrize("name", [*PAPERS, *OWN_WORDS])
def test_every_paper_is_set_in_the_two_typefaces_of_the_house(name: str, tmp_path: Path) -> None:
    data = {**PAPERS, **OWN_WORDS}[name]()
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    with pikepdf.open(path) as pdf:
        fonts = {str(font.BaseFont).partition("+")[2]: font for page in pdf.pages
                 for font in page.resources.Font.as_dict().values() if "/FontDescriptor" in font}
        assert set(fonts) <= {"DejaVuSansCondensed", "DejaVuSansCondensed-Bold"} and fonts
        if name != "cover":
            with pdf.open_metadata() as metadata:
                assert metadata["pdfaid:part"] == "2"
