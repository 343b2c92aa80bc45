"""Weak and odd messages: read where nothing is lost by it, and always named as what they are."""

from __future__ import annotations

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.model.verdict import Verdict
from sozialclient.usecases.open_message import OpenOptions
from tests.vectors.cases import Case, all_cases
from tests.vectors.opening import open_case

CASES = {case.folder.name: case for case in all_cases("policy", "quirk")}
# name: (references of findings or of the error, integrity of the contents that are handed out)
EXPECTED: dict[str, tuple[set[str], Verdict | None]] = {
    "policy_digest_sha1_rsa_sha256": ({"WEAK-TRANSPORT-SIGNATURE"}, Verdict.PASSED),
    "quirk_cbc_attachment_malleable": ({"WEAK-CONTENT", "CONTENT-CBC-UNSIGNED"}, Verdict.UNDECIDED),
    "quirk_mime_lf_only": ({"MIME-DAMAGED"}, None),
    "quirk_schemalocation_whitespace": (set(), Verdict.PASSED),
    "quirk_transport_extra_part": ({"MIME-EXTRA-PART"}, None),
    "quirk_net_oaep_sha3_384": ({"CONTENT-DECRYPT"}, None),
}


def test_every_case_is_named(shared: object) -> None:
    assert set(CASES) == set(EXPECTED)


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.folder.name)
def test_behaves_as_named(case: Case) -> None:
    references, integrity = EXPECTED[case.folder.name]
    try:
        opened = open_case(case)
    except SozialclientError as error:
        assert integrity is None
        assert {error.reference} == references
        return
    found = {finding.reference for finding in opened.delivery.all_findings()}
    assert references <= found
    handed_out = {content.integrity for content in opened.delivery.contents() if content.key in opened.payloads}
    assert handed_out == (set() if integrity is None else {integrity})


def test_an_office_can_refuse_what_is_weak(shared: object, monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for case in all_cases("positive") if case.folder.name == "trans_aes256_cbc")
    assert "WEAK-TRANSPORT" in {finding.reference for finding in open_case(case).delivery.all_findings()}
    strict = Policy.default().tightened(["aes256-cbc"])
    monkeypatch.setattr(Policy, "default", staticmethod(lambda: strict))
    with pytest.raises(SozialclientError) as caught:
        open_case(case)
    assert caught.value.reference == "CRYPTO-REFUSED"
    assert OpenOptions(policy=strict).policy is strict
