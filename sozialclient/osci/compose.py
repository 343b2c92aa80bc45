"""Writes OSCI messages: envelope, transport signature, MIME, transport encryption."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sozialclient.crypto.algorithms import Cipher, Digest, Mgf
from sozialclient.crypto.certificates import public_key
from sozialclient.crypto.ciphers import encrypt_stream, new_key
from sozialclient.crypto.key_transport import SigningKey, wrap_key
from sozialclient.crypto.xmldsig import OutgoingReference, signature_xml
from sozialclient.crypto.xmlenc import cipher_reference_xml, encrypted_key_xml, encryption_method_xml, x509_data_xml
from sozialclient.osci.control_block import NEXT, ControlBlock, control_block_xml
from sozialclient.osci.names import MessageType, schema_location
from sozialclient.osci.structure import envelope_parts
from sozialclient.wire.base64 import wrap_base64
from sozialclient.wire.mime_writer import OutgoingPart, root_part, write_mime
from sozialclient.wire.namespaces import C14N, DS, FIVE_PREFIXES, OSCI, SOAP, XENC, XSI
from sozialclient.wire.xml import canonical, parse_xml

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\r\n\r\n'
_SIGNATURE_VALUE_PLACEHOLDER = "__SIGNATURE_VALUE__"


@dataclass(frozen=True, slots=True)
class OutgoingAttachment:
    """A MIME part to send: `digest` is SHA-256 over its bytes before transfer encoding.

    `chunks` gives the bytes afresh each time it is called.
    """

    content_id: str
    chunks: Callable[[], Iterable[bytes]]
    digest: bytes
    media_type: str = "application/octet-stream"
    base64: bool = False
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message before signing: `blocks` are the header blocks behind the signature, each with an Id.

    `id_suffix` is added to the Ids written here where forwarded content uses the plain ones itself.
    """

    type: MessageType
    control: ControlBlock
    blocks: tuple[str, ...]
    body: str
    attachments: tuple[OutgoingAttachment, ...] = ()
    id_suffix: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs a message, and the Id of that certificate in the message's header."""

    key: SigningKey
    certificate_id: str


def new_boundary() -> str:
    """A boundary that no other message has."""
    return f"MIME_boundary_{secrets.token_hex(12)}"


def new_challenge() -> str:
    """Sixteen random bytes in base64; to the other side it is an opaque text of up to 256 characters."""
    return wrap_base64(secrets.token_bytes(16))


def write_message(message: OutgoingMessage, signer: Signer | None) -> Iterator[bytes]:
    """The complete MIME message in plain form, signed if there is a signer."""
    envelope = _envelope(message, "")
    if signer is not None:
        envelope = _sign(message, envelope, signer)
    parts = [root_part((_DECLARATION + envelope).encode("utf-8"))]
    parts += [
        OutgoingPart(a.content_id, a.media_type, a.chunks(), base64=a.base64, extra=a.extra)
        for a in message.attachments
    ]
    return write_mime(new_boundary(), parts)


def _envelope(message: OutgoingMessage, signature_block: str) -> str:
    header = control_block_xml(message.control, message.id_suffix) + signature_block + "".join(message.blocks)
    return (
        f'<soap:Envelope {FIVE_PREFIXES} xsi:schemaLocation="{schema_location(message.type)}"><soap:Header>{header}'
        f'</soap:Header><soap:Body Id="body{message.id_suffix}">{message.body}</soap:Body></soap:Envelope>'
    )


def _sign(message: OutgoingMessage, unsigned: str, signer: Signer) -> str:
    references = _references(message, unsigned)
    algorithm = signer.key.default_algorithm
    name, id_ = ("SupplierSignature", "suppliersignature") if message.type.is_response else (
        "ClientSignature",
        "clientsignature",
    )
    signature = signature_xml(
        algorithm, Digest.SHA256, references, signer.certificate_id, _SIGNATURE_VALUE_PLACEHOLDER
    )
    block = f'<osci:{name} Id="{id_}{message.id_suffix}" {NEXT}>{signature}</osci:{name}>'
    envelope = _envelope(message, block)
    parts = envelope_parts(parse_xml(envelope.encode("utf-8")), message.type)
    assert parts.signature_block is not None
    value = signer.key.sign(canonical(parts.signature_block[0][0]), algorithm)
    return envelope.replace(_SIGNATURE_VALUE_PLACEHOLDER, wrap_base64(value), 1)


