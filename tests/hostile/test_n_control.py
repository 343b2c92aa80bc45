"""Answers that do not continue the dialog, though the intermediary has signed them (group N)."""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.osci.compose import OutgoingMessage, new_challenge
from sozialclient.osci.dialog import DialogError
from sozialclient.transports import osci12
from sozialclient.transports.base import Selection
from sozialclient.wire.elements import StructureError
from tests.e2e.conftest import Scene
from tests.e2e.harms import HARMS, encrypted_for, plain_message
from tests.e2e.wire_between import Harm, Visit, pass_through
from tests.hostile.expect import refused
from tests.hostile.faulty_intermediary import Change, control, faulty, in_blocks
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask, opened
from tests.mailbox_rig import training_pki


def spelt(message: OutgoingMessage, before: str, behind: str) -> OutgoingMessage:
    right = message.control.challenge_response or ""
    return replace(message, control=replace(message.control, challenge_response=before + right + behind))


RESPONSES: dict[str, tuple[Change, type[SozialclientError]]] = {
    "another": (control(challenge_response=new_challenge()), DialogError),
    "missing": (control(challenge_response=None), DialogError),
    "empty": (control(challenge_response=""), StructureError),
    "far too long": (control(challenge_response="A" * 257), StructureError),
    "our own name": (control(challenge_response="Sozialclient"), DialogError),
    "blank before": (lambda message: spelt(message, " ", ""), DialogError),
    "blank behind": (lambda message: spelt(message, "", " "), DialogError),
    "line end behind": (lambda message: spelt(message, "", "\n"), DialogError),
    "padding gone": (
        lambda message: control(challenge_response=(message.control.challenge_response or "").rstrip("="))(message),
        DialogError,
    ),
    "lower case": (
        lambda message: control(challenge_response=(message.control.challenge_response or "").lower())(message),
        DialogError,
    ),
    "its own challenge": (
        lambda message: control(challenge_response=message.control.challenge)(message), DialogError
    ),
}


