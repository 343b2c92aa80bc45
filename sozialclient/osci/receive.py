"""Bytes of an OSCI message to checked structure: MIME, transport decryption, envelope, parts.

Nothing that leaves this module has been verified: only `osci.cover` turns a ReceivedMessage
into something whose values may be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from sozialclient.crypto.algorithms import Cipher, Digest, UnknownAlgorithm, UnsupportedAlgorithm
from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.ciphers import DecryptError, decrypt_stream
from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.crypto.policy import Policy, Strength
from sozialclient.crypto.xmlenc import EncryptedData, EncryptedKey, read_encrypted_data, weak_key
from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import Encryption
from sozialclient.osci.names import MessageType, message_type_of
from sozialclient.osci.structure import Parts, envelope_parts, read_fault
from sozialclient.wire.base64 import Base64Error
from sozialclient.wire.elements import StructureError, attribute, only_child
from sozialclient.wire.limits import DEFAULT_LIMITS, LimitExceeded, Limits, check_limit
from sozialclient.wire.mime import MimePart, MimeReader
from sozialclient.wire.mime_errors import MimeError, MimeHeaderError, UnexpectedPart
from sozialclient.wire.mime_headers import MimeHeaders
from sozialclient.wire.namespaces import DS, SOAP, XENC, XSI, q
from sozialclient.wire.spool import Spool, SpoolFactory
from sozialclient.wire.xml import XmlError, parse_xml, unique_ids

# What can come of reading bytes that nobody has authenticated yet.
_GARBAGE = (MimeError, XmlError, StructureError, Base64Error, UnknownAlgorithm, LimitExceeded)


class NotForThisKey(SozialclientError):
    """The transport encryption is for a certificate we hold no key of."""

    reference = "OSCI-OTHER-KEY"


@dataclass(frozen=True, slots=True)
class Fault:
    """A SOAP fault: not signed, not encrypted, so neither value is more than a hint."""

    code: str
    untrusted_text: str


@dataclass(frozen=True, slots=True)
class ReceivedPart:
    """An attachment part after transfer decoding; `digests` were computed while it passed."""

    headers: MimeHeaders
    spool: Spool
    digests: Mapping[Digest, bytes]


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message in correct structure, not yet verified."""

    type: MessageType
    untrusted: Parts
    parts: Mapping[str, ReceivedPart]
    encryption: Encryption | None
    weaknesses: tuple[str, ...] = ()

    def close(self) -> None:
        """Give up the spools of all parts."""
        for part in self.parts.values():
            part.spool.close()


