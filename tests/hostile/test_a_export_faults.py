"""An export that meets what is there already, scanners, links, kills and full disks (group A)."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sozialclient.exporters.base import ExportOrder, ExportProgress
from sozialclient.exporters.draft import DRAFT_ENDING
from sozialclient.exporters.draft_lock import LOCK_NAME
from sozialclient.exporters.errors import (
    ExportBlockedError,
    ExportDiskFullError,
    ExportNotWritableError,
    ExportTargetError,
)
from sozialclient.exporters.folder import FolderExporter
from sozialclient.gui.export.controller import outcome_words
from sozialclient.gui.export.desk import ExportOutcome
from sozialclient.store.books.actions import EXPORT_PLACE
from sozialclient.usecases.export_applications import export_applications
from tests.e2e.place import desk, hub, three_applications
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by, windows_only
from tests.unit.documents.samples import Sample, xsozial
from tests.unit.exporters.exports import NAME, application, assert_no_trace, export, full_sample, linked

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that is in use")


def assert_complete(folder: Path) -> None:
    """Every file of an export is there with the bytes its manifest says, and the manifest is the one meant."""
    manifest = folder / "_technik/pruefsummen.sha256"
    assert (folder / ".fertig").read_text().strip() == hashlib.sha256(manifest.read_bytes()).hexdigest()
    for line in manifest.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition(" *")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def written(draft: Path) -> Iterator[Path]:
    """The files of an unfinished export that hold something, without the one that says that it is being written."""
    return (path for path in draft.rglob("*") if path.is_file() and path.name != LOCK_NAME and path.stat().st_size)


def _export_and(meanwhile: Callable[[Path], None], target: Path) -> None:
    """Export while something happens to the unfinished folder as soon as it holds files."""
    happened: list[Path] = []

    def progress(_step: ExportProgress) -> None:
        (draft,) = target.glob(f"*{DRAFT_ENDING}")
        if not happened and any(written(draft)):
            happened.append(draft)
            meanwhile(draft)

    one = application(full_sample())
    try:
        FolderExporter().export([one], target, progress, lambda: False)
    finally:
        assert happened


@guarded_by("sozialclient.exporters.draft.FolderDraft.publish")
def test_a_08_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    """The names of the export are taken by a file, a folder, a link that leads elsewhere, an earlier export."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = tmp_path / "target"
    target.mkdir()
    (target / NAME).write_bytes(b"mine")
    (target / f"{NAME}_v2").mkdir()
    if not linked(target / f"{NAME}_v3", elsewhere):
        (target / f"{NAME}_v3").mkdir()
    path = export(application(full_sample()), target=target)
    again = export(application(full_sample()), target=target)
    assert (path.name, again.name) == (f"{NAME}_v4", f"{NAME}_v5")
    assert_complete(path)
    assert_complete(again)
    assert (target / NAME).read_bytes() == b"mine"
    assert list(elsewhere.iterdir()) == list((target / f"{NAME}_v2").iterdir()) == []


