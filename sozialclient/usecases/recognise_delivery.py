"""What a delivery is about, for the index card; nothing in it may keep it from being stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sozialclient.documents.recognition import recognise
from sozialclient.model.application import ApplicationFacts
from sozialclient.model.delivery import Delivery, TransportProtection
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.transports.base import DeliveryUnreadable
from sozialclient.transports.unreadable import cause_of
from sozialclient.wire.spool import Spool

_UNKNOWN = ApplicationFacts(
    service_key=None, service_name="", applicant="", main_xml_key=None, main_pdf_key=None, evidence_keys=()
)


def recognised(delivery: Delivery, payloads: Mapping[str, Spool]) -> tuple[Delivery, ApplicationFacts]:
    """The facts of `delivery`, and itself with a finding where recognising failed."""
    try:
        return delivery, recognise(delivery, lambda key: b"".join(payloads[key].chunks()))
    except BaseException as error:
        cause = cause_of(error)
        if cause is None:
            raise
        finding = Finding("RECOGNITION-FAILED", Severity.WARNING, (("cause", cause.reference),))
    return replace(delivery, findings=(*delivery.findings, finding)), _UNKNOWN


def delivery_of_card(message_id: str, card: ProcessCardBundle | None, unread: DeliveryUnreadable) -> Delivery:
    """All that is known of a delivery that could not be read: what its process card says, and the reason."""
    reason = {**unread.cause.parameters, "cause": unread.cause.reference}
    findings = [Finding("DELIVERY-UNREADABLE", Severity.ERROR, tuple(reason.items()))]
    if not unread.complete:
        findings.append(Finding("DELIVERY-INCOMPLETE", Severity.WARNING))
    return Delivery(
        message_id=message_id,
        message_type="",
        subject=None if card is None else card.card.subject,
        feedback=(),
        process_card=card,
        transport=TransportProtection(encryption=None, signature=None, verdict=Verdict.UNDECIDED),
        containers=(),
        findings=tuple(findings),
    )
