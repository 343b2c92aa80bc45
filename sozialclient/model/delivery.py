"""A delivery as opened and checked: facts only; the bytes travel beside it in spools."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.feedback import FeedbackEntry
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.model.verdict import Finding, Verdict


class ContentKind(enum.Enum):
    """Where a content stood on the wire (PROTOCOL 6.2)."""

    DATA = "data"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One content of a container.

    `key` is unique within the delivery and names the bytes in the payload mapping;
    `untrusted_name` is the sender's file name (attachments only), never a path;
    `size` in bytes and `sha256` (hex) are None when the content could not be read.
    `sealed_sha256` (hex) is that of the bytes as transmitted when they could not be read, None when
    there were none. `integrity` FAILED means: the bytes are not to be shown or written.
    """

    key: str
    id: str
    kind: ContentKind
    untrusted_name: str | None
    untrusted_media_type: str | None
    size: int | None
    sha256: str | None
    integrity: Verdict
    sealed_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """How something was encrypted; algorithm URIs as on the wire."""

    cipher: str
    key_transport: str | None
    iv_length: int | None
    reader: CertificateFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureResult:
    """Verdict on one signature. `reason` is a finding reference, None when nothing is to be said.

    `claimed_time` is the author's own claim (XAdES SigningTime), not a trusted time.
    """

    signer: CertificateFacts | None
    algorithm: str
    digests: tuple[str, ...]
    verdict: Verdict
    reason: str | None = None
    weak: bool = False
    claimed_time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A content container, opened or not (`readable` False: for another reader, or damaged).

    `sealed_sha256` (hex) identifies one that stayed closed: SHA-256 of the canonical element, None if unknown.
    """

    id: str
    encryption: Encryption | None
    readable: bool
    signatures: tuple[SignatureResult, ...] = ()
    contents: tuple[Content, ...] = ()
    containers: tuple[Container, ...] = ()
    findings: tuple[Finding, ...] = ()
    sealed_sha256: str | None = None

    def walk(self) -> Iterator[Container]:
        """This container and all nested ones, outermost first."""
        yield self
        for inner in self.containers:
            yield from inner.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportProtection:
    """Protection between intermediary and us: encryption and the supplier's (or client's) signature."""

    encryption: Encryption | None
    signature: SignatureResult | None
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Everything known of one delivery after opening and checking it."""

    message_id: str
    message_type: str
    subject: str | None
    feedback: tuple[FeedbackEntry, ...]
    process_card: ProcessCardBundle | None
    transport: TransportProtection
    containers: tuple[Container, ...]
    originator: CertificateFacts | None = None
    metadata: bytes | None = None
    findings: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[Container]:
        """All containers, outermost first."""
        for container in self.containers:
            yield from container.walk()

    def contents(self) -> Iterator[Content]:
        """All contents of all containers in document order."""
        for container in self.walk():
            yield from container.contents

    def all_findings(self) -> Iterator[Finding]:
        """Findings of the delivery and of every container."""
        yield from self.findings
        for container in self.walk():
            yield from container.findings
