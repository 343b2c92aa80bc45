"""Every code an intermediary may answer with, and such as nobody knows (group N)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sozialclient.demo import intermediary_orders
from sozialclient.demo.intermediary_refusals import OrderRefused
from sozialclient.model.feedback import FeedbackClass, FeedbackEntry
from sozialclient.osci.compose import OutgoingMessage, write_fault
from sozialclient.osci.feedback import NOTHING_THERE, FeedbackCode, feedback_xml
from sozialclient.osci.names import MessageType
from sozialclient.texts import error_text, feedback_text
from sozialclient.transports.base import Selection
from sozialclient.transports.osci12_exchange import IntermediaryFault, IntermediaryRefused
from sozialclient.wire.elements import StructureError
from tests.e2e.conftest import Scene
from tests.e2e.wire_between import pass_through
from tests.hostile.expect import refused
from tests.hostile.faulty_intermediary import Change, faulty
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask, opened

KNOWN = [code.value for code in FeedbackCode]
UNKNOWN = ["9999", "9001", "9123"]
ERRORS = [code for code in [*KNOWN, *UNKNOWN] if code.startswith("9") and code not in NOTHING_THERE]


def words(error: IntermediaryRefused | IntermediaryFault) -> str:
    return str(error_text(error.reference, error.parameters))


@guarded_by("sozialclient.texts.feedback_text", "sozialclient.osci.feedback.is_failure")
@pytest.mark.parametrize("code", ERRORS)
def test_n_24_an_order_refused_with_any_code(quiet: Scene, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each code of an error ends the fetch with its number and, where it is known, with what it means in German."""

    def refuse(*_: object) -> None:
        raise OrderRefused(code=code)

    if code in KNOWN:
        monkeypatch.setitem(intermediary_orders._ORDERS, MessageType.FETCH_DELIVERY, refuse)
    else:
        faulty(monkeypatch, feedback(FeedbackEntry(code, "x", "de")))
    with refused(IntermediaryRefused, code=code) as refusal:
        ask(quiet, pass_through)
    assert isinstance(refusal.error, IntermediaryRefused) and code in words(refusal.error)
    assert (feedback_text(code) != "") is (code in KNOWN) and feedback_text(code) in words(refusal.error)


@guarded_by("sozialclient.texts.feedback_text", "sozialclient.transports.osci12_exchange._understood")
@pytest.mark.parametrize("code", [*KNOWN, *UNKNOWN, "", "12", "abcd", "\N{FULLWIDTH DIGIT NINE}999"])
def test_n_24b_a_fault_with_any_code(quiet: Scene, code: str) -> None:
    """Each code of a fault, known or not, or none at all, ends the dialog; only digits reach the words."""
    with refused(IntermediaryFault) as refusal:
        ask(quiet, lambda visit: visit.send_body(b"".join(write_fault(code, "Ein fremder Text"))))
    assert isinstance(refusal.error, IntermediaryFault)
    shown = refusal.error.parameters["code"]
    assert shown == (code if re.fullmatch("[0-9]{4}", code) else "0000")
    assert shown in words(refusal.error) and "fremder" not in words(refusal.error)
    assert feedback_text(code) in words(refusal.error)


def feedback(*entries: FeedbackEntry) -> Change:
    """Other feedback in the answer."""

    def change(message: OutgoingMessage) -> OutgoingMessage:
        xml = feedback_xml(entries)
        blocks = tuple(re.sub("<osci:Feedback>.*?</osci:Feedback>", xml, block) for block in message.blocks)
        assert blocks != message.blocks
        return replace(message, blocks=blocks)

    return change


@guarded_by("sozialclient.osci.feedback.read_feedback")
@pytest.mark.parametrize("code", ["", "800", "08001", "O800", "0800 ", "-800", "\N{FULLWIDTH DIGIT ZERO}800"])
def test_n_24c_what_is_no_code(quiet: Scene, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Feedback whose code is not four digits, or without any entry, is out of form, not a success."""
    faulty(monkeypatch, feedback(FeedbackEntry(code, "gut", "de")))
    with refused(StructureError, element="Code"):
        ask(quiet, pass_through)
    faulty(monkeypatch, feedback())
    with refused(StructureError):
        ask(quiet, pass_through)


@guarded_by("sozialclient.osci.feedback.is_failure")
@pytest.mark.parametrize("place", [0, 1, 2])
def test_n_24d_an_error_among_successes(quiet: Scene, place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error counts wherever it stands among the entries (PROTOCOL 4.10), also with a delivery in the answer."""
    entries = [FeedbackEntry("0801", "gut", "de"), FeedbackEntry("3800", "mehr", "de")]
    entries.insert(place, FeedbackEntry("9601", "schlecht", "de"))
    faulty(monkeypatch, feedback(*entries))
    with refused(IntermediaryRefused, code="9601"):
        ask(quiet, pass_through)


@guarded_by("sozialclient.osci.feedback.is_failure", "sozialclient.model.feedback.FeedbackEntry.feedback_class")
@pytest.mark.parametrize("code", [*(each for each in KNOWN if each[0] in "03"), "0123", "3999", "1234", "7777"])
def test_n_24e_a_success_or_warning_takes_nothing_away(
    quiet: Scene, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each code of success or warning, and one of a class that does not exist: the delivery is here, the code kept."""
    faulty(monkeypatch, feedback(FeedbackEntry("0801", "gut", "de"), FeedbackEntry(code, "x", "de")))
    fetched = opened(quiet).next(None, Selection())
    assert fetched is not None and code in [entry.code for entry in fetched.delivery.feedback]
    for spool in (*fetched.payloads.values(), fetched.original):
        spool.close()
    kind = FeedbackEntry(code, "x").feedback_class
    assert kind is {"0": FeedbackClass.SUCCESS, "3": FeedbackClass.WARNING}.get(code[0], FeedbackClass.UNKNOWN)
    assert (feedback_text(code) != "") is (code in KNOWN)
