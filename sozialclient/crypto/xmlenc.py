"""XML Encryption in the OSCI profile: what an EncryptedData says, and how to write one."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from sozialclient.crypto.algorithms import Cipher, Digest, KeyTransport, Mgf
from sozialclient.crypto.ciphers import DecryptError, new_key
from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.crypto.policy import Policy, Strength
from sozialclient.model.certificate import CertificateFacts
from sozialclient.wire.base64 import decode_base64, wrap_base64
from sozialclient.wire.elements import StructureError, attribute, children, expect_order, only_child, optional_child
from sozialclient.wire.limits import Limits, check_limit
from sozialclient.wire.namespaces import BASE64_TRANSFORM, DS, OSCI128, X509_DATA_TYPE, XENC, XENC11, q
from sozialclient.wire.xml import text_of

_GCM_IV_WITHOUT_ELEMENT = 16
_GCM_IV_LENGTHS = (12, 16)


@dataclass(frozen=True, slots=True)
class EncryptedKey:
    """A session key encrypted for one reader, named by certificate or by the Id of its header entry."""

    scheme: KeyTransport
    digest: Digest | None
    mgf: Mgf | None
    certificate: bytes | None
    reader_id: str | None
    value: bytes

    def unwrap(self, key: DecryptionKey, cipher: Cipher) -> bytes:
        """The session key, or a random one in its place, whatever is wrong with the encrypted one.

        The symmetric step then fails as it does on damaged data, after as much work.
        """
        with contextlib.suppress(DecryptError):
            return key.unwrap_key(self.value, self.scheme, self.digest, self.mgf, cipher.key_size)
        return new_key(cipher)

    def weaknesses(self, policy: Policy) -> tuple[str, ...]:
        """URIs of algorithms that `policy` calls weak; raises RefusedAlgorithm."""
        used = [algorithm for algorithm in (self.scheme, self.digest, self.mgf) if algorithm is not None]
        return tuple(str(a.value) for a in used if policy.to_read(a) is Strength.WEAK)


@dataclass(frozen=True, slots=True)
class EncryptedData:
    """One `xenc:EncryptedData`.

    Either `keys` (session key per reader) or `clear_key` (`ds:MgmtData`, an attachment's key in a
    decrypted container); either `cipher_value` (bytes) or `content_id` (of a MIME part).
    """

    id: str | None
    cipher: Cipher
    iv_length: int
    keys: tuple[EncryptedKey, ...]
    clear_key: bytes | None
    cipher_value: bytes | None
    content_id: str | None


Ours = tuple[EncryptedKey, DecryptionKey]
"""A session key encrypted for us, and our key that opens it."""


def session_key(cipher: Cipher, ours: Sequence[Ours]) -> bytes:
    """The session key that all of `ours` hold.

    Where they hold different ones nobody can tell which is meant, and a random one takes their place, as
    for every other fault.
    """
    found = {encrypted.unwrap(key, cipher) for encrypted, key in ours}
    return found.pop() if len(found) == 1 else new_key(cipher)


def read_encrypted_data(element: etree._Element, limits: Limits) -> EncryptedData:
    """Read and check the structure (PROTOCOL 2.3, 6.3, 6.7).

    Raises StructureError, UnknownAlgorithm, DecryptError (IV length), Base64Error, LimitExceeded.
    """
    order = ((q(XENC, "EncryptionMethod"), False), (q(DS, "KeyInfo"), False), (q(XENC, "CipherData"), False))
    expect_order(element, order)
    method = only_child(element, XENC, "EncryptionMethod")
    cipher = Cipher.of(attribute(method, "Algorithm"))
    key_info = only_child(element, DS, "KeyInfo")
    cipher_value, content_id = _read_cipher_data(only_child(element, XENC, "CipherData"))
    clear_key = optional_child(key_info, DS, "MgmtData")
    keys = key_info.findall(q(XENC, "EncryptedKey"))
    check_limit("encrypted_keys", len(keys), limits.encrypted_keys)
    if len(children(key_info)) != len(keys) + (clear_key is not None) or bool(keys) == (clear_key is not None):
        raise StructureError(element="KeyInfo")
    return EncryptedData(
        id=element.get("Id"),
        cipher=cipher,
        iv_length=_read_iv_length(method, cipher),
        keys=tuple(_read_encrypted_key(key) for key in keys),
        clear_key=None if clear_key is None else decode_base64(text_of(clear_key)),
        cipher_value=cipher_value,
        content_id=content_id,
    )


def _read_iv_length(method: etree._Element, cipher: Cipher) -> int:
    """12 or 16 for GCM, 16 when nothing is said; the element means nothing for CBC (PROTOCOL 2.4)."""
    expect_order(method, ((q(OSCI128, "IvLength"), False),))
    if not cipher.is_gcm:
        return cipher.default_iv
    element = optional_child(method, OSCI128, "IvLength")
    if element is None:
        return _GCM_IV_WITHOUT_ELEMENT
    value = attribute(element, "Value")
    if value not in {str(length) for length in _GCM_IV_LENGTHS}:
        raise DecryptError
    return int(value)


def _read_cipher_data(element: etree._Element) -> tuple[bytes | None, str | None]:
    (child,) = children(element) if len(element) == 1 else (None,)
    if child is not None and child.tag == q(XENC, "CipherValue"):
        return decode_base64(text_of(child)), None
    if child is not None and child.tag == q(XENC, "CipherReference"):
        uri = attribute(child, "URI")
        if uri.startswith("cid:"):
            return None, uri[4:]
    raise StructureError(element="CipherData")


def _read_encrypted_key(element: etree._Element) -> EncryptedKey:
    order = ((q(XENC, "EncryptionMethod"), False), (q(DS, "KeyInfo"), False), (q(XENC, "CipherData"), False))
    expect_order(element, order)
    method = only_child(element, XENC, "EncryptionMethod")
    scheme = KeyTransport.of(attribute(method, "Algorithm"))
    digest: Digest | None = None
    mgf: Mgf | None = None
    if scheme is KeyTransport.RSA_OAEP:
        mgf = Mgf.of(attribute(only_child(method, XENC11, "MGF"), "Algorithm"))
        digest = Digest.of(attribute(only_child(method, DS, "DigestMethod"), "Algorithm"))
    key_info = only_child(element, DS, "KeyInfo")
    certificate, reader_id = _read_reader(key_info)
    value, _ = _read_cipher_data(only_child(element, XENC, "CipherData"))
    if value is None:
        raise StructureError(element="EncryptedKey")
    return EncryptedKey(scheme, digest, mgf, certificate, reader_id, value)


def _read_reader(key_info: etree._Element) -> tuple[bytes | None, str | None]:
    data = optional_child(key_info, DS, "X509Data")
    if data is not None:
        return read_x509_data(data), None
    uri = attribute(only_child(key_info, DS, "RetrievalMethod"), "URI")
    if not uri.startswith("#"):
        raise StructureError(element="RetrievalMethod")
    return None, uri[1:]


def read_x509_data(element: etree._Element) -> bytes:
    """DER of the one certificate in a `ds:X509Data`."""
    expect_order(element, ((q(DS, "X509Certificate"), False),))
    return decode_base64(text_of(only_child(element, DS, "X509Certificate")))


def weak_key(reader: CertificateFacts, policy: Policy) -> list[str]:
    """Name of the reader's key where `policy` calls it weak, e.g. ["rsa-2048"]; raises RefusedAlgorithm."""
    weak = policy.key_strength(reader) is Strength.WEAK
    return [f"{reader.key_type.lower()}-{reader.key_bits}"] if weak else []


