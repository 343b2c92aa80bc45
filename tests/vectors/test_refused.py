"""No message that was tampered with shows a content as trusted, and each says where it failed."""

from __future__ import annotations

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import Delivery
from sozialclient.model.verdict import Severity, Verdict
from tests.vectors.cases import Case, all_cases
from tests.vectors.opening import open_case

REFUSED = all_cases("negative")

# The stage at which the sender of the golden messages says a careful reader must notice, and
# the references under which we report it: an error of the whole message, or a finding inside.
STAGES = {
    "mime": {"MIME-NOT-OSCI", "MIME-HEADER", "MIME-TRUNCATED", "MIME-DAMAGED"},
    "xml": {"XML-DOCTYPE", "XML-DAMAGED", "XML-ENCODING"},
    "structure": {"OSCI-STRUCTURE", "XML-DUPLICATE-ID", "CRYPTO-ALGORITHM", "OSCI-SIGNATURE"},
    "transport_decrypt": {"CRYPTO-DECRYPT", "CRYPTO-ALGORITHM", "OSCI-OTHER-KEY"},
    "message_signature": {"OSCI-SIGNATURE"},
    "supplier_certificate": {"OSCI-SIGNER-CHANGED"},
    "control_block": {"OSCI-DIALOG"},
    "content_decrypt": {"CONTENT-DECRYPT", "CONTENT-ALGORITHM"},
    "content_xml": {"CONTENT-DAMAGED"},
    "content_structure": {"CONTENT-DAMAGED"},
    "content_signature": {"CONTENT-SIGNATURE"},
    "attachment_decrypt": {"CONTENT-ATTACHMENT"},
    "attachment": {"CONTENT-ATTACHMENT"},
}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.folder.name)
def test_noticed_where_expected(case: Case) -> None:
    stage = case.meta["expect_stage"].split(" (")[0].replace(" ", "_")
    try:
        delivery = open_case(case).delivery
    except SozialclientError as error:
        assert error.reference in STAGES[stage]
        return
    found = {finding.reference for finding in delivery.all_findings() if finding.severity is Severity.ERROR}
    assert found & STAGES[stage], (stage, found)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.folder.name)
def test_nothing_is_handed_out(case: Case) -> None:
    try:
        opened = open_case(case)
    except SozialclientError:
        return
    _assert_nothing_trusted(opened.delivery)
    assert not opened.payloads


def _assert_nothing_trusted(delivery: Delivery) -> None:
    assert all(content.integrity is Verdict.FAILED for content in delivery.contents())
