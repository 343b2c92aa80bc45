"""Fetching over real HTTP when nothing goes wrong: everything, nothing, by id, by date, again, side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.demo.training_application import Quirk
from sozialclient.errors import SozialclientError
from sozialclient.model.application import State
from sozialclient.model.verdict import Severity, Verdict
from sozialclient.store.books import actions
from sozialclient.store.errors import FetchRunning
from sozialclient.transports.base import Phase, Progress, Selection
from sozialclient.usecases.fetch_mailbox import FetchOptions
from sozialclient.wire.spool import MemorySpool
from tests.e2e.conftest import Scene, Training
from tests.e2e.place import desk, digests, hub, long_ago, three_applications
from tests.e2e.wire_between import between
from tests.mailbox_rig import training_pki

# Every training key is short in tests, which is reported on every message.
ALWAYS = {"WEAK-TRANSPORT", "WEAK-TRANSPORT-SIGNATURE", "WEAK-CONTENT", "CONTENT-SIGNATURE"}


def test_the_training_set_arrives_whole(training: Training) -> None:
    assert (training.summary.error, training.summary.closing_error) == (None, None)
    assert (training.summary.new, training.summary.duplicates) == (17, 0)
    assert training.desk.stored_ids() == list(training.sent)
    stored = training.desk.stored_digests()
    damaged = {training.message_id(Quirk.OTHER_READER), training.message_id(Quirk.BROKEN_AUTHOR_SIGNATURE)}
    different = {message_id for message_id, each in training.sent.items() if stored[message_id] != digests(each)}
    assert different == damaged


def test_a_delivery_for_another_reader_is_kept_and_set_aside(training: Training) -> None:
    card = training.card(training.message_id(Quirk.OTHER_READER))
    assert (card.state, card.content_count, card.verdict) == (State.UNPROCESSABLE, 0, Verdict.UNDECIDED)
    delivery = training.desk.workplace.store.delivery(card.id)
    assert "CONTENT-OTHER-READER" in {finding.reference for finding in delivery.all_findings()}
    assert b"".join(training.desk.workplace.store.original(card.id))


def test_a_content_with_a_broken_signature_is_not_kept_as_content(training: Training) -> None:
    message_id = training.message_id(Quirk.BROKEN_AUTHOR_SIGNATURE)
    card = training.card(message_id)
    delivery = training.desk.workplace.store.delivery(card.id)
    failed = [content for content in delivery.contents() if content.integrity is Verdict.FAILED]
    assert card.verdict is Verdict.FAILED and failed
    for content in failed:
        with pytest.raises(SozialclientError, match="STORE-NO-SUCH-CONTENT"):
            training.desk.workplace.store.payload(card.id, content.key)
    errors = {f.reference for f in delivery.all_findings() if f.severity is Severity.ERROR}
    assert errors == {"CONTENT-SIGNATURE"}


def test_sound_deliveries_have_no_findings_of_their_own(training: Training) -> None:
    odd = {Quirk.OTHER_READER, Quirk.BROKEN_AUTHOR_SIGNATURE}
    store = training.desk.workplace.store
    for message_id, application in training.sent.items():
        if application.quirks & odd:
            continue
        card = training.card(message_id)
        delivery = store.delivery(card.id)
        assert {finding.reference for finding in delivery.all_findings()} <= ALWAYS
        assert (card.state, card.verdict) == (State.NEW, Verdict.PASSED)
        assert card.content_count + card.attachment_count == len(application.contents)


def test_the_duplicate_is_marked_and_kept(training: Training) -> None:
    card = training.card(training.message_id(Quirk.DUPLICATE))
    assert card.duplicate_of is not None
    assert training.desk.stored_digests()[card.message_id] == sorted(
        training.desk.stored_digests()[training.desk.workplace.store.card(card.duplicate_of).message_id]
    )


def test_eingang_is_the_intermediarys_time(training: Training) -> None:
    for message_id, application in training.sent.items():
        assert training.card(message_id).received == application.created_at
    evening = training.card(training.message_id(Quirk.MONTH_END)).received
    assert evening is not None and (evening + timedelta(hours=1, seconds=3)).day == 1


def test_three_hundred_attachments(training: Training) -> None:
    card = training.card(training.message_id(Quirk.MANY_ATTACHMENTS))
    assert card.attachment_count == 301


def test_process_cards_tell_what_was_received(training: Training) -> None:
    assert [bundle.message_id for bundle in training.cards_before] == list(training.sent)
    assert [bundle.card.reception for bundle in training.cards_before] == [None] * 17
    session = training.desk.transport().open(MemorySpool, lambda _: None, lambda: False)
    assert session.process_cards(None, only_unreceived=True) == ()
    after = session.process_cards(None, since=long_ago())
    assert [bundle.message_id for bundle in after] == list(training.sent)
    assert all(bundle.card.reception is not None and bundle.card.forwarding is not None for bundle in after)
    assert all(bundle.inspections for bundle in after)
    two = tuple(training.sent)[3:5]
    assert [bundle.message_id for bundle in session.process_cards(None, message_ids=two)] == list(two)
    assert len(session.process_cards(None, limit=4)) == 4
    session.close(None)


def test_the_stored_process_card_is_that_of_the_delivery(training: Training) -> None:
    for message_id in training.sent:
        bundle = training.desk.workplace.store.delivery(training.card(message_id).id).process_card
        assert bundle is not None and bundle.message_id == message_id
        assert bundle.card.creation is not None and bundle.card.forwarding is not None
        assert bundle.card.reception is None


def test_a_second_fetch_brings_nothing(training: Training) -> None:
    before = training.desk.stored_ids()
    summary = training.desk.fetch()
    assert (summary.new, summary.duplicates, summary.error) == (0, 0, None)
    assert training.desk.stored_ids() == before


def test_by_id_also_what_was_received_and_nothing_twice(training: Training) -> None:
    before = training.desk.stored_ids()
    wanted = tuple(training.sent)[2:6]
    summary = training.desk.fetch(FetchOptions(message_ids=wanted))
    assert (summary.new, summary.duplicates, summary.error) == (0, 4, None)
    assert training.desk.stored_ids() == before


def test_an_unknown_id_is_nothing(training: Training) -> None:
    known = next(iter(training.sent))
    summary = training.desk.fetch(FetchOptions(message_ids=("uebung:unbekannt", known, "<&>\N{SNOWMAN}")))
    assert (summary.new, summary.duplicates, summary.error, summary.closing_error) == (0, 1, None, None)
    assert summary.not_found == ("uebung:unbekannt", "<&>\N{SNOWMAN}")


def test_an_empty_mailbox(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as running, between(running.url) as proxy, desk(tmp_path / "desk", proxy.url) as office:
        summary = office.fetch()
        assert (summary.new, summary.error, summary.closing_error) == (0, None, None)
        assert proxy.kinds() == ["InitDialog", "FetchDelivery", "ExitDialog"]
        assert [entry.action for entry in office.workplace.store.journal()][-1] == actions.FETCH_DONE


def test_by_id_brings_that_one_only(scene: Scene) -> None:
    summary = scene.desk.fetch(FetchOptions(message_ids=(scene.sent[1],)))
    assert (summary.new, summary.error) == (1, None)
    assert scene.desk.stored_ids() == scene.hub.received() == [scene.sent[1]]
    assert scene.between.kinds() == ["InitDialog", "FetchDelivery", "ExitDialog"]
    scene.assert_next_fetch_completes()


def test_another_delivery_than_asked_for_is_refused(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """An intermediary that mixes ids up: correctly signed, and still not taken."""
    state = scene.hub.rig.state
    wrong = scene.hub.deliveries()[0]
    with monkeypatch.context() as patch:
        patch.setattr(state, "by_message_id", lambda message_id, owner: wrong)
        summary = scene.desk.fetch(FetchOptions(message_ids=(scene.sent[1],)))
    assert summary.error is not None and summary.error.parameters == {"field": "MessageId"}
    assert scene.desk.stored_ids() == scene.hub.received() == []
    scene.assert_next_fetch_completes()


def test_by_date(scene: Scene) -> None:
    moments = [delivery.creation for delivery in scene.hub.deliveries()]
    summary = scene.desk.fetch(FetchOptions(received_since=moments[1]))
    assert (summary.new, summary.error) == (2, None)
    assert scene.desk.stored_ids() == scene.hub.received() == scene.sent[1:]
    assert scene.desk.fetch(FetchOptions(received_since=moments[2] + timedelta(seconds=1))).new == 0
    scene.assert_next_fetch_completes()


def test_a_foreign_delivery_is_not_there(scene: Scene, tmp_path: Path) -> None:
    pki = training_pki()
    (foreign,) = scene.hub.put(three_applications()[:1], pki.other_office)
    assert scene.desk.fetch(FetchOptions(message_ids=(foreign,))).new == 0
    assert scene.hub.received(pki.other_office) == []
    # Two mailboxes in one store: each gets its own.
    with desk(tmp_path / "desk", scene.between.url, name="Jobcenter", owner=pki.other_office) as other:
        assert other.fetch().new == 1
        assert scene.desk.fetch().new == 3
        cards = {card.message_id: card.mailbox for card in other.workplace.store.cards()}
    assert cards == {foreign: "Jobcenter", **dict.fromkeys(scene.sent, "Sozialamt")}
    assert scene.hub.received(pki.other_office) == [foreign]


def test_a_name_of_the_same_contents_in_another_mailbox_is_no_duplicate_delivery(scene: Scene) -> None:
    """The same message fetched for two mailboxes of one store belongs to both."""
    twin = replace(scene.desk, mailbox=replace(scene.desk.mailbox, name="Zweitplatz"))
    twin.workplace.store.save_mailbox(twin.mailbox)
    assert scene.desk.fetch().new == 3
    summary = twin.fetch(FetchOptions(message_ids=tuple(scene.sent)))
    assert (summary.new, summary.duplicates) == (3, 0)


def test_two_fetches_at_once_are_refused(scene: Scene) -> None:
    refused: list[FetchRunning] = []

    def meanwhile(progress: Progress) -> None:
        if progress.phase is Phase.STORING:
            with pytest.raises(FetchRunning) as failure:
                scene.desk.fetch()
            refused.append(failure.value)

    assert scene.desk.fetch(progress=meanwhile).new == 3
    assert len(refused) == 3
    assert scene.between.kinds().count("InitDialog") == 1
    assert scene.desk.fetch().error is None


def test_progress_counts_deliveries_and_bytes(scene: Scene) -> None:
    scene.desk.fetch()
    storing = [step.number for step in scene.desk.steps if step.phase is Phase.STORING]
    assert storing == [1, 2, 3]
    assert scene.desk.steps[0].phase is Phase.CONNECTING and scene.desk.steps[-1].phase is Phase.CLOSING
    for number in (1, 2, 3):
        received = [s.received_bytes for s in scene.desk.steps if s.phase is Phase.RECEIVING and s.number == number]
        assert received == sorted(received) and received[-1] > 60_000
    last = [s for s in scene.desk.steps if s.phase is Phase.RECEIVING and s.number == 2][-1]
    assert last.received_bytes == last.total_bytes


def test_the_dialog_of_a_fetch_counts_and_never_repeats_a_challenge(scene: Scene) -> None:
    scene.desk.fetch()
    scene.desk.fetch()
    controls = scene.between.controls()
    assert len({control.challenge for control in controls}) == len(controls) == 9
    assert [control.sequence_number for control in controls] == [None, 0, 1, 2, 3, 4, None, 0, 1]
    assert len({control.conversation_id for control in controls}) == 3


def test_selecting_nothing_is_the_next_one(scene: Scene) -> None:
    session = scene.desk.transport().open(scene.desk.workplace.store.spool, lambda _: None, lambda: False)
    fetched = session.next(None, Selection())
    assert fetched is not None and fetched.delivery.message_id == scene.sent[0]
    session.abandon()
    assert scene.hub.received() == []
