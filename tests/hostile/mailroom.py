"""A mailbox at the training intermediary, an office, and a way between them on which answers are changed."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sozialclient.errors import SozialclientError
from sozialclient.model.application import ApplicationCard, State
from sozialclient.net.http_client import NetSettings
from sozialclient.osci.request_envelopes import DeliveryToStore
from sozialclient.usecases.fetch_mailbox import FetchSummary
from tests.e2e.harms import encrypted_for, plain_message
from tests.e2e.place import DIRECT, Desk, Hub, desk, hub
from tests.e2e.wire_between import Between, Harm, Visit, between
from tests.hostile.expect import says_what_to_do
from tests.mailbox_rig import platform, small_delivery, training_pki

Change = Callable[[bytes], bytes]
"""What is done to the message inside the encryption."""


@dataclass
class Mailroom:
    """`sent` are the message ids of all deliveries, oldest first."""

    hub: Hub
    between: Between
    desk: Desk
    sent: list[str] = field(default_factory=list)

    def put(self, data: bytes = b"<antrag/>") -> str:
        """Deliver one small application, signed and encrypted; gives its message id."""
        return self.store(lambda message_id: small_delivery(message_id, "Antrag", data))

    def store(self, build: Callable[[str], DeliveryToStore]) -> str:
        """Deliver what `build` makes for a message id, a minute after the one before."""
        self.hub.rig.clock.now += timedelta(minutes=1)
        sender = platform(self.hub.rig.post)
        message_id = sender.reserve()
        answer = sender.store(build(message_id))
        assert [entry.code for entry in answer.feedback] == ["0800"]
        self.sent.append(message_id)
        return message_id

    def card(self, message_id: str) -> ApplicationCard:
        """The one application made of a delivery."""
        (found,) = (card for card in self.desk.workplace.store.cards() if card.message_id == message_id)
        return found

    def assert_refused(self, summary: FetchSummary, expected: Mapping[str, type[SozialclientError]]) -> None:
        """These deliveries, by message id, were refused with that type, kept and not acknowledged; all others came."""
        good = [message_id for message_id in self.sent if message_id not in expected]
        assert (summary.error, summary.closing_error, summary.new) == (None, None, len(good))
        assert sorted(self.hub.received()) == sorted(good)
        assert summary.waiting == len(expected)
        failures = dict(zip(summary.unreadable, summary.failures, strict=True))
        store = self.desk.workplace.store
        for message_id, kind in expected.items():
            card = self.card(message_id)
            assert type(failures[card.id]) is kind, failures[card.id]
            says_what_to_do(failures[card.id])
            assert (card.state, card.acknowledged, card.content_count) == (State.UNPROCESSABLE, False, 0)
            assert card.failure == kind.reference
            assert b"".join(store.original(card.id)) != b""
        assert self.between.failures == []


@contextmanager
def mailroom(
    folder: Path, changes: Mapping[str, Change] | None = None, net: NetSettings = DIRECT
) -> Iterator[Mailroom]:
    """An empty mailbox; `changes`, which may grow later, says by message id what is done to an answer on its way."""
    with hub(folder / "hub") as running, between(running.url) as proxy, desk(folder / "desk", proxy.url, net) as office:
        proxy.always = _changing({} if changes is None else changes)
        yield Mailroom(running, proxy, office)


def _changing(changes: Mapping[str, Change]) -> Harm:
    def pass_on(visit: Visit) -> None:
        answer = visit.forward()
        plain = plain_message(answer)
        if b"responseToFetchDelivery" in plain and b"ContentPackage" in plain:
            for message_id, change in changes.items():
                if base64.b64encode(message_id.encode()) in plain:
                    visit.send_body(encrypted_for(training_pki().office, change(plain)))
                    return
        visit.send(answer)

    return pass_on
