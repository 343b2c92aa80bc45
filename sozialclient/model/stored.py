"""The proof that a delivery is safely on disk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredToken:
    """Made only by `store`, after the commit that holds the delivery is durable.

    The next request of a dialog acknowledges the last delivery, so it cannot be built without
    the token that names it (`message_id` as in the process card bundle, `sha256` hex of the
    original bytes that were stored). `duplicate`: it was there already; `changed`: a message with
    this id was there already and held something else.
    """

    message_id: str
    sha256: str
    application_id: str
    duplicate: bool = False
    changed: bool = False
