"""Every message that must open does, with exactly the contents and signers its sender meant."""

from __future__ import annotations

import pytest

from sozialclient.model.delivery import Delivery
from sozialclient.model.verdict import Verdict
from tests.vectors.cases import Case, all_cases, expected_containers, subject_of
from tests.vectors.opening import open_case, sha256

ACCEPTED = all_cases("positive", "interop")


def test_the_golden_messages_are_all_there(shared: object) -> None:
    assert len(ACCEPTED) == 59


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.folder.name)
def test_contents_and_signers(case: Case) -> None:
    opened = open_case(case)
    delivery = opened.delivery
    assert [entry.code for entry in delivery.feedback] == (case.meta.get("feedback") or [])
    assert delivery.message_id == _message_id(case, delivery)
    wanted = sorted(
        (content["id"], content["size"], content["sha256"])
        for container in expected_containers(case)
        for content in container.get("contents", [])
        if content["type"] in ("data", "attachment")
    )
    found = sorted((content.id, content.size, content.sha256) for content in delivery.contents())
    assert found == wanted
    for content in delivery.contents():
        assert sha256(opened.payloads[content.key]) == content.sha256
        assert content.integrity is Verdict.PASSED
    assert _signers_found(case) == _signers_wanted(case)


def _message_id(case: Case, delivery: Delivery) -> str:
    """A response without process card names no delivery; then the id it was sent under is nowhere."""
    return str(case.meta.get("message_id") or "") if delivery.process_card is not None else ""


def _signers_wanted(case: Case) -> list[tuple[str, str, str]]:
    return sorted(
        (container["id"], subject_of(case, signature["signer_cert"]), signature["algorithm"])
        for container in expected_containers(case)
        for signature in container.get("signatures", [])
    )


def _signers_found(case: Case) -> list[tuple[str, str, str]]:
    found = []
    for container in open_case(case).delivery.walk():
        for signature in container.signatures:
            assert signature.verdict is Verdict.PASSED, (container.id, signature.reason)
            assert signature.signer is not None
            found.append((container.id, signature.signer.subject, signature.algorithm))
    return sorted(found)


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.folder.name)
def test_transport_is_reported_as_it_was(case: Case) -> None:
    transport = open_case(case).delivery.transport
    assert (transport.encryption is not None) == (case.meta["expect_transport"] == "encrypted")
    signature = case.meta.get("message_signature")
    if signature is None:
        assert transport.verdict is Verdict.UNDECIDED and transport.signature is None
        return
    assert transport.verdict is Verdict.PASSED
    assert transport.signature is not None and transport.signature.signer is not None
    assert transport.signature.algorithm == signature["algorithm"]
    assert transport.signature.signer.subject == subject_of(case, signature["signer_cert"])


@pytest.mark.parametrize("step", [1, 2, 7, 76, 65536])
def test_any_cut_of_the_stream_gives_the_same(step: int, shared: object) -> None:
    case = next(case for case in ACCEPTED if case.folder.name == "struct_clear_container")
    whole = open_case(case).delivery
    assert open_case(case, step=step).delivery == whole
