"""What an office refuses to read it does not create either: nothing is sent."""

from __future__ import annotations

import pytest

from sozialclient.crypto.policy import Policy, RefusedAlgorithm
from sozialclient.net.http_client import HttpClient, NetSettings
from sozialclient.transports.base import MailboxKeys
from sozialclient.transports.osci12 import Osci12Transport
from sozialclient.transports.osci12_exchange import Osci12Endpoint
from sozialclient.wire.spool import MemorySpool
from tests.mailbox_rig import decryption, signing, training_pki


@pytest.mark.parametrize("refused", ["aes256-gcm", "rsa-sha256"])
def test_a_refused_algorithm_stops_a_request_before_the_network(refused: str) -> None:
    pki = training_pki()
    endpoint = Osci12Endpoint("http://127.0.0.1:9/", pki.intermediary_cipher.der, pki.intermediary_signature.der)
    keys = MailboxKeys(pki.office.der, (decryption(pki.office),), signing(pki.office))
    http = HttpClient(NetSettings(proxy="direct"))
    transport = Osci12Transport(endpoint, keys, http, Policy.default().tightened([refused]))
    with pytest.raises(RefusedAlgorithm):
        transport.open(MemorySpool, lambda _: None, lambda: False)
