"""A small standard of our own, and archives made of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPACE = "urn:example:xmuster:{version}"
BLOCK_SPACE = "urn:example:baustein"


def main_xsd(version: str = "1.0.0", *, block: str = "https://schemas.example/far/baustein.xsd") -> bytes:
    space = SPACE.format(version=version)
    return f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:m="{space}" xmlns:b="{BLOCK_SPACE}"
 targetNamespace="{space}" version="{version}" elementFormDefault="qualified">
 <xs:annotation><xs:appinfo><standard><nameLang>Musterstandard</nameLang><nameKurz>XMuster</nameKurz>
 <kennung>urn:example:standard:xmuster</kennung></standard><versionStandard><version>{version}</version>
 </versionStandard></xs:appinfo></xs:annotation>
 <xs:import namespace="{BLOCK_SPACE}" schemaLocation="{block}"/>
 <xs:include schemaLocation="xmuster-typen.xsd"/>
 <xs:element name="antrag.senden"><xs:complexType><xs:sequence>
  <xs:element name="wunschtermin" type="xs:date"><xs:annotation><xs:appinfo>
  <title>Gewünschter Termin</title></xs:appinfo>
  <xs:documentation>Wann der Termin sein soll.</xs:documentation></xs:annotation></xs:element>
  <xs:element name="artFarbe" type="m:Code.FarbeType"><xs:annotation>
  <xs:documentation>Farbe der Mappe</xs:documentation>
  </xs:annotation></xs:element>
  <xs:element name="groesse" type="m:Code.GroesseType"/>
  <xs:element name="stelle" type="b:StelleType"/>
 </xs:sequence><xs:attribute name="standard" type="xs:string"/><xs:attribute name="version" type="xs:string"/>
 </xs:complexType></xs:element></xs:schema>""".encode()


def types_xsd(version: str = "1.0.0") -> bytes:
    space = SPACE.format(version=version)
    return f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{space}"
 elementFormDefault="qualified">
 <xs:complexType name="Code.FarbeType"><xs:sequence><xs:element name="code" type="xs:token" form="unqualified"/>
 </xs:sequence><xs:attribute name="listURI" fixed="urn:example:liste:farbe"/>
 <xs:attribute name="listVersionID" fixed="2"/></xs:complexType>
 <xs:complexType name="Code.GroesseType"><xs:sequence><xs:element name="code" form="unqualified"><xs:simpleType>
 <xs:restriction base="xs:token"><xs:enumeration value="K"><xs:annotation><xs:appinfo><wert>klein</wert></xs:appinfo>
 </xs:annotation></xs:enumeration></xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:complexType>
</xs:schema>""".encode()


BLOCK_XSD = f"""<!DOCTYPE schema [<!ENTITY unused 'nothing'>]>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{BLOCK_SPACE}" elementFormDefault="qualified">
 <xs:complexType name="StelleType"><xs:sequence><xs:element name="bezirk" type="xs:string"/></xs:sequence>
 </xs:complexType></xs:schema>""".encode()


def code_list(version: str, entries: Mapping[str, str], uri: str = "urn:example:liste:farbe") -> bytes:
    rows = "".join(
        f"<Row><Value ColumnRef='code'><SimpleValue>{code}</SimpleValue></Value>"
        f"<Value ColumnRef='beschreibung'><SimpleValue>{name}</SimpleValue></Value></Row>"
        for code, name in entries.items()
    )
    return (
        "<gc:CodeList xmlns:gc='http://docs.oasis-open.org/codelist/ns/genericode/1.0/'><Identification>"
        f"<ShortName>farbe</ShortName><Version>{version}</Version><CanonicalUri>{uri}</CanonicalUri></Identification>"
        "<ColumnSet><Column Id='code' Use='required'/><Column Id='beschreibung' Use='required'/>"
        "<Key Id='k'><ColumnRef Ref='code'/></Key></ColumnSet>"
        f"<SimpleCodeList>{rows}</SimpleCodeList></gc:CodeList>"
    ).encode()


def nested(version: str = "1.0.0", folder: str = "XMuster") -> dict[str, bytes]:
    """The layout of an official delivery: schemas, building blocks and code lists in folders of their own."""
    return {
        f"{folder}/xsd/xmuster.xsd": main_xsd(version),
        f"{folder}/xsd/xmuster-typen.xsd": types_xsd(version),
        f"{folder}/xsd_dev/xmuster.xsd": main_xsd(version),
        f"{folder}/xsd_dev/xmuster-typen.xsd": types_xsd(version),
        f"{folder}/xsd-remote/baustein.xsd": BLOCK_XSD,
        f"{folder}/codelisten/farbe_2.xml": code_list("2", {"r": "rot", "b": "blau"}),
        f"{folder}/lies mich.txt": b"nothing of ours",
    }


def flat(version: str = "1.0.0") -> dict[str, bytes]:
    return {path.rpartition("/")[2]: data for path, data in nested(version).items() if "_dev" not in path}


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def message(version: str = "1.0.0", *, farbe: str = "r", listed: str = "2", day: str = "2026-05-04") -> bytes:
    return f"""<m:antrag.senden xmlns:m="{SPACE.format(version=version)}" standard="XMuster" version="{version}">
<m:wunschtermin>{day}</m:wunschtermin>
<m:artFarbe listURI="urn:example:liste:farbe" listVersionID="{listed}"><code>{farbe}</code></m:artFarbe>
<m:groesse><code>K</code></m:groesse>
<m:stelle><b:bezirk xmlns:b="{BLOCK_SPACE}">Nord</b:bezirk></m:stelle></m:antrag.senden>""".encode()
