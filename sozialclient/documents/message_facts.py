"""What a business message says of itself: standard, version, case, author, reader, dates. File names do not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sozialclient.documents.services import Service, recognise_service
from sozialclient.documents.shapes import child_text, is_code
from sozialclient.documents.shown_text import one_line
from sozialclient.documents.standard import local_name, namespace, standard_and_version

_HEAD = "nachrichtenkopf"
_CASE = ("vorgangsID", "antragsnummer", "antragsID")
_APPLIED = ("antragsDatum", "antragsdatum")
_SERVICE = ("leistung", "leikaId", "ozgId", "leistungsschluessel")
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Party:
    """Author or reader: identifier in the directory ("bth:990000000000") and name, either may be empty."""

    identifier: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """Everything as sent, trimmed, made one line and clipped; empty where the message does not tell.

    `created` and `applied` are ISO 8601 as written, `service_id` is the DVDV-Dienstkennung.
    """

    root_name: str
    namespace: str
    standard: str
    version: str
    message_id: str = ""
    message_type: str = ""
    created: str = ""
    author: Party = Party("", "")
    reader: Party = Party("", "")
    service_id: str = ""
    case_id: str = ""
    applied: str = ""
    product: str = ""
    service: Service | None = None
    test: bool = False


def message_facts(root: etree._Element) -> MessageFacts:
    """The facts of a parsed message."""
    standard, version = standard_and_version(root)
    head = next((child for child in root if local_name(child).lower().startswith(_HEAD)), None)
    product = one_line(root.get("produkt") or "")
    author, reader = _party(head, "autor"), _party(head, "leser")
    service_id = _first(head, ("dvdvDienstkennung",))
    codes = [text for text in (product, *_service_codes(root), reader.identifier, service_id) if text]
    return MessageFacts(
        root_name=local_name(root),
        namespace=one_line(namespace(root) or ""),
        standard=one_line(standard),
        version=one_line(version),
        message_id=_first(head, ("nachrichtenUUID",)),
        message_type=_first(head, ("nachrichtentyp",)),
        created=_first(head, ("erstellungszeitpunkt",)),
        author=author,
        reader=reader,
        service_id=service_id,
        case_id=_first(root, _CASE),
        applied=_first(root, _APPLIED),
        product=product,
        service=recognise_service(None, namespace(root), local_name(root), codes),
        test=(root.get("test") or "").strip().lower() not in ("", "false", "0"),
    )


def _service_codes(root: etree._Element) -> Iterator[str]:
    for name in _SERVICE:
        for element in _some(root, name):
            yield from filter(None, (_value(element), child_text(element, "name")))


def _party(head: etree._Element | None, name: str) -> Party:
    group = next(_some(head, name), None) if head is not None else None
    return Party(_first(group, ("kennung",)), _first(group, ("name", "behoerdenname")))


def _first(place: etree._Element | None, names: tuple[str, ...]) -> str:
    """The first value of an element of these names; the names in their order."""
    if place is None:
        return ""
    for name in names:
        for element in _some(place, name):
            if text := _value(element):
                return text
    return ""


def _some(place: etree._Element, name: str) -> Iterator[etree._Element]:
    for number, element in enumerate(place.iter(f"{{*}}{name}")):
        if number >= _MOST:
            return
        yield element


def _value(element: etree._Element) -> str:
    return one_line(child_text(element, "code") if is_code(element) else (element.text or ""))
