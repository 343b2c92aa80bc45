"""Row X-08: what is refused in an envelope is refused in every layer inside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sozialclient.documents.fields import read_fields
from sozialclient.documents.listed import listed_documents
from sozialclient.model.verdict import Severity
from sozialclient.osci.certificate_header import CertificateHeader
from sozialclient.osci.request_envelopes import DeliveryToStore
from sozialclient.texts import finding_text
from sozialclient.wire.xml import XmlDoctypeError
from tests.conftest import CHECKOUT
from tests.hostile.doctypes import EIGHT, Doctype
from tests.hostile.expect import refused
from tests.hostile.mailroom import Change, mailroom
from tests.hostile.rows import guarded_by
from tests.unit.osci.contents import container, data, findings, handed_out, opened, reader, sealed

PROGRAM = CHECKOUT / "sozialclient"
THE_DOOR = "sozialclient/wire/xml.py"
_PARSING = {"fromstring", "fromstringlist", "parse", "iterparse", "XML", "XMLID", "HTML", "XMLParser", "HTMLParser",
            "XMLPullParser", "HTMLPullParser", "XSLT", "XInclude", "DTD", "XMLSchema", "RelaxNG", "Schematron"}
_PARSERS = ("xml.dom", "xml.sax", "xml.etree", "xml.parsers", "pyexpat", "html5lib", "bs4", "xmltodict", "defusedxml",
            "lxml.html", "lxml.objectify", "lxml.sax", "PySide6.QtXml")
# Escaping for what we write ourselves; it reads nothing.
_WRITES_ONLY = "xml.sax.saxutils"


@guarded_by("sozialclient.wire.xml.parse_xml")
def test_x_08_doctype_inside_the_decrypted_message(tmp_path: Path) -> None:
    """Each declaration of X-01 to X-06 in the message inside the encryption is refused; it is not acknowledged."""
    changes: dict[str, Change] = {}
    with mailroom(tmp_path, changes) as room:
        for doctype in EIGHT.values():
            changes[room.put()] = doctype.put_into_envelope
        room.put()
        summary = room.desk.fetch()
        room.assert_refused(summary, dict.fromkeys(changes, XmlDoctypeError))


@guarded_by("sozialclient.osci.content_open.PackageOpener._decrypt", "sozialclient.wire.xml.parse_xml")
@pytest.mark.parametrize("name", EIGHT)
def test_x_08b_doctype_inside_the_decrypted_container(name: str) -> None:
    """The same in a decrypted container keeps that container shut, says why, and hands nothing of it out."""
    found = opened(sealed(_container_with(EIGHT[name])) + container(data("clear", b"<antrag/>"), id_="other"))
    shut, other = found.delivery.containers
    assert (shut.readable, shut.contents, shut.containers) == (False, (), ())
    (finding,) = shut.findings
    assert (finding.reference, finding.severity) == ("CONTENT-DAMAGED", Severity.ERROR)
    assert dict(finding.parameters) == {"cause": XmlDoctypeError.reference}
    assert XmlDoctypeError.reference in finding_text(finding.reference, dict(finding.parameters))
    assert other.readable and handed_out(found) == {"clear": b"<antrag/>"}


@guarded_by("sozialclient.documents.parsing.parse_document", "sozialclient.wire.xml.parse_xml")
@pytest.mark.parametrize("name", EIGHT)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_x_08c_doctype_inside_a_business_message(name: str, encoding: str) -> None:
    """The same in a business message, in UTF-16 too, is refused by everything that reads fields from one."""
    document = EIGHT[name].put_into(b"<antrag><name>Erika</name></antrag>").decode().encode(encoding)
    for read in (read_fields, listed_documents):
        with refused(XmlDoctypeError):
            read(document)


@guarded_by("sozialclient.documents.recognition._parsed", "sozialclient.wire.xml.parse_xml")
def test_x_08d_such_a_delivery_is_kept_whole_and_not_understood(tmp_path: Path) -> None:
    """A sound delivery with such a container or business message arrives byte for byte; nothing is read out of it."""
    document = b"<antragsteller><familienname>Mustermann</familienname></antragsteller>"
    with mailroom(tmp_path) as room:
        shut = [room.store(_sealed_with(_container_with(doctype))) for doctype in EIGHT.values()]
        plain = {room.put(written): written for written in (doctype.put_into(document) for doctype in EIGHT.values())}
        sound = room.put(document)
        room.assert_refused(room.desk.fetch(), {})
        store = room.desk.workplace.store
        for message_id in shut:
            card = room.card(message_id)
            (container_found,) = store.delivery(card.id).containers
            assert (card.content_count, container_found.readable) == (0, False)
            assert findings(container_found) == {"CONTENT-DAMAGED"}
            assert container_found.sealed_sha256 is not None and b"".join(store.original(card.id)) != b""
        for message_id, written in plain.items():
            card = room.card(message_id)
            (content,) = store.delivery(card.id).contents()
            assert b"".join(store.payload(card.id, content.key)) == written
            assert (card.applicant, card.service_name) == ("", "Antrag")
            assert not {each.reference for each in store.delivery(card.id).findings} & {"RECOGNITION-FAILED"}
        assert room.card(sound).applicant == "Mustermann"


@guarded_by("sozialclient.wire.xml")
def test_x_08e_there_is_one_door_for_xml() -> None:
    """No other module of the program starts an XML parser of any library."""
    named = re.compile("xml|expat|html5lib|bs4", re.IGNORECASE)
    texts = {file.relative_to(CHECKOUT).as_posix(): file.read_text("utf-8") for file in PROGRAM.rglob("*.py")}
    found = {path: list(_parsing(ast.parse(text))) for path, text in texts.items() if named.search(text)}
    assert len(found[THE_DOOR]) >= 3
    assert {path: names for path, names in found.items() if names and path != THE_DOOR} == {}


@guarded_by("sozialclient.wire.xml")
@pytest.mark.parametrize("text", [
    "from lxml import etree\netree.fromstring(b'')",
    "import lxml.etree as e\ne.XMLParser()",
    "from lxml.etree import iterparse",
    "from xml.dom import minidom",
    "import xml.etree.ElementTree",
    "from xml.parsers import expat",
    "from PySide6.QtXml import QDomDocument",
    "from PySide6.QtCore import QXmlStreamReader",
])
def test_x_08f_a_second_door_would_be_found(text: str) -> None:
    """The search for other parsers finds each way of starting one."""
    assert list(_parsing(ast.parse(text)))


def _container_with(doctype: Doctype) -> str:
    return doctype.put_into(container(data("d")).encode()).decode()


def _parsing(tree: ast.Module) -> Iterator[str]:
    """Names in a module that start an XML parser."""
    lxml = _lxml_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _is_parser(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [alias.name for alias in node.names]
            yield from (name for name in names if _is_parser(f"{node.module}.{name}") or name.startswith("QXml"))
            yield from (name for name in names if node.module == "lxml.etree" and name in _PARSING)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from ([node.attr] if node.value.id in lxml and node.attr in _PARSING else [])


def _is_parser(module: str) -> bool:
    return module.startswith(_PARSERS) and not module.startswith(_WRITES_ONLY)


def _lxml_names(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "lxml":
            names |= {alias.asname or alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name for alias in node.names if alias.name.startswith("lxml")}
    return names


def _sealed_with(plain: str) -> Callable[[str], DeliveryToStore]:
    """A delivery whose one container decrypts to `plain`."""
    return lambda message_id: DeliveryToStore(message_id, "Antrag", sealed(plain), CertificateHeader((reader(),)))
