"""Methods nobody may use, and values made against the rules of theirs (group S)."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from sozialclient.crypto.algorithms import Signature, UnknownAlgorithm
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.signatures import SigningPrivateKey, sign_value, verify_value
from sozialclient.model.verdict import Verdict
from sozialclient.osci.compose import write_message
from sozialclient.osci.cover import TransportSignatureInvalid, cover
from sozialclient.osci.response_envelopes import SupplierIdentity, response_to_init_dialog
from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.elements import StructureError
from sozialclient.wire.xml import canonical
from tests.e2e.conftest import Scene
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask
from tests.hostile.wrapping.elements import Stage
from tests.hostile.wrapping.keys import HeldKey
from tests.hostile.wrapping.raw_rsa import PADDINGS
from tests.hostile.wrapping.signing import key_of
from tests.hostile.wrapping.trial import CURVE, FLAT, TRANSPORT, forged, setting_of, trial
from tests.unit.crypto.conftest import make_certificate
from tests.unit.osci.answers import CONTROL, FEEDBACK, covered, read

DIGEST, VALUE = "TransportSignatureInvalid SIG-DIGEST", "TransportSignatureInvalid SIG-VALUE"
UNCOVERED, UNFIT = "CONTENT-SIGNATURE SIG-COVERAGE", "CONTENT-SIGNATURE OSCI-STRUCTURE"
CHANGED, INVALID = "CONTENT-SIGNATURE SIG-DIGEST", "CONTENT-SIGNATURE SIG-VALUE"
UNKNOWN = "CONTENT-SIGNATURE CRYPTO-ALGORITHM"


@guarded_by("sozialclient.crypto.xmldsig.read_signature", "sozialclient.crypto.xmldsig._digests_match")
def test_s_18_another_canonical_form(quiet: Scene) -> None:
    """Exclusive, 1.1, 2.0 or commented canonical XML is announced and performed."""
    trial("S-18").refused_by({"StructureError", DIGEST}, {UNFIT, CHANGED, UNCOVERED})
    with refused(StructureError, element="CanonicalizationMethod"):
        ask(quiet, forged("S-18", "'exclusive' 'info'"))
    with refused(TransportSignatureInvalid, reason="SIG-DIGEST"):
        ask(quiet, forged("S-18", "'1.1' 'reference'"))


@guarded_by("sozialclient.crypto.xmldsig._digests_match", "sozialclient.crypto.xmldsig._read_reference")
def test_s_19_other_transforms(quiet: Scene) -> None:
    """XSLT, XPath, enveloped, base64, decryption, an unknown one, one too many, a hundred; or one with content."""
    trial("S-19").refused_by({DIGEST, "StructureError"}, {CHANGED, UNCOVERED, UNFIT})
    for name in ("'xslt'", "'xpath'", "'enveloped and c14n'", "'a hundred'"):
        with refused(TransportSignatureInvalid, reason="SIG-DIGEST"):
            ask(quiet, forged("S-19", f"other transforms {name}"))
    with refused(StructureError, element="Transform"):
        ask(quiet, forged("S-19", "'xslt inside'"))


@guarded_by("sozialclient.crypto.algorithms.Signature", "sozialclient.crypto.xmldsig.read_signature")
def test_s_21_a_keyed_hash_under_a_public_key(quiet: Scene) -> None:
    """HMAC with the certificate, the public key or nothing as its secret, whole or cut to a few bits."""
    trial("S-21").refused_by({"UnknownAlgorithm", "StructureError"}, {UNKNOWN, UNFIT})
    with refused(UnknownAlgorithm, uri="http://www.w3.org/2000/09/xmldsig#hmac-sha1"):
        ask(quiet, forged("S-21", "keyed hash 'sha1'"))


@guarded_by("sozialclient.crypto.algorithms.Signature", "sozialclient.crypto.algorithms.Digest")
def test_s_22_a_method_out_of_the_table(quiet: Scene) -> None:
    """MD5, DSA, SHA-224 and others that the table does not have."""
    trial("S-22").refused_by({"UnknownAlgorithm"}, {UNKNOWN})
    for name in ("'rsa-md5'", "'dsa-sha1'", "'md5'"):
        with refused(UnknownAlgorithm):
            ask(quiet, forged("S-22", name))


def with_method(method: Signature) -> Stage:
    """A genuine message signed by another method."""
    stage = setting_of(TRANSPORT).stage()
    stage.signature[0][1].set("Algorithm", method.value)
    value = key_of(stage).sign(canonical(stage.signature[0]), method)
    stage.signature[1].text = encode_base64(value)
    return stage


@guarded_by("sozialclient.crypto.xmldsig.is_weak", "sozialclient.crypto.policy.Policy")
def test_s_22b_sha_1_is_named_weak_and_can_be_refused() -> None:
    """SHA-1 is read, as old senders still use it (ADR 5), always called weak, and refused where an office says so."""
    packed = with_method(Signature.RSA_SHA1).packed()
    message = covered(packed)
    assert message.transport.verdict is Verdict.PASSED
    assert message.transport.signature is not None and message.transport.signature.weak
    assert "WEAK-TRANSPORT-SIGNATURE" in {finding.reference for finding in message.findings}
    with refused(TransportSignatureInvalid, reason="SIG-REFUSED"):
        covered(packed, Policy.default().tightened(["sha1"]))


@guarded_by("sozialclient.crypto.xmldsig.is_weak", "sozialclient.crypto.policy.Policy")
def test_s_22c_a_short_key_is_refused() -> None:
    """A message signed with an RSA key of 1024 bits, by the very signer on file."""
    private = rsa.generate_private_key(65537, 1024)
    key = HeldKey(make_certificate(private), private)
    supplier = SupplierIdentity(key)
    data = b"".join(write_message(response_to_init_dialog(CONTROL, supplier, FEEDBACK), supplier.signer()))
    with refused(TransportSignatureInvalid, reason="SIG-REFUSED"):
        cover(read(data), Policy.default(), expected_signer=key.certificate_der)


@guarded_by("sozialclient.crypto.signatures.verify_value")
def test_s_23_rsa_values_and_paddings_are_forged(quiet: Scene) -> None:
    """Values bent in every way, and paddings no signer writes: garbage behind the hash, no NULL, long lengths."""
    trial("S-23").refused_by({VALUE}, {INVALID, UNCOVERED})
    for how in ("'empty'", "'zero'", "'garbage behind the hash'", "'no null'"):
        with refused(TransportSignatureInvalid, reason="SIG-VALUE"):
            ask(quiet, forged("S-23", how))


@cache
def cube_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(3, 2048)


def cube_root(number: int) -> int:
    """The largest whole number whose cube is not larger."""
    root = 1 << (number.bit_length() // 3 + 1)
    while (better := (2 * root + number // (root * root)) // 3) < root:
        root = better
    return root


@guarded_by("sozialclient.crypto.signatures.verify_value")
def test_s_23b_a_cube_root_is_no_signature() -> None:
    """With e = 3 anybody can make a value whose cube begins like a padded hash and ends in garbage."""
    data = b"evil"
    start = PADDINGS["garbage behind the hash"](hashlib.sha256(data).digest(), 256)
    value = cube_root(int.from_bytes(start[:62] + b"\xff" * 194, "big"))
    cube = (value**3).to_bytes(256, "big")
    assert cube.startswith(start[:62])
    public = cube_key().public_key()
    assert not verify_value(public, Signature.RSA_SHA256, data, value.to_bytes(256, "big"))
    genuine = sign_value(cube_key(), Signature.RSA_SHA256, data)
    assert verify_value(public, Signature.RSA_SHA256, data, genuine)


@guarded_by("sozialclient.crypto.signatures.verify_value", "sozialclient.crypto.signatures._dss_from_raw")
def test_s_24_values_on_a_curve_are_forged() -> None:
    """r or s is zero, the order, one, swapped; the value is DER, too long, too short or empty."""
    trial("S-24", at=(CURVE, FLAT)).refused_by({VALUE}, {INVALID, UNCOVERED})


@guarded_by("sozialclient.crypto.signatures.verify_value")
@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.BrainpoolP256R1()], ids=lambda curve: curve.name)
def test_s_24b_a_value_of_another_curve(curve: ec.EllipticCurve) -> None:
    """A value made on one curve says nothing to a key on another, nor to an RSA key."""
    own = ec.generate_private_key(curve)
    value = sign_value(own, Signature.ECDSA_SHA256, b"data")
    assert verify_value(own.public_key(), Signature.ECDSA_SHA256, b"data", value)
    others = [ec.generate_private_key(each()) for each in (ec.SECP256R1, ec.SECP384R1, ec.BrainpoolP256R1)]
    keys: list[SigningPrivateKey] = [*others, cube_key()]
    for other in keys:
        assert not verify_value(other.public_key(), Signature.ECDSA_SHA256, b"data", value)


