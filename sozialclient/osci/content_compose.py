"""Writes a ContentPackage: containers, author signatures, encryption for readers, attachments (PROTOCOL 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from sozialclient.crypto.algorithms import Cipher, Digest, Mgf
from sozialclient.crypto.certificates import public_key
from sozialclient.crypto.ciphers import encrypt_bytes, encrypt_stream, new_key
from sozialclient.crypto.key_transport import wrap_key
from sozialclient.crypto.xmlenc import (
    cipher_reference_xml,
    encrypted_key_xml,
    encryption_method_xml,
    retrieval_method_xml,
)
from sozialclient.osci.certificate_header import CertificateHeader, HeaderCertificate
from sozialclient.osci.compose import OutgoingAttachment
from sozialclient.osci.content_signing import Author, sign_container
from sozialclient.wire.base64 import encode_base64, wrap_base64
from sozialclient.wire.namespaces import FIVE_PREFIXES
from sozialclient.wire.spool import Spool, SpoolFactory

_CIPHER = Cipher.AES256_GCM


@dataclass(frozen=True, slots=True)
class OutgoingData:
    """Data inside the XML; `id` is the Id of its Base64Content."""

    id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A content that travels as MIME part: `name` is its Content-ID.

    `chunks` gives the plain bytes afresh each time it is called; `base64` and `extra` headers
    are for the part.
    """

    id: str
    name: str
    chunks: Callable[[], Iterable[bytes]]
    media_type: str = "application/octet-stream"
    base64: bool = False
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingNested:
    """A clear container inside a container; `id` is the Id of the Content around it."""

    id: str
    container: OutgoingContainer


@dataclass(frozen=True, slots=True)
class OutgoingContainer:
    """A container: its contents, encrypted containers inside it, and who signs all of that."""

    id: str
    contents: tuple[OutgoingData | OutgoingFile | OutgoingNested, ...]
    encrypted: tuple[OutgoingEncrypted, ...] = ()
    authors: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingEncrypted:
    """A container that only `readers` can open; `id` is the Id of its EncryptedData."""

    id: str
    container: OutgoingContainer
    readers: tuple[HeaderCertificate, ...]


@dataclass(frozen=True, slots=True)
class ComposedPackage:
    """`xml` is the inside of the ContentPackage; `certificates` the entries it refers to.

    Close it when the message has been sent: encrypted attachments rest in spools.
    """

    xml: str
    attachments: tuple[OutgoingAttachment, ...]
    certificates: CertificateHeader
    spools: tuple[Spool, ...] = ()

    def close(self) -> None:
        """Give up the spools."""
        for spool in self.spools:
            spool.close()


def compose_package(
    containers: Iterable[OutgoingContainer | OutgoingEncrypted], spools: SpoolFactory
) -> ComposedPackage:
    """Sign, encrypt and write `containers`, encrypted ones first as the schema has it.

    Every attachment is read once; inside an encrypted container it is encrypted with a key of
    its own that travels in that container. Raises ValueError for a Content-ID that means two
    different files, UnsuitableKey, and what a chunk source or spool raises.
    """
    package = _Package(spools)
    try:
        encrypted, clear = [], []
        for container in containers:
            if isinstance(container, OutgoingEncrypted):
                encrypted.append(package.encrypted_xml(container))
            else:
                clear.append(package.container_xml(container, keys=None))
    except BaseException:
        package.close()
        raise
    return package.finished("".join((*encrypted, *clear)))


