"""How the OSCI transport judges who answers, and what it says when the answer is not what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.demo import intermediary_orders
from sozialclient.demo.intermediary_refusals import OrderRefused
from sozialclient.demo.intermediary_turn import IntermediaryOptions
from sozialclient.errors import SozialclientError
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.verdict import Verdict
from sozialclient.net.http_client import HttpClient
from sozialclient.osci.compose import write_fault
from sozialclient.osci.names import MessageType
from sozialclient.transports.base import MailboxKeys, Selection
from sozialclient.transports.osci12 import Osci12Transport
from sozialclient.transports.osci12_exchange import Osci12Endpoint
from sozialclient.wire.spool import MemorySpool
from tests.e2e.place import DIRECT, Hub, hub, mailbox_at, office_keys, three_applications
from tests.e2e.wire_between import Harm, Visit, between
from tests.mailbox_rig import decryption, training_pki


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path) as made:
        made.put(three_applications()[:1])
        yield made


def transport(url: str, keys: MailboxKeys | None = None, **changes: bytes | None) -> Osci12Transport:
    mailbox: Mailbox = mailbox_at(url)
    endpoint = Osci12Endpoint(
        url, mailbox.intermediary_cipher_certificate, mailbox.intermediary_signature_certificate
    )
    endpoint = replace(endpoint, **changes)  # type: ignore[arg-type]  # certificates only
    return Osci12Transport(endpoint, keys or office_keys(), HttpClient(DIRECT), Policy.default())


def refusal(act: Callable[[], object]) -> SozialclientError:
    with pytest.raises(SozialclientError) as failure:
        act()
    return failure.value


def test_without_a_certificate_on_file_nothing_is_confirmed(running: Hub) -> None:
    session = transport(running.url, signature_certificate=None).open(MemorySpool, lambda _: None, lambda: False)
    fetched = session.next(None, Selection())
    assert fetched is not None
    assert fetched.delivery.transport.verdict is Verdict.UNDECIDED
    assert "TRANSPORT-SIGNER-UNCONFIRMED" in {finding.reference for finding in fetched.delivery.findings}


def test_another_signer_is_refused(running: Hub) -> None:
    stranger = training_pki().platform_signature.der
    error = refusal(transport(running.url, signature_certificate=stranger).check)
    assert error.reference == "OSCI-SIGNER-CHANGED"


def test_a_request_for_another_key_is_refused_by_the_intermediary(running: Hub) -> None:
    error = refusal(transport(running.url, cipher_certificate=training_pki().platform_cipher.der).check)
    assert (error.reference, error.parameters) == ("OSCI-FAULT", {"code": "9200"})


def test_without_a_signing_key_requests_go_unsigned(tmp_path: Path) -> None:
    pki = training_pki()
    unsigned = MailboxKeys(pki.office.der, (decryption(pki.office),), None)
    with hub(tmp_path / "lenient") as running:
        assert transport(running.url, unsigned).check().waiting is False
    with hub(tmp_path / "strict", IntermediaryOptions(require_signature=True)) as running:
        error = refusal(transport(running.url, unsigned).check)
        assert (error.reference, error.parameters) == ("OSCI-REFUSED", {"code": "9600"})
        assert transport(running.url).check().waiting is False


def test_a_mailbox_without_process_cards_can_be_checked(running: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OrderRefused(code="9811")

    monkeypatch.setitem(intermediary_orders._ORDERS, MessageType.FETCH_PROCESS_CARD, refuse)
    assert transport(running.url).check().waiting is None
    assert running.received() == []


def test_a_check_lists_what_the_intermediary_can_do(running: Hub) -> None:
    report = transport(running.url).check()
    assert "PartialMessageTransmission" in report.features and list(report.features) == sorted(report.features)


@contextmanager
def answering(running: Hub, harm: Harm) -> Iterator[str]:
    with between(running.url) as proxy:
        proxy.harmed, proxy.harm = 0, harm
        yield proxy.url


@pytest.mark.parametrize("status", ["401 Unauthorized", "404 Not Found", "500 Server Error", "503 Unavailable"])
@pytest.mark.parametrize("body", [b"", b"<html><body>Fehler</body></html>", b"MIME-Version: 1.0\r\n\r\n"])
def test_a_status_without_a_message_is_named(running: Hub, status: str, body: bytes) -> None:
    def answer(visit: Visit) -> None:
        visit.send_body(body, status, "text/html")

    with answering(running, answer) as url:
        error = refusal(transport(url).check)
    assert (error.reference, error.parameters) == ("NET-STATUS", {"status": status[:3]})


def test_a_fault_under_status_500_is_read(running: Hub) -> None:
    def answer(visit: Visit) -> None:
        visit.send_body(b"".join(write_fault("9503", "x")), "500 Server Error")

    with answering(running, answer) as url:
        error = refusal(transport(url).check)
    assert (error.reference, error.parameters) == ("OSCI-FAULT", {"code": "9503"})


def test_a_fault_with_an_odd_code_does_not_reach_the_text(running: Hub) -> None:
    def answer(visit: Visit) -> None:
        visit.send_body(b"".join(write_fault("<b>", "x")))

    with answering(running, answer) as url:
        error = refusal(transport(url).check)
    assert error.reference in ("OSCI-FAULT", "OSCI-STRUCTURE") and "<b>" not in str(error)