@guarded_by("sozialclient.osci.dialog.check_answer", "sozialclient.osci.dialog._same")
@pytest.mark.parametrize("name", RESPONSES)
def test_n_18_not_our_challenge(quiet: Scene, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer repeats another challenge than ours, ours in another spelling, or none."""
    change, kind = RESPONSES[name]
    faulty(monkeypatch, change)
    with refused(kind, **({"field": "Response"} if kind is DialogError else {"element": "Response"})):
        ask(quiet, pass_through)


@guarded_by("sozialclient.osci.dialog.check_answer")
def test_n_18b_an_older_challenge_of_ours(quiet: Scene) -> None:
    """A complete answer that was right one request ago."""
    with refused(DialogError, field="Response"):
        ask(quiet, HARMS["older answer"])


CONVERSATIONS: dict[str, tuple[str | None, type[SozialclientError]]] = {
    "another": ("4711", DialogError),
    "missing": (None, DialogError),
    "empty": ("", StructureError),
    "not digits": ("12a", StructureError),
    "other digits": ("\N{ARABIC-INDIC DIGIT ONE}", StructureError),
    "far too long": ("1" * 65, StructureError),
}


@guarded_by("sozialclient.osci.dialog.check_answer", "sozialclient.osci.control_block.read_control_block")
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_n_19_another_conversation(quiet: Scene, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer names another conversation, or none, or something that is no name of one."""
    value, kind = CONVERSATIONS[name]
    faulty(monkeypatch, control(conversation_id=value))
    with refused(kind, **({"field": "ConversationId"} if kind is DialogError else {"element": "ConversationId"})):
        ask(quiet, pass_through)


def playing(answer: bytes) -> Harm:
    """The request is answered with what was kept."""

    def harm(visit: Visit) -> None:
        visit.forward()
        visit.send(answer)

    return harm


@guarded_by("sozialclient.osci.dialog.check_answer")
def test_n_19b_two_dialogs_crossed(quiet: Scene) -> None:
    """Two fetches at once, and one gets the answer meant for the other, which is right in every other respect."""
    other = opened(quiet)
    kept: list[bytes] = []

    def keep(visit: Visit) -> None:
        kept.append(visit.forward())

    quiet.between.harmed, quiet.between.harm = len(quiet.between.requests), keep
    with pytest.raises(SozialclientError):
        other.next(None, Selection())
    with refused(DialogError, field="Response"):
        ask(quiet, playing(kept[0]))


NUMBERS: dict[str, tuple[int | str | None, type[SozialclientError]]] = {
    "one less": (-1, StructureError),
    "one more": (1, DialogError),
    "two more": (2, DialogError),
    "missing": (None, DialogError),
    "nine digits": (999_999_999, DialogError),
    "overflow": ("18446744073709551616", StructureError),
    "empty": ("", StructureError),
    "a word": ("null", StructureError),
    "with sign": ("+0", StructureError),
    "with blank": (" 0", StructureError),
    "a fraction": ("0.0", StructureError),
    "other digits": ("\N{FULLWIDTH DIGIT ZERO}", StructureError),
}


@guarded_by("sozialclient.osci.dialog.check_answer", "sozialclient.osci.control_block.read_control_block")
@pytest.mark.parametrize("name", NUMBERS)
def test_n_20_another_number(quiet: Scene, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer to request 0 has another number, none, or something that is no number."""
    value, kind = NUMBERS[name]
    faulty(monkeypatch, control(sequence_number=value))
    with refused(kind, **({"field": "SequenceNumber"} if kind is DialogError else {"element": "SequenceNumber"})):
        ask(quiet, pass_through)


def another_card(message: OutgoingMessage) -> OutgoingMessage:
    other = base64.b64encode(b"osci:another").decode()
    pattern = r"(<osci:ProcessCardBundle>.*?<osci:MessageId>)[^<]*"
    return in_blocks(pattern, rf"\g<1>{other}")(message)


@guarded_by("sozialclient.transports.osci12.Osci12Session._open")
@pytest.mark.parametrize("chunk_kib", [None, 1000])
def test_n_22_another_message_than_asked_for(
    quiet: Scene, chunk_kib: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for one message by its id, the intermediary hands out another: not taken, not acknowledged."""
    wanted = Selection(message_id=quiet.sent[1])
    if chunk_kib is None:
        faulty(monkeypatch, another_card)
    else:
        monkeypatch.setattr(quiet.hub.rig.state, "by_message_id", lambda *_: quiet.hub.deliveries()[0])
    with refused(DialogError, field="MessageId"):
        ask(quiet, pass_through, selection=wanted, chunk_kib=chunk_kib)


@guarded_by("sozialclient.osci.responses.read_response")
def test_n_22b_two_process_cards_in_one_answer(quiet: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer about two deliveries, of which one would be acknowledged unseen: refused as a whole."""
    faulty(monkeypatch, in_blocks(r"(<osci:ProcessCardBundle>.*</osci:ProcessCardBundle>)", r"\1\1"))
    with refused(StructureError):
        ask(quiet, pass_through)


@guarded_by("sozialclient.osci.structure.envelope_parts")
def test_n_22c_two_packages_in_one_answer(quiet: Scene) -> None:
    """The same with two packages of contents in the body."""
    second = b"<osci:ContentPackage></osci:ContentPackage></soap:Body>"

    def harm(visit: Visit) -> None:
        plain = plain_message(visit.forward()).replace(b"</soap:Body>", second)
        visit.send_body(encrypted_for(training_pki().office, plain))

    with refused(StructureError, element="Body"):
        ask(quiet, harm)


@guarded_by("sozialclient.osci.compose.new_challenge")
@pytest.mark.parametrize("count", [100_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_n_23_challenges_never_repeat(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has 128 bits from the generator for secrets, and of very many no two are alike."""
    assert len({new_challenge() for _ in range(count)}) == count
    asked: list[int] = []

    def drawn(length: int) -> bytes:
        asked.append(length)
        return bytes(length)

    monkeypatch.setattr(secrets, "token_bytes", drawn)
    assert base64.b64decode(new_challenge()) == bytes(16) and asked == [16]


@guarded_by("sozialclient.osci.dialog.check_answer")
@pytest.mark.parametrize("repeated", [False, True])
def test_n_23b_the_whole_answer_of_yesterday(
    quiet: Scene, repeated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right and complete answer of another dialog, played again, also if our challenge should ever repeat."""
    if repeated:
        monkeypatch.setattr(osci12, "new_challenge", lambda: "AAAAAAAAAAAAAAAAAAAAAA==")
    yesterday: list[bytes] = []

    def keep(visit: Visit) -> None:
        yesterday.append(visit.forward())

    session = opened(quiet)
    quiet.between.harmed, quiet.between.harm = len(quiet.between.requests), keep
    with pytest.raises(SozialclientError):
        session.next(None, Selection())
    with refused(DialogError, field="ConversationId" if repeated else "Response"):
        ask(quiet, playing(yesterday[0]))
