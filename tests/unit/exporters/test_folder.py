from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sozialclient.exporters.errors import ExportFormatError
from sozialclient.exporters.folder import FolderExporter
from sozialclient.exporters.mark_of_the_web import ZONE, mark
from sozialclient.exporters.profiles import PROFILES, profile
from sozialclient.exporters.registry import EXPORTERS, exporter
from sozialclient.reports import all_papers
from tests.unit.documents.samples import Sample, hzl, hzl_pdf, xsozial
from tests.unit.exporters.exports import NAME, application, export, full_sample, linked, tree


def test_the_folder_holds_everything_in_its_place(tmp_path: Path) -> None:
    path = export(application(full_sample()), target=tmp_path)
    assert path.name == NAME
    assert tree(path) == {
        "00_Uebersicht.html",
        "01_Antrag.pdf",
        "02_Antrag.xml",
        "03_Felder.csv",
        "03_Felder.json",
        "04_Nachweise/01_Gesundheitskarte Vorderseite.HEIC",
        "04_Nachweise/02_Mietvertrag_2019 (Seite 1-14).pdf",
        "04_Nachweise/03_evilfdp.exe.bin",
        "04_Nachweise/04_urlaub.jpg.bin",
        "04_Nachweise/05_Nachweis.pdf",
        "05_Pruefprotokoll.txt",
        "_technik/osci-nachricht.mime",
        "_technik/pruefprotokoll.json",
        "03_Felder.xlsx",
        "_technik/protokoll.json",
        "_technik/pruefsummen.sha256",
        "_technik/sozialclient-felder-1.schema.json",
        ".fertig",
    }
    assert (path / "02_Antrag.xml").read_bytes() == hzl()
    assert (path / "01_Antrag.pdf").read_bytes() == hzl_pdf()
    assert (path / "_technik/osci-nachricht.mime").read_bytes() == b"Content-Type: multipart/related\r\n\r\nrest"
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(("name", "media_type"), [("Antrag.pdf", None), (None, "application/pdf")])
def test_what_only_says_it_is_the_pdf_is_evidence_under_its_real_kind(
    tmp_path: Path, name: str | None, media_type: str | None
) -> None:
    sample = Sample().data(b"<m><a>1</a></m>").attach(name, b"\x89PNG\r\n\x1a\n bild", media_type)
    path = export(application(sample), target=tmp_path)
    assert not (path / "01_Antrag.pdf").exists()
    (evidence,) = (path / "04_Nachweise").iterdir()
    assert evidence.name.startswith("01_") and evidence.name.endswith(".png")
    page = (path / "00_Uebersicht.html").read_text(encoding="utf-8")
    assert f"{evidence.name}: Der Inhalt ist" in page


def test_what_is_hidden_shows_on_the_page_and_in_the_table(tmp_path: Path) -> None:
    sample = Sample().data("<m><antrag><ort>Bad\u202e\u200bOrt</ort></antrag></m>".encode())
    path = export(application(sample, applicant="Mu\u202ester"), target=tmp_path)
    page = (path / "00_Uebersicht.html").read_text(encoding="utf-8")
    table = (path / "03_Felder.csv").read_text(encoding="utf-8-sig")
    assert "Mu⟨U+202E⟩ster" in page and "Bad⟨U+202E⟩⟨U+200B⟩Ort" in table
    assert not {"\u202e", "\u200b"} & set(page + table)


def test_the_manifest_covers_every_file_and_is_named_by_the_last_one(tmp_path: Path) -> None:
    path = export(application(full_sample()), target=tmp_path)
    manifest = path / "_technik/pruefsummen.sha256"
    lines = [line.partition(" *") for line in manifest.read_text(encoding="utf-8").splitlines()]
    sums = {name: digest for digest, _, name in lines}
    assert set(sums) == tree(path) - {"_technik/pruefsummen.sha256", ".fertig"}
    for name, expected in sums.items():
        assert hashlib.sha256((path / name).read_bytes()).hexdigest() == expected
    assert (path / ".fertig").read_text().strip() == hashlib.sha256(manifest.read_bytes()).hexdigest()
    if shutil.which("sha256sum"):
        done = subprocess.run(["sha256sum", "-c", "--quiet", manifest], cwd=path, check=False, capture_output=True)
        assert done.returncode == 0, done.stderr


