"""What lies where an export would go may be anything: damaged, forged, or somebody else's."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from pyzipper import WZ_AES, ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, AESZipFile

from sozialclient.exporters.base import ExportOrder
from sozialclient.exporters.folder import FolderExporter
from sozialclient.exporters.output import file_name
from sozialclient.exporters.profiles import profile
from sozialclient.exporters.protocol import finished_export, protocol_bytes
from sozialclient.exporters.read_back import sha256_on_disk
from tests.unit.exporters.exports import application, export, full_sample

PASSWORD = "geheim"
FLIPS = 400


def archive(path: Path, method: int) -> bytes:
    """A small export as an archive."""
    data = b"hallo" * 200
    technical = file_name("technical_folder")
    files = {"x": data, f"{technical}/{file_name('protocol')}": _protocol()}
    sums = "".join(f"{hashlib.sha256(value).hexdigest()} *{name}\n" for name, value in files.items()).encode()
    files[f"{technical}/{file_name('checksums')}"] = sums
    files[file_name("done")] = hashlib.sha256(sums).hexdigest().encode()
    with AESZipFile(path, "w", compression=method, encryption=WZ_AES) as made:
        made.setpassword(PASSWORD.encode())
        for name, value in files.items():
            made.writestr(name, value)
    return path.read_bytes()


def _protocol() -> bytes:
    return protocol_bytes("A-1", "m", profile("colleague"), None, [], 0)


def test_an_archive_of_ours_is_told_and_one_that_unpacks_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    archive(path, ZIP_STORED)
    found = finished_export(path, PASSWORD)
    assert found is not None and found.protocol.application_id == "A-1"
    assert finished_export(path, PASSWORD, of="A-2") is None
    for method in (ZIP_DEFLATED, ZIP_LZMA, ZIP_BZIP2):
        archive(path, method)
        assert finished_export(path, PASSWORD) is None


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED, ZIP_LZMA])
def test_a_damaged_archive_is_no_export_and_no_fault(tmp_path: Path, method: int) -> None:
    whole, chance = archive(tmp_path / "a.zip", method), random.Random(5)
    path = tmp_path / "b.zip"
    for _ in range(FLIPS):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 5))):
            data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        path.write_bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data)
        found = finished_export(path, PASSWORD)
        assert found is None or method == ZIP_STORED


def test_exports_of_others_under_the_same_name_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of applications often begin alike; each new one must not cost a look at all that lie there."""
    for number in range(4):
        export(application(full_sample(), id=f"A-{number}"), target=tmp_path)
    read: list[Path] = []

    def noted(path: Path) -> str:
        read.append(path)
        return sha256_on_disk(path)

    monkeypatch.setattr("sozialclient.exporters.protocol.sha256_on_disk", noted)
    order = ExportOrder(resume=True)
    result = FolderExporter().export(
        [application(full_sample(), id="A-9")], tmp_path, lambda _step: None, lambda: False, order=order)
    assert read == [] and not result.exported[0].already
    again = FolderExporter().export(
        [application(full_sample(), id="A-2")], tmp_path, lambda _step: None, lambda: False, order=order)
    assert again.exported[0].already and {path.parents[0] for path in read} >= {again.exported[0].path}
    assert all(path.is_relative_to(again.exported[0].path) for path in read)
