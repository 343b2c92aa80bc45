"""Labels where an element is declared elsewhere, names its own type, or is described in several languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialclient.documents.field_model import FieldDocument
from sozialclient.documents.values import FieldKind
from tests.unit.documents.test_schema_choice import element, imported
from tests.unit.documents.test_schema_layouts import kind, schema, titled
from tests.unit.documents.test_schema_packages import read, shown

SPACE = "urn:example:layout"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def document(tmp_path: Path, body: str, message: str, **more: bytes) -> FieldDocument:
    files = {"haupt.xsd": schema(body), **{f"{name}.xsd": data for name, data in more.items()}}
    return read(imported(tmp_path, files), f'<antrag xmlns="{SPACE}" xmlns:xsi="{XSI}">{message}</antrag>'.encode())


def annotated(name: str, annotation: str) -> str:
    return f'<xs:element name="{name}" type="xs:string"><xs:annotation>{annotation}</xs:annotation></xs:element>'


def of_type(*elements: str) -> str:
    return element("antrag", "Antrag") + kind("Antrag", *elements)


WORDS = {
    "marks": ("<xs:documentation>Das <b>beantragte</b> Datum</xs:documentation>", "Das beantragte Datum"),
    "two languages": ('<xs:documentation xml:lang="en">Given name</xs:documentation>'
                      '<xs:documentation xml:lang="de">Ruf name</xs:documentation>', "Ruf name"),
    "one that names none": ('<xs:documentation xml:lang="fr">Nom</xs:documentation>'
                            "<xs:documentation>Ruf name</xs:documentation>", "Ruf name"),
    "titles": ('<xs:appinfo><title xml:lang="en">Name</title><title xml:lang="de-DE">Größter Name</title></xs:appinfo>',
               "Größter Name"),
    "a second annotation": ("<xs:appinfo><hint>x</hint></xs:appinfo></xs:annotation><xs:annotation>"
                            "<xs:appinfo><title>Ruf name</title></xs:appinfo>", "Ruf name"),
    "components": ('<xs:documentation><c:Component xmlns:c="urn:c"><c:Kind>BBIE</c:Kind><c:Definition>Ruf name'
                   "</c:Definition></c:Component></xs:documentation>", "Ruf name"),
}


@pytest.mark.parametrize("name", WORDS)
def test_words_in_every_form(tmp_path: Path, name: str) -> None:
    annotation, label = WORDS[name]
    assert shown(document(tmp_path, of_type(annotated("qx", annotation)), "<qx>1</qx>")) == {label: "1"}


def test_a_code_is_named_in_german(tmp_path: Path) -> None:
    value = ('<xs:enumeration value="1"><xs:annotation><xs:documentation xml:lang="en">red</xs:documentation>'
             '<xs:documentation xml:lang="de">rot</xs:documentation></xs:annotation></xs:enumeration>')
    code = ('<xs:element name="farbe"><xs:complexType><xs:sequence><xs:element name="code"><xs:simpleType>'
            f'<xs:restriction base="xs:token">{value}</xs:restriction></xs:simpleType></xs:element></xs:sequence>'
            "</xs:complexType></xs:element>")
    assert [field.value for field in document(tmp_path, of_type(code), "<farbe><code>1</code></farbe>").fields] == [
        "rot"]


def test_an_element_that_is_referred_to_lends_its_words(tmp_path: Path) -> None:
    body = of_type('<xs:element ref="qx"/>') + titled("qx", "xs:int", "Größe")
    assert shown(document(tmp_path, body, "<qx>1</qx>")) == {"Größe": "1"}


SUBSTITUTED = (
    of_type('<xs:element ref="Objekt" maxOccurs="unbounded"/>')
    + '<xs:element name="Objekt" abstract="true"/><xs:element name="Gebaeude" type="G" substitutionGroup="Objekt"/>'
    + kind("G", titled("h", "xs:int", "Höhe über Grund"), titled("w", "xs:int", "Weite")))


def test_what_stands_in_for_another_is_labelled(tmp_path: Path) -> None:
    found = document(tmp_path, SUBSTITUTED, "<Gebaeude><h>1</h><w>2</w></Gebaeude>")
    assert shown(found) == {"Höhe über Grund": "1", "Weite": "2"} and found.unknown == ()


def test_what_may_be_anything_is_labelled_where_it_is_declared(tmp_path: Path) -> None:
    body = of_type('<xs:any namespace="##any" processContents="lax"/>') + titled("Frei", "G", "Frei") + kind(
        "G", titled("h", "xs:int", "Höhe"), titled("w", "xs:int", "Weite"))
    found = document(tmp_path, body, "<Frei><h>1</h><w>2</w></Frei>")
    assert shown(found) == {"Höhe": "1", "Weite": "2"} and found.unknown == ()
    assert [one.name for one in document(tmp_path, body, "<Ganz><h>1</h></Ganz>").unknown] == ["Ganz", "h"]


def test_elsewhere_what_is_not_declared_stays_unknown(tmp_path: Path) -> None:
    body = of_type(titled("h", "xs:int", "Höhe")) + titled("fremd", "xs:int", "Fremd")
    assert [one.name for one in document(tmp_path, body, "<h>1</h><fremd>2</fremd>").unknown] == ["fremd"]


TYPED = (
    of_type(element("person", "Person")) + '<xs:complexType name="Person" abstract="true"/>'
    + '<xs:complexType name="Mensch"><xs:complexContent><xs:extension base="Person"><xs:sequence>'
    + titled("gn", "xs:string", "Größter Name") + titled("kn", "xs:string", "Kurzer Name")
    + "</xs:sequence></xs:extension></xs:complexContent></xs:complexType>")


@pytest.mark.parametrize(("head", "known"), [
    ('xsi:type="Mensch"', True), (f'xmlns:q="{SPACE}" xsi:type="q:Mensch"', True), ('xsi:type=" Mensch "', True),
    ('xsi:type="Hund"', False), ('xsi:type="q:Mensch"', False), ('xsi:type=":"', False)])
def test_an_element_that_names_its_type_is_labelled_by_it(tmp_path: Path, head: str, known: bool) -> None:
    found = document(tmp_path, TYPED, f"<person {head}><gn>1</gn><kn>2</kn></person>")
    assert ("Größter Name" in shown(found)) is known
    assert [field.value for field in found.fields] == ["1", "2"]
    assert [one.name for one in found.unknown] == ([] if known else ["gn", "kn"])


def enumerated(name: str, values: dict[str, str]) -> str:
    listed = "".join(f'<xs:enumeration value="{value}"><xs:annotation><xs:documentation>{told}</xs:documentation>'
                     "</xs:annotation></xs:enumeration>" for value, told in values.items())
    return f'<xs:simpleType name="{name}"><xs:restriction base="xs:token">{listed}</xs:restriction></xs:simpleType>'


@pytest.mark.parametrize(("raw", "shown_as", "kind_of"), [
    ("01", "Erwachsene Person", FieldKind.CODE), ("HUR", "Stunde", FieldKind.CODE), ("03", "03", FieldKind.TEXT),
    ("bewilligt", "bewilligt", FieldKind.TEXT), ("X1", "X1", FieldKind.TEXT)])
def test_a_sign_of_the_schema_is_shown_by_its_name_and_a_word_as_it_is(
    tmp_path: Path, raw: str, shown_as: str, kind_of: FieldKind
) -> None:
    values = {"01": "Erwachsene Person", "HUR": "Stunde", "bewilligt": "Der Antrag ist durch.", "X1": "X1"}
    part = ('<xs:element name="teil"><xs:complexType><xs:simpleContent><xs:extension base="Art">'
            '<xs:attribute name="art" type="Art"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>')
    found = document(tmp_path, of_type(part) + enumerated("Art", values), f'<teil art="{raw}">{raw}</teil>')
    assert [(one.value, one.raw_value, one.kind) for one in found.fields] == [(shown_as, raw, kind_of)] * 2
