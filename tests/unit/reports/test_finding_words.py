"""Everything that libxml2 objects to in a message is told in German: real findings of a real schema."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from sozialclient.model.schema_check import SchemaFinding
from sozialclient.reports.schema_words import finding_words

SPACE = "urn:example:befund"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def limited(name: str, base: str, *facets: str) -> str:
    inner = "".join(f"<xs:{facet}/>" for facet in facets)
    return f'<xs:element name="{name}">{simple(base, inner)}</xs:element>'


def simple(base: str, inner: str) -> str:
    return f'<xs:simpleType><xs:restriction base="xs:{base}">{inner}</xs:restriction></xs:simpleType>'


SCHEMA = etree.XMLSchema(etree.fromstring(f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{SPACE}"
 xmlns:q="{SPACE}" targetNamespace="{SPACE}" elementFormDefault="qualified">
<xs:element name="r"><xs:complexType><xs:choice maxOccurs="unbounded"><xs:element name="fest" fixed="ja"/>
{limited("zahl", "decimal", 'minInclusive value="1"', 'maxInclusive value="9"', 'fractionDigits value="1"')}
{limited("lang", "decimal", 'totalDigits value="3"')}
{limited("offen", "int", 'minExclusive value="1"', 'maxExclusive value="9"')}
<xs:element name="leer"><xs:complexType/></xs:element><xs:element name="text" type="xs:string"/>
<xs:element name="gruppe"><xs:complexType><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence>
<xs:attribute name="kurz">{simple("string", '<xs:minLength value="2"/>')}</xs:attribute></xs:complexType></xs:element>
<xs:element name="nil" nillable="true" type="xs:int"/><xs:element name="art" type="Art"/>
<xs:element name="teil"><xs:complexType><xs:attribute name="nr"/></xs:complexType></xs:element>
<xs:element name="verweis"><xs:complexType><xs:attribute name="auf"/></xs:complexType></xs:element>
<xs:element name="frei"><xs:complexType><xs:sequence><xs:any namespace="##other"/></xs:sequence></xs:complexType>
</xs:element></xs:choice></xs:complexType>
<xs:key name="nummer"><xs:selector xpath="q:teil"/><xs:field xpath="@nr"/></xs:key>
<xs:keyref name="zeiger" refer="nummer"><xs:selector xpath="q:verweis"/><xs:field xpath="@auf"/></xs:keyref>
</xs:element><xs:complexType name="Art" abstract="true"/><xs:complexType name="Andere"/></xs:schema>"""))


def told(body: str) -> list[str]:
    message = etree.fromstring(f'<r xmlns="{SPACE}" xmlns:xsi="{XSI}">{body}</r>')
    assert not SCHEMA.validate(message)
    # The type stubs know nothing of what the log holds.
    log: Any = SCHEMA.error_log
    return [finding_words(SchemaFinding(one.line, one.path or "", one.message)) for one in log]


@pytest.mark.parametrize(("body", "words"), [
    ("<fest>nein</fest>", "fest: Angegeben ist „nein“, vorgeschrieben ist „ja“."),
    ("<zahl>0</zahl>", "zahl: „0“ ist zu klein; der kleinste erlaubte Wert ist 1."),
    ("<zahl>10</zahl>", "zahl: „10“ ist zu groß; der größte erlaubte Wert ist 9."),
    ("<zahl>1.22</zahl>", "zahl: „1.22“ hat zu viele Nachkommastellen (höchstens 1)."),
    ("<lang>12345</lang>", "lang: „12345“ hat zu viele Ziffern (höchstens 3)."),
    ("<offen>1</offen>", "offen: „1“ ist zu klein; der Wert muss größer als 1 sein."),
    ("<offen>9</offen>", "offen: „9“ ist zu groß; der Wert muss kleiner als 9 sein."),
    ("<leer>x</leer>", "leer: Hier ist kein Text vorgesehen."),
    ("<gruppe>x<x>1</x></gruppe>", "gruppe: Hier ist kein Text vorgesehen."),
    ("<leer><y/></leer>", "leer: Hier sind keine weiteren Elemente vorgesehen."),
    ("<text><y/></text>", "text: Hier sind keine weiteren Elemente vorgesehen."),
    ('<gruppe kurz="d"><x>1</x></gruppe>',
     "gruppe, kurz: Der Wert hat nicht die vorgeschriebene Länge (2 Zeichen)."),
    ('<nil xsi:nil="true">4</nil>', "nil: Das Element ist als leer gekennzeichnet, hat aber einen Inhalt."),
    ('<text xsi:nil="true"/>', "text: Das Element darf nicht als leer gekennzeichnet werden."),
    ("<art/>", "art: Es fehlt die Angabe, welche Art von Angaben folgt."),
    ('<art xsi:type="Keine"/>', "art, type: Die Art „Keine“ kennt der Standard nicht."),
    ('<art xsi:type="Andere"/>', "art, type: Die Art „Andere“ ist hier nicht vorgesehen."),
    ('<teil nr="1"/><teil nr="1"/>', "teil: '1' kommt mehrfach vor, darf aber nur einmal vorkommen (nummer)."),
    ("<teil/>", "teil: Es fehlt ein eindeutiges Merkmal (nummer)."),
    ('<verweis auf="7"/>', "verweis: '7' verweist auf etwas, das es in der Nachricht nicht gibt (zeiger)."),
    ('<frei><o xmlns="urn:o"/></frei>', "o ist in keinem Schema des Pakets beschrieben."),
])
def test_every_kind_of_finding_is_told_in_german(body: str, words: str) -> None:
    assert told(body)[0].removeprefix("Zeile 1").lstrip(",: ") == words
