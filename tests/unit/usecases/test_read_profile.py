"""A profile file names where mailboxes are; anything else about it is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sozialclient.errors import SozialclientError
from sozialclient.usecases.read_profile import ProfileInvalid, ProfileUnreadable, describe_intermediary, read_profile


@pytest.fixture(scope="module")
def certificate() -> x509.Certificate:
    """A certificate made for this test."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Demo-Intermediär")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(start).not_valid_after(start + timedelta(days=900))
    return builder.sign(key, hashes.SHA256())


def written(tmp_path: Path, text: str) -> Path:
    """A profile file with this text."""
    path = tmp_path / "profil.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_pem_inside_and_file_beside(tmp_path: Path, certificate: x509.Certificate) -> None:
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    der = certificate.public_bytes(serialization.Encoding.DER)
    (tmp_path / "sign.cer").write_bytes(der)
    profile = read_profile(written(tmp_path, (
        'url = "https://osci.example/"\ntraining = true\nsignature_certificate = "sign.cer"\n'
        f'cipher_certificate = """\n{pem}"""\n')))
    assert profile.name == "Demo-Intermediär"
    assert profile.training is True
    assert profile.cipher_certificate == profile.signature_certificate == der


def test_address_and_files(tmp_path: Path, certificate: x509.Certificate) -> None:
    der = certificate.public_bytes(serialization.Encoding.DER)
    (tmp_path / "a.cer").write_bytes(der)
    profile = describe_intermediary("https://osci.example/", tmp_path / "a.cer", None)
    assert profile.cipher_certificate == der
    assert profile.signature_certificate is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("kein toml [", ProfileUnreadable),
        ('url = "https://osci.example/"', ProfileInvalid),
        ('url = 5\ncipher_certificate = "a.cer"', ProfileInvalid),
        ('url = "https://osci.example/"\ncipher_certificate = "../a.cer"', ProfileInvalid),
        ('url = "https://osci.example/"\ncipher_certificate = "a.cer"\nfarbe = "rot"', ProfileInvalid),
        ('url = "https://osci.example/"\ncipher_certificate = "fehlt.cer"', ProfileUnreadable),
        ('url = "gopher://x"\ncipher_certificate = "a.cer"', SozialclientError),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, text: str, error: type[SozialclientError]) -> None:
    with pytest.raises(error):
        read_profile(written(tmp_path, text))


def test_missing_and_huge_files(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnreadable):
        read_profile(tmp_path / "fehlt.toml")
    with pytest.raises(ProfileUnreadable):
        read_profile(written(tmp_path, "#" * 2_000_000))
