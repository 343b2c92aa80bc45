"""Save a paper of our own where the user wants it, complete or not at all, and note that it left the store."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.reports.papers import inspection_papers
from sozialclient.store.books.actions import REPORT_SAVED
from sozialclient.store.store import Store
from sozialclient.usecases.trust import trust_report

_PREFIX = ".sozialclient-"
_LEFTOVER = re.compile(rf"{re.escape(_PREFIX)}[a-z0-9_]{{8}}")
_ABANDONED_SECONDS = 24 * 3600
"""Nobody writes a paper that slowly."""


class PaperNotWritten(SozialclientError):
    """A paper could not be written; parameter `cause` is the system's error number."""

    reference = "PAPER-WRITE"


def save_inspection(store: Store, application_id: str, path: Path, policy: Policy | None = None) -> None:
    """Write the inspection report of an application in the form the ending of `path` names, else as HTML.

    `policy` None: as shipped. Raises PaperNotWritten and the errors of the store.
    """
    card, delivery = store.card(application_id), store.delivery(application_id)
    trust = trust_report(store, policy or Policy.default(), card, delivery)
    papers = inspection_papers(card, delivery, trust)
    ending = path.suffix.lower()
    paper = next((each for each in papers if ending and each.file_name.endswith(ending)), papers[0])
    write_paper(path, paper.data, lambda: store.record(REPORT_SAVED, application_id, "inspection"))


def write_paper(path: Path, data: bytes, note: Callable[[], None]) -> None:
    """Write `data` as `write_pieces` does."""
    write_pieces(path, [data], note)


def write_pieces(path: Path, pieces: Iterable[bytes], note: Callable[[], None]) -> None:
    """Write `pieces` to `path`, replacing what is there; `note` is called before the file appears.

    Raises PaperNotWritten and what `pieces` and `note` raise; nothing is left then.
    """
    try:
        write_whole(path, pieces, note)
    except OSError as error:
        raise PaperNotWritten(cause=error.errno or 0) from None


def write_whole(path: Path, pieces: Iterable[bytes], note: Callable[[], None] = lambda: None) -> None:
    """As `write_pieces`, for the owner's eyes only. Raises OSError and what `pieces` and `note` raise."""
    _sweep(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        note()
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what a kill left in the middle of a paper: nobody would find it, and it may say much about a person."""
    oldest = time.time() - _ABANDONED_SECONDS
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            ours = _LEFTOVER.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
            if ours and entry.stat(follow_symlinks=False).st_mtime < oldest:
                Path(entry.path).unlink(missing_ok=True)
