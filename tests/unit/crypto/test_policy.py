from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa

from sozialclient.crypto.algorithms import Algorithm, Cipher, Digest, KeyTransport, Mgf, Signature
from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.policy import Policy, RefusedAlgorithm, Strength, UnknownPolicyName
from tests.unit.crypto.conftest import make_certificate

WEAK: list[Algorithm] = [
    Cipher.TRIPLEDES_CBC,
    Cipher.AES128_CBC,
    Cipher.AES192_CBC,
    Cipher.AES256_CBC,
    KeyTransport.RSA_1_5,
    Digest.SHA1,
    Signature.RSA_SHA1,
    Digest.RIPEMD160,
    Signature.RSA_RIPEMD160,
]
EVERY: list[Algorithm] = [*Digest, *Signature, *Cipher, *KeyTransport, *Mgf]


@pytest.mark.parametrize("algorithm", EVERY)
def test_weak_is_read_and_never_created(algorithm: Algorithm) -> None:
    policy = Policy.default()
    expected = Strength.WEAK if algorithm in WEAK else Strength.STRONG
    assert policy.to_read(algorithm) is expected
    if expected is Strength.WEAK or algorithm is Digest.SHA384:
        with pytest.raises(RefusedAlgorithm):
            policy.to_create(algorithm)
    else:
        policy.to_create(algorithm)


def test_an_office_can_forbid_what_is_weak() -> None:
    policy = Policy.default().tightened(["AES256-CBC ", "rsa-1_5"])
    for algorithm in (Cipher.AES256_CBC, KeyTransport.RSA_1_5):
        with pytest.raises(RefusedAlgorithm):
            policy.to_read(algorithm)
    assert policy.to_read(Cipher.AES128_CBC) is Strength.WEAK
    assert policy.to_read(Cipher.AES256_GCM) is Strength.STRONG


def test_forbidding_a_digest_forbids_signatures_over_it() -> None:
    policy = Policy.default().tightened(["sha1"])
    for algorithm in (Digest.SHA1, Signature.RSA_SHA1):
        with pytest.raises(RefusedAlgorithm):
            policy.to_read(algorithm)
    assert policy.to_read(Signature.RSA_SHA256) is Strength.STRONG


def test_tightening_twice_adds_up() -> None:
    policy = Policy.default().tightened(["sha1"]).tightened(["tripledes-cbc"])
    assert policy.refused == {"sha1", "tripledes-cbc"}


@pytest.mark.parametrize("name", ["aes256", "sha-1", "", "rsa-4096"])
def test_a_misspelt_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownPolicyName):
        Policy.default().tightened([name])


def test_lengths_of_rsa_keys(rsa_key: rsa.RSAPrivateKey) -> None:
    policy = Policy.default()
    facts = read_certificate(make_certificate(rsa_key))
    assert policy.key_strength(facts) is Strength.WEAK
    assert policy.key_strength(rsa_key.public_key()) is Strength.WEAK
    assert policy.key_strength(replace(facts, key_bits=3000)) is Strength.STRONG
    for bits in (2047, 1024, 0):
        with pytest.raises(RefusedAlgorithm):
            policy.key_strength(replace(facts, key_bits=bits))
    with pytest.raises(RefusedAlgorithm) as caught:
        policy.tightened(["rsa-2048"]).key_strength(facts)
    assert caught.value.parameters == {"name": "rsa-2048"}


def test_curves() -> None:
    policy = Policy.default()
    good: list[ec.EllipticCurve] = [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1(), ec.BrainpoolP256R1()]
    short_or_unusual: list[ec.EllipticCurve] = [ec.SECP192R1(), ec.SECP256K1()]
    for curve in good:
        assert policy.key_strength(ec.generate_private_key(curve).public_key()) is Strength.STRONG
    for curve in short_or_unusual:
        with pytest.raises(RefusedAlgorithm):
            policy.key_strength(ec.generate_private_key(curve).public_key())


def test_other_kinds_of_keys_are_refused_by_name() -> None:
    policy = Policy.default()
    with pytest.raises(RefusedAlgorithm) as caught:
        policy.key_strength(ed25519.Ed25519PrivateKey.generate().public_key())
    assert "ed25519" in caught.value.parameters["name"]
    with pytest.raises(RefusedAlgorithm):
        policy.key_strength(dsa.generate_private_key(1024).public_key())
