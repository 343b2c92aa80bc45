from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest

from sozialclient.documents.paper import Paper
from sozialclient.documents.recognition import recognise
from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.exporters import EXPORTERS, exporter
from sozialclient.exporters.base import ExportInput, ExportProgress
from sozialclient.exporters.draft import FolderDraft
from sozialclient.exporters.errors import (
    ExportBlockedError,
    ExportDamagedError,
    ExportDiskFullError,
    ExportError,
    ExportFormatError,
    ExportNotWritableError,
    ExportPathTooLongError,
    ExportTargetError,
    export_error,
)
from sozialclient.exporters.folder import FolderExporter
from sozialclient.exporters.mark_of_the_web import ZONE, mark
from tests.unit.documents.samples import Sample, card, hzl, hzl_pdf, xsozial

HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 16
PAPERS = (
    Paper(file_name="05_Pruefprotokoll.txt", media_type="text/plain", data=b"Bericht"),
    Paper(file_name="pruefprotokoll.json", media_type="application/json", data=b"{}", technical=True),
)
NAME = "2026-01-10_HzL_0f0e0d0c"


def application(sample: Sample, **changes: object) -> ExportInput:
    delivery = sample.delivery()
    facts = recognise(delivery, sample.read)
    size = sum(len(part[2]) for part in sample.parts)
    return ExportInput(
        card=card(**{"size": size, "service_key": facts.service_key, "service_name": facts.service_name, **changes}),
        delivery=delivery,
        facts=facts,
        payload=sample.stream,
        original=lambda: iter([b"Content-Type: multipart/related\r\n\r\n", b"rest"]),
        papers=PAPERS,
    )


def full_sample() -> Sample:
    return (
        Sample()
        .data(hzl(), "form.xml")
        .attach("Antrag.pdf", hzl_pdf())
        .attach("anhang_0001.heic", HEIC)
        .attach("anhang_0002.pdf", b"%PDF-1.7 Mietvertrag")
        .attach("../../../evil\u202efdp.exe", b"MZ\x90\x00")
        .attach("urlaub.jpg", b"MZ\x90\x00 kein Bild")
        .attach(None, b"%PDF-1.4 ohne Namen")
    )


def export(*applications: ExportInput, target: Path, **options: int) -> Path:
    result = FolderExporter(**options).export(applications, target, lambda _step: None, lambda: False)
    assert not result.failed and not result.untried
    return result.exported[-1].path


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def assert_no_trace(target: Path) -> None:
    assert [path.name for path in target.iterdir()] == []


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
        "04_Nachweise/03_evilfdp.exe.txt",
        "04_Nachweise/04_urlaub.jpg.bin",
        "04_Nachweise/05_Nachweis.pdf",
        "05_Pruefprotokoll.txt",
        "_technik/osci-nachricht.mime",
        "_technik/pruefprotokoll.json",
        "_technik/pruefsummen.sha256",
        ".fertig",
    }
    assert (path / "02_Antrag.xml").read_bytes() == hzl()
    assert (path / "01_Antrag.pdf").read_bytes() == hzl_pdf()
    assert (path / "_technik/osci-nachricht.mime").read_bytes() == b"Content-Type: multipart/related\r\n\r\nrest"
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


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
    (tmp_path / f"{NAME} (2)").write_text("eine Datei")
    (tmp_path / f"{NAME} (3)").symlink_to(tmp_path / "nirgends")
    (tmp_path / f"{NAME} (4)").mkdir()
    second = export(application(full_sample()), target=tmp_path)
    assert second.name == f"{NAME} (5)"
    assert (first / "eigene Notiz.txt").read_text() == "bleibt"
    assert list((tmp_path / f"{NAME} (4)").iterdir()) == []


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


