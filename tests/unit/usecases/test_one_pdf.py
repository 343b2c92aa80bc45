"""One PDF of an application: everything is in it, or named; from the store, with the real render process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from reportlab.graphics.barcode.code128 import Code128

from sozialclient.errors import Cancelled
from sozialclient.render.pdf_markers import find_markers
from sozialclient.reports.inspection import inspection_sheet
from sozialclient.reports.paper_file.parts import PaperFacts, Problem, Role
from sozialclient.store.books import actions
from sozialclient.usecases.one_pdf import PaperFile, PaperOptions, make_paper_file, save_one_pdf
from sozialclient.usecases.paper_contents import paper_contents
from sozialclient.wire.spool import MemorySpool, spool_bytes
from tests.e2e.place import Desk, desk, hub, three_applications
from tests.pace import within
from tests.unit.documents.samples import Sample
from tests.unit.exporters.exports import application
from tests.unit.render import samples

NOW = datetime(2026, 1, 12, 6, 30, tzinfo=UTC)
XML = (
    "<antrag><vorgangsID>0f0e0d0c-0001</vorgangsID><person><familienname>C\u0308ak &lt;b&gt;</familienname>"
    "<geburtsdatum>1980-02-01</geburtsdatum></person></antrag>"
).encode()


def whole() -> Sample:
    """An application as PDF, and evidence of every kind, some of it impossible."""
    return (
        Sample().data(XML, "form.xml")
        .attach("Antrag.pdf", samples.letter(2), "application/pdf")
        .attach("foto.heic", samples.heic("beleg"))
        .attach("schein.jpg", samples.encoded(samples.picture(), "JPEG"))
        .attach("vertrag.pdf", samples.active_pdf())
        .attach("gesperrt.pdf", samples.letter(encrypt="geheim"))
        .attach("kaputt.pdf", b"%PDF-1.7 nichts")
        .attach("brief.txt", b"Guten Tag")
    )


def made(sample: Sample, *, duplex: bool = False) -> tuple[PaperFile, bytes, list[str]]:
    """The paper file, its bytes, and the words of its pages."""
    given = application(sample)
    contents = paper_contents(given)
    facts = PaperFacts(card=given.card, sheet=inspection_sheet(given.card, given.delivery),
                       application_number=contents.application_number, xml_beside=contents.xml_beside)
    paper = make_paper_file(contents, facts, MemorySpool, PaperOptions(created=NOW, duplex=duplex))
    data = spool_bytes(paper.data)
    return paper, data, [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


@pytest.fixture(scope="module")
def paper() -> tuple[PaperFile, bytes, list[str]]:
    return made(whole())


def test_every_document_is_in_it_or_named(paper: tuple[PaperFile, bytes, list[str]]) -> None:
    file, _, _ = paper
    assert [(part.file_name, part.pages, part.problem) for part in file.parts] == [
        ("Antrag.pdf", 2, None), ("foto.heic", 1, None), ("schein.jpg", 1, None), ("vertrag.pdf", 1, None),
        ("gesperrt.pdf", 0, Problem.PASSWORD), ("kaputt.pdf", 0, Problem.DAMAGED),
        ("brief.txt", 0, Problem.UNSUPPORTED),
    ]
    assert [part.role for part in file.parts] == [Role.APPLICATION, *[Role.EVIDENCE] * 6]


def test_the_pages_stand_where_the_cover_says(paper: tuple[PaperFile, bytes, list[str]]) -> None:
    file, _, pages = paper
    assert file.pages == len(pages) == 1 + 2 + 6 + 3
    cover = " ".join(pages[0].split())
    assert "Sa, 10.01.2026, 12:06:44 MEZ" in cover and "0f0e0d0c-0001" in cover and file.parts[0].file_name in cover
    assert "Unverändert und vollständig entschlüsselt" in cover
    assert "Daten des Antrags (XML)" in cover and "nicht gedruckt" in cover
    assert pages[1].startswith("Seite 1") and pages[3].startswith("Anlage 2")
    assert ["Kennwort" in words for words in pages[9:]] == [True, False, False]
    assert "beschädigt" in pages[10] and "unverändert in der Ablage" in pages[10]
    for number, words in enumerate(pages, 1):
        assert f"Seite {number} von {len(pages)}" in words and "Kopie, nicht Original" in words


def test_nothing_that_acts_is_in_it(paper: tuple[PaperFile, bytes, list[str]]) -> None:
    _, data, _ = paper
    assert find_markers(bytearray(data)) == set()


def test_the_table_of_contents_leads_to_every_document(paper: tuple[PaperFile, bytes, list[str]]) -> None:
    _, data, pages = paper
    pdf = pypdfium2.PdfDocument(data)
    lines = [(item.level, item.get_title(), item.get_dest().get_index()) for item in pdf.get_toc()]
    assert lines[:4] == [(0, "Deckblatt zur Papierakte", 0), (0, "1. Antrag", 1), (0, "Unterlagen", 3),
                         (1, "2. foto.heic", 3)]
    assert all(pages[page].startswith(f"Anlage {title.split('.')[0]}") for level, title, page in lines if level)


def test_the_barcode_is_our_id(paper: tuple[PaperFile, bytes, list[str]]) -> None:
    """The widths of the bars on the page are those of Code 128 for the id."""
    _, data, _ = paper
    wanted = [int(ord(each.lower()) - ord("a") + 1) for each in bars_of(application(whole()).card.id)]
    image = pypdfium2.PdfDocument(data)[0].render(scale=8).to_pil().convert("L")
    found = [widths(image.crop((0, row, image.width, row + 1)).tobytes(), sum(wanted))
             for row in range(0, image.height, 20)]
    assert len(wanted) > 40 and found.count(wanted) > 5


def bars_of(value: str) -> str:
    """Bars and spaces as letters for their widths, without quiet zones."""
    code: Any = Code128(value)
    for step in (code.validate, code.encode, code.decompose):
        step()
    return str(code.decomposed)


def widths(row: bytes, modules: int) -> list[int]:
    """Widths of the dark and light runs of a row of pixels between its first and last dark one, in modules."""
    dark = [value < 128 for value in row]
    if not any(dark):
        return []
    first, last = dark.index(True), len(dark) - 1 - dark[::-1].index(True)
    runs = [len(list(run)) for _, run in groupby(dark[first : last + 1])]
    return [round(run * modules / (last + 1 - first)) for run in runs]


def test_without_a_pdf_the_data_become_pages() -> None:
    file, _, pages = made(Sample().data(XML, "form.xml"))
    (part,) = file.parts
    assert (part.role, part.pages, file.pages) == (Role.FIELDS, 1, 2)
    assert "01.02.1980" in pages[1] and "C\u0308ak <b>" in pages[1] and "kam kein PDF" in pages[1]
    assert "Daten des Antrags" not in pages[0]


def test_for_both_sides_every_part_begins_on_an_odd_page() -> None:
    _, _, pages = made(whole(), duplex=True)
    assert len(pages) > 12
    for number, words in enumerate(pages, 1):
        if "Anlage " in words[:8] or words.startswith("Seite 1 Gr"):
            assert number % 2 == 1
    assert sum("Leerseite" in words for words in pages) >= 5


def test_nothing_at_all_is_a_cover_alone() -> None:
    file, _, pages = made(Sample())
    assert (file.parts, len(pages)) == ((), 1)
    assert "0 Unterlagen" in pages[0]


def test_a_cover_with_a_long_list_counts_itself() -> None:
    sample = Sample()
    for number in range(90):
        sample.attach(f"Beleg {number}.txt", b"x")
    file, _, pages = made(sample)
    covers = next(at for at, words in enumerate(pages) if words.startswith("Anlage 1"))
    assert covers > 1 and len(pages) == file.pages == covers + 90
    assert f"90 Unterlagen, {len(pages)} Seiten" in pages[0]


def test_whoever_stops_it_is_obeyed() -> None:
    given = application(whole())
    facts = PaperFacts(card=given.card, sheet=inspection_sheet(given.card, given.delivery))
    with pytest.raises(Cancelled):
        make_paper_file(paper_contents(given), facts, MemorySpool, PaperOptions(created=NOW, cancelled=lambda: True))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Path]]:
    folder = tmp_path_factory.mktemp("paper")
    with hub(folder / "hub") as running, desk(folder / "desk", running.url) as office:
        running.put(three_applications()[:1])
        assert office.fetch().new == 1
        yield office, folder


def test_what_is_saved_is_whole_and_noted(stored: tuple[Desk, Path]) -> None:
    office, folder = stored
    store = office.workplace.store
    (card,) = store.cards()
    steps: list[tuple[int, int]] = []
    options = PaperOptions(created=NOW, progress=lambda done, whole: steps.append((done, whole)))
    file = save_one_pdf(store, card.id, folder / "akte.pdf", options)
    assert len(pypdfium2.PdfDocument((folder / "akte.pdf").read_bytes())) == file.pages > len(file.parts)
    assert steps[-1][0] == steps[-1][1] and steps[0][0] == 0
    last = store.journal()[-1]
    assert (last.action, last.application_id, last.detail) == (actions.REPORT_SAVED, card.id, "one_pdf")


def test_an_answer_longer_than_a_page_goes_on_on_the_next() -> None:
    """An application without a PDF: whoever explains much in one field must be printed all the same."""
    words = " ".join(f"wort{number}" for number in range(2_000))
    value = f"<begruendung>{words}</begruendung><ort>{'Ä' * 15_000}</ort><strasse>Probeallee</strasse>"
    file, _, pages = made(Sample().data(f"<antrag><vorgangsID>1</vorgangsID>{value}</antrag>".encode(), "form.xml"))
    printed = "".join(pages)
    assert not file.problems and all(f"wort{number}" in printed for number in range(0, 2_000, 50))
    assert printed.count("Probeallee") == 1 and printed.count("Ä") >= 15_000
    assert "Es gibt mehr Angaben, als hier stehen" not in printed
    _, _, pages = made(Sample().data(f"<antrag><ort>{'W ' * 15_000}</ort></antrag>".encode(), "form.xml"))
    assert any("Es gibt mehr Angaben, als hier stehen" in page for page in pages)


def test_thousands_of_fields_are_set_in_a_time_that_grows_with_them_only() -> None:
    fields = "".join(f"<feld{number}>{number}</feld{number}>" for number in range(7_000))
    sample = Sample().data(f"<antrag>{fields}</antrag>".encode(), "form.xml")
    _, _, pages = within(400, lambda: made(sample))
    assert any("Es gibt mehr Angaben, als hier stehen" in page for page in pages)


def test_small_files_with_many_pages_do_not_fill_the_paper_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sozialclient.usecases.one_pdf.MOST_PAGES", 5)
    sample = Sample().data(XML, "form.xml").attach("Antrag.pdf", samples.letter(2), "application/pdf")
    for number, count in enumerate((4, 3, 1)):
        sample = sample.attach(f"{number}.pdf", samples.letter(count))
    file, _, pages = made(sample)
    assert [(part.pages, part.problem) for part in file.parts] == [
        (2, None), (0, Problem.TOO_LARGE), (3, None), (0, Problem.TOO_LARGE)]
    assert file.pages == len(pages)
