"""Author signatures over the content of a container, in the form both reference libraries accept (PROTOCOL 6.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import quoteattr

from lxml import etree

from sozialclient.crypto.algorithms import Digest, Signature
from sozialclient.crypto.key_transport import SigningKey
from sozialclient.crypto.xmldsig import OutgoingReference, signature_xml
from sozialclient.osci.certificate_header import HeaderCertificate
from sozialclient.osci.process_cards import instant_text
from sozialclient.wire.base64 import decode_base64, wrap_base64
from sozialclient.wire.elements import optional_child
from sozialclient.wire.namespaces import BASE64_TRANSFORM, C14N, DS, FIVE_PREFIXES, OSCI, XADES, XENC, q
from sozialclient.wire.xml import canonical, canonical_without_apex_namespaces, parse_xml, text_of

_CONTENT = q(OSCI, "Content")
_ENCRYPTED_DATA = q(XENC, "EncryptedData")
_CIPHER_REFERENCE = f"{q(XENC, 'CipherData')}/{q(XENC, 'CipherReference')}"


@dataclass(frozen=True, slots=True)
class Author:
    """Who signs the content, with the header entry of the certificate.

    `algorithm` None: what the key does by default. `signing_time` (aware) is written as the
    author's claim in a XAdES object.
    """

    key: SigningKey
    certificate: HeaderCertificate
    algorithm: Signature | None = None
    signing_time: datetime | None = None


def sign_container(xml: str, plain_digests: Mapping[str, bytes], authors: tuple[Author, ...]) -> str:
    """`xml` with one parallel signature per author.

    `xml` is a ContentContainer without signatures that declares the five prefixes on its start
    tag; `plain_digests` holds the SHA-256 of each attachment's plain bytes by Content-ID.
    Raises KeyError for an attachment without digest, UnsuitableKey.
    """
    if not authors:
        return xml
    root = parse_xml(xml.encode("utf-8"))
    references = (*_references(root), *_attachment_references(root, plain_digests))
    container_id = root.get("Id") or ""
    drafts = [
        _draft(author, references, f"{container_id}TS{number}", _placeholder(number))
        for number, author in enumerate(authors)
    ]
    # An attribute value never holds a bare ">", so the first one ends the start tag.
    start = xml.index(">") + 1
    signed = xml[:start] + "".join(drafts) + xml[start:]
    tree = parse_xml(signed.encode("utf-8"))
    for number, author in enumerate(authors):
        value = author.key.sign(canonical(tree[number][0]), _algorithm(author))
        signed = signed.replace(_placeholder(number), wrap_base64(value), 1)
    return signed


def _algorithm(author: Author) -> Signature:
    return author.algorithm or author.key.default_algorithm


def _placeholder(number: int) -> str:
    return f"__SIGNATURE_VALUE_{number}__"


def _references(root: etree._Element) -> Iterator[OutgoingReference]:
    """One reference per content and nested EncryptedData; data by its decoded bytes."""
    for child in root:
        data = optional_child(child, OSCI, "Base64Content") if child.tag == _CONTENT else None
        if data is not None:
            yield OutgoingReference(f"#{data.get('Id')}", (BASE64_TRANSFORM,), _sha256(decode_base64(text_of(data))))
        elif child.tag == _CONTENT:
            yield OutgoingReference(f"#{child.get('Id')}", (C14N,), _sha256(canonical(child)))
        elif child.tag == _ENCRYPTED_DATA and child.find(_CIPHER_REFERENCE) is None:
            digest = _sha256(canonical_without_apex_namespaces(child))
            yield OutgoingReference(f"#{child.get('Id')}", (C14N,), digest)


def _attachment_references(
    root: etree._Element, plain_digests: Mapping[str, bytes]
) -> Iterator[OutgoingReference]:
    """Every attachment that can be reached through clear containers, once."""
    names = dict.fromkeys(href[4:] for content in root.iter(_CONTENT) if (href := content.get("href")) is not None)
    for name in names:
        yield OutgoingReference(f"cid:{name}", (), plain_digests[name])


def _draft(author: Author, references: tuple[OutgoingReference, ...], time_id: str, placeholder: str) -> str:
    claimed = ""
    if author.signing_time is not None:
        claimed = _signing_time_xml(author.signing_time, time_id)
        references = (*references, OutgoingReference(f"#{time_id}", (), _signed_properties_digest(claimed)))
    signature = signature_xml(_algorithm(author), Digest.SHA256, references, author.certificate.id, placeholder)
    return signature.replace("</ds:Signature>", f"{claimed}</ds:Signature>")


def _signing_time_xml(moment: datetime, id_: str) -> str:
    return (
        f'<ds:Object><xades:QualifyingProperties xmlns:xades="{XADES}"><xades:SignedProperties Id={quoteattr(id_)}>'
        f"<xades:SignedSignatureProperties><xades:SigningTime>{instant_text(moment)}</xades:SigningTime>"
        "</xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object>"
    )


def _signed_properties_digest(claimed: str) -> bytes:
    """In the container the same prefixes are in scope as here."""
    holder = parse_xml(f"<ds:Signature {FIVE_PREFIXES}>{claimed}</ds:Signature>".encode())
    properties = holder.find(f"{q(DS, 'Object')}/{q(XADES, 'QualifyingProperties')}/{q(XADES, 'SignedProperties')}")
    assert properties is not None
    return _sha256(canonical(properties))


def _sha256(data: bytes) -> bytes:
    state = Digest.SHA256.new()
    state.update(data)
    return state.digest()
