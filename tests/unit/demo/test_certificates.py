from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from sozialclient.demo.certificates import Identity, TrainingPki, TrainingPkiDamaged
from sozialclient.demo.key_files import write_cer, write_p12

_NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
_NAMES = tuple(name for name in TrainingPki.__dataclass_fields__)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pki")


@pytest.fixture(scope="module")
def pki(folder: Path) -> TrainingPki:
    return TrainingPki.create(folder, key_bits=2048, now=_NOW)


def _usage(identity: Identity) -> x509.KeyUsage:
    extension = identity.certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert extension.critical
    return extension.value


@pytest.mark.parametrize("name", ["intermediary_signature", "platform_signature", "author", "second_author",
                                  "office_signature"])
def test_signing_certificates_only_sign(pki: TrainingPki, name: str) -> None:
    usage = _usage(getattr(pki, name))
    assert usage.digital_signature
    assert usage.content_commitment
    assert not (usage.key_encipherment or usage.data_encipherment or usage.key_cert_sign)


@pytest.mark.parametrize("name", ["intermediary_cipher", "platform_cipher", "office_cipher"])
def test_cipher_certificates_only_decipher(pki: TrainingPki, name: str) -> None:
    usage = _usage(getattr(pki, name))
    assert usage.key_encipherment
    assert usage.data_encipherment
    assert not (usage.digital_signature or usage.content_commitment or usage.key_cert_sign)


@pytest.mark.parametrize("name", ["office", "other_office", "expired_office"])
def test_offices_have_combined_certificates(pki: TrainingPki, name: str) -> None:
    usage = _usage(getattr(pki, name))
    assert usage.digital_signature
    assert usage.key_encipherment


def test_chain_is_shaped_like_the_v_pki(pki: TrainingPki) -> None:
    assert pki.root.certificate.issuer == pki.root.certificate.subject
    assert pki.ca.certificate.issuer == pki.root.certificate.subject
    assert _usage(pki.ca).key_cert_sign
    for name in _NAMES:
        certificate = getattr(pki, name).certificate
        issuer = pki.root if name in ("root", "ca") else pki.ca
        certificate.verify_directly_issued_by(issuer.certificate)
        common_name = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
        assert "Uebung" in common_name
        is_ca = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        assert is_ca is (name in ("root", "ca"))
        if not is_ca:
            assert common_name.startswith("GRP: ")


def test_only_the_expired_one_is_expired(pki: TrainingPki) -> None:
    for name in _NAMES:
        certificate = getattr(pki, name).certificate
        valid = certificate.not_valid_before_utc <= _NOW <= certificate.not_valid_after_utc
        assert valid is (name != "expired_office")


def test_keys_match_and_differ(pki: TrainingPki) -> None:
    serials = set()
    for name in _NAMES:
        identity = getattr(pki, name)
        public = identity.certificate.public_key()
        assert isinstance(public, RSAPublicKey)
        wrapped = public.encrypt(b"probe", padding.PKCS1v15())
        assert identity.private_key.decrypt(wrapped, padding.PKCS1v15()) == b"probe"
        serials.add((public.public_numbers().n, identity.certificate.serial_number))
    assert len(serials) == len(_NAMES)


def test_a_second_start_finds_the_same_keys(pki: TrainingPki, folder: Path) -> None:
    again = TrainingPki.create(folder)
    for name in _NAMES:
        assert getattr(again, name).der == getattr(pki, name).der
        assert getattr(again, name).private_key.private_numbers() == getattr(pki, name).private_key.private_numbers()


def test_missing_or_swapped_keys_are_refused(folder: Path, pki: TrainingPki, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    for path in (folder / "keys").iterdir():
        (tmp_path / "keys" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "keys" / "office.key").write_bytes((folder / "keys" / "author.key").read_bytes())
    with pytest.raises(TrainingPkiDamaged) as swapped:
        TrainingPki.create(tmp_path)
    assert swapped.value.parameters == {"name": "office"}
    (tmp_path / "keys" / "root.cer").write_bytes(b"nothing")
    with pytest.raises(TrainingPkiDamaged) as damaged:
        TrainingPki.create(tmp_path)
    assert damaged.value.parameters == {"name": "root"}


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("pin", ["1234", "Pröbe-PIN ß €"])
def test_p12_opens_with_its_pin_only(pki: TrainingPki, tmp_path: Path, pin: str, legacy: bool) -> None:
    path = tmp_path / "office.p12"
    write_p12(path, pki.office, pin, legacy=legacy, chain=pki.chain)
    opened = pkcs12.load_pkcs12(path.read_bytes(), pin.encode())
    assert opened.cert is not None
    assert opened.cert.certificate == pki.office.certificate
    assert {extra.certificate for extra in opened.additional_certs} == set(pki.chain)
    with pytest.raises(ValueError, match="Invalid password"):
        pkcs12.load_pkcs12(path.read_bytes(), b"falsch")
    sha1_triple_des = bytes.fromhex("060a2a864886f70d010c0103")
    assert (sha1_triple_des in path.read_bytes()) is legacy
    assert [entry.name for entry in tmp_path.iterdir()] == ["office.p12"]


def test_empty_pin_is_refused(pki: TrainingPki, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="empty PIN"):
        write_p12(tmp_path / "x.p12", pki.office, "")
    assert not list(tmp_path.iterdir())


def test_cer_is_der(pki: TrainingPki, tmp_path: Path) -> None:
    write_cer(tmp_path / "hub.cer", pki.intermediary_cipher.der)
    read = x509.load_der_x509_certificate((tmp_path / "hub.cer").read_bytes())
    assert read.public_bytes(Encoding.DER) == pki.intermediary_cipher.der


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permission bits")
def test_private_keys_are_for_the_owner_alone(folder: Path, pki: TrainingPki, tmp_path: Path) -> None:
    write_p12(tmp_path / "a.p12", pki.office, "1234")
    for path in (*(folder / "keys").iterdir(), tmp_path / "a.p12"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
