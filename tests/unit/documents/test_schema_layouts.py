"""Schema packages in layouts that no official delivery has shown yet: each is imported, labels and validates."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from sozialclient.documents.schema.genericode import read_code_list
from sozialclient.documents.schema.library import SchemaLibrary
from tests.unit.documents.schema_samples import NOW, code_list, message, nested, zipped
from tests.unit.documents.test_schema_packages import archive, read, shown

XS, SPACE = "http://www.w3.org/2001/XMLSchema", "urn:example:layout"


def schema(body: str, *, space: str = SPACE, head: str = "") -> bytes:
    target = f' targetNamespace="{space}" xmlns="{space}"' if space else ""
    return (f'<xs:schema xmlns:xs="{XS}"{target} version="1" elementFormDefault="qualified">{head}{body}</xs:schema>'
            ).encode()


def titled(name: str, kind: str, title: str) -> str:
    return (f'<xs:element name="{name}" type="{kind}"><xs:annotation><xs:appinfo><title>{title}</title></xs:appinfo>'
            "</xs:annotation></xs:element>")


def kind(name: str, *elements: str) -> str:
    return f'<xs:complexType name="{name}"><xs:sequence>{"".join(elements)}</xs:sequence></xs:complexType>'


ROOT = '<xs:element name="antrag" type="AntragType"/>'
MESSAGE = f'<antrag xmlns="{SPACE}"><gk>7</gk><teil><x1>8</x1></teil></antrag>'.encode()
ANTRAG = kind("AntragType", titled("gk", "xs:int", "Große Kennzahl"), titled("teil", "TeilType", "Teil"))
TEIL = kind("TeilType", titled("x1", "xs:int", "Erster Wert"))
ADDED = ('<xs:complexType name="TeilType"><xs:complexContent><xs:extension base="TeilType"><xs:sequence>'
         f'{titled("x2", "xs:int", "Zweiter Wert")}</xs:sequence></xs:extension></xs:complexContent></xs:complexType>')


def include(location: str, body: str = "", *, how: str = "include") -> str:
    return f'<xs:{how} schemaLocation="{location}">{body}</xs:{how}>'


LAYOUTS = {
    "chameleon": {"haupt.xsd": schema(ROOT + ANTRAG, head=include("ohne.xsd")), "ohne.xsd": schema(TEIL, space="")},
    "chameleon that refers to itself": {
        "haupt.xsd": schema(ROOT, head=include("ohne.xsd")), "ohne.xsd": schema(ANTRAG + TEIL, space="")},
    "relative paths": {
        "a/xsd/haupt.xsd": schema(ROOT + ANTRAG, head=include("../teile/./tief/teil.xsd")),
        "a/teile/tief/teil.xsd": schema(TEIL)},
    "cyclic includes": {
        "haupt.xsd": schema(ROOT + ANTRAG, head=include("teile/teil.xsd")),
        "teile/teil.xsd": schema(TEIL, head=include("../haupt.xsd"))},
    "backslashes and another case": {
        "haupt.xsd": schema(ROOT + ANTRAG, head=include("teile\\TEIL.xsd")), "teile/teil.xsd": schema(TEIL)},
    "redefined": {"haupt.xsd": schema(ROOT + ANTRAG, head=include("teil.xsd", ADDED, how="redefine")),
                  "teil.xsd": schema(TEIL)},
    "zips three deep": {"haupt.zip": zipped({"innen.zip": zipped({
        "haupt.xsd": schema(ROOT + ANTRAG, head=include("teil.xsd")), "teil.xsd": schema(TEIL)})})},
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_labels_and_validates(tmp_path: Path, name: str) -> None:
    library = SchemaLibrary(tmp_path)
    library.add(archive(tmp_path, LAYOUTS[name]), NOW)
    (package,) = library.packages()
    assert package.complete and package.missing == ()
    data = MESSAGE.replace(b"</teil>", b"<x2>9</x2></teil>") if name == "redefined" else MESSAGE
    document = read(library, data)
    labels = {"Große Kennzahl", *(("Erster Wert", "Zweiter Wert") if name == "redefined" else ("Teil: Erster Wert",))}
    assert set(shown(document)) == labels and document.unknown == ()
    compiled = compiled_in(tmp_path / "out", library, package.id)
    assert compiled.validate(etree.fromstring(data))
    assert not compiled.validate(etree.fromstring(data.replace(b"8", b"acht")))


def compiled_in(folder: Path, library: SchemaLibrary, package_id: str) -> etree.XMLSchema:
    """The kept schemas as libxml2 compiles them: what was imported must still hang together."""
    package = next(one for one in library.packages() if one.id == package_id)
    folder.mkdir()
    for stored, data in library.schemas(package).items():
        (folder / stored).write_bytes(data)
    first = next(file for file in package.files if file.name == "haupt.xsd")
    return etree.XMLSchema(etree.parse(str(folder / first.stored)))


def test_what_is_missing_is_named_and_the_rest_labels(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    files = {"haupt.xsd": schema(ROOT + ANTRAG, head=include("../fehlt/teil.xsd"))}
    (package,) = library.add(archive(tmp_path, files), NOW).packages
    assert package.facts.missing == ("../fehlt/teil.xsd",) and not package.facts.complete
    assert shown(read(library, MESSAGE)) == {"Große Kennzahl": "7", "Teil: X 1": "8"}


def test_several_versions_as_zips_in_one_zip(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    versions = ("1.0.0", "1.1.0", "2.0.0")
    files = {f"XMuster_{version}.zip": zipped(nested(version)) for version in versions}
    library.add(archive(tmp_path, files), NOW)
    assert [one.version for one in library.packages()] == list(versions)
    for version in versions:
        assert shown(read(library, message(version)))["Gewünschter Termin"] == "04.05.2026"


def rows(data: bytes) -> dict[str, str]:
    found = read_code_list(data)
    assert found is not None and found.uri == "urn:example:liste:farbe" and found.version == "2"
    return dict(found.codes)


PLAIN = code_list("2", {"r": "rot"})


@pytest.mark.parametrize("edits", [
    ((b"gc:CodeList xmlns:gc='http://docs.oasis-open.org/codelist/ns/genericode/1.0/'", b"CodeList"),
     (b"</gc:CodeList>", b"</CodeList>")),
    ((b"gc:CodeList xmlns:gc=", b"CodeList xmlns="), (b"</gc:CodeList>", b"</CodeList>")),
    ((b"'code'", b"'Schluessel'"), (b"'beschreibung'", b"'Bezeichnung'")),
    ((b"'code'", b"'spalte-1'"), (b"'beschreibung'", b"'spalte-2'")),
    ((b"<Key Id='k'><ColumnRef Ref='code'/></Key>", b""),),
    ((b"<Value ColumnRef='code'>", b"<Value>"), (b"<Value ColumnRef='beschreibung'>", b"<Value>")),
    ((b"<Value ColumnRef='beschreibung'>", b"<Value>"),),
    ((b"<Version>2</Version>", b""), (b"</CanonicalUri>", (
        b"</CanonicalUri><CanonicalVersionUri>urn:example:liste:farbe_2</CanonicalVersionUri>")),),
    ((b"<CanonicalUri>urn:example:liste:farbe</CanonicalUri>",
      b"<CanonicalVersionUri>urn:example:liste:farbe/2</CanonicalVersionUri>"),),
    ((b"<Column Id='code' Use='required'/><Column Id='beschreibung' Use='required'/>",
      b"<Column Id='beschreibung' Use='required'/><Column Id='code' Use='required'/>"),),
])
def test_code_lists_with_and_without_namespaces_and_columns_called_otherwise(edits: tuple[tuple[bytes, bytes], ...]
                                                                            ) -> None:
    data = PLAIN
    for old, new in edits:
        assert old in data
        data = data.replace(old, new)
    assert rows(data) == {"r": "rot"}
