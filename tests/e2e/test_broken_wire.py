"""A man in the middle at every step of the protocol: nothing more is said, nothing is lost, nothing comes twice.

A fetch of three deliveries is six exchanges: 0 initDialog, 1 to 3 a delivery each, 4 "nothing there", 5 exitDialog.
"""

from __future__ import annotations

from functools import partial

import pytest

from sozialclient.model.stored import StoredToken
from sozialclient.net.http_client import NetSettings
from sozialclient.transports.base import DeliveryUnreadable, Selection
from sozialclient.wire.spool import MemorySpool
from tests.e2e.conftest import MakeScene, Scene
from tests.e2e.harms import HARMS, late
from tests.e2e.place import digests, three_applications
from tests.e2e.wire_between import Visit

KINDS = ["InitDialog", *["FetchDelivery"] * 4, "ExitDialog"]
UNFORWARDED = {"request lost", "request cut", "fault 9400", "fault 9000", "page", "page 502", "redirect"}
REFERENCES = {
    "request lost": {"NET-TRUNCATED"},
    "request cut": {"NET-TRUNCATED"},
    "answer lost": {"NET-TRUNCATED"},
    "answer reset": {"NET-RESET", "NET-TRUNCATED"},
    "answer cut in the middle": {"NET-TRUNCATED"},
    "last byte missing": {"NET-TRUNCATED"},
    "early bit of the cipher text": {"CRYPTO-DECRYPT"},
    "late bit of the cipher text": {"CRYPTO-DECRYPT"},
    # The changed letter of the Base64 may be a "<".
    "bit of the session key": {"CRYPTO-DECRYPT", "WIRE-BASE64", "XML-DAMAGED"},
    "changed inside": {"OSCI-SIGNATURE"},
    "signature taken off": {"OSCI-UNSIGNED"},
    "in the clear": {"OSCI-PLAIN-ANSWER"},
    "for another key": {"OSCI-OTHER-KEY"},
    "fault 9400": {"OSCI-FAULT"},
    "fault 9000": {"OSCI-FAULT"},
    "fault 9000 after work": {"OSCI-FAULT"},
    "page": {"MIME-NOT-OSCI"},
    "page 502": {"NET-STATUS"},
    "redirect": {"NET-REDIRECT"},
    "empty body": {"MIME-TRUNCATED"},
    "older answer": {"OSCI-DIALOG"},
}
# Exchange 3 is like 2: a fetch that acknowledges and brings.
STEPS = (0, 1, 2, 4, 5)
# What differs in kind; the others differ in degree and are tried at the fetch that acknowledges and brings.
KINDS_OF_HARM = {
    "request lost", "answer lost", "answer cut in the middle", "late bit of the cipher text", "changed inside",
    "in the clear", "for another key", "fault 9400", "page", "older answer",
}
# What speaks against one delivery only; the others speak against the way or the dialog.
OF_ONE_DELIVERY = {
    "early bit of the cipher text", "late bit of the cipher text", "bit of the session key", "changed inside",
    "signature taken off", "for another key", "page", "empty body",
}
CASES = [
    pytest.param(step, name, id=f"{step}-{name}", marks=[] if step == 2 or name in KINDS_OF_HARM else pytest.mark.slow)
    for step in STEPS
    for name in HARMS
    if (step, name) != (0, "older answer") and (name not in OF_ONE_DELIVERY or step in (0, 5))
]


def test_without_harm_the_steps_are_these(scene: Scene) -> None:
    summary = scene.desk.fetch()
    assert summary.error is None and summary.new == 3
    assert scene.between.kinds() == KINDS
    expected = dict(zip(scene.sent, map(digests, three_applications()), strict=True))
    assert scene.desk.stored_digests() == expected


def test_every_harm_has_its_reference() -> None:
    assert set(REFERENCES) == set(HARMS)


@pytest.mark.parametrize(("step", "name"), CASES)
def test_after_harm_silence(scene: Scene, step: int, name: str) -> None:
    scene.between.harmed, scene.between.harm = step, HARMS[name]
    summary = scene.desk.fetch()
    error = summary.closing_error if step == 5 else summary.error
    assert error is not None and error.reference in REFERENCES[name]
    assert (summary.error is None) is (step == 5)
    # Not one request more, not even exitDialog.
    assert scene.between.kinds() == KINDS[: step + 1]
    kept = min(max(step - 1, 0), 3)
    assert scene.desk.stored_ids() == scene.sent[:kept] == scene.sent[: summary.new]
    # A request acknowledges the delivery before it, and only if it came through.
    acknowledged = min(max(step - 1 - (name in UNFORWARDED and step < 5), 0), 3)
    assert scene.hub.received() == scene.sent[:acknowledged]
    scene.assert_next_fetch_completes()


