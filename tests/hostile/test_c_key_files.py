"""Rows C-01 to C-05: key files that do not open, or should not, and what is said of those that do."""

from __future__ import annotations

import json
import math
import random
import sys
import threading
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import pkcs12  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES
from PySide6.QtWidgets import QLabel

from sozialclient.cli.context import FileUnreadable, read_file
from sozialclient.crypto import pfx
from sozialclient.crypto.key_file import open_key_file
from sozialclient.crypto.key_file_errors import (
    KeyFileDamaged,
    KeyFileError,
    KeyFileTooLarge,
    KeyFileUnsupported,
    NoCertificate,
    NoPrivateKey,
    NotAKeyFile,
    WrongPin,
)
from sozialclient.crypto.signatures import SigningPrivateKey
from sozialclient.gui.screens import settle
from sozialclient.texts import finding_text
from sozialclient.usecases.unlock_keys import NoCipherKey, inspect_key_file, unlock_keys
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.hostile.expect import refused, says_what_to_do
from tests.hostile.issuing import key, rsa_key
from tests.hostile.rows import guarded_by, windows_only
from tests.unit.crypto.conftest import make_certificate
from tests.unit.crypto.key_files import key_file, merged, with_pbmac1, without_mac

PIN = "Grün-9€"


@cache
def sound(pin: str = PIN) -> bytes:
    """A key file of an elliptic key, with as few iterations as make no notice."""
    return key_file(key(1), make_certificate(key(1)), pin, rounds=1000)


