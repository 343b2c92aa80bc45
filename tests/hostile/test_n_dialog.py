"""Answers that are lost, unprotected, poisoned or late, and two clerks at one mailbox (group N)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.cli.fetch_command import tell_summary
from sozialclient.demo.intermediary_turn import certificate_name
from sozialclient.errors import SozialclientError
from sozialclient.net.errors import TruncatedResponse
from sozialclient.osci.compose import write_fault
from sozialclient.osci.cover import TransportSignatureMissing
from sozialclient.osci.responses import ResponseToStoreDelivery
from sozialclient.texts import error_text
from sozialclient.transports.osci12_exchange import IntermediaryFault, PlainAnswer
from sozialclient.usecases.fetch_mailbox import FetchOptions
from tests.e2e.conftest import MakeScene, Scene
from tests.e2e.harms import HARMS, encrypted_for
from tests.e2e.place import desk, three_applications
from tests.e2e.poison import POISONS, assert_set_aside, numbered, spoiled
from tests.e2e.wire_between import Harm, Visit
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask
from tests.mailbox_rig import codes, http_post, platform, rig, small_delivery, training_pki


@guarded_by("sozialclient.osci.request_envelopes.store_delivery", "sozialclient.demo.intermediary_store.keep_delivery")
def test_n_13_a_delivery_sent_again(tmp_path: Path) -> None:
    """The answer to a delivery is lost and it is sent once more under the id reserved before: there is one of it.

    This program sends no deliveries; only the training sender does, in the same two steps.
    """
    made = rig(tmp_path)
    with made.served() as server:
        sender = platform(http_post(server.url))
        message_id = sender.reserve()
        assert codes(sender.store(small_delivery(message_id))) == ["0800"]
        again = sender.store(small_delivery(message_id))
        assert isinstance(again, ResponseToStoreDelivery) and codes(again) == ["9801"]
    assert made.state.waiting(certificate_name(training_pki().office.der)) == 1
    made.state.close()


@guarded_by("sozialclient.osci.dialog.Dialog.fail", "sozialclient.usecases.fetch_mailbox.fetch_mailbox")
def test_n_14_the_answer_with_a_delivery_is_lost(scene: Scene) -> None:
    """The intermediary has handed it out, we never got it: not acknowledged, and the next fetch brings it."""
    with refused(TruncatedResponse):
        ask(scene, HARMS["answer lost"])
    assert all(each.forwarding is not None for each in scene.hub.deliveries()[:1])
    scene.assert_next_fetch_completes()


@guarded_by("sozialclient.usecases.fetch_mailbox._fetch")
@pytest.mark.parametrize(
    "name", ["answer lost", "request lost", "answer reset", "fault 9000", "late bit of the cipher text"]
)
def test_n_15_the_last_answer_is_lost(scene: Scene, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is stored when the dialog is closed: what then goes wrong is no failed fetch.

    The window says nothing of it; the command notes it behind its result and ends as if it had not been.
    """
    scene.between.harmed, scene.between.harm = 5, HARMS[name]
    summary = scene.desk.fetch()
    assert (summary.error, summary.new) == (None, 3) and summary.closing_error is not None
    assert sorted(scene.desk.stored_ids()) == sorted(scene.sent)
    tell_summary(summary, as_json=False)
    assert "3" in capsys.readouterr().out
    again = scene.desk.fetch()
    assert (again.error, again.closing_error) == (None, None)
    assert sorted(scene.desk.stored_ids()) == sorted(scene.sent) == sorted(scene.hub.received())


@guarded_by("sozialclient.usecases.fetch_mailbox._fetch", "sozialclient.osci.dialog.Dialog._acknowledge")
@pytest.mark.parametrize("step", [2, 3])
def test_n_16_the_next_one_fails(scene: Scene, step: int) -> None:
    """The request that acknowledges a delivery gets no answer with the next: that one is here, the rest later."""
    scene.between.harmed, scene.between.harm = step, HARMS["answer lost"]
    summary = scene.desk.fetch()
    assert type(summary.error) is TruncatedResponse and summary.new == step - 1
    assert scene.desk.stored_ids() == scene.hub.received() == scene.sent[: step - 1]
    scene.assert_next_fetch_completes()


def encrypted_fault(visit: Visit) -> None:
    visit.forward()
    visit.send_body(encrypted_for(training_pki().office, b"".join(write_fault("9000", "Der Text eines Fremden"))))


