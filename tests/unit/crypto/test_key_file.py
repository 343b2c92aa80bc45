from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, load_pkcs12, serialize_key_and_certificates

from sozialclient.crypto.algorithms import KeyTransport, Signature
from sozialclient.crypto.key_file import (
    KeyFileDamaged,
    KeyFileUnsupported,
    NoCertificate,
    NoPrivateKey,
    NotAKeyFile,
    PinFileDamaged,
    WrongPin,
    open_key_file,
    read_pin_file,
)
from sozialclient.crypto.key_transport import wrap_key
from sozialclient.crypto.pfx import MOST_ITERATIONS
from sozialclient.crypto.signatures import verify_value
from tests.pace import within
from tests.unit.crypto.conftest import make_certificate
from tests.unit.crypto.key_files import (
    key_file,
    merged,
    openssl_accepts,
    with_indefinite_lengths,
    with_pbmac1,
)

PIN = "Über-9€"


@pytest.fixture(scope="module")
def sound(ec_key: ec.EllipticCurvePrivateKey) -> bytes:
    return key_file(ec_key, make_certificate(ec_key, "Grünanger"), PIN)


@pytest.fixture(scope="module")
def pair(rsa_key: rsa.RSAPrivateKey, other_rsa_key: rsa.RSAPrivateKey) -> bytes:
    """A signature key, a cipher key and an older cipher certificate for it in one file."""
    sign = key_file(rsa_key, make_certificate(rsa_key, "Signatur", "sign"), PIN)
    old = make_certificate(other_rsa_key, "Alt", "cipher", days=100)
    cipher = key_file(other_rsa_key, make_certificate(other_rsa_key, "Neu", "cipher"), PIN, [old])
    return merged([sign, cipher], PIN)


@pytest.mark.parametrize(
    "name",
    ["author-ec-sig", "reader2-cipher", "reader2-cipher-legacy"]
    + [f"recipient-cipher-{form}" for form in ("3des", "nochain", "umlautpw")],
)
def test_the_reference_key_files(pki: Path, name: str) -> None:
    """Modern, RC2-40, 3DES, without chain, with an umlaut PIN."""
    cases = {case["file"]: case for case in json.loads((pki / "pki.json").read_text(encoding="utf-8"))}
    case = cases[f"{name}.p12"]
    data = (pki / case["file"]).read_bytes()
    opened = open_key_file(data, case["password"])
    assert [identity.certificate.subject for identity in opened.identities] == [case["subject"]]
    assert bool(opened.chain) == case["chain"]
    with pytest.raises(WrongPin):
        open_key_file(data, case["password"] + "x")


def test_two_keys_in_one_file(pair: bytes, rsa_key: rsa.RSAPrivateKey, other_rsa_key: rsa.RSAPrivateKey) -> None:
    assert openssl_accepts(pair, PIN)
    opened = open_key_file(pair, PIN)
    assert {identity.certificate.common_name for identity in opened.identities} == {"Signatur", "Neu", "Alt"}
    assert [identity.certificate.common_name for identity in opened.cipher_identities()] == ["Neu", "Alt"]
    assert opened.chain == ()
    signer = opened.signature_identity()
    assert signer is not None
    assert signer.certificate.common_name == "Signatur"
    value = signer.signing_key().sign(b"x", Signature.RSA_SHA256)
    assert verify_value(rsa_key.public_key(), Signature.RSA_SHA256, b"x", value)
    reader = opened.cipher_identities()[0].decryption_key()
    wrapped = wrap_key(other_rsa_key.public_key(), b"k" * 32, scheme=KeyTransport.RSA_1_5)
    assert reader.unwrap_key(wrapped, KeyTransport.RSA_1_5, None, None, 32) == b"k" * 32


def test_a_file_for_one_purpose_only(sound: bytes, ec_key: ec.EllipticCurvePrivateKey) -> None:
    assert open_key_file(sound, PIN).cipher_identities() == ()
    cipher_only = key_file(ec_key, make_certificate(ec_key, usage="cipher"), PIN)
    assert open_key_file(cipher_only, PIN).signature_identity() is None


@pytest.mark.parametrize("pbes", [PBES.PBESv1SHA1And3KeyTripleDESCBC, PBES.PBESv2SHA256AndAES256CBC])
@pytest.mark.parametrize("pin", ["x", "Grün Straße €", "пароль", "🔑" * 20, "a" * 200])
def test_pins_of_every_kind(ec_key: ec.EllipticCurvePrivateKey, pin: str, pbes: PBES) -> None:
    data = key_file(ec_key, make_certificate(ec_key), pin, pbes=pbes)
    assert len(open_key_file(data, pin).identities) == 1
    for wrong in (pin + " ", pin.swapcase() + "1", "", pin + "\0", "x" * 1_000_000, "\ud800"):
        with pytest.raises(WrongPin):
            open_key_file(data, wrong)


