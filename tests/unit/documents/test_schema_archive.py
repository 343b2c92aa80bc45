"""An archive from a stranger is taken under limits, and nothing is written where it says."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.documents.schema.archive import DEFAULT, MIB, read_source
from sozialclient.documents.schema.errors import SchemaArchiveRefused, SchemaUnreadable
from tests.unit.documents.schema_samples import nested, zipped

SMALL = replace(DEFAULT, archive=MIB, directory=20_000, file=MIB, total=2 * MIB, entries=50, ratio=50)


def refused(tmp_path: Path, data: bytes) -> object:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(SchemaArchiveRefused) as caught:
        read_source(path, SMALL)
    return caught.value.parameters["cause"]


def with_entry(info: zipfile.ZipInfo, data: bytes = b"<a/>", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, data, compress_type=method)
    return out.getvalue()


def test_only_schemas_and_lists_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(nested()))
    assert {name.rpartition(".")[2] for name in read_source(path)} == {"xsd", "xml"}
    assert len(read_source(path)) == 6


@pytest.mark.parametrize(
    "name", ["../a.xsd", "x/../../a.xsd", "/a.xsd", "C:/a.xsd", "..\\a.xsd", "a/" * 20 + "a.xsd", "n" * 600 + ".xsd"]
)
def test_a_name_that_leads_outside_or_nowhere_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, with_entry(zipfile.ZipInfo(name))) == "names"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "damaged"),
        (b"PK\x05\x06", "damaged"),
        (b"no zip at all", "damaged"),
        (zipped({"a.xsd": bytes(MIB + 1)}), "file"),
        (zipped({f"{number}.xsd": bytes(number) + bytes(range(256)) * 3_500 for number in range(3)}), "total"),
        (zipped({f"{number}.txt": b"" for number in range(51)}), "entries"),
        (zipped({f"{'n' * 200}{number}.txt": b"" for number in range(100)}), "entries"),
        (zipped({"a.txt": b"x"})[:-30], "damaged"),
        (zipped({"inner.zip": b"PK but no archive"}), "damaged"),
        (with_entry(zipfile.ZipInfo("a.xsd"), method=zipfile.ZIP_LZMA), "damaged"),
        (bytes(MIB + 1), "archive"),
    ],
    ids=["empty", "end only", "text", "file", "total", "entries", "directory", "cut", "inner", "lzma", "archive"],
)  # fmt: skip
def test_what_is_too_much_or_damaged_is_refused_by_name(tmp_path: Path, data: bytes, cause: str) -> None:
    assert refused(tmp_path, data) == cause


def test_a_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    limits = replace(SMALL, file=20 * MIB, total=30 * MIB)
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({"a.xsd": bytes(10 * MIB)}))
    with pytest.raises(SchemaArchiveRefused) as caught:
        read_source(path, limits)
    assert caught.value.parameters["cause"] == "ratio"
    # A directory that claims a small size is not believed.
    data = bytearray(zipped({"a.xsd": bytes(2 * MIB)}))
    place = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 10)
    assert refused(tmp_path, bytes(data)) in ("damaged", "file")


def test_archives_in_an_archive_count_as_what_they_are_unpacked_to(tmp_path: Path) -> None:
    """Each is small when packed and empty when read: only unpacking a thousand of them takes time."""
    hollow = bytes(range(256)) * 3_000 + zipped({})
    assert refused(tmp_path, zipped({f"{number}.zip": hollow for number in range(3)})) == "total"
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.zip").write_bytes(hollow)
    with pytest.raises(SchemaArchiveRefused) as caught:
        read_source(folder, SMALL)
    assert caught.value.parameters["cause"] == "total"


def test_encrypted_entries_are_refused_and_links_left_out(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.xsd": b"<a/>"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(mark) + offset] |= 1
    assert refused(tmp_path, bytes(data)) == "encrypted"
    link = zipfile.ZipInfo("a.xsd")
    link.external_attr = 0o120777 << 16
    path = tmp_path / "link.zip"
    path.write_bytes(with_entry(link, b"/etc/passwd"))
    assert read_source(path) == {}


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.xsd"
    outside.write_bytes(b"<secret/>")
    folder = tmp_path / "folder"
    folder.mkdir()
    try:
        (folder / "a.xsd").symlink_to(outside)
        (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert read_source(folder) == {}


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SchemaUnreadable):
        read_source(tmp_path / "nothing.zip")
