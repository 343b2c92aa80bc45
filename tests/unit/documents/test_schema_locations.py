"""How schemas name each other in the wild: each is found without being fetched, or told as missing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from sozialclient.documents.schema.archive import read_source
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.documents.schema.xsd_file import without_doctype
from tests.unit.documents.schema_samples import NOW, code_list, zipped
from tests.unit.documents.test_schema_choice import element, imported
from tests.unit.documents.test_schema_layouts import compiled_in, kind, schema, titled

SPACE, OTHER = "urn:example:layout", "urn:example:fremd"
ROOT = element("antrag", "T")
TYPE = kind("T", titled("wert", "xs:int", "Größe"))
FOREIGN = f'<xs:element name="antrag" type="f:T" xmlns:f="{OTHER}"/>'
MESSAGE = f'<antrag xmlns="{SPACE}"><wert>8</wert></antrag>'
FOREIGN_MESSAGE = f'<antrag xmlns="{SPACE}"><wert xmlns="{OTHER}">8</wert></antrag>'


def including(location: str) -> bytes:
    return schema(ROOT, head=f'<xs:include schemaLocation="{location}"/>')


def importing(location: str = "") -> bytes:
    where = f' schemaLocation="{location}"' if location else ""
    return schema(FOREIGN, head=f'<xs:import namespace="{OTHER}"{where}/>')


LOCATIONS: dict[str, dict[str, bytes]] = {
    "absolute": {"haupt.xsd": including("/opt/x/typ.xsd"), "t/typ.xsd": schema(TYPE)},
    "of Windows": {"haupt.xsd": including("C:\\x\\typ.xsd"), "t/typ.xsd": schema(TYPE)},
    "file address": {"haupt.xsd": including("file:///C:/x/typ.xsd"), "t/typ.xsd": schema(TYPE)},
    "address with a question": {"haupt.xsd": including("https://x.example/typ.xsd?version=1#top"),
                                "t/typ.xsd": schema(TYPE)},
    "escaped": {"haupt.xsd": including("unter%20ordner/Gr%C3%B6%C3%9Fe.xsd"), "unter ordner/Größe.xsd": schema(TYPE)},
    "accents in two characters": {"haupt.xsd": including("Größe.xsd"), "Gro\u0308ße.xsd": schema(TYPE)},
    "itself": {"haupt.xsd": schema(ROOT + TYPE, head='<xs:include schemaLocation="haupt.xsd"/>')},
    "namespace alone": {"haupt.xsd": importing(), "f.xsd": schema(TYPE, space=OTHER)},
    "another name": {"haupt.xsd": importing("https://far.example/1.0/all.xsd"), "f.xsd": schema(TYPE, space=OTHER)},
    "namespace of several files": {
        "haupt.xsd": importing(), "f/teil.xsd": schema(TYPE, space=OTHER),
        "f/alles.xsd": schema("", space=OTHER, head='<xs:include schemaLocation="teil.xsd"/>')},
}


@pytest.mark.parametrize("name", LOCATIONS)
def test_what_a_location_means_is_found(tmp_path: Path, name: str) -> None:
    library = imported(tmp_path, LOCATIONS[name])
    (package,) = library.packages()
    assert package.missing == ()
    compiled = compiled_in(tmp_path / "out", library, package.id)
    data = FOREIGN_MESSAGE if OTHER.encode() in LOCATIONS[name]["haupt.xsd"] else MESSAGE
    assert compiled.validate(etree.fromstring(data))
    assert not compiled.validate(etree.fromstring(data.replace("8", "acht")))


def test_a_namespace_that_two_files_could_be_is_missing(tmp_path: Path) -> None:
    library = imported(tmp_path, {"haupt.xsd": importing(), "a.xsd": schema(TYPE, space=OTHER),
                                  "b.xsd": schema(kind("U"), space=OTHER)})
    (package,) = library.packages()
    assert package.missing == (OTHER,)


def test_a_namespace_is_found_in_an_earlier_import(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    for files in ({"f.xsd": schema(TYPE, space=OTHER)}, {"haupt.xsd": importing("https://far.example/anders.xsd")}):
        path = tmp_path / "a.zip"
        path.write_bytes(zipped(files))
        last = library.add(path, NOW)
    assert last.packages[0].facts.complete


@pytest.mark.parametrize("location", ['schemaLocation="https://far.example/2001/xml.xsd"', ""])
def test_the_attributes_of_xml_itself_need_no_file(tmp_path: Path, location: str) -> None:
    space = "http://www.w3.org/XML/1998/namespace"
    body = ('<xs:element name="antrag"><xs:complexType><xs:attributeGroup ref="xml:specialAttrs"/></xs:complexType>'
            "</xs:element>")
    library = imported(tmp_path, {"haupt.xsd": schema(body, head=f'<xs:import namespace="{space}" {location}/>')})
    (package,) = library.packages()
    compiled = compiled_in(tmp_path / "out", library, package.id)
    for attribute, valid in (("lang", "de-AT"), ("lang", ""), ("space", "preserve"), ("base", "a/b"), ("id", "a1")):
        assert compiled.validate(etree.fromstring(f'<antrag xmlns="{SPACE}" xml:{attribute}="{valid}"/>')), attribute
    for attribute, wrong in (("lang", "d e"), ("space", "some")):
        assert not compiled.validate(etree.fromstring(f'<antrag xmlns="{SPACE}" xml:{attribute}="{wrong}"/>'))


@pytest.mark.parametrize("doctype", [
    b'<!DOCTYPE xs:schema PUBLIC "-//X//EN" "x.dtd">', b"<!DOCTYPE xs:schema [ ]>",
    b"<!DOCTYPE s [<!-- it's [a] \"comment\" ]> --><!ATTLIST s id ID #IMPLIED><!ENTITY % p ''>\n]>",
    b"<!DOCTYPE s SYSTEM 'x' [<?p ]> ?><!ENTITY a \"]>\">]  >"])
def test_a_doctype_is_left_out_whatever_it_holds(doctype: bytes) -> None:
    assert without_doctype(b"<?xml version='1.0'?>\n" + doctype + b"<s/>") == b"<?xml version='1.0'?>\n<s/>"


def test_a_doctype_without_an_end_costs_little() -> None:
    for piece in (b"<!--", b"<?", b'"', b"<!x "):
        data = b"<!DOCTYPE s [" + piece * 20_000
        assert without_doctype(data) == data


def test_names_of_macos_and_names_without_a_flag(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Größe.xsd", b"1")
        archive.writestr("__MACOSX/._Größe.xsd", b"2")
        archive.writestr("a/._b.xsd", b"3")
    path = tmp_path / "a.zip"
    path.write_bytes(out.getvalue())
    assert list(read_source(path)) == ["Größe.xsd"]
    path.write_bytes(_without_flag(out.getvalue()))
    assert list(read_source(path)) == ["Größe.xsd"]
    latin = out.getvalue().replace("Größe".encode(), "Größe".encode("cp437") + b"..")
    path.write_bytes(_without_flag(latin))
    assert list(read_source(path)) == ["Größe...xsd"]


def _without_flag(data: bytes) -> bytes:
    """The same archive without the flag for UTF-8 (bit 11) in its headers."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        at = data.find(signature)
        while at >= 0:
            changed[at + offset] &= ~0x08
            at = data.find(signature, at + 4)
    return bytes(changed)


@pytest.mark.parametrize("name", ["S00001.XSD", "farbe.xml"])
def test_a_file_by_itself_is_a_package(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(schema(ROOT + TYPE) if name.endswith("XSD") else code_list("1", {"r": "rot"}))
    (package,) = SchemaLibrary(tmp_path / "data").add(path, NOW).packages
    assert (len(package.facts.roots), len(package.facts.lists)) == ((1, 0) if name.endswith("XSD") else (0, 1))