def test_a_pin_mangled_by_an_old_tool(ec_key: ec.EllipticCurvePrivateKey) -> None:
    """OpenSSL before 1.1 took every byte of the UTF-8 form for a character of its own."""
    mangled = "Prüfung".encode().decode("latin-1")
    data = key_file(ec_key, make_certificate(ec_key), mangled, pbes=PBES.PBESv1SHA1And3KeyTripleDESCBC)
    assert len(open_key_file(data, "Prüfung").identities) == 1


def test_pbmac1(sound: bytes) -> None:
    modern = with_pbmac1(sound, PIN)
    assert openssl_accepts(modern, PIN)
    assert len(open_key_file(modern, PIN).identities) == 1
    with pytest.raises(WrongPin):
        open_key_file(modern, "falsch")
    just_too_much = MOST_ITERATIONS + 1 - 2 * 2048
    with pytest.raises(KeyFileUnsupported):
        open_key_file(with_pbmac1(sound, PIN, rounds=just_too_much), PIN)


def test_ber_lengths(sound: bytes) -> None:
    opened = open_key_file(with_indefinite_lengths(sound), PIN)
    assert [identity.certificate.common_name for identity in opened.identities] == ["Grünanger"]


def test_no_single_key_shown_twice_or_hidden(pair: bytes) -> None:
    """The reason for reading the bags ourselves: one call shows one key."""
    assert load_pkcs12(pair, PIN.encode()).key is not None
    assert len({id(identity.private_key) for identity in open_key_file(pair, PIN).identities}) == 2


def test_every_truncation_is_damage(sound: bytes) -> None:
    for length in range(7, len(sound), 11):
        with pytest.raises(KeyFileDamaged):
            open_key_file(sound[:length], PIN)
    with pytest.raises(KeyFileDamaged):
        open_key_file(sound + b"\0", PIN)


def test_damage_behind_a_right_mac(ec_key: ec.EllipticCurvePrivateKey, sound: bytes) -> None:
    """Content made under another PIN than the MAC."""
    with pytest.raises(KeyFileDamaged):
        open_key_file(merged([sound], "other"), "other")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80",
        b"%PDF-1.7\n",
        b"-----BEGIN PRIVATE KEY-----\nMIIE\n",
        b"MIIKVAIBAzCCChAGCSqGSIb3DQEHAaCCCgEEggn9",
        bytes(5000),
        b"\xff" * 5000,
        "PIN: 1234".encode("utf-16"),
    ],
)
def test_other_files_are_no_key_files(data: bytes) -> None:
    with pytest.raises(NotAKeyFile):
        open_key_file(data, PIN)


def test_certificates_without_key_and_keys_without_certificate(
    rsa_key: rsa.RSAPrivateKey, ec_key: ec.EllipticCurvePrivateKey
) -> None:
    with pytest.raises(NoPrivateKey):
        open_key_file(key_file(None, make_certificate(rsa_key), PIN), PIN)
    with pytest.raises(NoCertificate):
        open_key_file(key_file(rsa_key, None, PIN), PIN)
    foreign = merged([key_file(rsa_key, None, PIN), key_file(None, make_certificate(ec_key), PIN)], PIN)
    with pytest.raises(NoCertificate) as caught:
        open_key_file(foreign, PIN)
    assert caught.value.parameters == {"certificates": "1"}


def test_too_many_iterations_are_refused_before_they_are_made(ec_key: ec.EllipticCurvePrivateKey) -> None:
    data = key_file(ec_key, make_certificate(ec_key), PIN, rounds=20_000)
    endless = with_pbmac1(data, PIN, rounds=2**31)
    with pytest.raises(KeyFileUnsupported) as caught:
        within(4, lambda: open_key_file(endless, PIN))
    assert caught.value.parameters == {"feature": "iterations"}
    negative = data.replace(b"\x02\x02\x4e\x20", b"\x02\x02\x80\x01")
    assert negative != data
    with pytest.raises(KeyFileDamaged):
        open_key_file(negative, PIN)


def test_other_kinds_of_keys_are_named() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    data = serialize_key_and_certificates(None, key, None, None, BestAvailableEncryption(PIN.encode()))
    with pytest.raises(KeyFileUnsupported) as caught:
        open_key_file(data, PIN)
    assert caught.value.parameters["feature"].startswith("key-")


def test_private_keys_do_not_show_in_repr(sound: bytes) -> None:
    assert "PrivateKey" not in repr(open_key_file(sound, PIN))


@pytest.mark.parametrize(
    ("data", "pin"),
    [
        (b"Test-1234", "Test-1234"),
        (b"Test-1234\n", "Test-1234"),
        (b"Test-1234\r\n", "Test-1234"),
        (b" a b \n", " a b "),
        ("Prüfung-€\n".encode(), "Prüfung-€"),
        (b"\xef\xbb\xbf1234\n", "1234"),
    ],
)
def test_pin_files(data: bytes, pin: str) -> None:
    assert read_pin_file(data) == pin


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"a\nb\n", b"a\n\n", b"Pr\xfcfung", b"a\0b", b"x" * 5000, b"\xff\xfe1\x00"]
)
def test_damaged_pin_files(data: bytes) -> None:
    with pytest.raises(PinFileDamaged):
        read_pin_file(data)
