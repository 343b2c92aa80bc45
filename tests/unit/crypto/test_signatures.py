from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from sozialclient.crypto.algorithms import Signature, SignatureFamily, UnsupportedAlgorithm
from sozialclient.crypto.key_transport import SoftwareSigningKey
from sozialclient.crypto.signatures import UnsuitableKey, sign_value, verify_value

DATA = b"<SignedInfo>Gr\xc3\xbcnanger</SignedInfo>"
COMPUTABLE = [algorithm for algorithm in Signature if algorithm is not Signature.RSA_RIPEMD160]
Keys = dict[SignatureFamily, "rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey"]


@pytest.fixture(scope="module")
def keys(rsa_key: rsa.RSAPrivateKey, ec_key: ec.EllipticCurvePrivateKey) -> Keys:
    return {
        SignatureFamily.RSA_PKCS1: rsa_key,
        SignatureFamily.RSA_PSS: rsa_key,
        SignatureFamily.ECDSA: ec_key,
    }


@pytest.mark.parametrize("algorithm", COMPUTABLE)
def test_a_signature_verifies_and_nothing_else_does(algorithm: Signature, keys: Keys) -> None:
    key = keys[algorithm.family]
    public = key.public_key()
    value = sign_value(key, algorithm, DATA)
    assert verify_value(public, algorithm, DATA, value)
    assert not verify_value(public, algorithm, DATA + b" ", value)
    for position in (0, len(value) // 2, len(value) - 1):
        changed = bytearray(value)
        changed[position] ^= 1
        assert not verify_value(public, algorithm, DATA, bytes(changed))
    for other in (b"", value[:-1], value + b"\0", b"\0" * len(value), b"\xff" * len(value)):
        assert not verify_value(public, algorithm, DATA, other)


def test_r_and_s_are_just_as_long_as_the_curve_is(ec_key: ec.EllipticCurvePrivateKey) -> None:
    value = sign_value(ec_key, Signature.ECDSA_SHA256, DATA)
    half = len(value) // 2
    for longer in (value[:half] + b"\0" + value[half:], value[:half] + b"\0\0" + value[half:]):
        assert not verify_value(ec_key.public_key(), Signature.ECDSA_SHA256, DATA, longer)


@pytest.mark.parametrize("algorithm", COMPUTABLE)
def test_an_algorithm_does_not_pass_for_another(algorithm: Signature, keys: Keys) -> None:
    value = sign_value(keys[algorithm.family], algorithm, DATA)
    for other in COMPUTABLE:
        if other is not algorithm:
            assert not verify_value(keys[other.family].public_key(), other, DATA, value)


@pytest.mark.parametrize("algorithm", COMPUTABLE)
def test_a_key_of_another_family_fits_nothing(algorithm: Signature, keys: Keys) -> None:
    value = sign_value(keys[algorithm.family], algorithm, DATA)
    is_ecdsa = algorithm.family is SignatureFamily.ECDSA
    wrong = keys[SignatureFamily.RSA_PSS if is_ecdsa else SignatureFamily.ECDSA]
    assert not verify_value(wrong.public_key(), algorithm, DATA, value)
    assert not verify_value(ed25519.Ed25519PrivateKey.generate().public_key(), algorithm, DATA, value)
    with pytest.raises(UnsuitableKey):
        sign_value(wrong, algorithm, DATA)


@pytest.mark.parametrize(
    ("curve", "size"), [(ec.SECP256R1(), 64), (ec.SECP384R1(), 96), (ec.SECP521R1(), 132), (ec.BrainpoolP512R1(), 128)]
)
def test_ecdsa_values_are_r_and_s_of_full_length(curve: ec.EllipticCurve, size: int) -> None:
    key = ec.generate_private_key(curve)
    algorithm = SoftwareSigningKey(b"", key).default_algorithm
    assert {len(sign_value(key, algorithm, DATA)) for _ in range(20)} == {size}
    assert algorithm is (Signature.ECDSA_SHA256 if size == 64 else Signature.ECDSA_SHA512)


def test_a_der_encoded_ecdsa_value_is_refused(ec_key: ec.EllipticCurvePrivateKey) -> None:
    der = ec_key.sign(DATA, ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert verify_value(ec_key.public_key(), Signature.ECDSA_SHA256, DATA, raw)
    assert not verify_value(ec_key.public_key(), Signature.ECDSA_SHA256, DATA, der)


@pytest.mark.parametrize("salt", [0, 20, 31, 33])
def test_pss_takes_only_a_salt_as_long_as_the_hash(rsa_key: rsa.RSAPrivateKey, salt: int) -> None:
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=salt)
    assert not verify_value(rsa_key.public_key(), Signature.PSS_SHA256, DATA, rsa_key.sign(DATA, pss, hashes.SHA256()))


def test_pss_takes_only_the_same_hash_in_its_mask(rsa_key: rsa.RSAPrivateKey) -> None:
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA1()), salt_length=32)
    assert not verify_value(rsa_key.public_key(), Signature.PSS_SHA256, DATA, rsa_key.sign(DATA, pss, hashes.SHA256()))


def test_the_digest_signed_is_the_one_named(rsa_key: rsa.RSAPrivateKey) -> None:
    prehashed = hashlib.sha3_384(DATA).digest()
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA3_384()), salt_length=48)
    value = rsa_key.sign(prehashed, pss, Prehashed(hashes.SHA3_384()))
    assert verify_value(rsa_key.public_key(), Signature.PSS_SHA3_384, DATA, value)


def test_ripemd_is_undecided_whatever_the_value(rsa_key: rsa.RSAPrivateKey) -> None:
    with pytest.raises(UnsupportedAlgorithm):
        verify_value(rsa_key.public_key(), Signature.RSA_RIPEMD160, DATA, b"")
    with pytest.raises(UnsupportedAlgorithm):
        sign_value(rsa_key, Signature.RSA_RIPEMD160, DATA)


def test_a_key_too_short_for_its_hash_is_unsuitable() -> None:
    with pytest.raises(UnsuitableKey):
        sign_value(rsa.generate_private_key(65537, 1024), Signature.PSS_SHA512, DATA)


def test_the_software_key_signs_in_its_default(rsa_key: rsa.RSAPrivateKey) -> None:
    signing = SoftwareSigningKey(b"der", rsa_key)
    assert signing.certificate_der == b"der"
    assert signing.default_algorithm is Signature.RSA_SHA256
    assert verify_value(rsa_key.public_key(), Signature.RSA_SHA256, DATA, signing.sign(DATA, signing.default_algorithm))
