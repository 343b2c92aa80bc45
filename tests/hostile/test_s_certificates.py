"""A stranger's key behind something that looks like the signer's certificate (group S)."""

from __future__ import annotations

import pytest

from sozialclient.crypto.certificates import read_certificate
from sozialclient.model.verdict import Verdict
from sozialclient.osci.cover import TransportSignatureInvalid, TransportSignerChanged
from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.elements import StructureError
from sozialclient.wire.xml import XmlDuplicateIdError
from tests.e2e.conftest import Scene
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask
from tests.hostile.wrapping.judge import opened
from tests.hostile.wrapping.trial import CLEAR, FLAT, TRANSPORT, forged, setting_of, trial
from tests.hostile.wrapping.variants.certificates import entry_of
from tests.mailbox_rig import training_pki
from tests.unit.crypto.conftest import make_certificate

SIGNER = "TransportSignatureInvalid SIG-CERTIFICATE"
UNFIT, NOBODY = "CONTENT-SIGNATURE OSCI-STRUCTURE", "CONTENT-SIGNATURE SIG-CERTIFICATE"
STRUCTURE, DAMAGED = "CONTENT-DAMAGED OSCI-STRUCTURE", "CONTENT-DAMAGED XML-DAMAGED"


@guarded_by("sozialclient.osci.cover._verify", "sozialclient.crypto.xmldsig._read_key_info")
def test_s_25_another_key_than_the_one_on_file(quiet: Scene) -> None:
    """The KeyInfo brings a certificate or key along, names one in an unsigned place, or the signer is a stranger."""
    trial("S-25").refused_by(
        {"StructureError", SIGNER, "XmlError", "TransportSignerChanged"}, {UNFIT, NOBODY, STRUCTURE, DAMAGED}
    )
    with refused(TransportSignerChanged):
        ask(quiet, forged("S-25", "signer who is not on file 'swapped'"))
    with refused(TransportSignatureInvalid, reason="SIG-CERTIFICATE"):
        ask(quiet, forged("S-25", "unsigned place 'last block'"))
    with refused(StructureError, element="X509Data"):
        ask(quiet, forged("S-25", "'inline'"))


@guarded_by("sozialclient.osci.cover._verify")
def test_s_26_the_same_name_and_number_but_another_key(quiet: Scene) -> None:
    """The stranger's certificate has subject, issuer, number and validity of the one on file."""
    trial("S-26", at=(TRANSPORT,)).refused_by({"TransportSignerChanged"})
    with refused(TransportSignerChanged):
        ask(quiet, forged("S-26"))


@guarded_by("sozialclient.wire.xml.unique_ids")
def test_s_27_two_certificates_under_one_id(quiet: Scene) -> None:
    """The Id that the signature names stands on two certificates, the stranger's first or last."""
    trial("S-27", at=(TRANSPORT, CLEAR)).refused_by({"XmlDuplicateIdError"})
    with refused(XmlDuplicateIdError):
        ask(quiet, forged("S-27"))


@guarded_by("sozialclient.crypto.xmldsig._judge", "sozialclient.osci.content_signatures._verify_one")
def test_s_28_the_authors_certificate_is_swapped() -> None:
    """Somebody else's certificate stands where the author's did, in a message that nobody signed as a whole."""
    trial("S-28", at=(FLAT, CLEAR)).refused_by(
        set(),
        {"CONTENT-SIGNATURE SIG-VALUE", "CONTENT-SIGNATURE SIG-COVERAGE", "CONTENT-SIGNATURE CERT-DAMAGED"},
    )


@guarded_by("sozialclient.osci.content_signatures._verify_one")
@pytest.mark.parametrize("key", ["the author's", "another"])
def test_s_28b_the_signer_shown_is_the_certificate_that_was_verified(key: str) -> None:
    """Whatever name a swapped certificate gives, the signer shown is that certificate, and FAILED unless it fits."""
    author = training_pki().author
    private = author.private_key if key == "the author's" else training_pki().second_author.private_key
    der = make_certificate(private, "Sozialamt Musterstadt")
    stage = setting_of(CLEAR).stage()
    entry_of(stage)[0][0].text = encode_base64(der)
    delivery = opened(stage).delivery
    (result,) = delivery.containers[0].signatures
    assert result.signer == read_certificate(der)
    passed = key == "the author's"
    assert result.verdict is (Verdict.PASSED if passed else Verdict.FAILED)
    assert ({Verdict.FAILED} == {content.integrity for content in delivery.contents()}) is not passed
