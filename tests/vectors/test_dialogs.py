"""The captured dialogs of both libraries, replayed through our own state table."""

from __future__ import annotations

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.model.stored import StoredToken
from sozialclient.osci.cover import CoveredMessage, cover
from sozialclient.osci.dialog import Dialog, Phase, SentRequest, check_answer
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import Fault, Receiver
from sozialclient.osci.responses import (
    Response,
    ResponseToFetchDelivery,
    ResponseToFetchProcessCard,
    ResponseToPartialFetchDelivery,
    read_response,
)
from sozialclient.wire.spool import MemorySpool, spool_bytes
from tests.vectors.cases import Case, Meta, all_cases, decryption_keys, pinned_signer
from tests.vectors.opening import chunks

DIALOGS = all_cases("dialog")


def _steps(case: Case) -> list[Meta]:
    """Exchanges of a case; a last step without request only describes the assembled chunks."""
    return [step for step in case.meta["steps"] if "request" in step]


def _peer(step: Meta) -> Meta:
    """What the library that sent the request made of the answer."""
    peer: Meta = step.get("java_client") or step["net_client"]
    return peer


def _request_type(step: Meta) -> str:
    return str(step.get("request_type") or step["label"].split("_")[0])


WITH_ANSWERS = [case for case in DIALOGS if all(step.get("response") for step in _steps(case))]
FAULTS = all_cases("fault")


def _read(case: Case, file: str, role: str) -> CoveredMessage | Fault:
    # The sender of sender_* is the platform, whatever the metadata says of the client.
    names = (case.meta[role], "../_pki/sender-cipher.p12")
    keys = [key for name in names for key in decryption_keys(case.path(name))]
    message = Receiver(keys, MemorySpool, Policy.default()).read(chunks(case.file(file)))
    if isinstance(message, Fault):
        return message
    signer = pinned_signer(case) if role == "client_p12" else None
    return cover(message, Policy.default(), expected_signer=signer)


def _covered(case: Case, file: str, role: str) -> CoveredMessage:
    message = _read(case, file, role)
    assert isinstance(message, CoveredMessage)
    return message


def _is_explicit(case: Case) -> bool:
    return _request_type(_steps(case)[0]) == "InitDialog"


@pytest.mark.parametrize("case", [c for c in WITH_ANSWERS if _is_explicit(c)], ids=lambda case: case.folder.name)
def test_the_state_table_builds_and_accepts_the_same_dialog(case: Case) -> None:
    requests = [_covered(case, step["request"]["file"], "intermediary_p12") for step in _steps(case)]
    challenges = iter([str(request.control.challenge) for request in requests])
    dialog = Dialog(lambda: next(challenges))
    token: StoredToken | None = None
    for step, request in zip(_steps(case), requests, strict=True):
        if request.type is MessageType.INIT_DIALOG:
            assert dialog.init() == request.control
        else:
            assert dialog.request(token, request.type) == request.control
        answer = _covered(case, step["response"]["file"], "client_p12")
        dialog.receive(answer.control)
        response = read_response(answer)
        _compare_feedback(step, response)
        token = None
        if isinstance(response, ResponseToFetchDelivery) and response.card is not None:
            dialog.delivered(response.card.message_id)
            token = StoredToken(response.card.message_id, "00", "A-1")
        _compare(_peer(step), response)
    assert dialog.phase is (Phase.CLOSED if _request_type(_steps(case)[-1]) == "ExitDialog" else Phase.OPEN)


def _compare_feedback(step: Meta, response: Response) -> None:
    # A client that died on its own answer (unknown culture) reports none.
    if "feedback" in _peer(step):
        assert [entry.code for entry in response.feedback] == _peer(step)["feedback"]


def _compare(wanted: Meta, response: object) -> None:
    if isinstance(response, ResponseToFetchDelivery):
        assert (response.card is not None) == ("process_card" in wanted)
        if response.card is not None:
            card = wanted["process_card"]
            assert response.card.message_id == card["message_id"]
            assert response.card.card.recent_modification.received == card["recent_modification"]
            assert len(response.card.inspections) == len(card["inspections"])
    if isinstance(response, ResponseToFetchProcessCard):
        cards = wanted.get("process_cards") or wanted.get("cards") or []
        assert len(response.cards) == len(cards)


@pytest.mark.parametrize("case", [c for c in WITH_ANSWERS if not _is_explicit(c)], ids=lambda case: case.folder.name)
def test_implicit_dialogs(case: Case) -> None:
    for step in _steps(case):
        request = _covered(case, step["request"]["file"], "intermediary_p12")
        answer = _covered(case, step["response"]["file"], "client_p12")
        sent = SentRequest(
            challenge=str(request.control.challenge), sequence_number=request.control.sequence_number
        )
        check_answer(sent, answer.control)
        _compare_feedback(step, read_response(answer))


@pytest.mark.parametrize("case", [c for c in DIALOGS if "partial" in c.folder.name], ids=lambda case: case.folder.name)
def test_chunks_make_up_the_whole_message(case: Case) -> None:
    whole = b""
    for step in _steps(case):
        if _request_type(step) != "PartialFetchDelivery":
            continue
        response = read_response(_covered(case, step["response"]["file"], "client_p12"))
        assert isinstance(response, ResponseToPartialFetchDelivery)
        assert response.content_id is not None
        whole += spool_bytes(response.message.parts[response.content_id].spool)
        assert len(whole) or response.chunk.chunk_number == 1
    assert whole == case.file("assembled.inner.msg")


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.folder.name)
def test_faults_are_faults(case: Case) -> None:
    for step in case.meta["steps"]:
        fault = _read(case, step["response"]["file"], "client_p12")
        assert isinstance(fault, Fault)
        assert fault.code == _peer(step)["code"]


@pytest.mark.parametrize("case", DIALOGS, ids=lambda case: case.folder.name)
def test_requests_of_both_libraries_are_read_and_verified(case: Case) -> None:
    for step in _steps(case):
        request = _covered(case, step["request"]["file"], "intermediary_p12")
        assert request.type.value == _request_type(step)
        unsigned = "unsigned" in case.folder.name
        assert (request.transport.signature is None) == unsigned