def x509_data_xml(der: bytes) -> str:
    """`ds:X509Data` with one certificate."""
    return f"<ds:X509Data><ds:X509Certificate>{wrap_base64(der)}</ds:X509Certificate></ds:X509Data>"


def encryption_method_xml(cipher: Cipher, iv_length: int) -> str:
    """EncryptionMethod for content or transport; a 16-byte GCM IV is told by leaving IvLength out."""
    inner = ""
    if cipher.is_gcm and iv_length != _GCM_IV_WITHOUT_ELEMENT:
        inner = f'<osci128:IvLength xmlns:osci128="{OSCI128}" Value="{iv_length}"></osci128:IvLength>'
    return f'<xenc:EncryptionMethod Algorithm="{cipher.value}">{inner}</xenc:EncryptionMethod>'


def encrypted_key_xml(value: bytes, *, digest: Digest, mgf: Mgf, reader: str) -> str:
    """EncryptedKey with RSA-OAEP; `reader` is the XML inside its KeyInfo."""
    return (
        f'<xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{KeyTransport.RSA_OAEP.value}">'
        f'<xenc11:MGF xmlns:xenc11="{XENC11}" Algorithm="{mgf.value}"></xenc11:MGF>'
        f'<ds:DigestMethod Algorithm="{digest.value}"></ds:DigestMethod></xenc:EncryptionMethod>'
        f"<ds:KeyInfo>{reader}</ds:KeyInfo>"
        f"<xenc:CipherData><xenc:CipherValue>{wrap_base64(value)}</xenc:CipherValue></xenc:CipherData>"
        "</xenc:EncryptedKey>"
    )


def retrieval_method_xml(certificate_id: str) -> str:
    """RetrievalMethod that names a certificate header entry by its Id."""
    return f'<ds:RetrievalMethod Type="{X509_DATA_TYPE}" URI={quoteattr("#" + certificate_id)}></ds:RetrievalMethod>'


def cipher_reference_xml(content_id: str) -> str:
    """CipherData that points to a MIME part; the base64 transform is always written, and decorative."""
    return (
        f"<xenc:CipherData><xenc:CipherReference URI={quoteattr('cid:' + content_id)}><xenc:Transforms>"
        f'<ds:Transform Algorithm="{BASE64_TRANSFORM}"></ds:Transform>'
        "</xenc:Transforms></xenc:CipherReference></xenc:CipherData>"
    )
