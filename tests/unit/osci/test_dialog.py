"""A dialog never sends what would acknowledge a delivery that is not stored, nor anything after an error."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.model.stored import StoredToken
from sozialclient.osci.control_block import ControlBlock, requires_explicit_dialog
from sozialclient.osci.dialog import (
    TRANSITIONS,
    Dialog,
    DialogError,
    DialogOver,
    Event,
    Phase,
    SentRequest,
    Unacknowledged,
    check_answer,
)
from sozialclient.osci.names import MessageType

ID = "osci:4711"
RIGHT = StoredToken(ID, "00" * 32, "A-1")
WRONG = StoredToken("osci:other", "00" * 32, "A-2")
FETCH, EXIT = MessageType.FETCH_DELIVERY, MessageType.EXIT_DIALOG
CONVERSATION = "0" + "9" * 40


def new_dialog() -> Dialog:
    numbers = itertools.count()
    return Dialog(lambda: f"c{next(numbers)}")


def answer(dialog: Dialog, sent: ControlBlock, challenge: str | None = "s0") -> ControlBlock:
    """The right answer to `sent`."""
    return ControlBlock(
        challenge_response=sent.challenge,
        challenge=None if dialog.phase is Phase.EXIT_SENT else challenge,
        conversation_id=CONVERSATION,
        sequence_number=sent.sequence_number,
    )


def dialog_in(phase: Phase) -> tuple[Dialog, ControlBlock]:
    """A dialog that has come to `phase`, and the last control block it made."""
    dialog, sent = new_dialog(), ControlBlock()
    if phase is Phase.NEW:
        return dialog, sent
    sent = dialog.init()
    if phase is Phase.INIT_SENT:
        return dialog, sent
    dialog.receive(answer(dialog, sent))
    if phase is Phase.UNACKNOWLEDGED:
        dialog.delivered(ID)
    elif phase is Phase.REQUEST_SENT:
        sent = dialog.request(None, FETCH)
    elif phase in (Phase.EXIT_SENT, Phase.CLOSED):
        sent = dialog.request(None, EXIT)
    if phase is Phase.CLOSED:
        dialog.receive(answer(dialog, sent))
    elif phase is Phase.BROKEN:
        dialog.fail()
    return dialog, sent


ACTIONS: dict[str, Callable[[Dialog, ControlBlock], object]] = {
    "init": lambda dialog, _: dialog.init(),
    "fetch, no token": lambda dialog, _: dialog.request(None, FETCH),
    "fetch, right token": lambda dialog, _: dialog.request(RIGHT, FETCH),
    "fetch, wrong token": lambda dialog, _: dialog.request(WRONG, FETCH),
    "exit, no token": lambda dialog, _: dialog.request(None, EXIT),
    "exit, right token": lambda dialog, _: dialog.request(RIGHT, EXIT),
    "exit, wrong token": lambda dialog, _: dialog.request(WRONG, EXIT),
    "right answer": lambda dialog, sent: dialog.receive(answer(dialog, sent)),
    "wrong answer": lambda dialog, sent: dialog.receive(replace(answer(dialog, sent), challenge_response="x")),
    "delivered": lambda dialog, _: dialog.delivered(ID),
    "fail": lambda dialog, _: dialog.fail(),
}
# Everything a dialog may do; whatever is not listed raises. Left out of the first part: `fail`
# and wrong answers, which break every dialog that is not closed.
ALLOWED = {
    (Phase.NEW, "init"): Phase.INIT_SENT,
    (Phase.INIT_SENT, "right answer"): Phase.OPEN,
    (Phase.OPEN, "fetch, no token"): Phase.REQUEST_SENT,
    (Phase.OPEN, "fetch, right token"): Phase.REQUEST_SENT,
    (Phase.OPEN, "fetch, wrong token"): Phase.REQUEST_SENT,
    (Phase.OPEN, "exit, no token"): Phase.EXIT_SENT,
    (Phase.OPEN, "exit, right token"): Phase.EXIT_SENT,
    (Phase.OPEN, "exit, wrong token"): Phase.EXIT_SENT,
    (Phase.OPEN, "delivered"): Phase.UNACKNOWLEDGED,
    (Phase.REQUEST_SENT, "right answer"): Phase.OPEN,
    (Phase.UNACKNOWLEDGED, "fetch, right token"): Phase.REQUEST_SENT,
    (Phase.UNACKNOWLEDGED, "exit, right token"): Phase.EXIT_SENT,
    (Phase.EXIT_SENT, "right answer"): Phase.CLOSED,
    (Phase.CLOSED, "fail"): Phase.CLOSED,
}
BREAKS = {(phase, "fail"): Phase.BROKEN for phase in Phase if phase is not Phase.CLOSED}


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_in_every_phase(phase: Phase, action: str) -> None:
    dialog, sent = dialog_in(phase)
    assert dialog.phase is phase
    wanted = (ALLOWED | BREAKS).get((phase, action))
    if wanted is not None:
        ACTIONS[action](dialog, sent)
        assert dialog.phase is wanted
        return
    with pytest.raises((DialogError, DialogOver, Unacknowledged)) as caught:
        ACTIONS[action](dialog, sent)
    received = action.endswith("answer") and phase is not Phase.CLOSED
    assert dialog.phase is (Phase.BROKEN if received else phase)
    if phase is Phase.UNACKNOWLEDGED and "token" in action:
        assert caught.type is Unacknowledged


def test_the_table_holds_no_way_around_storing() -> None:
    assert {event for phase, event in TRANSITIONS if phase is Phase.UNACKNOWLEDGED} == {Event.STORED, Event.FAILED}
    for phase in (Phase.BROKEN, Phase.CLOSED):
        after = {TRANSITIONS[key] for key in TRANSITIONS if key[0] is phase}
        assert after <= {Phase.BROKEN}


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.CLOSED])
def test_after_an_error_nothing_can_be_sent(phase: Phase) -> None:
    dialog, _ = dialog_in(phase)
    dialog.fail()
    for action in ACTIONS:
        if action not in ("fail",):
            with pytest.raises((DialogOver, DialogError)):
                ACTIONS[action](dialog, ControlBlock(challenge="c0"))
            assert dialog.phase is Phase.BROKEN


def test_a_token_counts_once() -> None:
    dialog, _ = dialog_in(Phase.UNACKNOWLEDGED)
    sent = dialog.request(RIGHT, FETCH)
    dialog.receive(answer(dialog, sent, "s1"))
    dialog.delivered("osci:4712")
    with pytest.raises(Unacknowledged):
        dialog.request(RIGHT, FETCH)
    assert dialog.phase is Phase.UNACKNOWLEDGED
    assert dialog.request(StoredToken("osci:4712", "", ""), FETCH).sequence_number == 1


def test_the_chain_of_an_explicit_dialog() -> None:
    """PROTOCOL 3.1: numbers from 0, each answer's challenge comes back with the next request."""
    dialog = new_dialog()
    assert dialog.init() == ControlBlock(challenge="c0")
    dialog.receive(ControlBlock(challenge_response="c0", challenge="s0", conversation_id=CONVERSATION))
    for number in range(3):
        sent = dialog.request(None, FETCH if number < 2 else EXIT)
        assert sent == ControlBlock(
            challenge_response=f"s{number}",
            challenge=f"c{number + 1}",
            conversation_id=CONVERSATION,
            sequence_number=number,
        )
        dialog.receive(answer(dialog, sent, f"s{number + 1}"))
    assert dialog.phase is Phase.CLOSED


