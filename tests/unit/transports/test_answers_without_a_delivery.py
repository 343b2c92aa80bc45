"""An answer that brings nothing must say so; otherwise nothing more is sent, for a delivery may be in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import sozialclient.demo.intermediary as intermediary
from sozialclient.crypto.policy import Policy
from sozialclient.net.http_client import HttpClient, NetSettings
from sozialclient.osci import compose
from sozialclient.osci.compose import OutgoingMessage, Signer
from sozialclient.osci.dialog import Phase
from sozialclient.transports.base import MailboxKeys, Selection
from sozialclient.transports.osci12 import Osci12Session, Osci12Transport
from sozialclient.transports.osci12_exchange import Osci12Endpoint, UnexpectedAnswer
from sozialclient.wire.spool import MemorySpool
from tests.mailbox_rig import decryption, put, rig, signing, training_pki


def _session(url: str, chunk_kib: int | None) -> Osci12Session:
    pki = training_pki()
    endpoint = Osci12Endpoint(url, pki.intermediary_cipher.der, pki.intermediary_signature.der)
    keys = MailboxKeys(pki.office.der, (decryption(pki.office),), signing(pki.office))
    http = HttpClient(NetSettings(proxy="direct"))
    transport = Osci12Transport(endpoint, keys, http, Policy.default(), chunk_kib=chunk_kib)
    return transport.open(MemorySpool, lambda _: None, lambda: False)


def _emptied(message: OutgoingMessage) -> OutgoingMessage:
    """The same successful answer without process card, content and bytes, as a faulty server might send it."""
    blocks = tuple(re.sub(r"<osci:ProcessCardBundle>.*?</osci:ProcessCardBundle>", "", b) for b in message.blocks)
    return replace(message, blocks=blocks, body="", attachments=())


@pytest.mark.parametrize("chunk_kib", [None, 16])
def test_a_success_that_brings_nothing_ends_the_dialog(
    chunk_kib: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = compose.write_message

    def faulty(message: OutgoingMessage, signer: Signer | None) -> object:
        fetch = "FetchDelivery" in message.type.value
        return write(_emptied(message) if fetch else message, signer)

    made = rig(tmp_path)
    message_id = put(made.post, data=b"<antrag>wichtig</antrag>")
    with made.served() as server:
        monkeypatch.setattr(intermediary, "write_message", faulty)
        session = _session(server.url, chunk_kib)
        with pytest.raises(UnexpectedAnswer):
            session.next(None, Selection())
        assert session.phase is Phase.BROKEN
        monkeypatch.setattr(intermediary, "write_message", write)
        found = _session(server.url, chunk_kib).next(None, Selection())
        assert found is not None and found.delivery.message_id == message_id


@pytest.mark.parametrize("chunk_kib", [None, 16])
def test_an_empty_mailbox_says_so(chunk_kib: int | None, tmp_path: Path) -> None:
    with rig(tmp_path).served() as server:
        session = _session(server.url, chunk_kib)
        assert session.next(None, Selection()) is None
        assert session.phase is Phase.OPEN