@guarded_by("sozialclient.exporters.draft.FolderDraft._require_inside")
def test_a_08b_a_link_in_the_unfinished_folder_is_not_followed(tmp_path: Path) -> None:
    """Somebody who may write to the target puts a link where the folder of evidence will be made."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if not linked(tmp_path / "try", elsewhere):
        pytest.skip("links are not allowed here")
    target = tmp_path / "target"
    with refused(ExportBlockedError, code="link"):
        _export_and(lambda draft: (draft / "04_Nachweise").symlink_to(elsewhere), target)
    assert list(elsewhere.iterdir()) == []
    assert_no_trace(target)


@guarded_by("sozialclient.exporters.errors.export_error")
def test_a_08c_a_target_that_must_not_be_written_is_named(tmp_path: Path) -> None:
    """The target is read-only."""
    target = tmp_path / "target"
    target.mkdir()
    with _read_only(target), refused(ExportNotWritableError):
        export(application(full_sample()), target=target)
    assert_no_trace(target)


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    mounted = os.name != "nt" and os.geteuid() == 0
    if mounted:
        # For root no file rights hold, so the folder becomes a file system that takes nothing.
        command = ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(folder)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("root may not mount here, and nothing else keeps root from writing")
    elif os.name == "nt":
        subprocess.run(["icacls", str(folder), "/deny", f"{os.environ['USERNAME']}:(W)"], check=True)
    else:
        folder.chmod(0o500)
    try:
        yield
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        elif os.name == "nt":
            subprocess.run(["icacls", str(folder), "/remove:d", os.environ["USERNAME"]], check=True)
        else:
            folder.chmod(0o700)


@posix_only
@guarded_by("sozialclient.exporters.errors.export_error", "sozialclient.exporters.draft.FolderDraft.verify")
@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_08d_a_target_that_goes_away_is_named(tmp_path: Path, at_the_end: bool) -> None:
    """The share or stick with the target is pulled while writing, or just before the files are read back."""
    target = tmp_path / "target"
    target.mkdir()
    one, gone = application(full_sample()), tmp_path / "gone"

    def progress(step: ExportProgress) -> None:
        if target.exists() and (not at_the_end or step.written_bytes == step.total_bytes):
            target.rename(gone)

    with refused(ExportTargetError):
        FolderExporter().export([one], target, progress, lambda: False)
    assert not target.exists() and [entry.name for entry in gone.iterdir() if entry.name == NAME] == []


@guarded_by("sozialclient.exporters.draft.FolderDraft.verify")
@pytest.mark.parametrize("change", ["removed", "altered", "emptied"])
def test_a_13_what_a_scanner_takes_or_changes_is_noticed(tmp_path: Path, change: str) -> None:
    """A virus scanner removes, repairs or empties a file of the export before it is complete."""

    def scan(draft: Path) -> None:
        victim = next(written(draft))
        if change == "removed":
            victim.unlink()
        else:
            victim.write_bytes(b"" if change == "emptied" else victim.read_bytes()[:-1] + b"!")

    with refused(ExportBlockedError):
        _export_and(scan, tmp_path)
    assert_no_trace(tmp_path)
    assert_complete(export(application(full_sample()), target=tmp_path))


@guarded_by("sozialclient.exporters.draft.patiently")
def test_a_13b_a_scanner_that_lets_go_in_time_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virus scanner holds the finished folder for a moment; after three refusals the export gives up."""
    monkeypatch.setattr("sozialclient.exporters.draft._PAUSE_SECONDS", 0)
    real, refusals = Path.rename, [PermissionError(13, "held")] * 2

    def rename(self: Path, final: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return real(self, final)

    monkeypatch.setattr(Path, "rename", rename)
    assert export(application(full_sample()), target=tmp_path).name == NAME
    refusals.extend([PermissionError(13, "held")] * 3)
    with refused(ExportBlockedError):
        export(application(full_sample()), target=tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == [NAME]


@windows_only
@guarded_by("sozialclient.exporters.draft.patiently")
def test_a_13c_windows_refuses_to_move_what_is_held(tmp_path: Path) -> None:
    """Another program has a file of the unfinished folder open and does not let go."""
    held = []
    with refused(ExportBlockedError):
        _export_and(lambda draft: held.append(next(path for path in draft.rglob("*.xml")).open("rb")), tmp_path)
    held[0].close()
    assert NAME not in {entry.name for entry in tmp_path.iterdir()}


_EXPORT_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from sozialclient.net.http_client import NetSettings
from sozialclient.usecases.export_applications import export_applications
from sozialclient.usecases.workplace import Workplace
from sozialclient.exporters.base import ExportOrder
workplace = Workplace.open(Path(sys.argv[1]), self_contained=True, net=NetSettings())
ids = [card.id for card in workplace.store.cards()]
for _ in count():
    export_applications(workplace.store, ids, ExportOrder(), Path(sys.argv[2]), lambda _s: None, lambda: False)
"""


@guarded_by("sozialclient.exporters.draft.FolderDraft", "sozialclient.usecases.export_applications.export_applications")
def test_a_14_a_killed_export_leaves_only_complete_folders(tmp_path: Path) -> None:
    """The program is killed while it exports without end; the journal says what was complete."""
    target, data = tmp_path / "target", tmp_path / "data"
    with hub(tmp_path / "hub") as mailbox, desk(data, mailbox.url) as office:
        mailbox.put(three_applications())
        office.fetch()
    for kill in range(2):
        before = len(_finished(target))
        process = subprocess.Popen([sys.executable, "-c", _EXPORT_FOR_EVER, str(data), str(target)])
        until = time.monotonic() + 60
        while len(_finished(target)) < before + 2 + kill and time.monotonic() < until and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        process.wait()
        assert len(_finished(target)) > before
    finished = _finished(target)
    for folder in finished:
        assert_complete(folder)
    with desk(data, "http://127.0.0.1:9/") as office:
        noted = [entry for entry in office.workplace.store.journal() if entry.action == "exported"]
    assert len(noted) <= len(finished) <= len(noted) + 2, "one can be complete and not yet noted at each kill"
    assert len(noted) > 2


def _finished(target: Path) -> list[Path]:
    """Folders under a final name."""
    return [entry for entry in target.glob("*") if entry.suffix != DRAFT_ENDING]


@posix_only
@guarded_by("sozialclient.exporters.errors.export_error", "sozialclient.exporters.draft.FolderDraft.discard")
def test_a_15_no_write_that_fails_leaves_half_an_export(tmp_path: Path) -> None:
    """The system refuses to write more, at every place of the largest file, and then suddenly no longer."""
    import resource

    one = application(Sample().data(xsozial()).attach("a.pdf", b"%PDF-1.4" + bytes(300_000)))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    refusals = 0
    for allowed in (0, 1, 7, 4096, 65_536, 131_072, 262_143, 300_007):
        resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, hard))
        try:
            with refused(ExportDiskFullError) as refusal:
                export(one, target=tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert refusal.error is not None
        assert int(refusal.error.parameters["needed"]) > 600_000 and int(refusal.error.parameters["free"]) > 0
        assert_no_trace(tmp_path)
        refusals += 1
    assert refusals == 8
    assert_complete(export(one, target=tmp_path))


@guarded_by("sozialclient.exporters.errors.export_error")
def test_a_15b_a_full_disk_is_named_with_what_is_needed(tmp_path: Path) -> None:
    """A disk of 4 MB that is too small from the start, or fills although the sizes said otherwise."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        sample = full_sample().attach("gross.pdf", b"%PDF-1.4" + bytes(6_000_000))
        for size in (None, 1000):
            changes = {} if size is None else {"size": size}
            with refused(ExportDiskFullError) as refusal:
                export(application(sample, **changes), target=disk)
            assert refusal.error is not None
            assert int(refusal.error.parameters["needed"]) > (12_000_000 if size is None else 2000)
            assert 0 <= int(refusal.error.parameters["free"]) <= 4 << 20
            assert_no_trace(disk)
        assert shutil.disk_usage(disk).used == 0
    finally:
        subprocess.run(["umount", disk], check=True)


@guarded_by("sozialclient.usecases.export_place.doubt_about")
def test_a_16_a_doubtful_target_is_told_and_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The target lies in OneDrive, in a roaming profile or in a temporary folder: written, told once, noted once."""
    home = tmp_path / "home"
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(home / "temp"))
    for variable, folder in (("OneDrive", "OneDrive - Stadt"), ("APPDATA", "Roaming"), ("TEMP", "temp"),
                             ("TMP", "temp"), ("TMPDIR", "temp")):  # fmt: skip
        monkeypatch.setenv(variable, str(home / folder))
        (home / folder).mkdir(parents=True, exist_ok=True)
    targets = {"synced": home / "OneDrive - Stadt" / "a", "roaming": home / "Roaming" / "a",
               "temporary": home / "temp" / "a", "": home / "Fachverfahren"}  # fmt: skip
    with hub(tmp_path / "hub") as mailbox, desk(tmp_path / "data", mailbox.url) as office:
        mailbox.put(three_applications())
        office.fetch()
        store = office.workplace.store
        ids = [card.id for card in store.cards()]
        for doubt, target in targets.items():
            before = len(store.journal())
            result = export_applications(store, ids, ExportOrder(), target, lambda _step: None, lambda: False)
            assert (result.doubt, len(result.exported)) == (doubt, 3)
            places = [entry.detail for entry in store.journal()[before:] if entry.action == EXPORT_PLACE]
            assert places == ([doubt] if doubt else [])
            outcome = ExportOutcome(
                written=tuple(done.path for done in result.exported), missing=0, error=None, doubt=doubt
            )
            tint, _title, sentence = outcome_words(outcome, target)
            assert (tint, "Achtung" in sentence) == (("warning", True) if doubt else ("ok", False))
