"""Bytes of an OSCI message to checked structure: MIME, transport decryption, envelope, parts.

Nothing that leaves this module has been verified: only `osci.cover` turns a ReceivedMessage
into something whose values may be used.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from sozialclient.crypto.algorithms import Cipher, Digest, UnknownAlgorithm, UnsupportedAlgorithm
from sozialclient.crypto.certificates import CertificateUnreadable, read_certificate
from sozialclient.crypto.ciphers import DecryptError, decrypt_to_spool
from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.crypto.policy import Policy, Strength
from sozialclient.crypto.xmlenc import EncryptedData, Ours, read_encrypted_data, session_key, weak_key
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

_CODE = re.compile("[0-9]{4}")
_LONGEST_SERIAL = 60
# What can come of reading bytes that nobody has authenticated yet.
_GARBAGE = (MimeError, XmlError, StructureError, Base64Error, UnknownAlgorithm, LimitExceeded)


class NotForThisKey(SozialclientError):
    """The transport encryption is for a certificate we hold no key of.

    Parameters `serial` (decimal) and `until` (last day of its validity) name it as far as it can be read.
    """

    reference = "OSCI-OTHER-KEY"

    def __init__(self, certificate: bytes | None) -> None:
        super().__init__(**needed_certificate(certificate))


def needed_certificate(der: bytes | None) -> dict[str, str]:
    """`serial` and `until` of the certificate whose key would be needed, dashes where it cannot be read."""
    try:
        facts = None if der is None else read_certificate(der)
    except CertificateUnreadable:
        facts = None
    if facts is None:
        return {"serial": "–", "until": "–"}
    return {"serial": facts.serial[:_LONGEST_SERIAL], "until": f"{facts.not_after:%d.%m.%Y}"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A SOAP fault: not signed, not encrypted, so neither value is more than a hint."""

    code: str
    untrusted_text: str

    @property
    def shown_code(self) -> str:
        """The code as it may be shown: four digits, 0000 in place of anything else."""
        return self.code if _CODE.fullmatch(self.code) else "0000"


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
        states = {digest: digest.new() for digest in digests if digest is not Digest.SHA256}
        spool = self.spools()
        try:
            for piece in part.body():
                spool.write(piece)
                for state in states.values():
                    state.update(piece)
        except BaseException:
            spool.close()
            raise
        made: dict[Digest, bytes] = {digest: state.digest() for digest, state in states.items()}
        return ReceivedPart(part.headers, spool, {**made, Digest.SHA256: spool.sha256})

    def _read_encrypted(self, root: etree._Element, parts: Iterator[MimePart]) -> ReceivedMessage | Fault:
        element = only_child(only_child(root, SOAP, "Body"), XENC, "EncryptedData")
        if root.find(q(SOAP, "Header")) is not None:
            raise StructureError(element="Header")
        data = read_encrypted_data(element, self.limits)
        ours = self._ours(data)
        reader = read_certificate(ours[0][1].certificate_der)
        weaknesses = _weaknesses(data.cipher, ours, self.policy)
        message = self._read_inside(data, ours, parts)
        if isinstance(message, Fault):
            return message
        encryption = Encryption(
            cipher=data.cipher.value,
            key_transport=ours[0][0].scheme.value,
            iv_length=data.iv_length,
            reader=reader,
        )
        return replace(message, encryption=encryption, weaknesses=weaknesses)

    def _ours(self, data: EncryptedData) -> list[Ours]:
        if not data.keys:
            raise StructureError(element="KeyInfo")
        ours = [
            (each, key) for each in data.keys for key in self.keys if each.certificate == key.certificate_der
        ]
        if not ours:
            raise NotForThisKey(data.keys[0].certificate)
        check_limit("own_encrypted_keys", len(ours), self.limits.own_encrypted_keys)
        return ours

    def _read_inside(
        self, data: EncryptedData, ours: Sequence[Ours], parts: Iterator[MimePart]
    ) -> ReceivedMessage | Fault:
        """Decrypt and read; whatever fails in decrypting ends in the one error raised here, which is always equal."""
        with contextlib.suppress(DecryptError), contextlib.closing(self._decrypted(data, ours, parts)) as plain:
            _refuse_more(parts)
            return self._read_decrypted(plain, data.cipher)
        raise DecryptError

    def _decrypted(self, data: EncryptedData, ours: Sequence[Ours], parts: Iterator[MimePart]) -> Spool:
        """What is inside, once its tag has been checked: no parser sees a byte of it before."""
        part = next(parts, None)
        if part is None or data.content_id is None or part.headers.content_id != data.content_id:
            raise DecryptError
        key = session_key(data.cipher, ours)
        return decrypt_to_spool(self.spools, part.body(), data.cipher, key, data.iv_length)

    def _read_decrypted(self, plain: Spool, cipher: Cipher) -> ReceivedMessage | Fault:
        """Read the message inside. Without a tag garbage and a wrong key cannot be told apart, nor may they."""
        if cipher.is_gcm:
            return self._read(MimeReader(plain.chunks(), self.limits), encrypted_allowed=False)
        with contextlib.suppress(*_GARBAGE):
            return self._read(MimeReader(plain.chunks(), self.limits, epilogue=False), encrypted_allowed=False)
        raise DecryptError


def _refuse_more(parts: Iterator[MimePart]) -> None:
    """Read to the end of the message; another part is an error."""
    for _ in parts:
        raise UnexpectedPart


def _weaknesses(cipher: Cipher, ours: Sequence[Ours], policy: Policy) -> tuple[str, ...]:
    weak = [cipher.value] if policy.to_read(cipher) is Strength.WEAK else []
    for encrypted, key in ours:
        weak += encrypted.weaknesses(policy) + tuple(weak_key(read_certificate(key.certificate_der), policy))
    return tuple(dict.fromkeys(weak))


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