@dataclass(frozen=True, slots=True)
class Receiver:
    """What is needed to read a message: our keys (none for plain messages), a place for long
    parts, policy and limits.
    """

    keys: Sequence[DecryptionKey]
    spools: SpoolFactory
    policy: Policy
    limits: Limits = field(default=DEFAULT_LIMITS)

    def read(self, chunks: Iterable[bytes]) -> ReceivedMessage | Fault:
        """Read one message from its bytes to the end of the stream.

        Raises MimeError, XmlError, StructureError, LimitExceeded, UnknownAlgorithm,
        RefusedAlgorithm, NotForThisKey, DecryptError and what the source or a spool raises.
        """
        return self._read(MimeReader(chunks, self.limits), encrypted_allowed=True)

    def _read(self, reader: MimeReader, *, encrypted_allowed: bool) -> ReceivedMessage | Fault:
        parts = reader.parts()
        root = self._read_root(parts)
        kind = message_type_of(root.get(q(XSI, "schemaLocation")))
        if kind is MessageType.FAULT:
            fault = Fault(*read_fault(root))
            _refuse_more(parts)
            return fault
        if kind is MessageType.ENCRYPTED:
            if not encrypted_allowed:
                raise StructureError(element="MessageEncrypted")
            return self._read_encrypted(root, parts)
        return self._read_plain(root, kind, parts)

    def _read_root(self, parts: Iterator[MimePart]) -> etree._Element:
        part = next(parts, None)
        if part is None:
            raise MimeError
        headers = part.headers
        if headers.media_type != "text/xml":
            raise MimeHeaderError(header="Content-Type")
        if headers.charset not in (None, "utf-8", "utf8"):
            raise MimeHeaderError(header="charset")
        root = parse_xml(self._read_xml(part), limits=self.limits.xml)
        unique_ids(root)
        return root

    def _read_xml(self, part: MimePart) -> bytes:
        pieces: list[bytes] = []
        length = 0
        for piece in part.body():
            length += len(piece)
            check_limit("xml_bytes", length, self.limits.xml.xml_bytes)
            pieces.append(piece)
        return b"".join(pieces)

    def _read_plain(
        self, root: etree._Element, kind: MessageType, parts: Iterator[MimePart]
    ) -> ReceivedMessage:
        envelope = envelope_parts(root, kind)
        wanted = _announced_digests(envelope.signature_block)
        received: dict[str, ReceivedPart] = {}
        try:
            for part in parts:
                if part.headers.get("content-transfer-encoding") is None:
                    raise MimeHeaderError(header="Content-Transfer-Encoding")
                name = part.headers.content_id
                received[name] = self._spool_part(part, wanted.get(f"cid:{name}", ()))
        except BaseException:
            for finished in received.values():
                finished.spool.close()
            raise
        return ReceivedMessage(kind, envelope, received, None)

    def _spool_part(self, part: MimePart, digests: Iterable[Digest]) -> ReceivedPart:
        states = {digest: digest.new() for digest in digests}
        spool = self.spools()
        try:
            for piece in part.body():
                spool.write(piece)
                for state in states.values():
                    state.update(piece)
        except BaseException:
            spool.close()
            raise
        return ReceivedPart(part.headers, spool, {digest: state.digest() for digest, state in states.items()})

    def _read_encrypted(self, root: etree._Element, parts: Iterator[MimePart]) -> ReceivedMessage | Fault:
        element = only_child(only_child(root, SOAP, "Body"), XENC, "EncryptedData")
        if root.find(q(SOAP, "Header")) is not None:
            raise StructureError(element="Header")
        data = read_encrypted_data(element, self.limits)
        encrypted, key = self._own_key(data)
        reader = read_certificate(key.certificate_der)
        weaknesses = _weaknesses(data.cipher, encrypted, self.policy) + tuple(weak_key(reader, self.policy))
        session_key = encrypted.unwrap(key, data.cipher)
        part = next(parts, None)
        if part is None or data.content_id is None or part.headers.content_id != data.content_id:
            raise DecryptError
        message = self._read_inside(part, data, session_key)
        _refuse_more(parts, message)
        if isinstance(message, Fault):
            return message
        encryption = Encryption(
            cipher=data.cipher.value,
            key_transport=encrypted.scheme.value,
            iv_length=data.iv_length,
            reader=reader,
        )
        return replace(message, encryption=encryption, weaknesses=weaknesses)

    def _own_key(self, data: EncryptedData) -> tuple[EncryptedKey, DecryptionKey]:
        for encrypted in data.keys:
            for key in self.keys:
                if encrypted.certificate == key.certificate_der:
                    return encrypted, key
        raise NotForThisKey

    def _read_inside(self, part: MimePart, data: EncryptedData, session_key: bytes) -> ReceivedMessage | Fault:
        """Read the message inside; a wrong tag wins over whatever the garbage looked like."""
        plain = decrypt_stream(part.body(), data.cipher, session_key, data.iv_length)
        try:
            reader = MimeReader(plain, self.limits, epilogue=data.cipher.is_gcm)
            return self._read(reader, encrypted_allowed=False)
        except _GARBAGE:
            for _ in plain:
                pass
            if not data.cipher.is_gcm:
                raise DecryptError from None
            raise


def _refuse_more(parts: Iterator[MimePart], message: ReceivedMessage | Fault | None = None) -> None:
    """Read to the end of the message; another part is an error."""
    try:
        for _ in parts:
            raise UnexpectedPart
    except BaseException:
        if isinstance(message, ReceivedMessage):
            message.close()
        raise


def _weaknesses(cipher: Cipher, encrypted: EncryptedKey, policy: Policy) -> tuple[str, ...]:
    weak = (cipher.value,) if policy.to_read(cipher) is Strength.WEAK else ()
    return weak + encrypted.weaknesses(policy)


def _announced_digests(signature_block: etree._Element | None) -> dict[str, tuple[Digest, ...]]:
    """Digest algorithm per `cid:` reference, so that parts can be hashed while they pass."""
    found: dict[str, tuple[Digest, ...]] = {}
    if signature_block is None:
        return found
    info = only_child(only_child(signature_block, DS, "Signature"), DS, "SignedInfo")
    for reference in info.findall(q(DS, "Reference")):
        uri = attribute(reference, "URI")
        if uri.startswith("cid:"):
            digest = Digest.of(attribute(only_child(reference, DS, "DigestMethod"), "Algorithm"))
            found[uri] = (digest,) if _computable(digest) else ()
    return found


def _computable(digest: Digest) -> bool:
    try:
        digest.new()
    except UnsupportedAlgorithm:
        return False
    return True
