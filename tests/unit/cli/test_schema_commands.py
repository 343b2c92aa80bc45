"""Schema packages and the check of a stored message on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.training_application import TrainingApplication, TrainingContent
from sozialclient.model.delivery import ContentKind
from tests.e2e.place import hub, three_applications
from tests.unit.cli.conftest import Files, run
from tests.unit.documents.schema_samples import flat, main_xsd, message, nested, types_xsd, zipped


def carrying(xml: bytes) -> TrainingApplication:
    """A sound application whose business message is `xml`."""
    content = TrainingContent("form.xml", "text/xml", ContentKind.DATA, LazyBytes(lambda: xml))
    return replace(three_applications()[0], contents=(content,))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, files: Files) -> Iterator[Path]:
    """A data folder with one message in our own small standard, whose code list version is outdated."""
    folder = tmp_path_factory.mktemp("schema")
    with hub(folder / "hub") as made:
        made.put([carrying(message(listed="1"))])
        assert run(*files.add(folder / "data", made.url), "--training").code == 0
        assert run("--data", folder / "data", "fetch", "Sozialamt", "--json").json["new"] == 1
    yield folder / "data"


def test_import_list_validate_and_remove(data: Path, tmp_path: Path) -> None:
    (identifier,) = (card["id"] for card in run("--data", data, "list", "--json").json)
    missing = run("--data", data, "validate", identifier, "--json")
    assert (missing.code, missing.json["schema"]["result"]) == (0, "missing")
    unknown = [one["name"] for one in missing.json["unknown"]]
    assert unknown == ["wunschtermin", "artFarbe", "groesse", "stelle", "bezirk"]
    assert "Schema fehlt" in run("--data", data, "validate", identifier).out

    archive = tmp_path / "XMuster.zip"
    archive.write_bytes(zipped(nested()))
    imported = run("--data", data, "schema", "import", archive, "--json")
    assert imported.code == 0
    (package,) = imported.json["packages"]
    assert (package["id"], package["complete"], package["messages"]) == ("xmuster-1.0.0", True, ["antrag.senden"])
    assert "XMuster 1.0.0" in run("--data", data, "schema", "list").out
    listed = run("--data", data, "schema", "list", "--json").json
    assert listed["packages"][0]["id"] == "xmuster-1.0.0" and listed["radar"]["next"]

    found = run("--data", data, "validate", identifier, "--json")
    assert found.code == 4
    assert (found.json["schema"]["result"], found.json["schema"]["total"], found.json["unknown"]) == ("invalid", 1, [])
    assert found.json["message"]["standard"] == "XMuster"
    told = run("--data", data, "validate", identifier)
    assert told.code == 4 and "listVersionID ist „1“, vorgeschrieben ist „2“" in told.out

    assert run("--data", data, "schema", "remove", "xmuster-1.0.0", "--json").json["id"] == "xmuster-1.0.0"
    assert "kein Schema-Paket" in run("--data", data, "schema", "list").out
    gone = run("--data", data, "schema", "remove", "xmuster-1.0.0")
    assert gone.code == 3 and "SCHEMA-UNKNOWN" in gone.err


def test_what_is_no_package_is_refused_and_what_lacks_something_is_told(tmp_path: Path) -> None:
    data, source = tmp_path / "data", tmp_path / "source"
    source.mkdir()
    refused = run("--data", data, "schema", "import", source)
    assert refused.code == 3 and "SCHEMA-EMPTY" in refused.err
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK")
    assert "SCHEMA-ARCHIVE" in run("--data", data, "schema", "import", broken).err
    assert "SCHEMA-FILES" in run("--data", data, "schema", "import", tmp_path / "nowhere.zip").err
    for name, content in (("a.xsd", main_xsd()), ("xmuster-typen.xsd", types_xsd()), ("bad.xsd", b"<")):
        (source / name).write_bytes(content)
    lacking = run("--data", data, "schema", "import", source)
    assert lacking.code == 4
    assert "baustein.xsd" in lacking.out and "Nicht lesbar: bad.xsd" in lacking.out


def test_a_package_with_other_files_is_replaced_only_when_asked_for(tmp_path: Path) -> None:
    data, archive = tmp_path / "data", tmp_path / "XMuster.zip"
    archive.write_bytes(zipped(flat()))
    assert run("--data", data, "schema", "import", archive).code == 0
    again = run("--data", data, "schema", "import", archive, "--json")
    assert (again.code, again.json["kept"], again.json["replaces"]) == (0, True, [])
    archive.write_bytes(zipped({**flat(), "xmuster-typen.xsd": types_xsd().replace(b"klein", b"winzig")}))
    refused = run("--data", data, "schema", "import", archive)
    assert refused.code == 4 and "Anders als bisher ist (1): xmuster-typen.xsd" in refused.out
    assert "XMuster 1.0.0 ist schon da" in refused.out and "Es wurde nichts importiert" in refused.out
    told = run("--data", data, "schema", "import", archive, "--json")
    assert (told.code, told.json["kept"]) == (4, False)
    (one,) = told.json["replaces"]
    assert (one["id"], one["changed"], one["added"], one["removed"]) == ("xmuster-1.0.0", ["xmuster-typen.xsd"], [], [])
    replaced = run("--data", data, "schema", "import", archive, "--replace")
    assert replaced.code == 0 and "Importiert: " in replaced.out and "ist schon da" in replaced.out
    assert run("--data", data, "schema", "import", archive, "--json").json["replaces"] == []
