"""Save a message as it was received, for those who can say why it could not be read."""

from __future__ import annotations

from pathlib import Path

from sozialclient.exporters.mark_of_the_web import mark
from sozialclient.store.books.actions import EXPORTED
from sozialclient.store.store import Store
from sozialclient.usecases.save_paper import write_pieces


def save_original(store: Store, application_id: str, path: Path, *, earlier: bool = False) -> None:
    """Write the bytes of a message as they came, still encrypted for this office, with the mark of the web.

    `earlier`: those that came before and could not be read. Raises PaperNotWritten,
    StoreNoSuchApplication, StoreNoSuchContent and the errors of the store.
    """
    pieces = store.earlier_original(application_id) if earlier else store.original(application_id)
    write_pieces(path, pieces, lambda: store.record(EXPORTED, application_id, "original"))
    mark(path)
