"""Schema packages: imported from every layout, kept beside each other, asked for labels and codes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sozialclient.documents.fields import FieldDocument, fields_of
from sozialclient.documents.parsing import parse_document
from sozialclient.documents.schema.choosing import declares
from sozialclient.documents.schema.errors import SchemaEmpty, SchemaUnknown, SchemaUnreadable
from sozialclient.documents.schema.genericode import read_code_list
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.documents.schema.versions import nearest
from sozialclient.documents.schema.xsd_file import read_xsd
from sozialclient.wire.xml import XmlError
from tests.unit.documents.samples import hzl, shared
from tests.unit.documents.schema_samples import (
    BLOCK_XSD,
    NOW,
    code_list,
    flat,
    main_xsd,
    message,
    nested,
    types_xsd,
    zipped,
)
from tests.unit.documents.test_completeness import assert_complete


def laid_out(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def archive(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "delivery.zip"
    path.write_bytes(zipped(files))
    return path


def read(library: SchemaLibrary, data: bytes) -> FieldDocument:
    root = parse_document(data)
    return fields_of(root, library.naming_for(root))


def shown(document: FieldDocument) -> dict[str, str]:
    return {field.label: field.value for field in document.fields}


@pytest.mark.parametrize("layout", ["nested zip", "flat zip", "nested folder", "zip in a zip"])
def test_every_layout_gives_the_same_package(tmp_path: Path, layout: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    if layout == "nested folder":
        laid_out(source, nested())
    elif layout == "zip in a zip":
        source = archive(source, {"XMuster_1.0.0.zip": zipped(nested())})
    else:
        source = archive(source, nested() if layout == "nested zip" else flat())
    library = SchemaLibrary(tmp_path)
    imported = library.add(source, NOW)
    assert [one.facts.id for one in imported.packages] == ["xmuster-1.0.0"]
    assert imported.unread == ()
    (package,) = library.packages()
    assert (package.standard, package.version, package.identifier) == (
        "XMuster", "1.0.0", "urn:example:standard:xmuster")  # fmt: skip
    assert package.complete and package.roots == {"antrag.senden": "urn:example:xmuster:1.0.0"}
    assert sorted(file.name for file in package.files) == ["baustein.xsd", "xmuster-typen.xsd", "xmuster.xsd"]
    assert [(one.uri, one.version) for one in package.lists] == [("urn:example:liste:farbe", "2")]
    for data in library.schemas(package).values():
        assert b"schemas.example" not in data
        assert b"DOCTYPE" not in data


def test_labels_and_codes_come_from_the_package(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    before = read(library, message())
    assert {one.name for one in before.unknown} == {"wunschtermin", "artFarbe", "groesse", "stelle", "bezirk"}
    library.add(archive(tmp_path, nested()), NOW)
    document = read(library, message())
    assert_complete(message(), document)
    assert document.unknown == ()
    assert shown(document) == {
        "Gewünschter Termin": "04.05.2026", "Farbe der Mappe": "rot", "Größe": "klein", "Stelle: Bezirk": "Nord",
        "Standard": "XMuster", "Version des Standards": "1.0.0",
    }  # fmt: skip
    assert document.fields[0].explanation == "Wann der Termin sein soll."


def test_a_code_list_of_another_version_names_itself(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    library.add(archive(tmp_path, nested()), NOW)
    colour = next(one for one in read(library, message(listed="1")).fields if one.code_list)
    assert (colour.value, colour.raw_value) == ("rot", "r")
    assert "Version 2" in colour.note and "Version 1" in colour.note
    unknown = next(one for one in read(library, message(farbe="zz")).fields if one.code_list)
    assert unknown.value == "zz" and "kennt diesen Code nicht" in unknown.note


def test_versions_stand_beside_each_other_and_the_nearest_one_labels(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    both = {**nested("1.0.0", "XMuster_1.0.0"), **nested("2.10.0", "XMuster_2.10.0")}
    assert len(library.add(archive(tmp_path, both), NOW).packages) == 2
    assert [one.id for one in library.packages()] == ["xmuster-1.0.0", "xmuster-2.10.0"]
    for version, wanted in (("1.0.0", "1.0.0"), ("2.10.0", "2.10.0"), ("1.4.0", "2.10.0"), ("3.0.0", "2.10.0")):
        root = parse_document(message(version))
        package = library.package_for(root)
        assert package is not None and package.version == wanted
        assert declares(root, package) is (version == wanted)
        assert shown(fields_of(root, library.naming_for(root)))["Gewünschter Termin"] == "04.05.2026"


def test_a_missing_building_block_is_named_and_taken_from_a_later_import(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    alone = {"xmuster.xsd": main_xsd(), "xmuster-typen.xsd": types_xsd(), "farbe.xml": code_list("2", {"r": "rot"})}
    (first,) = library.add(archive(tmp_path, alone), NOW).packages
    assert first.facts.missing == ("https://schemas.example/far/baustein.xsd",) and not first.facts.complete
    library.add(archive(tmp_path, {"other.xml": code_list("1", {"a": "b"}, "urn:example:liste:andere")}), NOW)
    assert not next(one for one in library.packages() if one.roots).complete
    library.add(archive(tmp_path, {"baustein.xsd": BLOCK_XSD}), NOW)
    package = next(one for one in library.packages() if one.roots)
    assert package.complete and package.imported == first.facts.imported and package.lists == first.facts.lists
    assert shown(read(library, message()))["Stelle: Bezirk"] == "Nord"


def test_a_building_block_of_an_earlier_import_is_taken(tmp_path: Path) -> None:
    """Also where it comes from a package that keeps it, and the files it asks for, under names of its own."""
    library = SchemaLibrary(tmp_path)
    chained = BLOCK_XSD.replace(b"<xs:complexType", b"<xs:include schemaLocation='tiefer.xsd'/><xs:complexType", 1)
    deeper = BLOCK_XSD.replace(b"StelleType", b"TieferType")
    whole = {**flat(), "baustein.xsd": chained, "tiefer.xsd": deeper}
    assert library.add(archive(tmp_path, whole), NOW).packages[0].facts.complete
    other = {"xmuster.xsd": main_xsd("2.0.0"), "xmuster-typen.xsd": types_xsd("2.0.0")}
    (second,) = library.add(archive(tmp_path, other), NOW).packages
    assert second.facts.complete
    assert {"baustein.xsd", "tiefer.xsd"} <= {file.name for file in second.facts.files}


def test_a_package_is_replaced_and_removed(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    library.add(archive(tmp_path, nested()), NOW)
    library.add(archive(tmp_path, {**nested(), "c/farbe_3.xml": code_list("3", {"r": "rubin"})}), NOW)
    (package,) = library.packages()
    assert [one.version for one in package.lists] == ["2", "3"]
    with pytest.raises(SchemaUnknown):
        library.remove("../elsewhere")
    assert library.remove("xmuster-1.0.0").version == "1.0.0"
    assert library.packages() == ()
    assert list((tmp_path / "schemas").iterdir()) == []


def test_lists_alone_are_a_package_that_names_codes_of_any_message(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    library.add(archive(tmp_path, {"farbe_2.xml": code_list("2", {"r": "rot"})}), NOW)
    library.add(archive(tmp_path, {"farbe_2.xml": code_list("2", {"r": "rot"})}), NOW)
    assert len(library.packages()) == 1
    assert shown(read(library, message()))["Art Farbe"] == "rot"


@pytest.mark.parametrize("files", [{}, {"a.txt": b"x"}, {"a.xml": b"<a/>"}, {"a.xsd": b"<a/>"}, {"a.xsd": b"<<"}])
def test_an_archive_without_a_schema_is_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(SchemaEmpty):
        SchemaLibrary(tmp_path).add(archive(tmp_path, files), NOW)
    assert SchemaLibrary(tmp_path).packages() == ()


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_taken(tmp_path: Path) -> None:
    files = {**nested(), "XMuster/xsd/broken.xsd": b"<xs:schema", "XMuster/x.xml": b"<gc:CodeList SimpleCodeList"}
    imported = SchemaLibrary(tmp_path).add(archive(tmp_path, files), NOW)
    assert imported.unread == ("XMuster/xsd/broken.xsd", "XMuster/x.xml")
    assert [one.facts.id for one in imported.packages] == ["xmuster-1.0.0"]


def test_a_damaged_package_is_as_good_as_absent(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    library.add(archive(tmp_path, nested()), NOW)
    place = tmp_path / "schemas" / "xmuster-1.0.0"
    (place / "labels.json").write_bytes(b"{")
    assert shown(read(library, message()))["Art Farbe"] == "rot"
    (place / "package.json").write_bytes(b"[]")
    assert library.packages() == ()
    assert shown(read(library, message()))["Art Farbe"] == "r"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights of files do not bind this user")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    source = archive(tmp_path, nested())
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(SchemaUnreadable):
            SchemaLibrary(tmp_path).add(source, NOW)
    finally:
        tmp_path.chmod(0o700)


def test_a_schema_that_leads_in_circles_ends() -> None:
    xsd = (b"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns='urn:c' targetNamespace='urn:c'>"
           b"<xs:element name='a' type='T'/><xs:complexType name='T'><xs:complexContent><xs:extension base='U'/>"
           b"</xs:complexContent></xs:complexType><xs:complexType name='U'><xs:complexContent>"
           b"<xs:extension base='T'/></xs:complexContent></xs:complexType></xs:schema>")  # fmt: skip
    from sozialclient.documents.schema.schema_naming import SchemaNaming
    from sozialclient.documents.schema.xsd_labels import label_table

    file = read_xsd("a.xsd", xsd)
    assert file is not None
    naming = SchemaNaming(label_table([file]), {}, lambda _uri, _version: pytest.fail("no list was asked for"))
    assert naming.child(naming.root("a"), "b") is None


def test_an_entity_that_a_schema_uses_makes_it_unreadable() -> None:
    bomb = b"<!DOCTYPE s [<!ENTITY a 'x'>]><xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' version='&a;'/>"
    with pytest.raises(XmlError):
        read_xsd("a.xsd", bomb)
    assert read_xsd("a.xsd", bomb.replace(b"&a;", b"1")) is not None


@pytest.mark.parametrize(
    ("wanted", "there", "used"),
    [("2", ["1", "2"], "2"), ("3", ["1", "2"], "2"), ("1", ["2", "10"], "2"), ("", ["2", "10"], "10"), ("1", [], None),
     ("2019-04-01", ["2024-08-01", "2018-01-01"], "2024-08-01")],
)  # fmt: skip
def test_the_nearest_version(wanted: str, there: list[str], used: str | None) -> None:
    assert nearest(wanted, there) == used


@pytest.mark.parametrize(
    ("name", "code", "meaning"),
    [
        ("codelisten-allgemein/XInneres Geschlecht_1.xml", "m", "männlich"),
        ("codelisten-allgemein/urn_de_xoev_codeliste_erreichbarkeit_4.1.xml", "01", "E-Mail"),
        ("codelisten-allgemein/Erreichbarkeit_3.xml", "02", "Telefon Festnetz"),
        ("codelisten-allgemein/DESTATIS Staatsangehörigkeit_2024-08-01.xml", "135", "irisch"),
        ("codelisten-allgemein/DSMeld_Familienstand_(DSMeld-Blatt_1401)_2.xml", "LD", "ledig"),
        ("codelisten-allgemein/Bundesland_2010-04-01.xml", "05", "Nordrhein-Westfalen"),
        ("codelisten-allgemein/Dokumenttyp_1.xml", "1010", "Antrag"),
        ("hzl-synthetic/codelisten/turnus_1.xml", "Q", "vierteljährlich"),
        ("xwasser-1.0.0/codelisten/Anschrifttyp_2.0.xml", None, None),
        ("xwasser-1.0.0/codelisten/Currency Codes_3.xml", "EUR", "Euro"),
        ("xwasser-1.0.0/codelisten/Kategorie der Probennahmestelle_3.xml", None, None),
        ("xwasser-1.0.0/codelisten/Abhilfemaßnahmen_2.xml", None, None),
    ],
)
def test_every_dialect_of_genericode_is_read(name: str, code: str | None, meaning: str | None) -> None:
    found = read_code_list(shared(*name.split("/")).read_bytes())
    assert found is not None and found.uri.startswith("urn:") and found.version
    assert all(text for text in found.codes.values())
    if code is not None:
        assert found.codes[code] == meaning


def test_the_real_standard_names_every_element_and_code_of_its_messages(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    imported = library.add(shared("xwasser-1.0.0"), NOW)
    (package,) = imported.packages
    assert package.facts.complete and imported.unread == ()
    assert (package.facts.standard, package.facts.version, len(package.facts.lists)) == ("XWasser", "1.0.0", 72)
    invalid = {"monitoring_plan_maximal.xml", "monitoring_plan_minimal.xml"}
    for path in sorted(shared("xwasser-1.0.0", "nachrichten").glob("*.xml")):
        document = read(library, path.read_bytes())
        assert_complete(path.read_bytes(), document)
        names = [one.name for one in document.unknown]
        assert names == (["probennahmestelleKategorie"] if path.name in invalid else []), path.name
        bare = [one for one in document.fields if one.code_list and one.value == one.raw_value]
        assert all("kennt diesen Code nicht" in one.note for one in bare), path.name
        assert len(bare) <= 5


def test_the_synthetic_standard_uses_the_building_blocks_of_another(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    library.add(shared("xwasser-1.0.0", "xsd-remote"), NOW)
    (package,) = library.add(shared("hzl-synthetic"), NOW).packages
    assert package.facts.complete
    document = read(library, hzl())
    assert document.unknown == ()
    by_path = {field.path.rsplit(":", 1)[-1]: field for field in document.fields}
    assert by_path["hilfeFuerKindUnter15"].label == "Ich beantrage Hilfe für ein Kind unter 15 Jahren"
