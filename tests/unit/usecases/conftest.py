"""A delivery as it came over HTTP, with what is known of the request it answers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sozialclient.osci.dialog import SentRequest
from tests.e2e.place import desk, hub, three_applications
from tests.e2e.wire_between import between


@dataclass(frozen=True)
class Captured:
    """Bodies of the answers of one fetch, by exchange, and the requests they answer."""

    answers: dict[int, bytes]
    sent: dict[int, SentRequest]
    message_id: str


@pytest.fixture(scope="session")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Captured:
    """One fetch of one delivery: 0 initDialog, 1 the delivery, 2 nothing there, 3 exitDialog."""
    folder = tmp_path_factory.mktemp("captured")
    with hub(folder / "hub") as running, between(running.url) as proxy, desk(folder / "desk", proxy.url) as office:
        (message_id,) = running.put(three_applications()[:1])
        assert office.fetch().new == 1
        answers = {number: answer.partition(b"\r\n\r\n")[2] for number, answer in proxy.answers.items()}
        sent = {
            number: SentRequest(
                challenge=control.challenge or "", conversation_id=control.conversation_id,
                sequence_number=control.sequence_number,
            )
            for number, control in enumerate(proxy.controls())
        }
    return Captured(answers, sent, message_id)
