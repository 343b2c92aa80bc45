"""Each profile writes what it promises, and a finished export is told from everything else."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from pyzipper import AESZipFile

from sozialclient.documents.fields import read_fields
from sozialclient.exporters.base import ExportedApplication, ExportInput, ExportOrder
from sozialclient.exporters.draft_lock import LOCK_NAME, DraftLock, sweep
from sozialclient.exporters.errors import ExportBlockedError, ExportPasswordError
from sozialclient.exporters.field_files import fields_json
from sozialclient.exporters.naming import naming_pattern
from sozialclient.exporters.profiles import PROFILES, profile
from sozialclient.exporters.protocol import finished_export
from sozialclient.exporters.registry import exporter
from tests.unit.documents.samples import Sample, hzl
from tests.unit.documents.xml_leaves import xml_leaves
from tests.unit.exporters.exports import NAME, application, full_sample, tree

PASSWORD = "ein langes Kennwort"


def run(
    key: str, target: Path, *applications: ExportInput, resume: bool = False, pattern: str = "{eingang}_{antragsnr:8}"
) -> tuple[ExportedApplication, ...]:
    order = ExportOrder(profile=profile(key), pattern=naming_pattern(pattern), password=PASSWORD, resume=resume)
    result = exporter(order.profile).export(applications, target, lambda _s: None, lambda: False, order=order)
    assert not result.failed and not result.untried
    return result.exported


def copying(chunks: Iterable[bytes]) -> bytes | None:
    """Stands where the render worker does: what it copied can be seen, and two kinds are refused."""
    data = b"".join(chunks)
    return None if b"kein Bild" in data else b"%PDF-1.4 copy of " + data


def test_evidence_in_heic_gets_a_pdf_beside_it(tmp_path: Path) -> None:
    one = replace(application(full_sample()), pdf_copy=copying)
    path = run("manual", tmp_path, one)[0].path
    evidence = path / "04_Nachweise"
    original = (evidence / "01_Gesundheitskarte Vorderseite.HEIC").read_bytes()
    copy = evidence / "01_Gesundheitskarte Vorderseite.pdf"
    assert copy.read_bytes() == b"%PDF-1.4 copy of " + original
    assert len(list(evidence.glob("*.pdf"))) == 3, "only pictures that Windows does not show are copied"
    page = (path / "00_Uebersicht.html").read_text(encoding="utf-8")
    stem = "04_Nachweise/01_Gesundheitskarte Vorderseite"
    assert f"{stem}.pdf: PDF-Kopie von {stem}.HEIC" in page


def test_a_picture_that_cannot_be_copied_is_told(tmp_path: Path) -> None:
    one = replace(application(full_sample()), pdf_copy=lambda _chunks: None)
    path = run("manual", tmp_path, one)[0].path
    assert "keine PDF-Kopie" in (path / "00_Uebersicht.html").read_text(encoding="utf-8")


def test_the_slim_profile_holds_no_papers_of_ours(tmp_path: Path) -> None:
    path = run("slim", tmp_path, application(full_sample()))[0].path
    assert {name.partition("/")[0] for name in tree(path)} == {
        "01_Antrag.pdf", "02_Antrag.xml", "04_Nachweise", "_technik", ".fertig",
    }  # fmt: skip
    assert {name for name in tree(path) if name.startswith("_technik")} == {
        "_technik/protokoll.json", "_technik/pruefsummen.sha256",
    }  # fmt: skip


def test_the_pdf_profile_holds_pdf_only_and_names_what_is_missing(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    sample = full_sample().attach("foto.png", png + b" x").attach("kaputt.png", png + b" kein Bild")
    one = replace(application(sample), pdf_copy=copying)
    done = run("pdf", tmp_path, one)[0]
    evidence = sorted(path.name for path in (done.path / "04_Nachweise").iterdir())
    assert evidence == [
        "01_Gesundheitskarte Vorderseite.pdf", "02_Mietvertrag_2019 (Seite 1-14).pdf", "05_Nachweis.pdf", "06_foto.pdf",
    ]  # fmt: skip
    note = (done.path / "_NICHT_AUSGEGEBEN.txt").read_text(encoding="utf-8")
    assert done.withheld == 3 and all(name in note for name in ("evil", "urlaub.jpg", "kaputt.png"))
    assert all((done.path / "04_Nachweise" / name).read_bytes().startswith(b"%PDF") for name in evidence)


def test_the_profile_for_specialist_software_has_names_that_do_not_change(tmp_path: Path) -> None:
    path = run("specialist", tmp_path, application(full_sample()))[0].path
    names = tree(path)
    assert {"01_Antrag.pdf", "02_Antrag.xml", "03_Felder.csv", "03_Felder.json"} <= names
    assert {name for name in names if name.startswith("04")} == {
        "04_Nachweise/01_Nachweis.heic", "04_Nachweise/02_Nachweis.pdf", "04_Nachweise/03_Nachweis.bin",
        "04_Nachweise/04_Nachweis.bin", "04_Nachweise/05_Nachweis.pdf",
    }  # fmt: skip
    assert all(name.isascii() for name in names)


@pytest.mark.parametrize("password", ["", "zu kurz"])
def test_an_archive_for_a_colleague_needs_a_password(tmp_path: Path, password: str) -> None:
    order = ExportOrder(profile=profile("colleague"), password=password)
    with pytest.raises(ExportPasswordError):
        exporter(order.profile).export(
            [application(full_sample())], tmp_path / "out", lambda _s: None, lambda: False, order=order
        )
    assert not (tmp_path / "out").exists()


def test_an_archive_holds_what_the_folder_holds(tmp_path: Path) -> None:
    one = application(full_sample())
    path = run("colleague", tmp_path, one)[0].path
    with AESZipFile(path) as archive:
        archive.setpassword(PASSWORD.encode())
        names = archive.namelist()
        assert archive.read("02_Antrag.xml") == hzl()
    assert {"00_Uebersicht.html", "03_Felder.xlsx", "_technik/osci-nachricht.mime", ".fertig"} <= set(names)
    again = run("colleague", tmp_path, one)[0].path
    assert again.name == f"{path.stem}_v2.zip"


def test_an_archive_changed_before_it_is_read_back_is_noticed(tmp_path: Path) -> None:
    from sozialclient.exporters.zip_draft import ZipDraft

    draft = ZipDraft(tmp_path, "x", path_limit=3000, needed=0, password=PASSWORD)
    draft.write("a.txt", [b"1" * 5000])
    with draft.path.open("r+b") as file:
        file.seek(2000)
        file.write(b"?")
    with pytest.raises(ExportBlockedError):
        draft.verify()
    draft.discard()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", PROFILES)
def test_resuming_writes_only_what_is_not_there_whole(tmp_path: Path, key: str) -> None:
    one, other = application(full_sample()), application(Sample().data(hzl()), id="A-2026-000002")
    (first,) = run(key, tmp_path, one)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = run(key, tmp_path, one, other, resume=True)
    assert [done.already for done in again] == [True, False]
    assert (again[0].path, again[0].file_count, again[0].withheld) == (first.path, first.file_count, first.withheld)
    assert again[1].path != first.path, "another application of the same name is not taken for this one"
    assert {path: path.stat().st_mtime_ns for path in before if path != tmp_path} == {
        path: at for path, at in before.items() if path != tmp_path
    }


def test_a_whole_export_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    path = run("manual", tmp_path, application(full_sample()))[0].path
    found = finished_export(path)
    assert found is not None and found.protocol.profile == "manual"
    assert {entry.name for entry in found.protocol.files} <= tree(path)
    (path / "meine Notiz.txt").write_text("x")
    assert finished_export(path) is not None, "what people add does not make it less whole"
    for name in sorted(tree(path) - {"meine Notiz.txt"}):
        file = path / name
        data = file.read_bytes()
        file.write_bytes(data + b" ")
        assert finished_export(path) is None or name == ".fertig", name
        file.unlink()
        assert finished_export(path) is None, name
        file.write_bytes(data)
    assert finished_export(path) is not None


def test_what_leads_out_of_an_export_is_not_followed(tmp_path: Path) -> None:
    path = run("slim", tmp_path, application(full_sample()))[0].path
    moved = tmp_path / "elsewhere.xml"
    (path / "02_Antrag.xml").rename(moved)
    try:
        (path / "02_Antrag.xml").symlink_to(moved)
    except OSError:
        pytest.skip("links are not allowed here")
    assert finished_export(path) is None


def test_drafts_of_a_crash_are_removed_and_those_being_written_are_not(tmp_path: Path) -> None:
    left, busy, old, new = (tmp_path / f"{NAME}.{number * 8}.teil" for number in "1234")
    for folder in (left, busy, old, new):
        folder.mkdir()
        (folder / "02_Antrag.xml").write_bytes(b"<a/>")
    archive = tmp_path / f"{NAME}.55555555.zip.teil"
    archive.write_bytes(b"PK")
    (tmp_path / f"{NAME}.66666666.teil").mkdir()
    mine = tmp_path / "Mein Ordner.teil"
    mine.mkdir()
    (left / LOCK_NAME).touch()
    lock = DraftLock(busy / LOCK_NAME, create=True)
    os.utime(old, (1, 1))
    assert sweep(tmp_path) == 4
    assert {path.name for path in tmp_path.iterdir()} == {busy.name, new.name, mine.name}
    lock.release()
    assert sweep(tmp_path) == 1


def test_a_draft_that_is_swept_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, made = Path.mkdir, list[Path]()

    def mkdir(self: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        real(self, mode, parents, exist_ok)
        if self.name.endswith(".teil") and not made:
            made.append(self)
            assert sweep(tmp_path) == 1

    monkeypatch.setattr(Path, "mkdir", mkdir)
    path = run("slim", tmp_path, application(full_sample()))[0].path
    assert made and finished_export(path) is not None and LOCK_NAME not in tree(path)


def test_a_kill_right_after_the_final_name_leaves_a_whole_export(tmp_path: Path) -> None:
    one = application(full_sample())
    path = run("slim", tmp_path, one)[0].path
    (path / LOCK_NAME).touch()
    assert finished_export(path) is not None
    assert run("slim", tmp_path, one, resume=True)[0].already and LOCK_NAME not in tree(path)


def test_every_value_of_the_xml_is_in_the_fields_once() -> None:
    data = (b"<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' id='7'><b listURI='u' listVersionID='2'>"
            b"<code>1</code><name>Eins</name></b><preis currencyID='CHF'>12.5</preis><c>ein <b>fettes</b> Wort</c>"
            b"<leer/><d xsi:nil='true'/></a>")
    content = json.loads(fields_json(read_fields(data)))
    every = content["fields"] + content["emptyFields"] + content["technicalFields"]
    found = Counter((one["path"], one["rawValue"]) for field in every for one in field["sources"] or [field])
    assert found == xml_leaves(data)


def test_the_fields_keep_to_the_schema_that_is_shipped(tmp_path: Path) -> None:
    path = run("manual", tmp_path, application(full_sample()))[0].path
    schema = json.loads((path / "_technik/sozialclient-felder-1.schema.json").read_bytes())
    data = json.loads((path / "03_Felder.json").read_bytes())
    entry = schema["$defs"]["field"]
    assert set(data) == set(schema["required"]) == set(schema["properties"])
    assert data["schema"] == schema["properties"]["schema"]["const"]
    for field in data["fields"] + data["emptyFields"] + data["technicalFields"]:
        assert set(field) == set(entry["required"]) == set(entry["properties"])
        assert all(isinstance(value, str) for key, value in field.items() if key != "sources") and field["path"]
        for source in field["sources"]:
            assert set(source) == set(schema["$defs"]["source"]["required"]) and source["path"]
        assert field["kind"] in entry["properties"]["kind"]["enum"]