@guarded_by("sozialclient.crypto.pfx.read_pfx", "sozialclient.crypto.pfx._mac_passwords")
@pytest.mark.parametrize(
    "pin", ["", "gRÜN-9€", "Grun-9€", PIN + " ", PIN + "\0", "\0" + PIN, "x" * 1_000_000, "\ud800", PIN[:-1]],
    ids=["none", "caps lock", "no umlaut", "blank", "NUL behind", "NUL before", "1 MB", "half a character", "short"],
)
def test_c_01_a_wrong_pin_is_told_apart_from_nothing(pin: str) -> None:
    """A wrong PIN of whatever kind gives the one answer that a damaged byte gives too; the right one opens."""
    with refused(WrongPin):
        open_key_file(sound(), pin)
    changed = bytearray(sound())
    changed[len(changed) // 2] ^= 1
    with refused(WrongPin):
        open_key_file(bytes(changed), PIN)
    assert len(open_key_file(sound(), PIN).identities) == 1


@guarded_by("sozialclient.crypto.pfx._mac_passwords")
def test_c_01b_no_pin_and_an_empty_one_are_the_same() -> None:
    """A file that was written without a PIN opens with an empty field, and with nothing else."""
    data = merged([key_file(key(1), make_certificate(key(1)), PIN)], "")
    with refused(WrongPin):
        open_key_file(data, PIN)
    # The check sum is right; what lies inside was made under another PIN.
    with refused(KeyFileDamaged):
        open_key_file(data, "")


@guarded_by("sozialclient.crypto.pfx._is_old")
def test_c_02_old_encryption_opens_and_is_named() -> None:
    """A file of an old trust centre opens, and the user is told to have it saved anew; a new one has no notice."""
    old = key_file(rsa_key(), make_certificate(rsa_key()), PIN, pbes=PBES.PBESv1SHA1And3KeyTripleDESCBC)
    found = inspect_key_file(old, PIN)
    assert found.notices == ("KEY-OLD-ENCRYPTION",)
    assert "veralteten Verfahren" in finding_text("KEY-OLD-ENCRYPTION") and "neu" in finding_text("KEY-OLD-ENCRYPTION")
    assert open_key_file(sound(), PIN).notices == ()


@guarded_by("sozialclient.crypto.pfx._is_old")
def test_c_02b_rc2_of_the_reference_opens_and_is_named(shared: Path) -> None:
    """The same for RC2 with 40 bits, which only the reference vectors hold: no library of ours writes it any more."""
    folder = shared / "osci" / "vectors" / "_pki"
    cases = {case["file"]: case for case in json.loads((folder / "pki.json").read_text(encoding="utf-8"))}
    pin = cases["reader2-cipher-legacy.p12"]["password"]
    opened = open_key_file((folder / "reader2-cipher-legacy.p12").read_bytes(), pin)
    assert len(opened.identities) == 1 and "KEY-OLD-ENCRYPTION" in opened.notices


@guarded_by("sozialclient.crypto.pfx.read_pfx")
def test_c_03_a_flip_at_every_byte_is_a_named_error() -> None:
    """One bit changed at any byte: an error by name, never a crash, never a key."""
    choice = random.Random(3)
    pin = "Pin-9"
    # With few iterations, because it is opened a thousand times.
    data = merged([key_file(key(1), make_certificate(key(1)), pin, rounds=1)], pin)
    assert len(open_key_file(data, pin).identities) == 1
    seen: dict[type[KeyFileError], KeyFileError] = {}
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << choice.randrange(8)
        with pytest.raises(KeyFileError) as caught:
            open_key_file(bytes(changed), pin)
        seen.setdefault(type(caught.value), caught.value)
    assert {WrongPin, KeyFileDamaged} <= set(seen)
    for error in seen.values():
        says_what_to_do(error)


@guarded_by("sozialclient.crypto.pfx._check_features")
def test_c_03b_without_a_check_sum_nothing_is_opened() -> None:
    """A file without MAC would open to whoever changed it; it is refused before its PIN is tried."""
    with refused(KeyFileUnsupported, feature="no-mac"):
        open_key_file(without_mac(sound()), PIN)


@guarded_by("sozialclient.crypto.pfx.read_pfx")
def test_c_03c_a_wrong_check_sum_is_refused() -> None:
    """A MAC of zeros."""
    outer = pkcs12.Pfx.load(sound())
    value = outer["mac_data"]["mac"]["digest"].native
    with refused(WrongPin):
        open_key_file(sound().replace(value, bytes(len(value))), PIN)


@guarded_by("sozialclient.crypto.pfx._check_cost")
@pytest.mark.parametrize("rounds", [pfx.MOST_ITERATIONS + 1, 20_000_000, 2**31])
def test_c_04_too_many_iterations_are_refused_before_the_first(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that would take minutes is refused by its number, before anything is derived."""
    made: list[str] = []
    for name in ("_pkcs12_mac_key", "_pbmac1_key"):
        monkeypatch.setattr(pfx, name, lambda *values, name=name: made.append(name))
    with refused(KeyFileUnsupported, feature="iterations"):
        open_key_file(with_pbmac1(sound(), PIN, rounds=rounds), PIN)
    assert made == []


@guarded_by("sozialclient.crypto.pfx._FEW_ITERATIONS")
def test_c_04b_one_iteration_opens_with_a_warning() -> None:
    """A file whose PIN can be guessed quickly opens, and says so."""
    weak = key_file(key(1), make_certificate(key(1)), PIN, rounds=1)
    assert open_key_file(weak, PIN).notices == ("KEY-FEW-ITERATIONS",)
    assert "Erraten" in finding_text("KEY-FEW-ITERATIONS")


@guarded_by("sozialclient.gui.assistant.controller.AssistantController._run")
def test_c_04c_the_window_derives_beside_itself_and_says_what_it_found(
    start: StartDesktop, empty_workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the set-up the PIN is tried on another thread than the window's, and the file's weaknesses are on its card."""
    threads: list[int] = []
    derive = pfx._pkcs12_mac_key

    def noted(name: str, password: bytes, salt: bytes, iterations: int) -> bytes:
        threads.append(threading.get_ident())
        return derive(name, password, salt, iterations)

    monkeypatch.setattr(pfx, "_pkcs12_mac_key", noted)
    old = PBES.PBESv1SHA1And3KeyTripleDESCBC
    (tmp_path / "office.p12").write_bytes(key_file(rsa_key(), make_certificate(rsa_key()), PIN, pbes=old, rounds=1))
    desktop = start(empty_workplace)
    dialog = desktop.controller.assistant.start(desktop.window)
    dialog.key_file.picker.edit.setText(str(tmp_path / "office.p12"))
    dialog.next.click()
    dialog.pin.secret.line.setText(PIN)
    dialog.next.click()
    settle(desktop, 0.1)
    assert threads and threading.get_ident() not in threads
    shown = " ".join(label.text() for label in dialog.place.findChildren(QLabel)).replace("\u200b", "")
    assert "veralteten Verfahren" in shown and "Erraten" in shown


def pem(private: SigningPrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@cache
def rsa_of(bits: int) -> rsa.RSAPrivateKey:
    """A key of any length at once: its factors are odd numbers, but no primes."""
    choice, half = random.Random(bits), bits // 2
    while True:
        p, q = (choice.getrandbits(half) | 3 << (half - 2) | 1 for _ in range(2))
        if math.gcd(65537, (p - 1) * (q - 1)) == math.gcd(p, q) == 1:
            break
    d = pow(65537, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65537, p * q))
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def misfits() -> dict[str, tuple[Callable[[], bytes], type[KeyFileError]]]:
    """What may lie behind a name that ends in .p12."""
    other = ec.generate_private_key(ec.SECP256R1())
    foreign = merged([key_file(key(1), None, PIN), key_file(None, make_certificate(other), PIN)], PIN)
    return {
        "certificate only": (lambda: key_file(None, make_certificate(key(1)), PIN), NoPrivateKey),
        "key only": (lambda: key_file(key(1), None, PIN), NoCertificate),
        "certificate of another key": (lambda: foreign, NoCertificate),
        "short RSA key": (lambda: key_file(rsa_of(1024), None, PIN), KeyFileUnsupported),
        "giant RSA key": (lambda: key_file(rsa_of(16384), None, PIN), KeyFileUnsupported),
        "PEM": (lambda: pem(key(1)), NotAKeyFile),
        "certificate renamed": (lambda: make_certificate(key(1)), NotAKeyFile),
        "empty": (lambda: b"", NotAKeyFile),
        "a document": (lambda: b"%PDF-1.7\n", NotAKeyFile),
        "too large": (lambda: b"\x30" * (pfx.LARGEST + 1), KeyFileTooLarge),
    }


@guarded_by(
    "sozialclient.crypto.key_file.open_key_file", "sozialclient.crypto.pfx._check_kind",
    "sozialclient.crypto.pfx.read_pfx", "sozialclient.crypto.pfx_bags.Bags.add_key",
)
@pytest.mark.parametrize("case", misfits())
def test_c_05_what_is_no_key_file_is_named(case: str) -> None:
    """Certificate only, key only, another's certificate, a weak key, another kind of file: each has its own name."""
    make, kind = misfits()[case]
    with refused(kind):
        open_key_file(make(), PIN)


@guarded_by("sozialclient.usecases.unlock_keys.unlock_keys")
def test_c_05b_an_elliptic_key_opens_no_mailbox() -> None:
    """OSCI wraps keys with RSA: a file with nothing but an elliptic key signs, but cannot open deliveries."""
    with refused(NoCipherKey):
        unlock_keys(sound(), PIN)


@guarded_by("sozialclient.cli.context.read_bounded")
def test_c_05c_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    """Of a file of 1 GB only a part is read, and a folder or nothing at all is named as such."""
    large = tmp_path / "office.p12"
    with large.open("wb") as file:
        file.truncate(1 << 30)
    tracemalloc.start()
    try:
        with refused(KeyFileTooLarge):
            unlock_keys(read_file(large, "p12"), PIN)
        assert tracemalloc.get_traced_memory()[1] < 256 * 1024 * 1024
    finally:
        tracemalloc.stop()
    for path in (tmp_path, tmp_path / "gone.p12"):
        with refused(FileUnreadable, file="p12"):
            read_file(path, "p12")


@windows_only
@guarded_by("sozialclient.cli.context.read_bounded")
def test_c_05d_a_placeholder_without_its_content(tmp_path: Path) -> None:
    """A file that lies in the cloud and cannot be fetched reads like one that is locked: named, and nothing else."""
    file = tmp_path / "office.p12"
    file.write_bytes(sound())
    with file.open("r+b") as held:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, len(sound()))
        with refused(FileUnreadable, file="p12"):
            read_file(file, "p12")
