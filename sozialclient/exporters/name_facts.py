"""Gathers what names of exports are made of."""

from __future__ import annotations

from sozialclient.documents.fields import FieldDocument
from sozialclient.documents.services import service
from sozialclient.exporters.base import ExportInput
from sozialclient.exporters.contents import business_message, sort_contents
from sozialclient.exporters.naming import NameFacts

_TOWNS = ("wohnort", "ort", "gemeinde")


def name_facts(application: ExportInput, document: FieldDocument | None, number: int) -> NameFacts:
    """Facts of one application, the `number`-th (from 1) of its export."""
    card = application.card
    known = service(card.service_key) if card.service_key else None
    family, _, given = card.applicant.partition(",")
    return NameFacts(
        application_id=card.id,
        received=card.received,
        service=card.service_name,
        service_short=known.short if known else "",
        leika=known.leika_ids[0] if known and known.leika_ids else "",
        application_number=(document.application_number if document else None) or "",
        number=number,
        family_name=family.strip(),
        given_name=given.strip(),
        town=_town(document),
        file_number=application.file_number,
        mailbox=card.mailbox,
    )


def read_name_facts(application: ExportInput) -> NameFacts:
    """The same, from the application alone; reads its XML, so it raises as `ExportInput.payload`."""
    return name_facts(application, business_message(application, sort_contents(application).xml).document, 1)


def _town(document: FieldDocument | None) -> str:
    """The first town of the message; the applicant's address comes before those of others."""
    for field in document.fields if document else ():
        if field.path.rpartition("/")[2].rpartition(":")[2].partition("[")[0].lower() in _TOWNS:
            return field.raw_value
    return ""
