"""Every request captured from both libraries is read, decrypted and verified as our intermediary does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.demo.intermediary_reading import received_request, verified
from sozialclient.model.verdict import Verdict
from sozialclient.osci.certificate_header import CertificateRole
from sozialclient.osci.receive import Receiver
from sozialclient.osci.requests import (
    FetchDelivery,
    FetchProcessCard,
    PartialFetchDelivery,
    StoreDelivery,
    read_request,
)
from sozialclient.wire.spool import MemorySpool
from tests.vectors.cases import Case, Meta, all_cases, decryption_keys

REQUESTS = [
    (case, step)
    for case in all_cases("dialog")
    for step in case.meta["steps"]
    if "request" in step and not step["request"].get("oaep_real")
]


@pytest.mark.parametrize(
    ("case", "step"), REQUESTS, ids=[f"{case.folder.name}-{step['request']['file'][:2]}" for case, step in REQUESTS]
)
def test_every_request_is_understood(case: Case, step: Meta) -> None:
    keys = decryption_keys(case.path(case.meta["intermediary_p12"]))
    receiver = Receiver(keys, MemorySpool, Policy.default())
    received = received_request(receiver, [case.file(step["request"]["file"])])
    assert (received.encryption is not None) is bool(step["request"]["encrypted"])
    covered = verified(received, expected_signer=None, signature_required=False)
    signature, signer = covered.transport.signature, covered.certificates.by_role(CertificateRole.SIGNATURE_ORIGINATOR)
    assert (signature is None) is ("unsigned" in case.folder.name)
    if signature is not None:
        assert signer is not None and signature.verdict is Verdict.PASSED
        assert signature.signer is not None and signature.signer.der == signer.der
    request = read_request(covered)
    assert request.message.type.value == str(step.get("request_type") or step["label"].split("_")[0])
    assert request.languages == (("iv",) if "invariant" in case.folder.name else ("de",))
    assert request.features is not None and request.features.partial_transmission
    if isinstance(request, StoreDelivery):
        assert request.message_id and request.package is not None and len(request.package)
        assert set(covered.parts) == {"Foto.png"}
    if isinstance(request, PartialFetchDelivery):
        assert request.chunk.chunk_size == 16 and request.chunk.chunk_number in (1, 2)
    if isinstance(request, FetchDelivery | FetchProcessCard):
        _check_selection(step["label"], request)


def _check_selection(label: str, request: FetchDelivery | FetchProcessCard) -> None:
    rule = request.selection
    assert (len(rule.message_ids) > 0) is ("messageid" in label or label == "FetchProcessCard_none")
    assert (rule.received_since is not None) is ("date" in label)
    assert (rule.quantity == 1) is ("limit" in label)
    assert (rule.role or "") == {"FetchProcessCard_date_role_limit": "Addressee",
                                 "FetchProcessCard_modified_noreception": "Originator"}.get(label, "")
    assert rule.no_reception is ("noreception" in label)
    untimed = replace(rule, received_since=None, modified_since=None)
    assert (rule.modified_since is not None) is ("modified" in label) and untimed.is_empty is not bool(rule.message_ids)
