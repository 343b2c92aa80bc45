"""Writes an education application in the structure of XSozial-basis 2.4.0, as one public test message shows it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from lxml import etree

from sozialclient.demo.form_model import Form
from sozialclient.demo.form_xml import MANUFACTURER, add_header, serialised
from sozialclient.demo.people import Address, Person

NAMESPACE = "https://portalverbund.d-nrw.de/efa/XSozial-basis/Version_2_4_0"
_LISTS = "urn:xoev-de:d-nrw:codeliste:"
_GENDER = "urn:xoev-de:xinneres:codeliste:geschlecht"
_NATIONALITY = "urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staatsangehoerigkeit"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolMeals:
    """Lunch at school for one child, applied for by a parent: the only case whose structure is known."""

    parent: Person
    child: Person
    school: str
    mailbox_id: str


def school_meals_xml(form: Form, case: SchoolMeals, pdf: bytes) -> bytes:
    """The message with `pdf` embedded as Base64, UTF-8 with declaration."""
    root = etree.Element(_q("vorgang.transportieren.1000001"), {
        "produkt": form.service.name, "produkthersteller": MANUFACTURER, "produktversion": "1.0",
        "standard": "XSozial-basis", "test": "Übung, alle Angaben erfunden", "version": "2.4.0",
    }, nsmap={"xsb": NAMESPACE})
    prefix = form.service.prefix.upper()
    add_header(root, form, message_type="1000001", service_id=f"{NAMESPACE}/XSoz240-{prefix}-BEA-SOP2{prefix}.wsdl")
    body = _sub(root, "xsozial")
    _sub(_sub(body, "identifikationVorgang"), "vorgangsID", form.number)
    case_element = _sub(body, "vorgang")
    _code(case_element, "vorgangsTyp", "003000", f"{_LISTS}vorgangscodes", "10")
    _sub(case_element, "antragsDatum", form.submitted.date().isoformat() + form.submitted.strftime("%z")[:3] + ":00")
    _child(case_element, case)
    _parent(case_element, case)
    _document(body, pdf)
    return serialised(root)


def _child(parent: etree._Element, case: SchoolMeals) -> None:
    person = _sub(parent, "person")
    _sub(person, "personID", "Kind_1")
    _code(person, "typ", "1010", f"{_LISTS}personentyp", "2")
    _sub(person, "antragsteller", "true")
    _sub(person, "schriftgutempfaenger", "false")
    general = _sub(person, "allgemein")
    _name(general, case.child)
    _sub(_sub(general, "geburt"), "datum", case.child.birth_date.isoformat())
    _code(_sub(general, "geschlecht"), "geschlecht", case.child.gender, _GENDER, "1")
    benefit = _sub(person, "beantragteLeistung")
    _sub(benefit, "beantragteLeistungID", "Mittagsverpflegung_Allgemein_berufsbildende_Schule_Kind_1")
    _code(benefit, "leistungArt", "6070")
    education = _sub(person, "ausbildung")
    _sub(education, "ausbildungID", "Ausbildung_1")
    _code(education, "ausbildungsart", "1410")
    _sub(education, "einrichtung", case.school)


def _parent(parent: etree._Element, case: SchoolMeals) -> None:
    third = _sub(parent, "dritte")
    _sub(third, "dritteID", "Elternteil")
    _code(third, "dritteTyp", "1030", f"{_LISTS}drittetyp", "3")
    body = _sub(_sub(third, "drittePerson"), "nichtNatuerlichePerson")
    _address(body, case.parent.address)
    for channel, identifier in (("01", case.parent.email), ("02", case.parent.phone)):
        communication = _sub(body, "kommunikation")
        _code(communication, "kanal", channel)
        _sub(communication, "kennung", identifier)
    contact = _sub(body, "ansprechpartner")
    _name(contact, case.parent)
    _sub(_sub(contact, "geburt"), "datum", case.parent.birth_date.isoformat())
    _code(_sub(contact, "staatsangehoerigkeit"), "staatsangehoerigkeit", case.parent.nationality[0], _NATIONALITY,
          "2019-04-01")
    _sub(third, "schriftgutempfaenger", "true")
    mailbox = _sub(third, "postfach")
    _sub(mailbox, "postfachID", case.mailbox_id)
    _code(mailbox, "postfachTyp", "20")
    _sub(mailbox, "provider", "nkb")


def _address(parent: etree._Element, address: Address) -> None:
    building = etree.SubElement(_sub(_sub(parent, "anschrift"), "anschriftInland"), "gebaeude")
    for name, text in (("postleitzahl", address.postal_code), ("strasse", address.street),
                       ("teilnummerDerHausnummer", address.house_number), ("wohnort", address.place),
                       ("zusatzangaben", address.extra)):
        if text:
            etree.SubElement(building, name).text = text


def _name(parent: etree._Element, person: Person) -> None:
    name = _sub(parent, "nameNatuerlichePerson")
    _sub(_sub(name, "familienname"), "name", person.family_name)
    _sub(_sub(name, "vorname"), "name", person.given_names)


def _document(body: etree._Element, pdf: bytes) -> None:
    document = _sub(body, "dokument")
    _sub(document, "dokumentID", "Dok_ID_Antrag")
    _sub(document, "name", "Antrag.pdf")
    representation = _sub(document, "dokumentRepraesentation")
    _sub(representation, "dokumentRepraesentationID", "ID_Antrag")
    _sub(representation, "mimeType", "application/pdf")
    _sub(representation, "inhalt", base64.b64encode(pdf).decode())
    _sub(representation, "dateiname", "Antrag.pdf")
    _sub(representation, "inhaltTyp")
    _code(document, "dokumentTyp", "1010")


def _sub(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, _q(name))
    element.text = text
    return element


def _code(parent: etree._Element, name: str, code: str, list_uri: str = "", list_version: str = "") -> None:
    attributes = {"listURI": list_uri, "listVersionID": list_version} if list_uri else {}
    etree.SubElement(etree.SubElement(parent, _q(name), attributes), "code").text = code


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
