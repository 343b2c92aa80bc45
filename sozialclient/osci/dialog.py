"""The client's side of a dialog as a state table (PROTOCOL 3.1, 4.6, 4.11).

Every further request of a dialog tells the intermediary that the last delivery has arrived.
So a request after a delivery needs the token that `store.add()` returned for it, and after
anything that went wrong no request can be built at all, not even exitDialog.
"""

from __future__ import annotations

import enum
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sozialclient.errors import LocalFault, RemoteFault
from sozialclient.model.stored import StoredToken
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.names import MessageType


class DialogError(RemoteFault):
    """The response does not continue the dialog; parameter `field`."""

    reference = "OSCI-DIALOG"


class DialogOver(LocalFault):
    """A request was asked for in a state that allows none; parameter `phase`."""

    reference = "OSCI-DIALOG-OVER"


class Unacknowledged(LocalFault):
    """A request would acknowledge a delivery that has not been stored."""

    reference = "OSCI-UNACKNOWLEDGED"


class Phase(enum.Enum):
    """Where a dialog stands."""

    NEW = "new"
    INIT_SENT = "init_sent"
    OPEN = "open"
    REQUEST_SENT = "request_sent"
    UNACKNOWLEDGED = "unacknowledged"
    EXIT_SENT = "exit_sent"
    CLOSED = "closed"
    BROKEN = "broken"


class Event(enum.Enum):
    """What moves a dialog."""

    SEND_INIT = "send_init"
    SEND_REQUEST = "send_request"
    SEND_EXIT = "send_exit"
    RECEIVED = "received"
    DELIVERED = "delivered"
    STORED = "stored"
    FAILED = "failed"


TRANSITIONS: Final[dict[tuple[Phase, Event], Phase]] = {
    (Phase.NEW, Event.SEND_INIT): Phase.INIT_SENT,
    (Phase.INIT_SENT, Event.RECEIVED): Phase.OPEN,
    (Phase.OPEN, Event.SEND_REQUEST): Phase.REQUEST_SENT,
    (Phase.OPEN, Event.SEND_EXIT): Phase.EXIT_SENT,
    (Phase.OPEN, Event.DELIVERED): Phase.UNACKNOWLEDGED,
    (Phase.REQUEST_SENT, Event.RECEIVED): Phase.OPEN,
    (Phase.UNACKNOWLEDGED, Event.STORED): Phase.OPEN,
    (Phase.EXIT_SENT, Event.RECEIVED): Phase.CLOSED,
} | {(phase, Event.FAILED): Phase.BROKEN for phase in Phase if phase is not Phase.CLOSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """What the client remembers of its last request, to check the answer against.

    `conversation_id` None: any is accepted (answer to initDialog or to an implicit request).
    """

    challenge: str
    conversation_id: str | None = None
    sequence_number: int | None = None


def check_answer(sent: SentRequest, control: ControlBlock) -> None:
    """The answer must repeat our challenge, conversation and number exactly; raises DialogError."""
    if control.challenge_response is None or not _same(control.challenge_response, sent.challenge):
        raise DialogError(field="Response")
    if control.conversation_id is None or sent.conversation_id not in (None, control.conversation_id):
        raise DialogError(field="ConversationId")
    if control.sequence_number != sent.sequence_number:
        raise DialogError(field="SequenceNumber")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8"), other.encode("utf-8"))


class Dialog:
    """An explicit dialog from our side. `new_challenge` gives a fresh challenge for every request."""

    def __init__(self, new_challenge: Callable[[], str]) -> None:
        self._new_challenge = new_challenge
        self._phase = Phase.NEW
        self._sent: SentRequest | None = None
        self._partner_challenge: str | None = None
        self._conversation_id: str | None = None
        self._number = 0
        self._outstanding: str | None = None

    @property
    def phase(self) -> Phase:
        """Where the dialog stands."""
        return self._phase

    def _move(self, event: Event) -> None:
        after = TRANSITIONS.get((self._phase, event))
        if after is None:
            raise DialogOver(phase=self._phase.value)
        self._phase = after

    def init(self) -> ControlBlock:
        """Control block of initDialog."""
        self._move(Event.SEND_INIT)
        challenge = self._new_challenge()
        self._sent = SentRequest(challenge=challenge)
        return ControlBlock(challenge=challenge)

    def request(self, stored: StoredToken | None, kind: MessageType) -> ControlBlock:
        """Control block of the next request, exitDialog included.

        Raises Unacknowledged unless `stored` names the outstanding delivery, DialogOver when the
        dialog is not open.
        """
        self._acknowledge(stored)
        self._move(Event.SEND_EXIT if kind is MessageType.EXIT_DIALOG else Event.SEND_REQUEST)
        challenge = self._new_challenge()
        self._sent = SentRequest(
            challenge=challenge, conversation_id=self._conversation_id, sequence_number=self._number
        )
        self._number += 1
        return ControlBlock(
            challenge_response=self._partner_challenge,
            challenge=challenge,
            conversation_id=self._conversation_id,
            sequence_number=self._sent.sequence_number,
        )

    def _acknowledge(self, stored: StoredToken | None) -> None:
        if self._phase is not Phase.UNACKNOWLEDGED:
            return
        if stored is None or stored.message_id != self._outstanding:
            raise Unacknowledged
        self._move(Event.STORED)
        self._outstanding = None

    def receive(self, control: ControlBlock) -> None:
        """Check the answer to the last request; on DialogError or DialogOver the dialog is broken."""
        try:
            if self._sent is None:
                raise DialogError(field="Response")
            check_answer(self._sent, control)
            exiting = self._phase is Phase.EXIT_SENT
            if (control.challenge is None) is not exiting:
                raise DialogError(field="Challenge")
            self._move(Event.RECEIVED)
        except (DialogError, DialogOver):
            self.fail()
            raise
        self._conversation_id = control.conversation_id
        self._partner_challenge = control.challenge

    def delivered(self, message_id: str) -> None:
        """A delivery came with the last answer; nothing can be sent before it is stored."""
        self._move(Event.DELIVERED)
        self._outstanding = message_id

    def fail(self) -> None:
        """Something went wrong: this dialog sends nothing any more."""
        if self._phase is not Phase.CLOSED:
            self._phase = Phase.BROKEN
