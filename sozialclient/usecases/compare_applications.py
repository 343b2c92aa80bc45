"""Compare two applications of the store field by field."""

from __future__ import annotations

from sozialclient.documents.comparison.compare import Comparison, compared
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import business_fields


def compare_applications(store: Store, first: str, second: str) -> Comparison:
    """What the second differs in from the first.

    Raises NoBusinessMessage, XmlError, LimitExceeded, DocumentEncodingError and the errors of the store.
    """
    return compared(business_fields(store, first), business_fields(store, second))
