"""Writes a form as a XÖV-like message of the invented training standard."""

from __future__ import annotations

from lxml import etree

from sozialclient.demo.form_model import Code, EvidenceNote, Field, Form, Service, xml_text
from sozialclient.demo.people import OFFICE_NAME, PORTAL_NAME

NAMESPACE = "urn:example:sozialclient:uebungsantrag:1.0.0"
"""`urn:example` is reserved for documentation (RFC 6963), so this collides with no real standard."""

MESSAGE_TYPE = "antrag.uebermitteln.9100001"
READER_NUMBER = "990000000000"
AUTHOR_NUMBER = "990000000099"
MANUFACTURER = "Sozialclient-Übungspostfach"

_DIRECTORY = {"listURI": "urn:xoev-de:kosit:codeliste:verzeichnisdienst", "listVersionID": "3"}
_SERVICE_LIST = {"listURI": "urn:de:fim:leika:leistung", "listVersionID": "2025-06-30"}


def form_xml(form: Form) -> bytes:
    """The message as UTF-8 with declaration: header of the KoSIT base message, then one element per field."""
    root = etree.Element(_q(MESSAGE_TYPE), {
        "produkt": form.service.name, "produkthersteller": MANUFACTURER, "produktversion": "1.0",
        "standard": "XUebungsantrag", "test": "Übung, alle Angaben erfunden", "version": "1.0.0",
    }, nsmap={"ueb": NAMESPACE})
    add_header(root, form, message_type="9100001", service_id=f"{NAMESPACE}:dienst:{form.service.prefix or 'sgb2'}")
    _text(root, "vorgangsID", form.number)
    service = etree.SubElement(root, _q("leistung"), _SERVICE_LIST)
    _code(service, form.service.key, form.service.name)
    _text(root, "antragsDatum", form.submitted.date().isoformat())
    for chapter in form.chapters:
        chapter_element = etree.SubElement(root, _q(chapter.element))
        for group in chapter.groups:
            group_element = etree.SubElement(chapter_element, _q(group.element))
            for field in group.fields:
                _field(group_element, field)
    for index, note in enumerate(form.evidence, 1):
        _document(root, index, note)
    return serialised(root)


def serialised(root: etree._Element) -> bytes:
    """UTF-8 with declaration, indented."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def add_header(root: etree._Element, form: Form, *, message_type: str, service_id: str) -> None:
    """The unqualified `nachrichtenkopf.g2g` that XÖV messages share (KoSIT base message 1.1)."""
    head = etree.SubElement(root, "nachrichtenkopf.g2g")
    identification = etree.SubElement(head, "identifikation.nachricht")
    etree.SubElement(identification, "nachrichtenUUID").text = form.message_uuid
    _code(etree.SubElement(identification, "nachrichtentyp"), message_type)
    etree.SubElement(identification, "erstellungszeitpunkt").text = form.submitted.isoformat(timespec="milliseconds")
    _participant(head, "leser", f"{reader_prefix(form.service)}:{READER_NUMBER}", OFFICE_NAME)
    _participant(head, "autor", f"sop:{AUTHOR_NUMBER}", PORTAL_NAME)
    etree.SubElement(head, "dvdvDienstkennung").text = service_id


def reader_prefix(service: Service) -> str:
    """The DVDV prefix of the service; services of the job centres have none and get the one of the social office."""
    return service.prefix or "soa"


def _participant(head: etree._Element, role: str, number: str, name: str) -> None:
    participant = etree.SubElement(head, role)
    _code(etree.SubElement(participant, "verzeichnisdienst", _DIRECTORY), "DVDV")
    etree.SubElement(participant, "kennung").text = number
    etree.SubElement(participant, "name").text = name


def _field(parent: etree._Element, field: Field) -> None:
    value = field.value
    if isinstance(value, Code):
        attributes = {"listURI": value.list_uri, "listVersionID": value.list_version}
        _code(etree.SubElement(parent, _q(field.element), attributes), value.code, value.name)
    else:
        _text(parent, field.element, xml_text(value))


def _document(root: etree._Element, index: int, note: EvidenceNote) -> None:
    document = etree.SubElement(root, _q("dokument"))
    _text(document, "dokumentID", f"Nachweis_{index}")
    _text(document, "name", note.requirement)
    if note.wire_name is None:
        _text(document, "status", note.original_name)
        return
    _text(document, "mimeType", note.media_type)
    _text(document, "dateiname", note.original_name)
    _text(document, "externeReferenz", note.wire_name)


def _code(parent: etree._Element, code: str, name: str | None = None) -> None:
    etree.SubElement(parent, "code").text = code
    if name is not None:
        etree.SubElement(parent, "name").text = name


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _q(name)).text = text


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