def _references(message: OutgoingMessage, unsigned: str) -> tuple[OutgoingReference, ...]:
    """One reference per header block, for the body and for each attachment (PROTOCOL 3.2)."""
    parts = envelope_parts(parse_xml(unsigned.encode("utf-8")), message.type)
    references = []
    for element in (*parts.blocks, parts.body):
        references.append(OutgoingReference(f"#{element.get('Id')}", (C14N,), _sha256(canonical(element))))
    references += [OutgoingReference(f"cid:{a.content_id}", (), a.digest) for a in message.attachments]
    return tuple(references)


def _sha256(data: bytes) -> bytes:
    state = Digest.SHA256.new()
    state.update(data)
    return state.digest()


@dataclass(frozen=True, slots=True)
class TransportEncryption:
    """How to encrypt a message for one recipient."""

    recipient: bytes
    cipher: Cipher = Cipher.AES256_GCM
    iv_length: int = 12
    base64: bool = False


def encrypt_message(plain: Iterable[bytes], encryption: TransportEncryption) -> Iterator[bytes]:
    """Wrap a complete plain message into a MessageEncrypted (PROTOCOL 2.2, 2.3)."""
    key = new_key(encryption.cipher)
    wrapped = wrap_key(public_key(encryption.recipient), key)
    envelope = _encrypted_envelope(encryption, wrapped)
    iv = secrets.token_bytes(encryption.iv_length if encryption.cipher.is_gcm else encryption.cipher.default_iv)
    cipher_text = encrypt_stream(plain, encryption.cipher, key, iv)
    payload = (
        OutgoingPart("osci_enc", "text/base64", cipher_text, encoding="7bit", base64=True)
        if encryption.base64
        else OutgoingPart("osci_enc", "application/octet-stream", cipher_text, encoding="binary")
    )
    return write_mime(new_boundary(), (root_part((_DECLARATION + envelope).encode("utf-8")), payload))


def _encrypted_envelope(encryption: TransportEncryption, wrapped: bytes) -> str:
    key = encrypted_key_xml(wrapped, digest=Digest.SHA256, mgf=Mgf.SHA256, reader=x509_data_xml(encryption.recipient))
    return (
        f'<soap:Envelope xmlns:ds="{DS}" xmlns:soap="{SOAP}" xmlns:xenc="{XENC}" xmlns:xsi="{XSI}"'
        f' xsi:schemaLocation="{schema_location(MessageType.ENCRYPTED)}"><soap:Body>'
        f'<xenc:EncryptedData MimeType="Multipart/Related">'
        f"{encryption_method_xml(encryption.cipher, encryption.iv_length)}<ds:KeyInfo>{key}</ds:KeyInfo>"
        f"{cipher_reference_xml('osci_enc')}</xenc:EncryptedData></soap:Body></soap:Envelope>"
    )


def write_fault(code: str, text: str) -> Iterator[bytes]:
    """A SOAP fault: plain, unsigned, without schemaLocation (PROTOCOL 4.13)."""
    side = "Server" if code in ("9000", "9503") else "Client"
    envelope = (
        f'<soap:Envelope xmlns:osci="{OSCI}" xmlns:soap="{SOAP}"><soap:Body><soap:Fault>'
        f"<faultcode>soap:{side}</faultcode><faultstring>{escape(text)}</faultstring>"
        f"<detail><osci:Code>{escape(code)}</osci:Code></detail></soap:Fault></soap:Body></soap:Envelope>"
    )
    return write_mime(new_boundary(), (root_part((_DECLARATION + envelope).encode("utf-8")),))
