"""The operator's profile file: read exactly or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sozialclient.errors import SozialclientError
from sozialclient.usecases.read_profile import describe_intermediary, read_profile
from tests.mailbox_rig import training_pki

URL = 'url = "https://osci.example.invalid/"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pki = training_pki()
    (tmp_path / "cipher.cer").write_bytes(pki.intermediary_cipher.der)
    (tmp_path / "signature.cer").write_bytes(pki.intermediary_signature.der)
    (tmp_path / "outside.cer").write_bytes(pki.intermediary_cipher.der)
    return tmp_path


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "profil.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(path: Path) -> SozialclientError:
    with pytest.raises(SozialclientError) as failure:
        read_profile(path)
    return failure.value


def test_the_whole_profile(folder: Path) -> None:
    text = URL + 'cipher_certificate = "cipher.cer"\nsignature_certificate = "signature.cer"\nname = "Land"\n'
    profile = read_profile(written(folder, text + "training = true\n"))
    pki = training_pki()
    assert (profile.name, profile.url, profile.training) == ("Land", "https://osci.example.invalid/", True)
    assert profile.cipher_certificate == pki.intermediary_cipher.der
    assert profile.signature_certificate == pki.intermediary_signature.der


def test_the_least_profile_with_pem_inside(folder: Path) -> None:
    pem = training_pki().intermediary_cipher.certificate.public_bytes(Encoding.PEM).decode()
    profile = read_profile(written(folder, f'\ufeff{URL}cipher_certificate = """{pem}"""\n'))
    assert profile.cipher_certificate == training_pki().intermediary_cipher.der
    assert profile.name.startswith("GRP: Intermediaer") and profile.signature_certificate is None


@pytest.mark.parametrize(("text", "reference", "key"), [
    ('cipher_certificate = "cipher.cer"', "PROFILE-KEY", "url"),
    (URL, "PROFILE-KEY", "cipher_certificate"),
    (URL + 'cipher_certificate = "cipher.cer"\nproxy = "x"', "PROFILE-KEY", "proxy"),
    (URL + "cipher_certificate = 3", "PROFILE-KEY", "cipher_certificate"),
    (URL + 'cipher_certificate = " "', "PROFILE-KEY", "cipher_certificate"),
    (URL + 'cipher_certificate = "cipher.cer"\nname = 1', "PROFILE-KEY", "name"),
    (URL + 'cipher_certificate = "cipher.cer"\ntraining = "ja"', "PROFILE-KEY", "training"),
    (URL + 'cipher_certificate = "../outside.cer"', "PROFILE-KEY", "certificate"),
    (URL + 'cipher_certificate = ".."', "PROFILE-FILE", None),
    (URL + 'cipher_certificate = "missing.cer"', "PROFILE-FILE", None),
    ('url = "gopher://x/"\ncipher_certificate = "cipher.cer"', "NET-ADDRESS", None),
    (URL + 'cipher_certificate = "profil.toml"', "CERT-DAMAGED", None),
    ("url = ", "PROFILE-FILE", None),
    (b"\xff\xfe\x00", "PROFILE-FILE", None),
    ("a = " + "9" * 5000, "PROFILE-FILE", None),
    ("a = " + "[" * 5000, "PROFILE-FILE", None),
    (URL + 'cipher_certificate = "\\u0000"', "PROFILE-KEY", "cipher_certificate"),
    (URL + 'cipher_certificate = "cipher.cer"\nname = "a\\u0000"', "PROFILE-KEY", "name"),
    (b"#" * (1024 * 1024 + 1), "PROFILE-FILE", None),
])
def test_what_is_refused(folder: Path, text: str | bytes, reference: str, key: str | None) -> None:
    error = refused(written(folder, text))
    assert error.reference == reference
    if key is not None:
        assert error.parameters == {"key": key}


def test_no_file_at_all(folder: Path) -> None:
    assert refused(folder / "fehlt.toml").parameters == {"cause": "2"}
    assert refused(folder).reference == "PROFILE-FILE"


def test_address_and_files_instead(folder: Path) -> None:
    profile = describe_intermediary("http://127.0.0.1:1/", folder / "cipher.cer", folder / "signature.cer")
    assert profile.name.startswith("GRP: Intermediaer") and not profile.training
    assert describe_intermediary("http://127.0.0.1:1/", folder / "cipher.cer", None).signature_certificate is None
    with pytest.raises(SozialclientError, match="PROFILE-FILE"):
        describe_intermediary("http://127.0.0.1:1/", folder / "fehlt.cer", None)
    with pytest.raises(SozialclientError, match="NET-ADDRESS"):
        describe_intermediary("x", folder / "cipher.cer", None)
