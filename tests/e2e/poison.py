"""Deliveries that cannot be read however often they are handed out: the wire spoils the same ones every time."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from sozialclient.demo.plain_applications import plain_applications
from sozialclient.demo.training_application import TrainingApplication
from sozialclient.model.application import ApplicationCard, State
from sozialclient.usecases.fetch_mailbox import FetchSummary
from tests.e2e.conftest import Scene
from tests.e2e.harms import HARMS, encrypted_for, plain_message
from tests.e2e.wire_between import Harm, Visit
from tests.mailbox_rig import training_pki

_DEEP = b"<deep>" * 70 + b"</deep>" * 70


@dataclass
class Seen(Visit):
    """A visit whose answer is here already, for harms that ask for it once more."""

    answer: bytes = field(default=b"", kw_only=True)

    def forward(self) -> bytes:
        return self.answer


def spoiled(message_ids: Collection[str], harm: Harm) -> Harm:
    """Does `harm` to every answer that carries one of the deliveries, and to no other."""
    names = [base64.b64encode(message_id.encode()) for message_id in message_ids]

    def spoil(visit: Visit) -> None:
        answer = visit.forward()
        plain = plain_message(answer)
        carries = b"responseToFetchDelivery" in plain and b"ContentPackage" in plain
        if carries and any(name in plain for name in names):
            harm(Seen(visit.number, visit.request, visit.client, visit.between, answer=answer))
        else:
            visit.send(answer)

    return spoil


def _inside(change: Callable[[bytes], bytes]) -> Harm:
    """Change the message and encrypt it for the office again."""

    def harm(visit: Visit) -> None:
        changed = change(plain_message(visit.forward()))
        visit.send_body(encrypted_for(training_pki().office, changed))

    return harm


def too_large(visit: Visit) -> None:
    """More bytes than the client takes, after a message that is right."""
    body = visit.forward().partition(b"\r\n\r\n")[2]
    visit.send_body(body + bytes(3_000_000))


POISONS: Mapping[str, tuple[Harm, set[str]]] = {
    "cannot be decrypted": (HARMS["late bit of the cipher text"], {"CRYPTO-DECRYPT"}),
    "for another key": (HARMS["for another key"], {"OSCI-OTHER-KEY"}),
    "wrong signature": (HARMS["changed inside"], {"OSCI-SIGNATURE"}),
    "no signature": (HARMS["signature taken off"], {"OSCI-UNSIGNED"}),
    "no MIME": (_inside(lambda plain: b"nothing that anyone understands\r\n" * 20), {"MIME-NOT-OSCI", "MIME-HEADER"}),
    "broken XML": (_inside(lambda plain: plain.replace(b"</soap:Header>", b"", 1)), {"XML-DAMAGED"}),
    "over a limit": (
        _inside(lambda plain: plain.replace(b"</soap:Header>", _DEEP + b"</soap:Header>", 1)), {"WIRE-LIMIT"}
    ),
    "too large": (too_large, {"NET-TOO-LARGE"}),
    "a page": (HARMS["page"], {"MIME-NOT-OSCI"}),
    "empty": (HARMS["empty body"], {"MIME-TRUNCATED"}),
}


def unreadable(scene: Scene) -> list[ApplicationCard]:
    """What could not be read."""
    return scene.desk.workplace.store.cards(state=State.UNPROCESSABLE)


def assert_set_aside(scene: Scene, summary: FetchSummary, poisoned: list[str]) -> list[ApplicationCard]:
    """The others came and are acknowledged, these wait at the intermediary, and are here with reason and bytes."""
    good = [each for each in scene.sent if each not in poisoned]
    assert (summary.error, summary.closing_error, summary.new) == (None, None, len(good))
    assert sorted(scene.hub.received()) == sorted(good)
    store = scene.desk.workplace.store
    cards = unreadable(scene)
    assert sorted(card.message_id for card in cards) == sorted(poisoned)
    assert {card.id for card in cards} == set(summary.unreadable) and summary.waiting == len(poisoned)
    for card in cards:
        (delivered,) = (each for each in scene.hub.deliveries() if each.message_id == card.message_id)
        assert (card.received, card.subject) == (delivered.creation, delivered.subject)
        assert not card.acknowledged and card.finding_count > 0
        assert store.delivery(card.id).findings[0].reference == "DELIVERY-UNREADABLE"
    read = [card for card in store.cards() if card.failure is None]
    assert sorted(card.message_id for card in read) == sorted(good)
    assert all(card.acknowledged for card in read)
    return cards


def numbered(count: int) -> list[TrainingApplication]:
    """So many different small applications."""
    return list(plain_applications(count, 1))
