from __future__ import annotations

import errno
import hashlib
import os
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.exporters.base import ExportProgress
from sozialclient.exporters.draft import FolderDraft
from sozialclient.exporters.errors import (
    ExportBlockedError,
    ExportDamagedError,
    ExportDiskFullError,
    ExportError,
    ExportNotWritableError,
    ExportPathTooLongError,
    ExportTargetError,
    export_error,
)
from sozialclient.exporters.folder import FolderExporter
from tests.unit.documents.samples import Sample, card, xsozial
from tests.unit.exporters.exports import NAME, application, assert_no_trace, export, full_sample, linked, tree


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
    for fail_at in range(1, 22, 4):
        count = 0

        def fsync(handle: int, at: int = fail_at) -> None:
            nonlocal count
            count += 1
            if count == at:
                raise OSError(code, "injected")
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        if fail_at <= 17:
            with pytest.raises(error) as caught:
                export(application(full_sample()), target=tmp_path)
            assert type(caught.value) is error
            assert_no_trace(tmp_path)
        else:
            # Folders that cannot be synced are no fault of ours: network drives refuse it.
            export(application(full_sample()), target=tmp_path)


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
    draft = FolderDraft(tmp_path, "x", path_limit=3000, needed=0)
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
    draft = FolderDraft(target, "x", path_limit=3000, needed=0)
    if not linked(draft.path / "a.txt", victim):
        pytest.skip("links are not allowed here")
    with pytest.raises(ExportError):
        draft.write("a.txt", [b"1"])
    assert victim.read_bytes() == b"mine"


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


class _WindowsFault(OSError):
    """What Windows raises: it adds a number of its own."""

    def __init__(self, winerror: int) -> None:
        super().__init__(errno.EINVAL, "x")
        self.winerror = winerror


def test_windows_faults_get_their_own_names() -> None:
    expected: dict[int, type[ExportError]] = {
        112: ExportDiskFullError, 32: ExportBlockedError, 225: ExportBlockedError, 206: ExportPathTooLongError,
        53: ExportTargetError, 5: ExportError,
    }  # fmt: skip
    for code, error in expected.items():
        assert type(export_error(_WindowsFault(code), Path("x"), needed=0)) is error


def test_a_large_attachment_streams(tmp_path: Path) -> None:
    size = 100 * 1024 * 1024
    block = b"%PDF-1.7".ljust(256 * 1024)
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
