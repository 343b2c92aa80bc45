"""Opens an encrypted container with its reader's key and closes it again around something else."""

from __future__ import annotations

import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from sozialclient.crypto.ciphers import decrypt_bytes, encrypt_bytes
from sozialclient.crypto.xmlenc import EncryptedData, read_encrypted_data
from sozialclient.osci.certificate_header import CertificateHeader
from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.limits import DEFAULT_LIMITS
from sozialclient.wire.namespaces import XENC, q
from tests.hostile.wrapping.elements import NotHere, Origin
from tests.hostile.wrapping.signing import certificates

_VALUE = f"{q(XENC, 'CipherData')}/{q(XENC, 'CipherValue')}"


@dataclass(frozen=True)
class Sealed:
    """An EncryptedData element whose session key is known."""

    element: etree._Element
    data: EncryptedData
    session_key: bytes

    def opened(self) -> etree._Element:
        """The container inside."""
        return etree.fromstring(
            decrypt_bytes(self.data.cipher_value or b"", self.data.cipher, self.session_key, self.data.iv_length)
        )

    def around(self, container: etree._Element) -> etree._Element:
        """A copy around another container, for the same readers."""
        copy = deepcopy(self.element)
        copy.tail = None
        self.fill(copy, container)
        return copy

    def fill(self, element: etree._Element, container: etree._Element) -> None:
        """Put another container into such an element, for the same readers."""
        value = element.find(_VALUE)
        assert value is not None
        value.text = encode_base64(encrypted(etree.tostring(container), self.data, self.session_key))


def encrypted(plain: bytes, data: EncryptedData, key: bytes) -> bytes:
    """`plain` in the form that `data` announces."""
    return encrypt_bytes(plain, data.cipher, key, os.urandom(data.iv_length) if data.cipher.is_gcm else None)


def sealed(origin: Origin, element: etree._Element) -> Sealed:
    """Unwrap the session key; raises NotHere where none of the readers' keys fits."""
    data = read_encrypted_data(element, DEFAULT_LIMITS)
    header: CertificateHeader = certificates(origin)
    for key in origin.readers:
        ids = header.cipher_ids(key.certificate_der)
        for encrypted in data.keys:
            if encrypted.reader_id in ids or encrypted.certificate == key.certificate_der:
                return Sealed(element, data, encrypted.unwrap(key, data.cipher))
    raise NotHere


def reseal(origin: Origin, element: etree._Element, change: Callable[[etree._Element], None]) -> None:
    """Change what is inside an EncryptedData, in its place."""
    found = sealed(origin, element)
    container = found.opened()
    change(container)
    found.fill(element, container)