UNPROTECTED: dict[str, tuple[Harm, type[SozialclientError]]] = {
    "a fault": (HARMS["fault 9000"], IntermediaryFault),
    "a fault after work": (HARMS["fault 9000 after work"], IntermediaryFault),
    "an encrypted fault": (encrypted_fault, IntermediaryFault),
    "no signature": (HARMS["signature taken off"], TransportSignatureMissing),
    "no encryption": (HARMS["in the clear"], PlainAnswer),
}


@guarded_by(
    "sozialclient.transports.osci12_exchange._understood", "sozialclient.transports.osci12_exchange.Osci12Context.cover"
)
@pytest.mark.parametrize("name", UNPROTECTED)
def test_n_17_unprotected_in_a_protected_dialog(quiet: Scene, name: str) -> None:
    """A fault, or an answer without signature or encryption: unconfirmed, it ends the dialog and changes nothing."""
    harm, kind = UNPROTECTED[name]
    with refused(kind) as refusal:
        ask(quiet, harm)
    assert refusal.error is not None
    words = str(error_text(refusal.error.reference, refusal.error.parameters))
    assert "Fremden" not in words + str(refusal.error)
    if kind is IntermediaryFault:
        assert "nicht bestätigte Meldung" in words and "9000" in words


@guarded_by("sozialclient.usecases.fetch_carefully.CarefulFetch", "sozialclient.transports.unreadable.cause_of")
def test_n_21_poison_first_and_fifty_good_ones(make_scene: MakeScene) -> None:
    """The first delivery can never be decrypted: the fifty behind it come, and it is listed as waiting."""
    scene = make_scene()
    scene.sent += scene.hub.put(numbered(48))
    scene.between.always = spoiled(scene.sent[:1], POISONS["cannot be decrypted"][0])
    assert_set_aside(scene, scene.desk.fetch(), scene.sent[:1])


@guarded_by("sozialclient.osci.process_cards.read_instant_text")
@pytest.mark.parametrize("hours", [-24, 24])
def test_n_26_a_clock_that_is_a_day_off(scene: Scene, hours: int) -> None:
    """The intermediary's clock is a day fast or slow: nothing is refused, its times are kept as its own.

    No warning is given of the difference.
    """
    scene.hub.rig.clock.now += timedelta(hours=hours)
    summary = scene.desk.fetch()
    assert (summary.error, summary.new) == (None, 3)
    assert sorted(scene.hub.received()) == sorted(scene.sent)
    created = {each.message_id: each.creation for each in scene.hub.deliveries()}
    for card in scene.desk.workplace.store.cards():
        assert card.received == created[card.message_id]


@guarded_by("sozialclient.osci.dialog.Dialog._acknowledge", "sozialclient.store.store.Store.add")
def test_n_27_two_clerks_at_one_mailbox(scene: Scene, tmp_path: Path) -> None:
    """Two offices fetch at once: every message arrives, none twice in one store, whoever acknowledged it has it."""
    scene.sent += scene.hub.put(numbered(5))
    with desk(tmp_path / "other", scene.hub.url) as other, ThreadPoolExecutor(2) as pool:
        desks = (scene.desk, other)
        summaries = list(pool.map(lambda each: each.fetch(), desks))
        stored = [each.stored_ids() for each in desks]
    assert [summary.error for summary in summaries] == [None, None]
    assert all(len(ids) == len(set(ids)) for ids in stored)
    assert set(stored[0]) | set(stored[1]) == set(scene.sent) == set(scene.hub.received())


@guarded_by("sozialclient.osci.dialog.Dialog._acknowledge")
def test_n_27b_one_clerk_after_the_other(scene: Scene, tmp_path: Path) -> None:
    """In turns, one message each: every message is in exactly one of the two stores.

    At the same moment OSCI may offer a message to both until one has acknowledged it (PROTOCOL 4.6, ADR 11), so that
    exactly once over both stores holds only where their fetches do not overlap.
    """
    with desk(tmp_path / "other", scene.hub.url) as other:
        turns = [scene.desk, other, scene.desk]
        for each, message_id in zip(turns, scene.sent, strict=True):
            assert each.fetch(FetchOptions(message_ids=(message_id,))).new == 1
        for each in (scene.desk, other):
            summary = each.fetch()
            assert (summary.error, summary.new) == (None, 0)
        stored = scene.desk.stored_ids() + other.stored_ids()
    assert sorted(stored) == sorted(scene.sent) == sorted(scene.hub.received())
    assert len(three_applications()) == 3
