"""A package that takes the place of another: what differs is told, and one of them is whole at every moment."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sozialclient.documents.schema.errors import SchemaUnreadable
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.documents.schema.replacing import Replacement
from tests.unit.documents.schema_samples import NOW, code_list, flat, zipped

ID = "xmuster-1.0.0"


@pytest.fixture
def library(tmp_path: Path) -> SchemaLibrary:
    made = SchemaLibrary(tmp_path)
    made.add(archive(tmp_path, flat()), NOW)
    return made


def archive(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "delivery.zip"
    path.write_bytes(zipped(files))
    return path


def compared(library: SchemaLibrary, folder: Path, files: dict[str, bytes]) -> tuple[Replacement, ...]:
    return library.replaced_by(library.read(archive(folder, files), NOW))


def test_the_same_again_is_no_question(library: SchemaLibrary, tmp_path: Path) -> None:
    assert compared(library, tmp_path, flat()) == ()


def test_what_comes_goes_and_differs_is_named(library: SchemaLibrary, tmp_path: Path) -> None:
    """One file more comes first, so that all others are stored under other numbers."""
    files = flat()
    files["aaa.xsd"] = files["xmuster-typen.xsd"].replace(b"Code.", b"Neu.")
    files["xmuster.xsd"] = files["xmuster.xsd"].replace(
        b'<xs:include schemaLocation="xmuster-typen.xsd"/>',
        b'<xs:include schemaLocation="aaa.xsd"/><xs:include schemaLocation="xmuster-typen.xsd"/>')
    (one,) = compared(library, tmp_path, files)
    assert (one.before.id, one.added, one.removed, one.changed) == (ID, ("aaa.xsd",), (), ("xmuster.xsd",))
    files = flat()
    files["farbe_2.xml"] = code_list("2", {"R": "rot", "X": "anders"})
    (codes,) = compared(library, tmp_path, files)
    assert (codes.added, codes.removed, len(codes.changed)) == ((), (), 1) and codes.changed[0].endswith(" 2")
    del files["farbe_2.xml"]
    (without,) = compared(library, tmp_path, files)
    assert (without.added, without.removed, without.changed) == ((), codes.changed, ())


def test_comparing_keeps_nothing(library: SchemaLibrary, tmp_path: Path) -> None:
    before = library.packages()
    compared(library, tmp_path, {path: data.replace(b"Termin", b"Tag") for path, data in flat().items()})
    assert library.packages() == before and [path.name for path in (tmp_path / "schemas").iterdir()] == [ID]


def test_one_that_was_put_aside_for_nothing_still_counts(library: SchemaLibrary, tmp_path: Path) -> None:
    """As after a power cut between the two renames."""
    folder = tmp_path / "schemas"
    (package,) = library.packages()
    schemas = library.schemas(package)
    (folder / ID).rename(folder / f".before-{ID}")
    (folder / ".new-0123456789ab").mkdir()
    assert library.packages() == (package,) and library.schemas(package) == schemas
    library.add(archive(tmp_path, flat()), NOW)
    assert library.packages() == (package,) and library.schemas(package) == schemas
    (folder / ID).rename(folder / f".before-{ID}")
    library.remove(ID)
    assert library.packages() == ()


def test_what_cannot_be_put_in_place_leaves_the_other_there(
    library: SchemaLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (package,) = library.packages()
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name.startswith(".new-"):
            raise OSError(28, "no room")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(SchemaUnreadable):
        library.add(archive(tmp_path, {path: data.replace(b"Termin", b"Tag") for path, data in flat().items()}), NOW)
    assert library.packages() == (package,)
    assert [path.name for path in (tmp_path / "schemas").iterdir()] == [ID]


def test_what_an_import_left_that_was_cut_off_is_cleared_a_day_later(library: SchemaLibrary, tmp_path: Path) -> None:
    """What is younger may belong to another program that is importing now."""
    folder = tmp_path / "schemas"
    for name, hours in ((".new-aa", 25), (".gone-bb", 25), (".new-cc", 23)):
        (folder / name / "lists").mkdir(parents=True)
        then = time.time() - hours * 3600
        os.utime(folder / name, (then, then))
    library.add(archive(tmp_path, flat()), NOW)
    assert {path.name for path in folder.iterdir()} == {ID, ".new-cc"}
