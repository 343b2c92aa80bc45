"""What leaves the program carries its mark, and archives stay packed (group A)."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pytest

from sozialclient.documents.media import MediaKind, media_kind
from sozialclient.exporters import mark_of_the_web
from sozialclient.exporters.mark_of_the_web import ZONE, mark
from sozialclient.render.errors import RenderUnsupported
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.usecases.save_original import save_original
from tests.e2e.place import desk, hub, three_applications
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by, windows_only
from tests.hostile.viewing import MIB
from tests.hostile.written_files import write_all
from tests.unit.documents.samples import Sample, xsozial
from tests.unit.exporters.exports import application, export, full_sample, tree

OURS = re.compile(r"00_|03_|05_|06_|_technik/(?:pruef|protokoll|sozialclient-felder)|\.fertig")
"""Files of an export that the program wrote itself; everything else holds a stranger's bytes."""

STREAM = ":Zone.Identifier"


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks as on Windows; elsewhere the stream becomes a file of that name, which shows what would be written."""
    for place in ("exporters.draft", "usecases.write_contents", "usecases.save_original"):
        monkeypatch.setattr(f"sozialclient.{place}.mark", partial(mark, windows=True))


@pytest.mark.skipif(sys.platform == "win32", reason="there the stream is no file of its own")
@pytest.mark.usefixtures("marks")
@guarded_by("sozialclient.exporters.draft.FolderDraft.write", "sozialclient.usecases.save_original.save_original")
def test_a_12_every_strangers_file_is_marked(tmp_path: Path) -> None:
    """Exported contents, the message as received and what `open --out` writes: zone 3, and no address of anyone."""
    path = export(application(full_sample()), target=tmp_path / "export")
    files = {name for name in tree(path) if not name.endswith(STREAM)}
    marked = {name.removesuffix(STREAM) for name in tree(path) if name.endswith(STREAM)}
    assert marked == {name for name in files if not OURS.match(name)} and len(marked) >= 7
    written = write_all(tmp_path / "out", ["a.pdf", "b.exe"])
    with hub(tmp_path / "hub") as mailbox, desk(tmp_path / "data", mailbox.url) as office:
        mailbox.put(three_applications()[:1])
        office.fetch()
        (card,) = office.workplace.store.cards()
        save_original(office.workplace.store, card.id, tmp_path / "original.mime")
    for one in (*(path / name for name in marked), *written, tmp_path / "original.mime"):
        assert Path(f"{one}{STREAM}").read_bytes() == ZONE == b"[ZoneTransfer]\r\nZoneId=3\r\n"


@guarded_by("sozialclient.exporters.folder_writer.FolderWriter._write_ending")
def test_a_12b_a_disk_without_streams_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On FAT or exFAT the mark cannot be set: the export is written all the same, and its overview says so."""
    monkeypatch.setattr("sozialclient.exporters.draft.mark", lambda path: mark(path / "no stream here", windows=True))
    page = (export(application(full_sample()), target=tmp_path) / "00_Uebersicht.html").read_text(encoding="utf-8")
    monkeypatch.undo()
    other = (export(application(full_sample()), target=tmp_path) / "00_Uebersicht.html").read_text(encoding="utf-8")
    assert "Internet" in page and "Internet" not in other


@windows_only
@guarded_by("sozialclient.exporters.mark_of_the_web.mark")
def test_a_12c_the_mark_is_there_after_the_folder_got_its_name(tmp_path: Path) -> None:
    """On NTFS every file of a stranger has the stream, and PowerShell reads zone 3 from it."""
    path = export(application(full_sample()), target=tmp_path)
    foreign = [path / name for name in tree(path) if not OURS.match(name)]
    assert len(foreign) >= 7
    for file in foreign:
        assert Path(f"{file}{STREAM}").read_bytes() == ZONE
    shown = subprocess.run(
        ["powershell", "-NoProfile", "-Command", f"Get-Content -LiteralPath '{foreign[0]}' -Stream Zone.Identifier"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "ZoneId=3" in shown.stdout and "Url" not in shown.stdout


@guarded_by("sozialclient.exporters.mark_of_the_web")
def test_a_12d_a_mark_that_fails_costs_nothing(tmp_path: Path) -> None:
    """The file system refuses the stream: no error, only the word that there is no mark."""
    assert not mark_of_the_web.mark(tmp_path / "absent" / "a.pdf", windows=True)


def archives() -> dict[str, bytes]:
    """Archives that would write elsewhere, burst, nest or hide."""
    slip, bomb, nested = (io.BytesIO() for _ in range(3))
    with zipfile.ZipFile(slip, "w") as archive:
        for name in ("../../../evil.exe", "/etc/evil", "C:\\evil.exe", "..\\evil.lnk"):
            archive.writestr(name, b"MZ")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", bytes(200 * MIB))
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("bombe.zip", bomb.getvalue())
        archive.writestr("slip.zip", slip.getvalue())
    locked = bytearray(slip.getvalue())
    locked[6] |= 1
    return {"slip": slip.getvalue(), "bomb": bomb.getvalue(), "nested": nested.getvalue(), "locked": bytes(locked)}


@guarded_by("sozialclient.documents.media.media_kind", "sozialclient.render.kinds.recognise")
def test_a_23_an_archive_stays_packed(tmp_path: Path) -> None:
    """Archives that climb out of folders, burst to 200 MB, nest or are locked: an Archiv, as it came, never opened."""
    made, sample = archives(), Sample().data(xsozial())
    assert len(made["bomb"]) < 250_000
    for name, data in made.items():
        kind = media_kind(data, f"{name}.zip", "application/zip")
        assert (kind, kind.label) == (MediaKind.ZIP, "Archiv")
        for hint in ("application/zip", "application/pdf"):
            with refused(RenderUnsupported):
                DocumentRenderer().open(data, hint)
        sample.attach(f"{name}.zip", data).attach(f"{name}.pdf", data)
    path = export(application(sample), target=tmp_path)
    found = {file.name: file.read_bytes() for file in (path / "04_Nachweise").iterdir()}
    assert len(found) == 2 * len(made) and all(name.endswith(".zip") for name in found)
    for data in made.values():
        assert list(found.values()).count(data) == 2
    assert not [file for file in tmp_path.rglob("*") if "evil" in file.name or file.stat().st_size > MIB]
