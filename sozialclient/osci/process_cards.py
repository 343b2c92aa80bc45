"""Process cards and inspection reports on the wire (PROTOCOL 5.1 to 5.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from sozialclient.model.process_card import Inspection, Instant, ProcessCard, ProcessCardBundle
from sozialclient.wire.base64 import Base64Error, decode_base64, encode_base64
from sozialclient.wire.elements import StructureError, attribute, children, expect_order, only_child, optional_child
from sozialclient.wire.namespaces import OSCI, q
from sozialclient.wire.xml import text_of

_MAX_TEXT = 4000
_FRACTION = re.compile(r"\.(\d{1,6})\d*")


def read_instant_text(text: str) -> Instant:
    """An xs:dateTime; without a zone, or not readable, `utc` is None and the text is kept."""
    clipped = text.strip()[:64]
    try:
        value = datetime.fromisoformat(_FRACTION.sub(r".\1", clipped))
        return Instant(clipped, value.astimezone(UTC) if value.tzinfo else None)
    except (ValueError, OverflowError):
        return Instant(clipped, None)


def read_timestamp(element: etree._Element) -> Instant:
    """`Plain` or `Cryptographic`; the latter is kept as base64 and not evaluated."""
    (child,) = children(element) if len(element) == 1 else (None,)
    if child is not None and child.tag == q(OSCI, "Plain"):
        return read_instant_text(text_of(child))
    if child is not None and child.tag == q(OSCI, "Cryptographic"):
        return Instant(received="", utc=None, cryptographic=text_of(child))
    raise StructureError(element="Timestamp")


def read_message_id(element: etree._Element) -> str:
    """A MessageId: base64 of UTF-8 on the wire; foreign bytes are kept as \\xNN."""
    try:
        raw = decode_base64(text_of(element))
    except Base64Error:
        raise StructureError(element="MessageId") from None
    if not raw or len(raw) > _MAX_TEXT:
        raise StructureError(element="MessageId")
    return raw.decode("utf-8", "backslashreplace")


def message_id_xml(message_id: str) -> str:
    """A MessageId element."""
    return f"<osci:MessageId>{encode_base64(message_id.encode('utf-8'))}</osci:MessageId>"


def read_process_card_bundle(element: etree._Element) -> ProcessCardBundle:
    """A ProcessCardBundle; raises StructureError."""
    expect_order(
        element,
        ((q(OSCI, "MessageId"), False), (q(OSCI, "ProcessCard"), False), (q(OSCI, "InspectionReport"), False)),
    )
    report = optional_child(element, OSCI, "InspectionReport")
    found = children(report) if report is not None else []
    return ProcessCardBundle(
        message_id=read_message_id(only_child(element, OSCI, "MessageId")),
        card=_read_card(only_child(element, OSCI, "ProcessCard")),
        inspections=tuple(_read_inspection(inspection) for inspection in found),
    )


def _read_card(element: etree._Element) -> ProcessCard:
    names = ("Creation", "Forwarding", "Reception", "Subject")
    expect_order(element, tuple((q(OSCI, name), False) for name in names))
    times = {
        name: None if (child := optional_child(element, OSCI, name)) is None else read_timestamp(child)
        for name in names[:3]
    }
    subject = optional_child(element, OSCI, "Subject")
    return ProcessCard(
        recent_modification=read_instant_text(attribute(element, "RecentModification")),
        creation=times["Creation"],
        forwarding=times["Forwarding"],
        reception=times["Reception"],
        subject=None if subject is None else text_of(subject)[:_MAX_TEXT],
    )


def _read_inspection(element: etree._Element) -> Inspection:
    if element.tag != q(OSCI, "Inspection"):
        raise StructureError(element="InspectionReport")
    online = optional_child(element, OSCI, "OnlineResult")
    crl = None if online is None else optional_child(online, OSCI, "CRL")
    return Inspection(
        timestamp=read_timestamp(only_child(element, OSCI, "Timestamp")),
        subject=_leaf(element, "X509SubjectName"),
        issuer=_leaf(element, "X509IssuerName"),
        serial=_leaf(element, "X509SerialNumber"),
        certificate_type=attribute(only_child(element, OSCI, "CertType"), "Type")[:40],
        math_result=attribute(only_child(element, OSCI, "MathResult"), "Result")[:40],
        offline_result=attribute(only_child(element, OSCI, "OfflineResult"), "Result")[:40],
        online_result=None if online is None else attribute(online, "Result")[:40],
        crl=None if crl is None else text_of(crl)[:64],
    )


def _leaf(element: etree._Element, name: str) -> str:
    return text_of(only_child(element, OSCI, name))[:_MAX_TEXT]


def instant_text(moment: datetime) -> str:
    """Whole seconds in UTC with Z, the form both libraries read."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def process_card_bundle_xml(bundle: ProcessCardBundle, *, reception: bool = True) -> str:
    """A ProcessCardBundle; `reception` False leaves that time out, as fetch responses demand."""
    card = bundle.card
    times = [("Creation", card.creation), ("Forwarding", card.forwarding)]
    if reception:
        times.append(("Reception", card.reception))
    inner = "".join(
        f"<osci:{name}><osci:Plain>{escape(value.received)}</osci:Plain></osci:{name}>"
        for name, value in times
        if value is not None
    )
    if card.subject is not None:
        inner += f"<osci:Subject>{escape(card.subject)}</osci:Subject>"
    inspections = "".join(_inspection_xml(inspection) for inspection in bundle.inspections)
    return (
        f"<osci:ProcessCardBundle>{message_id_xml(bundle.message_id)}"
        f"<osci:ProcessCard RecentModification={quoteattr(card.recent_modification.received)}>{inner}"
        f"</osci:ProcessCard><osci:InspectionReport>{inspections}</osci:InspectionReport></osci:ProcessCardBundle>"
    )


def _inspection_xml(inspection: Inspection) -> str:
    online = ""
    if inspection.online_result is not None:
        crl = f"<osci:CRL>{escape(inspection.crl)}</osci:CRL>" if inspection.crl else ""
        online = f"<osci:OnlineResult Result={quoteattr(inspection.online_result)}>{crl}</osci:OnlineResult>"
    return (
        f"<osci:Inspection><osci:Timestamp><osci:Plain>{escape(inspection.timestamp.received)}</osci:Plain>"
        f"</osci:Timestamp><osci:X509SubjectName>{escape(inspection.subject)}</osci:X509SubjectName>"
        f"<osci:X509IssuerName>{escape(inspection.issuer)}</osci:X509IssuerName>"
        f"<osci:X509SerialNumber>{escape(inspection.serial)}</osci:X509SerialNumber>"
        f"<osci:CertType Type={quoteattr(inspection.certificate_type)}></osci:CertType>"
        f"<osci:MathResult Result={quoteattr(inspection.math_result)}></osci:MathResult>"
        f"<osci:OfflineResult Result={quoteattr(inspection.offline_result)}></osci:OfflineResult>"
        f"{online}</osci:Inspection>"
    )
