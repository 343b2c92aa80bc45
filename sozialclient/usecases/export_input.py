"""Take an application out of the store in the form in which exports, papers and letters read it."""

from __future__ import annotations

from functools import partial

from sozialclient.exporters.base import ExportInput
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import labelled_fields, schema_library


def export_input(store: Store, application_id: str) -> ExportInput:
    """An application without papers and copies; its fields carry the labels of the schema packages.

    Raises StoreNoSuchApplication and the errors of the store.
    """
    return ExportInput(
        card=store.card(application_id),
        delivery=store.delivery(application_id),
        facts=store.facts(application_id),
        payload=partial(store.payload, application_id),
        original=partial(store.original, application_id),
        read=partial(labelled_fields, schema_library(store)),
        file_number=store.work.work(application_id).file_number,
    )
