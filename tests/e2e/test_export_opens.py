"""What is exported opens in programs nobody here wrote: spreadsheet, browser, PDF reader, archiver."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sozialclient.demo.training_set import training_set
from sozialclient.exporters.base import ExportInput, ExportOrder
from sozialclient.exporters.profiles import CHOOSABLE, profile
from sozialclient.exporters.registry import exporter
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.reports import all_papers
from sozialclient.resources import resource
from sozialclient.usecases.export_applications import export_applications, export_order
from sozialclient.usecases.pdf_copies import pdf_copy
from tests.e2e.place import desk, hub
from tests.unit.documents.samples import Sample, hzl, hzl_pdf
from tests.unit.exporters.exports import application

PASSWORD = "ein langes Kennwort"


def program(*names: str) -> str:
    """The first of these programs that is installed; skips where there is none."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"not installed: {' or '.join(names)}")
    return found


def output(*command: object) -> str:
    """What a program says on standard output when all is well."""
    done = subprocess.run(
        [str(part) for part in command], check=False, capture_output=True, text=True, encoding="utf-8", timeout=180
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def sample() -> ExportInput:
    """The application for subsistence with its PDF and a real picture in HEIC."""
    heic = resource("demo", "beleg.heic").read_bytes()
    one = application(Sample().data(hzl(), "form.xml").attach("Antrag.pdf", hzl_pdf()).attach("Beleg ä.heic", heic))
    return replace(one, papers=partial(all_papers, one.card, one.delivery))


def written(key: str, target: Path) -> Path:
    """The export of the sample by a profile; its picture is copied by the real render worker."""
    order = ExportOrder(profile=profile(key), password=PASSWORD)
    with closing(DocumentRenderer()) as renderer:
        one = replace(sample(), pdf_copy=partial(pdf_copy, renderer))
        result = exporter(order.profile).export([one], target, lambda _s: None, lambda: False, order=order)
    return result.exported[0].path


@pytest.mark.parametrize("key", ["manual", "pdf"])
def test_every_pdf_is_read_by_poppler(tmp_path: Path, key: str) -> None:
    reader, fonts = program("pdfinfo"), program("pdftoppm")
    path = written(key, tmp_path)
    pdfs = sorted(path.rglob("*.pdf"))
    assert {file.name for file in pdfs} >= {"01_Antrag.pdf", "01_Beleg ä.pdf"}
    for file in pdfs:
        assert "Pages:" in output(reader, file), file.name
    copy = path / "04_Nachweise/01_Beleg ä.pdf"
    output(fonts, "-r", 50, "-png", copy, tmp_path / "seite")
    (page,) = tmp_path.glob("seite*.png")
    assert len(set(_pixels(page))) > 50, "the copy shows a picture"


def test_papers_made_for_an_export_are_read_by_poppler(tmp_path: Path) -> None:
    """The list of missing evidence and the one PDF, from the store, of an application whose last upload got lost."""
    pages, words = program("pdfinfo"), program("pdftotext")
    sent = next(one for one in training_set(1, with_large=False) if one.key == "bildung-mittagessen")
    with hub(tmp_path / "hub") as mailbox, desk(tmp_path / "data", mailbox.url) as office:
        mailbox.put([replace(sent, contents=sent.contents[:-1])])
        assert office.fetch().new == 1
        store = office.workplace.store
        ids, order = [card.id for card in store.cards()], export_order("manual", chosen=CHOOSABLE)
        path = export_applications(store, ids, order, tmp_path / "out", lambda _s: None, lambda: False).exported[0].path
    pdfs = sorted(path.rglob("*.pdf"))
    assert {"07_Fehlende_Nachweise.pdf", "08_Gesamt-PDF.pdf"} <= {file.name for file in pdfs}
    for file in pdfs:
        assert "Pages:" in output(pages, file), file.name
    assert "IMG_0815.jpg" in output(words, path / "07_Fehlende_Nachweise.pdf", "-")
    whole = output(words, path / "08_Gesamt-PDF.pdf", "-")
    assert "Deckblatt" in whole and "Kopie, nicht Original" in whole


def _pixels(page: Path) -> list[int]:
    from PIL import Image

    with Image.open(page) as picture:
        return list(picture.convert("L").tobytes())


def test_an_archive_is_opened_by_seven_zip(tmp_path: Path) -> None:
    seven = program("7z", "7za", "7zz")
    path = written("colleague", tmp_path)
    assert "AES-256" in output(seven, "l", "-slt", f"-p{PASSWORD}", path)
    output(seven, "x", f"-p{PASSWORD}", f"-o{tmp_path / 'aus'}", path)
    assert (tmp_path / "aus/02_Antrag.xml").read_bytes() == hzl()
    wrong = subprocess.run([seven, "t", "-pfalsch", str(path)], check=False, capture_output=True)
    assert wrong.returncode != 0


def test_the_system_lists_what_is_in_an_archive(tmp_path: Path) -> None:
    """Info-ZIP knows the format of the archive, not its encryption (AES came after it)."""
    unzip = program("unzip")
    assert "02_Antrag.xml" in output(unzip, "-l", written("colleague", tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="sha256sum is a program of Linux")
def test_the_hashes_are_checked_by_sha256sum(tmp_path: Path) -> None:
    summing = program("sha256sum")
    path = written("manual", tmp_path)
    done = subprocess.run([summing, "-c", "_technik/pruefsummen.sha256"], cwd=path, check=False, capture_output=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", ["03_Felder.csv", "03_Felder.xlsx"])
def test_the_fields_open_in_libreoffice(tmp_path: Path, name: str) -> None:
    """German settings, as in an office: what a cell shows is what the export says, in the CSV and in the workbook."""
    office = program("soffice", "libreoffice")
    path = written("manual", tmp_path / "out")
    # 59: semicolon, 34: quotes, 76: UTF-8; for the CSV also German (1031).
    reading = ["--infilter=CSV:59,34,76,1,,1031"] if name.endswith(".csv") else []
    shutil.copy(path / name, tmp_path / name)
    output(office, f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", *reading, "--convert-to",
           "csv:Text - txt - csv (StarCalc):59,34,76,1", "--outdir", tmp_path / "gelesen", tmp_path / name)  # fmt: skip
    shown = _rows((tmp_path / "gelesen/03_Felder.csv").read_text(encoding="utf-8-sig"))
    ours = _rows((path / "03_Felder.csv").read_text(encoding="utf-8-sig"))
    assert shown[0] == ours[0] and len(shown) == len(ours)
    if name.endswith(".xlsx"):
        assert shown == ours
    else:
        labels = ours[0].index("Frage"), ours[0].index("Pfad")
        assert [[row[at] for at in labels] for row in shown] == [[row[at] for at in labels] for row in ours]


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines(), delimiter=";"))


@pytest.mark.slow
def test_the_pages_are_drawn_by_a_browser(tmp_path: Path) -> None:
    browser = program("chromium", "chromium-browser", "google-chrome")
    path = written("manual", tmp_path / "out")
    for page in ("00_Uebersicht.html", "05_Pruefprotokoll.html", "06_Laufzettel.html"):
        picture = tmp_path / f"{page}.png"
        output(browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'chrome'}",
               "--window-size=1000,1600", f"--screenshot={picture}", (path / page).as_uri())  # fmt: skip
        assert len(set(_pixels(picture))) > 20, page
