"""Names of attachments that Windows, a shell or the eye would take for something else (group A)."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from sozialclient.exporters.file_names import LONGEST, name_key, safe_name
from sozialclient.exporters.folder import FolderExporter
from sozialclient.gui.evidence.table_model import EvidenceRow
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by, windows_only
from tests.hostile.written_files import PROGRAMS, assert_written_as, write_all
from tests.unit.documents.samples import Sample
from tests.unit.exporters.exports import application, export, full_sample, tree


@guarded_by("sozialclient.exporters.file_names._no_device")
def test_a_01_devices_become_files(tmp_path: Path) -> None:
    """Names that Windows takes for a device, with any extension, case, blank, width or superscript."""
    names = {
        "CON": "_CON.bin", "con.txt": "_con.txt", "NUL.tar.gz": "_NUL.tar.gz.bin", "COM1": "_COM1.bin",
        "COM¹.txt": "_COM¹.txt", "LPT².pdf": "_LPT².pdf", "CONIN$": "_CONIN$.bin", "CONOUT$": "_CONOUT$.bin",
        "CLOCK$": "_CLOCK$.bin", "AUX .txt": "_AUX.txt", "PRN.pdf": "_PRN.pdf", "COM0": "_COM0.bin",
        "ＰＲＮ.txt": "_ＰＲＮ.txt", "COM１.pdf": "_COM１.pdf", "LPT3 ": "_LPT3.bin", "LPT9.": "_LPT9.bin",
        " nul.pdf": "_nul.pdf", "CON\u200b.png": "_CON.png", "C\u202eON.docx": "_CON.docx",
        "prn.tar.pdf": "_prn.tar.pdf",
    }  # fmt: skip
    assert_written_as(tmp_path, names)
    (content,) = Sample().attach("CON", b"").contents()
    assert EvidenceRow(content, "evidence").name == "CON", "the program shows the name as sent"


@guarded_by("sozialclient.exporters.file_names._trimmed", "sozialclient.exporters.file_names.safe_name")
def test_a_02_dots_and_blanks_do_not_stay_at_the_ends(tmp_path: Path) -> None:
    """Names that begin or end in dots or blanks, consist of them, or are empty."""
    names = {
        "Miete. . .": "Miete.bin", "  Mietvertrag.pdf  ": "Mietvertrag.pdf", "a.pdf.": "a.pdf", "b .pdf": "b.pdf",
        "\u3000c.pdf\u3000": "c.pdf", "d.pdf\xa0": "d.pdf", ".htaccess": "htaccess.bin", "": "content-7.bin",
        "...": "c8.bin", ".": "c9.bin", "..": "c10.bin", " . .. ": "c11.bin", "．．": "c12.bin",
    }  # fmt: skip
    assert_written_as(tmp_path, names)


@guarded_by("sozialclient.exporters.file_names._cleaned")
def test_a_03_no_name_leads_out_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths, drives, shares, URLs, variables and the home folder as a name; all end as one file inside."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for variable in ("HOME", "USERPROFILE", "APPDATA"):
        monkeypatch.setenv(variable, str(elsewhere))
    monkeypatch.chdir(elsewhere)
    names = {
        "../../a.pdf": "a.pdf", "..\\b.pdf": "b.pdf", "/c.pdf": "c.pdf", "C:\\d.pdf": "d.pdf", "C:e.pdf": "C_e.pdf",
        "\\\\srv\\share\\f.pdf": "f.pdf", "\\\\?\\": "_.bin", "\\\\?\\C:\\g.pdf": "g.pdf",
        "\\\\.\\PhysicalDrive0": "PhysicalDrive0.bin", "file:///etc/passwd": "passwd.bin",
        "%APPDATA%\\h.pdf": "h.pdf", "%APPDATA%": "_APPDATA_.bin", "~": "_ (2).bin", "~root/i.pdf": "i.pdf",
        "$RECYCLE.BIN": "_RECYCLE.BIN", "a/../../j.pdf": "j.pdf", "-rf": "_rf.bin", "..∕k.pdf": "k.pdf",
        "＼＼srv＼l.pdf": "l.pdf", f"{elsewhere}/m.pdf": "m.pdf",
    }  # fmt: skip
    assert_written_as(tmp_path / "out", names)
    assert list(elsewhere.iterdir()) == []


@guarded_by("sozialclient.exporters.file_names._cleaned")
def test_a_04_a_colon_makes_no_second_stream(tmp_path: Path) -> None:
    """Names with a colon, which NTFS would write into a hidden stream of another file."""
    names = {
        "file.pdf:evil.exe": "file.pdf_evil.exe.bin", "file.pdf::$DATA": "file.pdf__$DATA.bin",
        "a:Zone.Identifier": "a_Zone.Identifier.bin", ":x": "_x.bin", "a：b.pdf": "a_b.pdf", "a꞉c.pdf": "a_c.pdf",
    }  # fmt: skip
    assert_written_as(tmp_path, names)


@windows_only
@guarded_by("sozialclient.exporters.file_names._cleaned", "sozialclient.exporters.mark_of_the_web.mark")
def test_a_04b_windows_sees_one_stream_our_mark(tmp_path: Path) -> None:
    """What `dir /r` lists behind a colon is our Zone.Identifier alone."""
    path = export(application(full_sample().attach("file.pdf:evil.exe", b"MZ")), target=tmp_path)
    listed = subprocess.run(["cmd", "/c", "dir", "/r", "/s", str(path)], capture_output=True, text=True, check=True)
    streams = [line.split()[-1] for line in listed.stdout.splitlines() if ":$DATA" in line]
    assert streams and all(stream.endswith(":Zone.Identifier:$DATA") for stream in streams)


@guarded_by("sozialclient.exporters.file_names._character", "sozialclient.documents.shown_text.few_marks")
def test_a_05_nothing_invisible_stays_in_a_name(tmp_path: Path) -> None:
    """Control, direction, zero-width and filling characters, half characters, floods of accents, look-alikes."""
    names = {
        "rcs\u202efdp.exe": "rcsfdp.exe.bin", "a\u202ab\u202bc\u202cd\u202de.pdf": "abcde.pdf",
        "\u2066f\u2067g\u2068h\u2069.pdf": "fgh.pdf", "i\u200ej\u200fk\u061cl.pdf": "ijkl.pdf",
        "Konto\u200bauszug.pdf": "Kontoauszug.pdf", "\ufeffA.pdf": "A.pdf", "Zeile\nzwei\x00.pdf": "Zeile zwei.pdf",
        "m\ud800n.pdf": "m_n.pdf", "o" + "\u0308" * 5000 + ".pdf": "ö\u0308\u0308.pdf", "😀.pdf": "😀.pdf",
        "Renten\u2215Pensionen.pdf": "Pensionen.pdf", "p\uff0eexe": "p\uff0eexe.bin", "q\u0085r.pdf": "qr.pdf",
        "U\u0308bersicht.pdf": "Übersicht.pdf", "s\ue000t.pdf": "s_t.pdf", "u\u2028v.pdf": "u v.pdf",
        "w\ufe0f.pdf": "w.pdf", "x\u3164\u115f\u034f.pdf": "x.pdf", "y\U000e0041z.pdf": "yz.pdf",
    }  # fmt: skip
    assert_written_as(tmp_path, names)


@guarded_by("sozialclient.exporters.file_names._fitted")
@pytest.mark.parametrize("letter", ["x", "ü", "😀", "e\u0301", "字", "\u0928\u093f"])
def test_a_06_long_names_are_cut_before_their_extension(tmp_path: Path, letter: str) -> None:
    """Names of hundreds of characters, within and beyond the basic plane."""
    first, second = write_all(tmp_path, [letter * 300 + ".pdf", letter * 301 + ".pdf"])
    for path in (first, second):
        assert len(path.name.encode("utf-16-le")) // 2 <= LONGEST and len(path.name.encode()) <= 255
        assert path.suffix == ".pdf" and path.name == unicodedata.normalize("NFC", path.name)
    assert second.stem.endswith(" (2)") and (first.read_bytes(), second.read_bytes()) == (b"0", b"1")


@guarded_by("sozialclient.exporters.draft.FolderDraft.room", "sozialclient.exporters.errors.ExportPathTooLongError")
@pytest.mark.parametrize("limit", [pytest.param(259, marks=windows_only), 900])
def test_a_06b_a_path_too_deep_is_named_before_anything_is_written(tmp_path: Path, limit: int) -> None:
    """A target folder so deep that the longest path of the export fits exactly, or no longer."""
    from sozialclient.exporters.errors import ExportPathTooLongError

    sample = full_sample().attach("x" * 300 + ".pdf", b"%PDF-1.4")
    shallow = _deep(tmp_path / "a", limit - 140)
    path = export(application(sample), target=shallow, path_limit=limit)
    assert max(len(str(file)) for file in path.rglob("*")) <= limit
    deep = _deep(tmp_path / "b", limit - 60)
    with refused(ExportPathTooLongError) as refusal:
        FolderExporter(path_limit=limit).export([application(sample)], deep, lambda _step: None, lambda: False)
    assert refusal.error is not None
    assert int(refusal.error.parameters["length"]) > int(refusal.error.parameters["allowed"])
    assert list(deep.iterdir()) == []


def _deep(start: Path, length: int) -> Path:
    """A folder whose path has `length` characters."""
    path = start
    while (missing := length - len(str(path)) - 1) > 0:
        path /= "d" * (missing if missing <= 200 else 100)
    path.mkdir(parents=True)
    return path


@guarded_by("sozialclient.exporters.file_names._numbered", "sozialclient.exporters.file_names.name_key")
def test_a_07_equal_names_get_numbers(tmp_path: Path) -> None:
    """5,000 attachments of one name, and names that differ only by case, width or normal form."""

    def numbered() -> list[str]:
        taken: set[str] = set()
        return [safe_name("a.pdf", fallback="x", taken=taken) for _ in range(5000)]

    names = numbered()
    assert names[:3] == ["a.pdf", "a (2).pdf", "a (3).pdf"] and len(set(names)) == 5000
    assert names == numbered(), "the same mail gives the same names"
    (tmp_path / "A.PDF").write_bytes(b"mine")
    alike = ["a.pdf", "A.pdf", "Ä.pdf", "a\u0308.PDF", "ä.pdf", "STRASSE", "straße", "ﬁn.txt", "FIN.txt"] * 20
    written = write_all(tmp_path, alike)
    assert len({name_key(path.name) for path in written}) == len(alike) == len(list(tmp_path.iterdir())) - 1
    assert [int(path.read_bytes()) for path in written] == list(range(len(alike)))
    assert (tmp_path / "A.PDF").read_bytes() == b"mine"


@guarded_by("sozialclient.exporters.file_names._harmless_ending")
def test_a_09_no_file_runs_when_it_is_double_clicked(tmp_path: Path) -> None:
    """Extensions that run, link, mount, configure or carry macros, in any case, also as the whole name."""
    names = [f"Anlage{number}.{end}" for number, end in enumerate(PROGRAMS)]
    names += [f"Anlage{number}.{end.upper()}" for number, end in enumerate(PROGRAMS, 500)]
    names += ["desktop.ini", "autorun.inf", "x.{20D04FE0-3AEA-1069-A2D8-08002B30309D}", "x.ｐｄｆ", "x.exe."]
    written = write_all(tmp_path / "out", names)
    assert {path.suffix for path in written} == {".bin", ".txt"}
    for name, path in zip(names, written, strict=True):
        assert path.name.startswith(name.rstrip(".")), "what it was called is still to be read"
    sample = full_sample()
    for name in names:
        sample.attach(name, b"MZ\x90\x00")
    evidence = {name for name in tree(export(application(sample), target=tmp_path)) if name.startswith("04_")}
    assert {Path(name).suffix.lower() for name in evidence} <= {".bin", ".txt", ".pdf", ".heic"}
    if os.name != "nt":
        assert not any(path.stat().st_mode & 0o111 for path in tmp_path.rglob("*") if path.is_file())
