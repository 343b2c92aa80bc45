"""Write a letter that asks for evidence, and note that and when it was made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sozialclient.model.application import State
from sozialclient.reports.evidence_letter import EvidenceLetter, evidence_letter
from sozialclient.reports.letters.letter import letter_text, mailbox_text
from sozialclient.reports.letters.letter_pdf import letter_pdf
from sozialclient.store.books.actions import STATE_CHANGED
from sozialclient.store.store import Store
from sozialclient.usecases.request_evidence import ASKED
from sozialclient.usecases.save_paper import write_paper

_TEXT = ".txt"
_NOT_WORKED_ON = (State.TRASH, State.UNPROCESSABLE)


def request_text(letter: EvidenceLetter, *, mailbox: bool) -> str:
    """The letter as plain text; `mailbox`: for the field of an electronic mailbox."""
    made = evidence_letter(letter)
    return mailbox_text(made) if mailbox else letter_text(made)


def save_request(
    store: Store, application_id: str, letter: EvidenceLetter, paths: Sequence[Path], *, mailbox: bool = False
) -> None:
    """Write the letter to each path (text where it ends in `.txt`, else PDF), and note that evidence was asked for.

    `mailbox` as of `request_text`. Raises PaperNotWritten and the errors of the store.
    """
    store.require_writing()
    for number, path in enumerate(paths):
        plain = path.suffix.lower() == _TEXT
        data = (request_text(letter, mailbox=mailbox).encode("utf-8") if plain else letter_pdf(evidence_letter(letter)))
        note: Callable[[], None] = _noting(store, application_id, letter) if number == 0 else lambda: None
        write_paper(path, data, note)
    _wait(store, application_id, letter)


def note_request(store: Store, application_id: str, letter: EvidenceLetter) -> None:
    """Note that the text of a letter was taken to be sent. Raises the errors of the store."""
    store.require_writing()
    _noting(store, application_id, letter)()
    _wait(store, application_id, letter)


def _noting(store: Store, application_id: str, letter: EvidenceLetter) -> Callable[[], None]:
    """The journal holds the stage, the number of things and the way of a warning, not which things."""
    way = letter.notice.findings.way if letter.notice else None
    detail = ", ".join((str(len(letter.items)), *([f"way={way.value}"] if way else [])))
    return lambda: store.record(ASKED[letter.stage], application_id, detail)


def _wait(store: Store, application_id: str, letter: EvidenceLetter) -> None:
    """The application waits for an answer, and comes up again on the day of the deadline."""
    if store.card(application_id).state not in _NOT_WORKED_ON:
        store.set_state(application_id, State.QUERY, action=STATE_CHANGED)
    store.work.set_due(application_id, letter.deadline)