class _Package:
    """What is gathered while the XML is written from the inside out."""

    def __init__(self, spools: SpoolFactory) -> None:
        self._spools = spools
        self._open: list[Spool] = []
        self._files: dict[str, OutgoingFile] = {}
        self._attachments: dict[str, OutgoingAttachment] = {}
        self._plain_digests: dict[str, bytes] = {}
        self._certificates: dict[str, HeaderCertificate] = {}

    def finished(self, xml: str) -> ComposedPackage:
        certificates = CertificateHeader(tuple(self._certificates.values()))
        return ComposedPackage(xml, tuple(self._attachments.values()), certificates, tuple(self._open))

    def close(self) -> None:
        for spool in self._open:
            spool.close()

    def container_xml(self, container: OutgoingContainer, keys: dict[str, bytes] | None) -> str:
        """The signed container; `keys` collects attachment keys, None leaves attachments clear."""
        inner = "".join(self._content_xml(content, keys) for content in container.contents)
        inner += "".join(self.encrypted_xml(nested) for nested in container.encrypted)
        xml = (
            f"<osci:ContentContainer {FIVE_PREFIXES} Id={quoteattr(container.id)}>{inner}</osci:ContentContainer>"
        )
        for author in container.authors:
            self._certificates.setdefault(author.certificate.id, author.certificate)
        return sign_container(xml, self._plain_digests, container.authors)

    def _content_xml(
        self, content: OutgoingData | OutgoingFile | OutgoingNested, keys: dict[str, bytes] | None
    ) -> str:
        id_ = quoteattr(content.id)
        if isinstance(content, OutgoingData):
            inner = f"<osci:Base64Content Id={id_}>{wrap_base64(content.data)}</osci:Base64Content>"
            return f"<osci:Content>{inner}</osci:Content>"
        if isinstance(content, OutgoingNested):
            inner = self.container_xml(content.container, keys).replace(f" {FIVE_PREFIXES}", "", 1)
            return f"<osci:Content Id={id_}>{inner}</osci:Content>"
        self._add_file(content, keys)
        return f"<osci:Content Id={id_} href={quoteattr('cid:' + content.name)}></osci:Content>"

    def encrypted_xml(self, nested: OutgoingEncrypted) -> str:
        """The EncryptedData around a container; keys of its attachments are added unsigned (PROTOCOL 6.7)."""
        keys: dict[str, bytes] = {}
        plain = self.container_xml(nested.container, keys)
        end = "</osci:ContentContainer>"
        plain = plain.removesuffix(end) + "".join(_attachment_key_xml(*item) for item in keys.items()) + end
        key = new_key(_CIPHER)
        wrapped = []
        for reader in nested.readers:
            self._certificates.setdefault(reader.id, reader)
            value = wrap_key(public_key(reader.der), key)
            method = retrieval_method_xml(reader.id)
            wrapped.append(encrypted_key_xml(value, digest=Digest.SHA256, mgf=Mgf.SHA256, reader=method))
        cipher_value = wrap_base64(encrypt_bytes(plain.encode("utf-8"), _CIPHER, key))
        return (
            f'<xenc:EncryptedData Id={quoteattr(nested.id)} MimeType="text/xml">'
            f"{encryption_method_xml(_CIPHER, _CIPHER.default_iv)}<ds:KeyInfo>{''.join(wrapped)}</ds:KeyInfo>"
            f"<xenc:CipherData><xenc:CipherValue>{cipher_value}</xenc:CipherValue></xenc:CipherData>"
            "</xenc:EncryptedData>"
        )

    def _add_file(self, file: OutgoingFile, keys: dict[str, bytes] | None) -> None:
        known = self._files.get(file.name)
        if known is not None:
            # A second reference is fine only where the same bytes and the same key serve both.
            if known.chunks != file.chunks or (keys is not None) is not (file.name in (keys or {})):
                raise ValueError("one Content-ID for two files")
            return
        self._files[file.name] = file
        if keys is None:
            self._plain_digests[file.name] = digest = _digest(file.chunks())
            self._attachments[file.name] = _attachment(file, file.chunks, digest)
            return
        keys[file.name] = new_key(_CIPHER)
        self._encrypt_file(file, keys[file.name])

    def _encrypt_file(self, file: OutgoingFile, key: bytes) -> None:
        """One pass: digest of the plain bytes for the author, of the cipher text for the transport."""
        spool = self._spools()
        self._open.append(spool)
        plain, cipher = Digest.SHA256.new(), Digest.SHA256.new()

        def passing() -> Iterable[bytes]:
            for piece in file.chunks():
                plain.update(piece)
                yield piece

        for piece in encrypt_stream(passing(), _CIPHER, key):
            cipher.update(piece)
            spool.write(piece)
        self._plain_digests[file.name] = plain.digest()
        self._attachments[file.name] = _attachment(file, spool.chunks, cipher.digest())


def _attachment(file: OutgoingFile, chunks: Callable[[], Iterable[bytes]], digest: bytes) -> OutgoingAttachment:
    return OutgoingAttachment(file.name, chunks, digest, file.media_type, file.base64, file.extra)


def _digest(chunks: Iterable[bytes]) -> bytes:
    state = Digest.SHA256.new()
    for piece in chunks:
        state.update(piece)
    return state.digest()


def _attachment_key_xml(name: str, key: bytes) -> str:
    return (
        f'<xenc:EncryptedData Id={quoteattr("Attachment" + name)} MimeType="text/xml">'
        f"{encryption_method_xml(_CIPHER, _CIPHER.default_iv)}"
        f"<ds:KeyInfo><ds:MgmtData>{encode_base64(key)}</ds:MgmtData></ds:KeyInfo>"
        f"{cipher_reference_xml(name)}</xenc:EncryptedData>"
    )
