from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from sozialclient.crypto.algorithms import Cipher, Digest, KeyTransport, Mgf, UnsupportedAlgorithm
from sozialclient.crypto.ciphers import DecryptError, decrypt_bytes, encrypt_bytes
from sozialclient.crypto.key_transport import DecryptionKey, SoftwareDecryptionKey, SoftwareSigningKey, wrap_key
from sozialclient.crypto.signatures import UnsuitableKey

OAEP = KeyTransport.RSA_OAEP
OLD = KeyTransport.RSA_1_5


@pytest.fixture(scope="module")
def reader(rsa_key: rsa.RSAPrivateKey) -> DecryptionKey:
    return SoftwareDecryptionKey(b"der", rsa_key)


@pytest.mark.parametrize("digest", [Digest.SHA1, Digest.SHA256, Digest.SHA384, Digest.SHA512])
@pytest.mark.parametrize("mgf", list(Mgf))
def test_oaep_with_every_pair_of_digest_and_mask(
    rsa_key: rsa.RSAPrivateKey, reader: DecryptionKey, digest: Digest, mgf: Mgf
) -> None:
    key = os.urandom(32)
    wrapped = wrap_key(rsa_key.public_key(), key, digest=digest, mgf=mgf)
    assert reader.unwrap_key(wrapped, OAEP, digest, mgf, 32) == key
    for other in Mgf:
        if other is not mgf:
            with pytest.raises(DecryptError):
                reader.unwrap_key(wrapped, OAEP, digest, other, 32)


def test_oaep_is_what_cryptography_opens(rsa_key: rsa.RSAPrivateKey) -> None:
    wrapped = wrap_key(rsa_key.public_key(), b"k" * 16)
    plain = rsa_key.decrypt(wrapped, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
    assert plain == b"k" * 16


def test_every_oaep_failure_is_the_same_error(
    rsa_key: rsa.RSAPrivateKey, other_rsa_key: rsa.RSAPrivateKey, reader: DecryptionKey
) -> None:
    public = rsa_key.public_key()
    good = wrap_key(public, bytes(32))
    labelled = public.encrypt(bytes(32), padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), b"label"))
    attempts = [
        (bytes([good[0] ^ 1]) + good[1:], Digest.SHA256, Mgf.SHA256, 32),
        (good[:-1], Digest.SHA256, Mgf.SHA256, 32),
        (good + b"\0", Digest.SHA256, Mgf.SHA256, 32),
        (b"", Digest.SHA256, Mgf.SHA256, 32),
        (b"\xff" * 256, Digest.SHA256, Mgf.SHA256, 32),
        (good, Digest.SHA512, Mgf.SHA256, 32),
        (good, Digest.SHA256, Mgf.SHA256, 16),
        (good, None, Mgf.SHA256, 32),
        (good, Digest.SHA256, None, 32),
        (labelled, Digest.SHA256, Mgf.SHA256, 32),
        (wrap_key(other_rsa_key.public_key(), bytes(32)), Digest.SHA256, Mgf.SHA256, 32),
    ]
    for encrypted, digest, mgf, length in attempts:
        with pytest.raises(DecryptError) as caught:
            reader.unwrap_key(encrypted, OAEP, digest, mgf, length)
        assert (str(caught.value), caught.value.parameters) == ("CRYPTO-DECRYPT", {})


def test_the_old_scheme_opens(rsa_key: rsa.RSAPrivateKey, reader: DecryptionKey) -> None:
    wrapped = wrap_key(rsa_key.public_key(), b"k" * 24, scheme=OLD)
    assert reader.unwrap_key(wrapped, OLD, None, None, 24) == b"k" * 24


def test_the_old_scheme_never_tells_that_it_failed(rsa_key: rsa.RSAPrivateKey, reader: DecryptionKey) -> None:
    """Every wrong ciphertext gives some key of the right length, which then fails at the symmetric step."""
    wrapped = wrap_key(rsa_key.public_key(), b"k" * 24, scheme=OLD)
    message = encrypt_bytes(b"Antrag", Cipher.AES256_GCM, b"k" * 32)
    for position in range(0, len(wrapped), 8):
        changed = wrapped[:position] + bytes([wrapped[position] ^ 1]) + wrapped[position + 1 :]
        substitute = reader.unwrap_key(changed, OLD, None, None, 32)
        assert len(substitute) == 32
        with pytest.raises(DecryptError):
            decrypt_bytes(message, Cipher.AES256_GCM, substitute, 12)
    for strange in (b"", wrapped[:-1], wrapped + b"\0", wrapped):
        first, second = (reader.unwrap_key(strange, OLD, None, None, 32) for _ in range(2))
        assert len(first) == len(second) == 32
        assert first != second


def test_ripemd_in_oaep_is_named(rsa_key: rsa.RSAPrivateKey, reader: DecryptionKey) -> None:
    with pytest.raises(UnsupportedAlgorithm):
        reader.unwrap_key(bytes(256), OAEP, Digest.RIPEMD160, Mgf.SHA256, 32)


def test_only_rsa_keys_carry_session_keys(ec_key: ec.EllipticCurvePrivateKey) -> None:
    with pytest.raises(UnsuitableKey):
        wrap_key(ec_key.public_key(), bytes(32))
    with pytest.raises(UnsuitableKey):
        SoftwareDecryptionKey(b"der", ec_key)


def test_keys_do_not_show_themselves(rsa_key: rsa.RSAPrivateKey) -> None:
    for key in (SoftwareDecryptionKey(b"der", rsa_key), SoftwareSigningKey(b"der", rsa_key)):
        assert str(rsa_key.private_numbers().d) not in repr(key)
        assert key.certificate_der == b"der"
