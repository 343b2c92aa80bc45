"""Seconds and memory for opening large attachments, beside the bare passes over the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from sozialclient.crypto.algorithms import Cipher
from sozialclient.crypto.ciphers import encrypt_bytes, new_key
from sozialclient.store.contents.spool import SealedSpool, SpoolFile
from tests.bench.composed import Scene, application, scene
from tests.bench.crypto_passes import LINE, bare_gcm, best, copy, cut, decode, hashed, lines
from tests.bench.open_once import PASSWORD
from tests.conftest import CHECKOUT

MB = 1_000_000
MIB = 1024 * 1024
MOST_MEMORY = 150 * MIB
PIECE = 256 * 1024


@dataclass(frozen=True)
class Figures:
    """What one opening took."""

    seconds: float
    peak: int
    bytes: int


class Desk:
    """A folder with the office's keys and a small message to warm up with."""

    def __init__(self, folder: Path, made: Scene) -> None:
        self.folder, self.scene = folder, made
        certificate = x509.load_der_x509_certificate(made.office.der)
        encryption = BestAvailableEncryption(PASSWORD.encode())
        p12 = pkcs12.serialize_key_and_certificates(b"office", made.office.key, certificate, None, encryption)
        (folder / "office.p12").write_bytes(p12)
        (folder / "signer.der").write_bytes(made.intermediary.der)
        self.write("small", 48_000)

    def write(self, name: str, size: int, *, base64: bool = False) -> Path:
        """A message with an attachment of `size` bytes, never as a whole in memory."""
        spools = SpoolFile(self.folder / "made")
        path = self.folder / name
        with path.open("wb") as file:
            for chunk in application(self.scene, lambda: SealedSpool(spools), size, base64=base64):
                file.write(chunk)
        spools.close()
        return path

    def open(self, path: Path) -> Figures:
        """Open it in a process of its own."""
        files = [path, self.folder / "small", self.folder / "office.p12", self.folder / "signer.der"]
        command = [sys.executable, "-m", "tests.bench.open_once", *map(str, files), str(self.folder / "spool")]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
        return Figures(**json.loads(done.stdout))


@pytest.mark.parametrize("base64", [False, True], ids=["raw", "base64"])
def test_memory_does_not_grow_with_an_attachment(tmp_path: Path, base64: bool) -> None:
    desk = Desk(tmp_path, scene(2048, 2048))
    figures = desk.open(desk.write("large", 24 * MB, base64=base64))
    assert figures.bytes > 24 * MB
    assert figures.peak < 16 * MIB


def bare_seconds(size: int) -> dict[str, float]:
    """Seconds of each pass over `size` bytes that no streaming code can do without."""
    plain = os.urandom(size)
    chunks, text = cut(plain, PIECE), cut(lines(plain), PIECE // LINE * LINE)
    key = new_key(Cipher.AES256_GCM)
    sealed = cut(encrypt_bytes(plain, Cipher.AES256_GCM, key), PIECE)
    return {
        "copy": best(lambda: copy(chunks)),
        "base64": best(lambda: decode(text)),
        "SHA-256": best(lambda: hashed(chunks)),
        "AES-GCM": best(lambda: bare_gcm(sealed, key, bytes(12))),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("size", "aim"), [(10 * MB, 0.2), (100 * MB, 1.8)], ids=["10 MB", "100 MB"])
def test_large_attachments(tmp_path: Path, size: int, aim: float) -> None:
    desk = Desk(tmp_path, scene(4096, 2048))
    bare = bare_seconds(size)
    print(f"\n{size // MB} MB, bare passes: " + ", ".join(f"{name} {1000 * s:.0f} ms" for name, s in bare.items()))
    for base64 in (False, True):
        path = desk.write("large", size, base64=base64)
        found = [desk.open(path) for _ in range(3)]
        path.unlink()
        seconds = min(one.seconds for one in found)
        peak = max(one.peak for one in found)
        # Both decrypted and hashed twice (transport and content), and sealed on its way between.
        limit = 2 * bare["SHA-256"] + 5 * bare["AES-GCM"] + 2 * bare["copy"] + (2 * bare["base64"] if base64 else 0)
        print(
            f"  {'base64' if base64 else 'raw':6}: {seconds:.3f} s (aim {aim} s), {seconds / limit:.1f} times its bare"
            f" passes, {peak / MIB:.1f} MiB above idle"
        )
        assert peak < MOST_MEMORY
        assert seconds < 3 * aim
