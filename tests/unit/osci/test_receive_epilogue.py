"""Bytes behind the end of an encrypted message: ignored where a tag covers them, refused where none does."""

from __future__ import annotations

import pytest

from sozialclient.crypto.algorithms import Cipher
from sozialclient.crypto.ciphers import DecryptError
from tests.unit.osci.answers import encrypted, read, receiver, signed_answer


@pytest.mark.parametrize("cipher", [Cipher.AES256_GCM, Cipher.AES256_CBC, Cipher.TRIPLEDES_CBC])
def test_white_space_behind_the_end_is_no_harm(cipher: Cipher) -> None:
    assert len(read(encrypted(signed_answer() + b"\r\n", cipher=cipher)).parts) == 2


def test_other_bytes_behind_the_end() -> None:
    assert len(read(encrypted(signed_answer() + b"more")).parts) == 2
    for cipher in (Cipher.AES256_CBC, Cipher.TRIPLEDES_CBC):
        with pytest.raises(DecryptError):
            receiver().read([encrypted(signed_answer() + b"more", cipher=cipher)])
