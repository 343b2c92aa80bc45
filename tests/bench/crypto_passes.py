"""The bare passes over the bytes of a large attachment: the limit that our streaming code is measured against.

Run with `python -m tests.bench.crypto_passes [megabytes]`. Each pass is timed three times, the best counts.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

import pybase64
from cryptography.hazmat.primitives.ciphers import Cipher as RawCipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

from sozialclient.crypto.algorithms import Cipher, Digest
from sozialclient.crypto.ciphers import decrypt_stream, encrypt_bytes, new_key
from sozialclient.net.http_client import HttpClient, NetSettings
from tests.unit.net.servers import says, serving

MIB = 1024 * 1024
CHUNK = 256 * 1024
LINE = 77
REPETITIONS = 3


def best(run: Callable[[], None]) -> float:
    """Seconds of the fastest of three runs."""
    times = []
    for _ in range(REPETITIONS):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times)


def cut(data: bytes, size: int = CHUNK) -> list[bytes]:
    """`data` in pieces of `size` bytes."""
    return [data[start : start + size] for start in range(0, len(data), size)]


def copy(chunks: list[bytes]) -> None:
    """One copy of every byte."""
    target = bytearray(CHUNK)
    for chunk in chunks:
        target[: len(chunk)] = chunk


def decode(chunks: list[bytes]) -> None:
    """base64 text in lines of 76 characters, chunk by chunk."""
    for chunk in chunks:
        pybase64.b64decode(chunk, validate=False)


def hashed(chunks: list[bytes]) -> None:
    """SHA-256 as the digest of a reference."""
    running = Digest.SHA256.new()
    for chunk in chunks:
        running.update(chunk)
    running.digest()


def bare_gcm(chunks: list[bytes], key: bytes, iv: bytes) -> None:
    """AES-256-GCM into one reused buffer, tag not looked at."""
    decryptor = RawCipher(AES(key), GCM(iv)).decryptor()
    target = bytearray(CHUNK + 16)
    for chunk in chunks:
        decryptor.update_into(chunk, target)


def ours(chunks: list[bytes], cipher: Cipher, key: bytes) -> None:
    """`decrypt_stream`, tag checked."""
    for _ in decrypt_stream(chunks, cipher, key, cipher.default_iv):
        pass


def received(body: bytes) -> None:
    """One HTTP exchange over the loopback."""
    client = HttpClient(NetSettings(proxy="direct"))
    with (
        serving(says("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", body=body)) as server,
        client.post(server.url, b"x", 1, cancelled=lambda: False, on_bytes=lambda count, total: None) as response,
    ):
        if sum(len(piece) for piece in response) != len(body):
            raise AssertionError("bytes were lost")


def lines(data: bytes) -> bytes:
    """base64 with a line feed after every 76 characters."""
    text = pybase64.b64encode(data)
    return b"\n".join(text[start : start + 76] for start in range(0, len(text), 76))


def passes(size: int) -> Iterator[tuple[str, float]]:
    """Name and seconds of every pass over `size` bytes of plaintext."""
    plain = os.urandom(size)
    text = cut(lines(plain), CHUNK // LINE * LINE)  # whole lines are whole groups of base64
    chunks = cut(plain)
    yield "copy", best(lambda: copy(chunks))
    yield "base64 decode (pybase64)", best(lambda: decode(text))
    yield "SHA-256", best(lambda: hashed(chunks))
    key = new_key(Cipher.AES256_GCM)
    yield "AES-256-GCM, bare", best(lambda: bare_gcm(chunks, key, bytes(12)))
    gcm = cut(encrypt_bytes(plain, Cipher.AES256_GCM, key))
    yield "AES-256-GCM, decrypt_stream", best(lambda: ours(gcm, Cipher.AES256_GCM, key))
    cbc = cut(encrypt_bytes(plain, Cipher.AES256_CBC, key))
    yield "AES-256-CBC, decrypt_stream", best(lambda: ours(cbc, Cipher.AES256_CBC, key))
    yield "HTTP over the loopback", best(lambda: received(plain))


def main(megabytes: int) -> None:
    """Print a table: seconds and gigabytes per second."""
    size = megabytes * MIB
    measured = {}
    for name, seconds in passes(size):
        measured[name] = seconds
        print(f"{name:<30} {seconds * 1000:8.1f} ms {size / seconds / 1e9:7.2f} GB/s")
    ratio = measured["AES-256-GCM, decrypt_stream"] / measured["AES-256-GCM, bare"]
    print(f"decrypt_stream takes {ratio:.2f} times the bare pass")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