def test_fields_open_in_a_spreadsheet_and_in_a_program(tmp_path: Path) -> None:
    path = export(application(full_sample()), target=tmp_path)
    with (path / "03_Felder.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    rent = next(row for row in rows if row["Frage"] == "Grundmiete (Kaltmiete)")
    assert (rent["Kapitel"], rent["Antwort"], rent["Einheit"], rent["übertragen"]) == (
        "Unterkunft", "512,30\u00a0€", "€", "",
    )  # fmt: skip
    data = json.loads((path / "03_Felder.json").read_bytes())
    assert len(data["fields"]) == len(rows)
    assert data["applicationNumber"].startswith("0f0e0d0c")


def test_the_overview_leads_with_the_legal_time_and_holds_no_script(tmp_path: Path) -> None:
    sample = full_sample().attach("<script>alert(1)</script>.pdf", b"%PDF-1.4")
    path = export(application(sample, applicant="<b>Eve</b>", training=True), target=tmp_path)
    page = (path / "00_Uebersicht.html").read_text(encoding="utf-8")
    assert page.index("Eingang (Intermediär): Sa, 10.01.2026, 12:06:44 MEZ") < page.index(
        "Mo, 12.01.2026, 07:31:09 MEZ"
    )
    assert "<script" not in page and "&lt;b&gt;Eve" in page
    assert "ÜBUNG" in page
    assert "default-src &#x27;none&#x27;" in page
    assert "der Name beim Absender sagt etwas anderes" in page


def test_contents_that_failed_are_withheld_and_named(tmp_path: Path) -> None:
    sample = full_sample()
    sample.damaged = (1, 3)
    result = FolderExporter().export([application(sample)], tmp_path, lambda _step: None, lambda: False)
    path = result.exported[0].path
    assert result.exported[0].withheld == 2
    note = (path / "_NICHT_AUSGEGEBEN.txt").read_text(encoding="utf-8")
    assert "Antrag.pdf" in note and "anhang_0002.pdf" in note
    written = b"".join((path / name).read_bytes() for name in tree(path))
    assert b"Mietvertrag\x00" not in written and b"%PDF-1.7 Mietvertrag" not in written


def test_the_pdf_inside_the_xml_stands_in_for_a_missing_one(tmp_path: Path) -> None:
    path = export(application(Sample().data(hzl())), target=tmp_path)
    assert (path / "01_Antrag.pdf").read_bytes() == hzl_pdf()
    assert not (path / "04_Nachweise").exists()


def test_a_pdf_that_differs_from_the_embedded_one_is_told(tmp_path: Path) -> None:
    path = export(application(Sample().data(hzl()).attach("Antrag.pdf", b"%PDF-1.4 anders")), target=tmp_path)
    assert (path / "04_Nachweise/Antrag.pdf").read_bytes() == hzl_pdf()
    assert "weicht vom mitgesandten PDF ab" in (path / "00_Uebersicht.html").read_text(encoding="utf-8")


def test_unreadable_xml_is_exported_as_it_is(tmp_path: Path) -> None:
    sample = Sample(subject="Wohngeld").data(b"<?xml version='1.0'?><a><b></a>", "form.xml")
    path = export(application(sample, received=None), target=tmp_path)
    assert path.name == "ohne-Eingang_Wohngeld_a1b2c3d4"
    assert (path / "_technik/form.xml").exists()
    assert "keine lesbaren Antragsdaten" in (path / "00_Uebersicht.html").read_text(encoding="utf-8")


def test_formulas_in_an_application_stay_text(tmp_path: Path) -> None:
    xml = b"<antrag standard='X'><familienname>=HYPERLINK(1)</familienname><betrag>-5.00</betrag></antrag>"
    path = export(application(Sample().data(xml)), target=tmp_path)
    content = (path / "03_Felder.csv").read_text(encoding="utf-8-sig")
    assert ";'=HYPERLINK(1);" in content and ";-5,00\u00a0€;" in content


def test_an_existing_export_is_never_touched(tmp_path: Path) -> None:
    first = export(application(full_sample()), target=tmp_path)
    (first / "eigene Notiz.txt").write_text("bleibt")
    (tmp_path / f"{NAME}_v2").write_text("eine Datei")
    if not linked(tmp_path / f"{NAME}_v3", tmp_path / "nirgends"):
        (tmp_path / f"{NAME}_v3").touch()
    (tmp_path / f"{NAME}_v4").mkdir()
    second = export(application(full_sample()), target=tmp_path)
    assert second.name == f"{NAME}_v5"
    assert (first / "eigene Notiz.txt").read_text() == "bleibt"
    assert list((tmp_path / f"{NAME}_v4").iterdir()) == []


def test_many_applications_and_many_equal_names(tmp_path: Path) -> None:
    crowd = Sample().data(xsozial())
    for _ in range(300):
        crowd.attach("a.pdf", b"%PDF-1.4")
    result = FolderExporter().export(
        [application(crowd), application(full_sample())], tmp_path, lambda _step: None, lambda: False
    )
    names = {one.path.name for one in result.exported}
    assert names == {"2026-01-10_BuT_aaaaaaaa", NAME}
    assert len(list((result.exported[0].path / "04_Nachweise").iterdir())) == 300
    assert result.exported[0].file_count == len(tree(result.exported[0].path))


def test_the_mark_of_the_web_names_the_zone_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x")
    assert mark(file, windows=False)
    assert mark(file, windows=True)
    # On Linux the stream becomes a file of that name, which shows what would be written.
    assert Path(f"{file}:Zone.Identifier").read_bytes() == ZONE
    assert not re.search(rb"url", ZONE, re.IGNORECASE)
    assert not mark(tmp_path / "absent" / "a.pdf", windows=True)


def test_every_profile_finds_who_packs_it() -> None:
    assert all(name == one.name for name, one in EXPORTERS.items())
    assert {exporter(one).name for one in PROFILES.values()} == set(EXPORTERS)
    with pytest.raises(ExportFormatError):
        profile("../x")


def test_the_reports_of_the_program_find_their_places(tmp_path: Path) -> None:
    plain = application(full_sample())
    path = export(replace(plain, papers=partial(all_papers, plain.card, plain.delivery)), target=tmp_path)
    assert {
        "05_Pruefprotokoll.html",
        "05_Pruefprotokoll.txt",
        "06_Laufzettel.html",
        "_technik/pruefprotokoll.json",
    } <= tree(path)
    assert "12:06:44 MEZ" in (path / "06_Laufzettel.html").read_text(encoding="utf-8")
