"""Save a message as it was received, for those who can say why it could not be read."""

from __future__ import annotations

from pathlib import Path

from sozialclient.store.actions import EXPORTED
from sozialclient.store.store import Store
from sozialclient.usecases.save_paper import write_pieces


def save_original(store: Store, application_id: str, path: Path) -> None:
    """Write the bytes of a message as they came, still encrypted for this office.

    Raises PaperNotWritten, StoreNoSuchApplication and the errors of the store.
    """
    write_pieces(path, store.original(application_id), lambda: store.record(EXPORTED, application_id, "original"))