WRONG_ANSWERS = [
    ({"challenge_response": None}, "Response"),
    ({"challenge_response": "c1 "}, "Response"),
    ({"challenge_response": "C1"}, "Response"),
    ({"challenge_response": "c0"}, "Response"),
    ({"challenge_response": "s0"}, "Response"),
    ({"challenge_response": "ç1"}, "Response"),
    ({"conversation_id": None}, "ConversationId"),
    ({"conversation_id": CONVERSATION.lstrip("0")}, "ConversationId"),
    ({"conversation_id": "1"}, "ConversationId"),
    ({"sequence_number": None}, "SequenceNumber"),
    ({"sequence_number": 1}, "SequenceNumber"),
    ({"sequence_number": -1}, "SequenceNumber"),
    ({"challenge": None}, "Challenge"),
]


@pytest.mark.parametrize(("change", "field"), WRONG_ANSWERS)
def test_a_wrong_answer_breaks_the_dialog_and_names_the_field(change: dict[str, object], field: str) -> None:
    dialog, sent = dialog_in(Phase.REQUEST_SENT)
    with pytest.raises(DialogError) as caught:
        dialog.receive(replace(answer(dialog, sent), **change))  # type: ignore[arg-type]  # values by field name
    assert caught.value.parameters == {"field": field}
    assert dialog.phase is Phase.BROKEN


def test_the_first_answer_names_the_conversation_and_no_number() -> None:
    for change in ({"conversation_id": None}, {"sequence_number": 0}, {"challenge": None}):
        dialog, sent = dialog_in(Phase.INIT_SENT)
        with pytest.raises(DialogError):
            dialog.receive(replace(answer(dialog, sent), **change))


def test_the_last_answer_has_no_challenge() -> None:
    dialog, sent = dialog_in(Phase.EXIT_SENT)
    with pytest.raises(DialogError) as caught:
        dialog.receive(replace(answer(dialog, sent), challenge="s9"))
    assert caught.value.parameters == {"field": "Challenge"}


def test_an_answer_twice_breaks_the_dialog() -> None:
    dialog, sent = dialog_in(Phase.REQUEST_SENT)
    right = answer(dialog, sent)
    dialog.receive(right)
    with pytest.raises(SozialclientError):
        dialog.receive(right)
    assert dialog.phase is Phase.BROKEN


def test_the_answer_to_an_implicit_request() -> None:
    sent = SentRequest(challenge="c0", sequence_number=0)
    check_answer(sent, ControlBlock(challenge_response="c0", conversation_id="1", sequence_number=0))
    for wrong in (
        ControlBlock(challenge_response="c0", sequence_number=0),
        ControlBlock(challenge_response="c0", conversation_id="1"),
        ControlBlock(conversation_id="1", sequence_number=0),
    ):
        with pytest.raises(DialogError):
            check_answer(sent, wrong)


def test_which_requests_need_a_dialog() -> None:
    """PROTOCOL 3.1, implicit dialog."""
    explicit = {kind.value for kind in MessageType if requires_explicit_dialog(kind)}
    assert explicit == {"FetchDelivery", "FetchProcessCard", "PartialFetchDelivery", "ExitDialog"}
