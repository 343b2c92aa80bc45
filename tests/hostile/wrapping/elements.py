"""A signed message taken apart: which elements and parts its signature covers, and what must not change unseen."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.osci.dialog import SentRequest
from sozialclient.osci.names import MessageType, message_type_of
from sozialclient.wire.mime_writer import OutgoingPart, root_part, write_mime
from sozialclient.wire.namespaces import DS, OSCI, SOAP, XADES, XENC, XSI, q
from tests.hostile.wrapping.keys import HeldKey

HEADER, BODY = q(SOAP, "Header"), q(SOAP, "Body")
SIGNATURE, REFERENCE = q(DS, "Signature"), q(DS, "Reference")
CONTENT, DATA, CONTAINER = q(OSCI, "Content"), q(OSCI, "Base64Content"), q(OSCI, "ContentContainer")
ENCRYPTED = q(XENC, "EncryptedData")
ATTACHMENT_KEY = f"{q(XENC, 'CipherData')}/{q(XENC, 'CipherReference')}"
BLOCKS = (q(OSCI, "SupplierSignature"), q(OSCI, "ClientSignature"))
_PROPERTIES = f"{q(DS, 'Object')}/{q(XADES, 'QualifyingProperties')}/{q(XADES, 'SignedProperties')}"
_BOUNDARY = "wrapping_" + "0" * 24


class Level(enum.Enum):
    """Whose signature is attacked: the intermediary's (or a client's) over the message, or an author's."""

    TRANSPORT = "transport"
    CONTENT = "content"


@dataclass(frozen=True)
class Part:
    """A MIME part behind the envelope, its bytes as carried."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Origin:
    """A valid message without transport encryption, and the keys of everybody who had a hand in it.

    `signers` are signing keys by certificate (DER); `sent` is the request it answers.
    """

    name: str
    envelope: etree._Element
    parts: tuple[Part, ...]
    supplier: bytes
    signers: Mapping[bytes, HeldKey]
    readers: tuple[DecryptionKey, ...]
    sent: SentRequest | None

    @property
    def type(self) -> MessageType:
        return message_type_of(self.envelope.get(q(XSI, "schemaLocation")))

    def without_transport_signature(self) -> Origin:
        """The same from an intermediary that signs nothing: only its authors' signatures are left."""
        envelope = deepcopy(self.envelope)
        for block in [block for block in envelope[0] if block.tag in BLOCKS]:
            envelope[0].remove(block)
        return replace(self, envelope=envelope)


@dataclass(frozen=True)
class Target:
    """One thing that is signed: by element, or by part where `element` is None."""

    uri: str
    kind: str
    element: etree._Element | None = None

    @property
    def node(self) -> etree._Element:
        """The element; raises NotHere for a part."""
        if self.element is None:
            raise NotHere
        return self.element


class NotHere(Exception):
    """A variant finds nothing to act on at this place."""


Seal = Callable[[etree._Element], etree._Element]
"""From the document that was changed to the envelope that is sent; identity where they are one."""


@dataclass
class Stage:
    """A copy of one message to be changed at will.

    `root` is the document with the signature in question (the envelope, or a container from inside an
    encryption), `scope` the element whose children it covers. `replayed`: genuine, but not the answer.
    """

    origin: Origin
    level: Level
    root: etree._Element
    scope: etree._Element
    parts: list[Part]
    seal: Seal
    sent: SentRequest | None
    replayed: bool = False

    @property
    def signature(self) -> etree._Element:
        """The signature that is attacked, the first where there are several."""
        return signatures_of(self.scope)[0]

    @property
    def targets(self) -> list[Target]:
        """Everything it covers, from the structure and not from its references."""
        if self.level is Level.TRANSPORT:
            return list(_of_envelope(self.root, self.parts))
        return list(_of_container(self.scope, self.signature))

    def reference(self, target: Target) -> etree._Element:
        """The `ds:Reference` to it."""
        return next(found for found in self.references() if found.get("URI") == target.uri)

    def references(self) -> list[etree._Element]:
        """All of the attacked signature."""
        return self.signature[0].findall(REFERENCE)

    def packed(self) -> bytes:
        """The message as it comes out of the transport encryption."""
        root = etree.tostring(self.seal(self.root))
        parts = [OutgoingPart(part.name, part.media_type, (part.body,)) for part in self.parts]
        return b"".join(write_mime(_BOUNDARY, [root_part(root), *parts]))

    def fingerprint(self) -> bytes:
        """The same for the same change, whatever a cipher makes of it."""
        state = hashlib.sha256(etree.tostring(self.root))
        for part in self.parts:
            state.update(repr((part.name, len(part.body))).encode() + part.body)
        state.update(repr(self.sent).encode())
        return state.digest()


@dataclass(frozen=True)
class Setting:
    """One signature of one message: makes stages. `path` leads from the document's root to the scope."""

    name: str
    origin: Origin
    level: Level
    document: etree._Element
    path: tuple[int, ...]
    seal: Seal = lambda root: root

    def stage(self) -> Stage:
        """A fresh copy."""
        root = deepcopy(self.document)
        scope = root
        for step in self.path:
            scope = scope[step]
        parts = list(self.origin.parts)
        return Stage(self.origin, self.level, root, scope, parts, self.seal, self.origin.sent)


def signatures_of(scope: etree._Element) -> list[etree._Element]:
    """The signatures over the children of a Header or a container; raises NotHere where there is none."""
    blocks = [child for child in scope if child.tag in BLOCKS]
    found = [child for place in (scope, *blocks) for child in place.findall(SIGNATURE)]
    if not found:
        raise NotHere
    return found


def _of_envelope(root: etree._Element, parts: list[Part]) -> Iterator[Target]:
    for element in (*root[0], root[1]):
        if element.tag not in BLOCKS:
            name = etree.QName(element)
            yield Target(f"#{element.get('Id')}", name.localname, element)
    for part in parts:
        yield Target(f"cid:{part.name}", "part")


def _of_container(scope: etree._Element, signature: etree._Element) -> Iterator[Target]:
    for child in scope:
        if child.tag == CONTENT:
            data = child.find(DATA)
            kind = "data" if data is not None else "file" if child.get("href") else "nested"
            covered = child if data is None else data
            yield Target(f"#{covered.get('Id')}", kind, covered)
        elif child.tag == ENCRYPTED and child.find(ATTACHMENT_KEY) is None:
            yield Target(f"#{child.get('Id')}", "encrypted", child)
    for name in reachable(scope):
        yield Target(f"cid:{name}", "attachment")
    for properties in signature.iterfind(_PROPERTIES):
        yield Target(f"#{properties.get('Id')}", "xades", properties)


def reachable(scope: etree._Element) -> list[str]:
    """Names of the attachments of a container and of the clear ones in it."""
    return list(dict.fromkeys(content.get("href", "")[4:] for content in scope.iter(CONTENT) if content.get("href")))