@pytest.mark.parametrize(("step", "name"), [
    pytest.param(step, name, marks=[] if step == 2 or name in ("changed inside", "page") else pytest.mark.slow)
    for step in (1, 2, 4)
    for name in sorted(OF_ONE_DELIVERY)
])
def test_after_an_unreadable_answer_each_one_is_asked_for(scene: Scene, step: int, name: str) -> None:
    """Nothing more is said in that dialog; in a new one everything comes, because the harm was done once."""
    scene.between.harmed, scene.between.harm = step, HARMS[name]
    summary = scene.desk.fetch()
    assert (summary.error, summary.closing_error) == (None, None)
    assert (summary.new, summary.unreadable, summary.waiting) == (3, (), 0)
    # A request that never came through acknowledged nothing, so the one before is asked for as well.
    rest = min(4 - step + (name in UNFORWARDED and step > 1), 3)
    careful = ["InitDialog", "FetchProcessCard", *["FetchDelivery"] * rest, *["FetchProcessCard"] * (rest > 0)]
    assert scene.between.kinds() == [*KINDS[: step + 1], *careful, "ExitDialog"]
    assert sorted(scene.hub.received()) == sorted(scene.sent)
    expected = dict(zip(scene.sent, map(digests, three_applications()), strict=True))
    assert scene.desk.stored_digests() == expected


@pytest.mark.parametrize("step", STEPS)
def test_an_answer_of_another_dialog(scene: Scene, step: int) -> None:
    """Complete, signed by the intermediary, encrypted for us, of the right type, and not meant for this request."""
    scene.desk.fetch()
    yesterday = dict(scene.between.answers)
    scene.between.requests.clear()
    scene.sent += scene.hub.put(three_applications())

    def replay(visit: Visit) -> None:
        visit.forward()
        visit.send(yesterday[visit.number])

    scene.between.harmed, scene.between.harm = step, replay
    summary = scene.desk.fetch()
    error = summary.error or summary.closing_error
    assert error is not None and (error.reference, error.parameters) == ("OSCI-DIALOG", {"field": "Response"})
    assert scene.between.kinds() == KINDS[: step + 1]
    scene.assert_nothing_lost()
    assert summary.new == min(max(step - 1, 0), 3)
    scene.assert_next_fetch_completes()


@pytest.mark.parametrize("step", (0, 2, 5))
def test_a_late_answer(make_scene: MakeScene, step: int) -> None:
    scene = make_scene(NetSettings(proxy="direct", grace_seconds=3.0, connect_seconds=5))
    scene.between.harmed, scene.between.harm = step, partial(late, seconds=4.5)
    summary = scene.desk.fetch()
    error = summary.error or summary.closing_error
    assert error is not None and error.reference == "NET-TIMEOUT"
    assert scene.between.kinds() == KINDS[: step + 1]
    scene.assert_nothing_lost()
    scene.assert_next_fetch_completes()


def test_nobody_there(scene: Scene) -> None:
    scene.between.listener.close()
    summary = scene.desk.fetch()
    assert summary.error is not None and summary.error.reference == "NET-REFUSED"
    assert scene.desk.stored_ids() == []


def test_slow_drops_are_no_harm(scene: Scene) -> None:
    def drip(visit: Visit) -> None:
        answer = visit.forward()
        for start in range(0, len(answer), 9973):
            visit.send(answer[start : start + 9973])

    scene.between.harmed, scene.between.harm = 2, drip
    assert scene.desk.fetch().new == 3


def test_each_delivery_is_committed_before_the_next_request(scene: Scene) -> None:
    """Seen from outside, at the moment a request arrives: the delivery it acknowledges can be read back."""
    seen: list[list[str]] = []
    scene.between.before = lambda number: seen.append(scene.desk.stored_ids())
    scene.desk.fetch()
    assert seen == [scene.sent[: max(0, min(3, number - 1))] for number in range(6)]


@pytest.mark.parametrize("name", [name for name in HARMS if name != "older answer"])
def test_after_harm_no_spool_stays_open(scene: Scene, name: str) -> None:
    opened: list[Watched] = []

    def spools() -> Watched:
        opened.append(Watched())
        return opened[-1]

    scene.between.harmed, scene.between.harm = 2, HARMS[name]
    session = scene.desk.transport().open(spools, lambda _: None, lambda: False)
    fetched = session.next(None, Selection())
    assert fetched is not None
    for spool in (*fetched.payloads.values(), fetched.original):
        spool.close()
    token = StoredToken(fetched.delivery.message_id, "", "")
    with pytest.raises(Exception) as failure:
        session.next(token, Selection())
    error = failure.value
    if isinstance(error, DeliveryUnreadable):
        error.original.close()
        error = error.cause
    assert getattr(error, "reference", "") in REFERENCES[name]
    assert [spool.size for spool in opened if not spool.closed] == []


class Watched(MemorySpool):
    """A spool that remembers whether it was given up."""

    closed = False

    def close(self) -> None:
        self.closed = True
        super().close()
