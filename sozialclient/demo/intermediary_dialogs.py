"""The intermediary's side of explicit dialogs: who may say what next (PROTOCOL 3.1, 4.6)."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sozialclient.demo.intermediary_refusals import FaultAnswer
from sozialclient.osci.compose import new_challenge
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.feedback import FeedbackCode

_CONVERSATION_DIGITS = 24
_MOST_DIALOGS = 1000


@dataclass(slots=True)
class ServerDialog:
    """One open dialog, bound to the certificates of its initDialog (DER).

    `outstanding` is the number of the delivery that the next valid request acknowledges,
    `in_chunks` the one under way in chunks with the chunk numbers sent so far.
    """

    conversation_id: str
    cipher_certificate: bytes
    signature_certificate: bytes | None
    expected_response: str
    last_used: float
    expected_number: int = 0
    outstanding: int | None = None
    in_chunks: int | None = None
    chunks_sent: set[int] = field(default_factory=set)


def new_conversation_id() -> str:
    """Decimal digits that nobody can guess."""
    return str(secrets.randbelow(9 * 10 ** (_CONVERSATION_DIGITS - 1)) + 10 ** (_CONVERSATION_DIGITS - 1))


class Dialogs:
    """All open dialogs; usable from several threads. `timeout` in seconds of `monotonic`."""

    def __init__(self, timeout: float, monotonic: Callable[[], float]) -> None:
        self._timeout = timeout
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._open: dict[str, ServerDialog] = {}

    def open(self, cipher_certificate: bytes, signature_certificate: bytes | None, challenge: str) -> ServerDialog:
        """Begin a dialog whose next request must answer `challenge`."""
        dialog = ServerDialog(
            new_conversation_id(), cipher_certificate, signature_certificate, challenge, self._monotonic()
        )
        with self._lock:
            self._forget_old()
            self._open[dialog.conversation_id] = dialog
        return dialog

    def peek(self, conversation_id: str | None) -> ServerDialog | None:
        """The dialog of that id, without any claim that the asker takes part in it."""
        with self._lock:
            self._forget_old()
            return self._open.get(conversation_id or "")

    def advance(self, control: ControlBlock) -> tuple[ServerDialog, ControlBlock]:
        """Check that `control` continues its dialog, and give the control block of the answer.

        Raises FaultAnswer (9400) and changes nothing when it does not.
        """
        challenge = new_challenge()
        with self._lock:
            self._forget_old()
            dialog = self._open.get(control.conversation_id or "")
            if dialog is None or not _continues(dialog, control):
                raise FaultAnswer(code=FeedbackCode.DIALOG_WRONG.value)
            dialog.expected_response = challenge
            dialog.expected_number += 1
            dialog.last_used = self._monotonic()
        return dialog, answer_block(control, dialog.conversation_id, challenge)

    def close(self, dialog: ServerDialog) -> None:
        """End a dialog."""
        with self._lock:
            self._open.pop(dialog.conversation_id, None)

    def _forget_old(self) -> None:
        oldest = self._monotonic() - self._timeout
        for dialog in list(self._open.values()):
            if dialog.last_used < oldest or len(self._open) > _MOST_DIALOGS:
                del self._open[dialog.conversation_id]


def _continues(dialog: ServerDialog, control: ControlBlock) -> bool:
    answered = (control.challenge_response or "").encode("utf-8")
    right = hmac.compare_digest(answered, dialog.expected_response.encode("utf-8"))
    return right and control.sequence_number == dialog.expected_number


def answer_block(control: ControlBlock, conversation_id: str, challenge: str) -> ControlBlock:
    """The control block that answers `control`."""
    return ControlBlock(
        challenge_response=control.challenge,
        challenge=challenge,
        conversation_id=conversation_id,
        sequence_number=control.sequence_number,
    )
