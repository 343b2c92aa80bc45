from __future__ import annotations

import pytest

from sozialclient.crypto.algorithms import (
    Cipher,
    Digest,
    KeyTransport,
    Mgf,
    Signature,
    SignatureFamily,
    UnknownAlgorithm,
    UnsupportedAlgorithm,
    short_name,
    shown_uri,
)

RIPEMD_SPELLINGS = (
    "http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160",
    "http://www.w3.org/2001/04/xmldsig-more/rsa-ripemd160",
)


@pytest.mark.parametrize("kind", [Digest, Signature, Cipher, KeyTransport, Mgf])
def test_every_algorithm_is_found_by_its_uri(kind: type[Digest]) -> None:
    assert [kind.of(member.value) for member in kind] == list(kind)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "http://www.w3.org/2001/04/xmlenc#aes256-cbc ",
        "http://www.w3.org/2001/04/xmlenc#AES256-cbc",
        "http://www.w3.org/2001/04/xmlenc#sha256",
    ],
)
def test_a_cipher_is_known_by_its_exact_uri_only(uri: str) -> None:
    with pytest.raises(UnknownAlgorithm):
        Cipher.of(uri)


def test_what_the_profile_excludes_is_unknown() -> None:
    with pytest.raises(UnknownAlgorithm) as caught:
        KeyTransport.of("http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p")
    assert caught.value.parameters == {"uri": "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"}
    with pytest.raises(UnknownAlgorithm):
        Mgf.of("http://www.w3.org/2009/xmlenc11#mgf1sha1")


def test_a_uri_in_an_error_is_short_and_printable() -> None:
    assert shown_uri("a\u202e\n" + "x" * 200) == "a??" + "x" * 117


@pytest.mark.parametrize(
    ("digest", "expected"),
    [
        (Digest.SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (Digest.SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (Digest.SHA3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    ],
)
def test_digests_of_abc(digest: Digest, expected: str) -> None:
    running = digest.new()
    running.update(b"a")
    running.update(memoryview(b"bc"))
    assert running.digest().hex() == expected


def test_digest_and_its_form_for_cryptography_agree() -> None:
    for digest in set(Digest) - {Digest.RIPEMD160}:
        assert len(digest.new().digest()) == digest.hash.digest_size


@pytest.mark.parametrize("uri", RIPEMD_SPELLINGS)
def test_ripemd_is_known_but_cannot_be_computed(uri: str) -> None:
    signature = Signature.of(uri)
    assert signature is Signature.RSA_RIPEMD160
    with pytest.raises(UnsupportedAlgorithm):
        signature.digest.new()
    with pytest.raises(UnsupportedAlgorithm):
        signature.digest.hash  # noqa: B018


def test_family_and_digest_of_signatures() -> None:
    assert Signature.RSA_SHA512.family is SignatureFamily.RSA_PKCS1
    assert Signature.PSS_SHA3_384.family is SignatureFamily.RSA_PSS
    assert Signature.PSS_SHA3_384.digest is Digest.SHA3_384
    assert Signature.ECDSA_SHA256.family is SignatureFamily.ECDSA
    assert Signature.ECDSA_SHA256.digest is Digest.SHA256


def test_sizes_of_ciphers() -> None:
    assert [(c.key_size, c.block, c.default_iv, c.is_gcm) for c in Cipher] == [
        (16, 16, 12, True),
        (24, 16, 12, True),
        (32, 16, 12, True),
        (16, 16, 16, False),
        (24, 16, 16, False),
        (32, 16, 16, False),
        (24, 8, 8, False),
    ]


def test_mgf_digests_and_short_names() -> None:
    assert [mgf.digest for mgf in Mgf] == [Digest.SHA256, Digest.SHA384, Digest.SHA512]
    assert short_name(Cipher.AES256_CBC) == "aes256-cbc"
    assert short_name(KeyTransport.RSA_1_5) == "rsa-1_5"