def test_progress_counts_bytes_and_cancelling_leaves_nothing(tmp_path: Path) -> None:
    sample = full_sample().attach("gross.pdf", b"%PDF-1.4" + b"x" * 500_000)
    steps: list[ExportProgress] = []
    FolderExporter().export([application(sample)], tmp_path / "a", steps.append, lambda: False)
    assert steps[-1].written_bytes == steps[-1].total_bytes
    assert (steps[-1].number, steps[-1].total) == (1, 1)
    for after in (0, 3, len(steps) - 2):
        stop = chain(repeat(False, after), repeat(True)).__next__
        with pytest.raises(Cancelled):
            FolderExporter().export([application(sample)], tmp_path / "b", lambda _s: None, stop)
        assert_no_trace(tmp_path / "b")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ENOSPC, ExportDiskFullError),
        (errno.EACCES, ExportNotWritableError),
        (errno.EROFS, ExportNotWritableError),
        (errno.ENAMETOOLONG, ExportPathTooLongError),
        (errno.ENOENT, ExportTargetError),
        (errno.EIO, ExportError),
    ],
)
def test_a_failing_disk_leaves_nothing_half_written(
    code: int, error: type[ExportError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync
    for fail_at in range(1, 18, 4):
        count = 0

        def fsync(handle: int, at: int = fail_at) -> None:
            nonlocal count
            count += 1
            if count == at:
                raise OSError(code, "injected")
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        if fail_at <= 13:
            with pytest.raises(error) as caught:
                export(application(full_sample()), target=tmp_path)
            assert type(caught.value) is error
            assert_no_trace(tmp_path)
        else:
            # Folders that cannot be synced are no fault of ours: network drives refuse it.
            export(application(full_sample()), target=tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists() or os.geteuid() != 0, reason="needs root to mount a small disk")
def test_a_really_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        sample = full_sample().attach("gross.pdf", b"%PDF-1.4" + bytes(6_000_000))
        with pytest.raises(ExportDiskFullError) as caught:
            export(application(sample), target=disk)
        assert int(caught.value.parameters["needed"]) > int(caught.value.parameters["free"])
        with pytest.raises(ExportDiskFullError):
            export(application(sample, size=1000), target=disk)
        assert_no_trace(disk)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_fatal_fault_ends_the_batch_and_says_what_is_missing(tmp_path: Path) -> None:
    def full(_key: str) -> Iterator[bytes]:
        raise ExportDiskFullError(needed=1, free=0)

    good, other = application(full_sample()), application(full_sample(), id="third")
    bad = replace(good, card=card(id="bad"), payload=full)
    result = FolderExporter().export([good, bad, other], tmp_path, lambda _step: None, lambda: False)
    assert [one.application_id for one in result.failed] == ["bad"]
    assert result.untried == ("third",)
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


def test_a_damaged_store_is_noticed(tmp_path: Path) -> None:
    good = application(full_sample())

    def altered(key: str) -> Iterator[bytes]:
        yield from good.payload(key)
        if key == "c3":
            yield b"!"

    bad = replace(good, payload=altered)
    with pytest.raises(ExportDamagedError) as caught:
        export(bad, target=tmp_path)
    assert caught.value.parameters == {"content": "c3"}
    assert_no_trace(tmp_path)


def test_errors_of_the_store_pass_through_without_a_trace(tmp_path: Path) -> None:
    class Broken(SozialclientError):
        reference = "APP-UNKNOWN"

    good = application(full_sample())

    def broken(_key: str) -> Iterator[bytes]:
        yield b"%PDF"
        raise Broken

    bad = replace(good, payload=broken)
    with pytest.raises(Broken):
        export(bad, target=tmp_path)
    assert_no_trace(tmp_path)


def test_another_program_that_touches_the_draft_is_noticed(tmp_path: Path) -> None:
    draft = FolderDraft(tmp_path, "x", path_limit=3000)
    draft.write("a.txt", [b"1"])
    (draft.path / "a.txt").write_bytes(b"2")
    with pytest.raises(ExportBlockedError):
        draft.verify()
    (draft.path / "a.txt").unlink()
    with pytest.raises(ExportBlockedError):
        draft.verify()
    draft.discard()
    assert_no_trace(tmp_path)


def test_a_planted_link_in_the_draft_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    target = tmp_path / "target"
    target.mkdir()
    draft = FolderDraft(target, "x", path_limit=3000)
    (draft.path / "a.txt").symlink_to(victim)
    with pytest.raises(ExportError):
        draft.write("a.txt", [b"1"])
    assert victim.read_bytes() == b"mine"


def test_a_scanner_that_lets_go_in_time_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sozialclient.exporters.draft._PAUSE_SECONDS", 0)
    real, refusals = Path.rename, [PermissionError(13, "held")] * 2

    def rename(self: Path, final: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return real(self, final)

    monkeypatch.setattr(Path, "rename", rename)
    assert export(application(full_sample()), target=tmp_path).name == NAME
    refusals.extend([PermissionError(13, "held")] * 3)
    with pytest.raises(ExportBlockedError):
        export(application(full_sample()), target=tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


def test_targets_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError):
        export(application(full_sample()), target=tmp_path / "file")
    with pytest.raises(ExportTargetError):
        export(application(full_sample()), target=tmp_path / "file" / "below")
    made = export(application(full_sample()), target=tmp_path / "neu" / "tief")
    assert made.is_dir()


def test_windows_path_limits_are_kept_or_named(tmp_path: Path) -> None:
    limit = len(str(tmp_path)) + 120
    sample = full_sample().attach("x" * 300 + ".pdf", b"%PDF-1.4")
    path = export(application(sample), target=tmp_path, path_limit=limit)
    assert max(len(str(file)) for file in path.rglob("*")) <= limit
    assert any(name.endswith("x.pdf") for name in tree(path))
    with pytest.raises(ExportPathTooLongError) as caught:
        export(application(sample), target=tmp_path, path_limit=len(str(tmp_path)) + 60)
    assert int(caught.value.parameters["length"]) > int(caught.value.parameters["allowed"])
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


def test_windows_faults_get_their_own_names() -> None:
    def fault(winerror: int) -> OSError:
        error = OSError(errno.EINVAL, "x")
        error.winerror = winerror  # type: ignore[attr-defined]  # Windows adds it
        return error

    expected: dict[int, type[ExportError]] = {
        112: ExportDiskFullError, 32: ExportBlockedError, 225: ExportBlockedError, 206: ExportPathTooLongError,
        53: ExportTargetError, 5: ExportError,
    }  # fmt: skip
    for code, error in expected.items():
        assert type(export_error(fault(code))) is error


def test_a_large_attachment_streams(tmp_path: Path) -> None:
    size = 100 * 1024 * 1024
    block = bytes(256 * 1024)
    digest = hashlib.sha256()
    for _ in range(size // len(block)):
        digest.update(block)
    sample = Sample().data(xsozial()).attach("gross.pdf", b"")
    small = application(sample, size=size)
    container = small.delivery.containers[0]
    first, last = container.contents
    contents = (first, replace(last, size=size, sha256=digest.hexdigest()))
    delivery = replace(small.delivery, containers=(replace(container, contents=contents),))

    def payload(key: str) -> Iterator[bytes]:
        if key == "c1":
            return (block for _ in range(size // len(block)))
        return sample.stream(key)

    one = replace(small, delivery=delivery, payload=payload)
    tracemalloc.start()
    path = export(one, target=tmp_path)
    _current, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024
    assert (path / "01_Antrag.pdf").stat().st_size == size


def test_the_mark_of_the_web_names_the_zone_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"x")
    assert mark(file, windows=False)
    assert mark(file, windows=True)
    # On Linux the stream becomes a file of that name, which shows what would be written.
    assert Path(f"{file}:Zone.Identifier").read_bytes() == ZONE
    assert not re.search(rb"url", ZONE, re.IGNORECASE)
    assert not mark(tmp_path / "absent" / "a.pdf", windows=True)


def test_the_table_knows_its_formats() -> None:
    assert exporter("folder") is EXPORTERS["folder"]
    assert all(name == one.name for name, one in EXPORTERS.items())
    with pytest.raises(ExportFormatError):
        exporter("../x")
