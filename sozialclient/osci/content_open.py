"""Opens a ContentPackage: decrypts, verifies, and hands out only what may be shown (PROTOCOL 6.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from sozialclient.crypto.algorithms import UnknownAlgorithm, UnsupportedAlgorithm
from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.ciphers import DecryptError, decrypt_bytes
from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.crypto.policy import Policy, RefusedAlgorithm, Strength
from sozialclient.crypto.xmlenc import EncryptedData, Ours, read_encrypted_data, session_key, weak_key
from sozialclient.model.delivery import Container, Content, ContentKind, Encryption, SignatureResult
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.osci.content_payloads import AttachmentKeys, Attachments, Payload, fill
from sozialclient.osci.content_signatures import verify_container
from sozialclient.osci.content_structure import (
    RawContainer,
    RawContent,
    RawKind,
    package_children,
    read_container,
)
from sozialclient.osci.content_verdicts import damaged, judged, signature_finding, unreadable
from sozialclient.osci.cover import CoveredMessage
from sozialclient.osci.receive import needed_certificate
from sozialclient.wire.base64 import Base64Error, decode_base64_text
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import DEFAULT_LIMITS, LimitExceeded, Limits, check_limit
from sozialclient.wire.namespaces import DS, q
from sozialclient.wire.spool import Spool, SpoolFactory
from sozialclient.wire.xml import XmlError, parse_xml, text_of, unique_ids

_DAMAGE = (
    XmlError, StructureError, Base64Error, LimitExceeded, UnknownAlgorithm, UnsupportedAlgorithm, RefusedAlgorithm,
)


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """Containers as checked, the bytes of every content whose integrity did not fail, findings."""

    containers: tuple[Container, ...]
    payloads: Mapping[str, Spool]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds for a container because of where it stands."""

    encryption: Encryption | None = None
    secret: bool = False
    malleable: bool = False
    keys: AttachmentKeys | None = None
    depth: int = 0
    findings: tuple[Finding, ...] = ()


class PackageOpener:
    """Opens the content of one message; used once.

    `at` (aware) is when the delivery reached the intermediary, for the validity of certificates.
    """

    def __init__(
        self,
        message: CoveredMessage,
        keys: Sequence[DecryptionKey],
        policy: Policy,
        spools: SpoolFactory,
        at: datetime,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._certificates = message.certificates
        self._certificate_ids = frozenset(entry.id for entry in message.certificates.entries)
        self._transport_verdict = message.transport.verdict
        self._keys = keys
        self._policy = policy
        self._spools = spools
        self._at = at
        self._limits = limits
        self._attachments = Attachments(message.parts, spools, policy)
        self._payloads: dict[str, Payload] = {}
        self._containers = 0

    def open(self, package: etree._Element) -> OpenedPackage:
        """Open everything in `package`.

        What cannot be opened or is not intact becomes a finding of its container. Raises
        StructureError when the package itself is not in form or names a reader that is not there,
        LimitExceeded when it holds too many containers.
        """
        encrypted, clear = package_children(package)
        check_limit("containers", len(encrypted) + len(clear), self._limits.containers)
        for element in encrypted:
            self._check_readers(element)
        containers = [self._open_encrypted(element, _Context()) for element in encrypted]
        containers += [self._open_clear(element) for element in clear]
        findings = self._package_findings(containers)
        return self._hand_out(tuple(containers), findings)

    def _check_readers(self, element: etree._Element) -> None:
        """Every reader must be named by a header entry; anything else is found when it is opened."""
        for method in element.iter(q(DS, "RetrievalMethod")):
            if (method.get("URI") or "")[1:] not in self._certificate_ids:
                raise StructureError(element="RetrievalMethod")

    def _package_findings(self, containers: Sequence[Container]) -> tuple[Finding, ...]:
        everything_read = all(inner.readable for container in containers for inner in container.walk())
        surplus = self._attachments.unreferenced()
        if surplus and everything_read:
            return (Finding("CONTENT-SURPLUS-PART", Severity.WARNING, (("count", str(surplus)),)),)
        return ()

    def _hand_out(self, containers: tuple[Container, ...], findings: tuple[Finding, ...]) -> OpenedPackage:
        """Keep the bytes of contents that may be shown; give up all others."""
        intact = {
            content.key
            for container in containers
            for inner in container.walk()
            for content in inner.contents
            if content.integrity is not Verdict.FAILED
        }
        kept = {key: payload.spool for key, payload in self._payloads.items() if key in intact}
        keep = {id(spool) for spool in kept.values()}
        for payload in self._payloads.values():
            if id(payload.spool) not in keep:
                payload.spool.close()
        self._attachments.close(keep)
        return OpenedPackage(containers, kept, findings)

    # -- containers ------------------------------------------------------------------------

    def _open_clear(self, element: etree._Element) -> Container:
        try:
            return self._open_inner(element, _Context())
        except _DAMAGE as error:
            return damaged(element, error)

    def _open_encrypted(self, element: etree._Element, outer: _Context) -> Container:
        malleable = outer.malleable
        try:
            self._admit(outer)
            data = read_encrypted_data(element, self._limits)
            self._check_readers(element)
            ours = self._ours(data)
            if not ours:
                return self._for_others(element, data)
            context = self._context_inside(data, ours, outer)
            malleable = context.malleable
            return self._open_container(self._decrypt(data, ours), context)
        except DecryptError:
            return unreadable(element, None, "CONTENT-DECRYPT")
        except _DAMAGE as error:
            # Without a tag nobody can tell a damaged plaintext from a damaged ciphertext.
            return unreadable(element, None, "CONTENT-DECRYPT") if malleable else damaged(element, error)

    def _ours(self, data: EncryptedData) -> list[Ours]:
        found = []
        for key in self._keys:
            ids = self._certificates.cipher_ids(key.certificate_der)
            found += [
                (each, key) for each in data.keys if each.reader_id in ids or each.certificate == key.certificate_der
            ]
        check_limit("own_encrypted_keys", len(found), self._limits.own_encrypted_keys)
        return found

    def _for_others(self, element: etree._Element, data: EncryptedData) -> Container:
        encryption = Encryption(cipher=data.cipher.value, key_transport=None, iv_length=data.iv_length)
        reader = data.keys[0] if data.keys else None
        by_id = {entry.id: entry.der for entry in self._certificates.entries}
        der = None if reader is None else reader.certificate or by_id.get(reader.reader_id or "")
        return unreadable(element, encryption, "CONTENT-OTHER-READER", *needed_certificate(der).items())

    def _context_inside(self, data: EncryptedData, ours: Sequence[Ours], outer: _Context) -> _Context:
        """What holds inside `data`; raises RefusedAlgorithm before any key is used."""
        weak = [data.cipher.value] if self._policy.to_read(data.cipher) is Strength.WEAK else []
        for encrypted, key in ours:
            weak += encrypted.weaknesses(self._policy)
            weak += weak_key(read_certificate(key.certificate_der), self._policy)
        encryption = Encryption(
            cipher=data.cipher.value,
            key_transport=ours[0][0].scheme.value,
            iv_length=data.iv_length,
            reader=read_certificate(ours[0][1].certificate_der),
        )
        findings = tuple(
            Finding("WEAK-CONTENT", Severity.WARNING, (("algorithm", uri),)) for uri in dict.fromkeys(weak)
        )
        malleable = outer.malleable or not data.cipher.is_gcm
        return replace(outer, encryption=encryption, secret=True, malleable=malleable, findings=findings)

    def _decrypt(self, data: EncryptedData, ours: Sequence[Ours]) -> etree._Element:
        key = session_key(data.cipher, ours)
        plain = decrypt_bytes(data.cipher_value or b"", data.cipher, key, data.iv_length)
        root = parse_xml(plain, limits=self._limits.xml)
        unique_ids(root)
        return root

    def _admit(self, context: _Context) -> None:
        """Count a container before anything is spent on it: each encrypted one costs a private key's work."""
        self._containers += 1
        check_limit("containers", self._containers, self._limits.containers)
        check_limit("content_nesting", context.depth, self._limits.content_nesting)

    def _open_inner(self, element: etree._Element, context: _Context) -> Container:
        self._admit(context)
        return self._open_container(element, context)

    def _open_container(self, element: etree._Element, context: _Context) -> Container:
        raw = read_container(element, self._limits)
        keys = {**(context.keys or {}), **self._attachments.keys_by_part(raw.attachment_keys)}
        inner = replace(context, keys=keys, depth=context.depth + 1, findings=())
        local: dict[str, Payload | None] = {}
        contents = [self._open_content(content, inner, local) for content in raw.contents]
        nested = [
            self._open_inner(content.inner, replace(inner, encryption=None))
            for content in raw.contents
            if content.kind is RawKind.CONTAINER and content.inner is not None
        ]
        nested += [self._open_encrypted(child, inner) for child, _ in raw.encrypted]
        signatures = verify_container(
            raw, self._payload_lookup(local, keys), self._certificates, self._policy, self._limits, self._at
        )
        container = Container(
            id=raw.id,
            encryption=context.encryption,
            readable=True,
            signatures=signatures,
            contents=tuple(content for content in contents if content is not None),
            containers=tuple(nested),
            findings=context.findings + self._container_findings(raw, context, signatures, contents),
        )
        return judged(container, signatures)

    def _payload_lookup(self, local: dict[str, Payload | None], keys: AttachmentKeys) -> _PayloadLookup:
        return _PayloadLookup(local, self._attachments, keys)

    # -- contents --------------------------------------------------------------------------

    def _open_content(
        self, raw: RawContent, context: _Context, local: dict[str, Payload | None]
    ) -> Content | None:
        if raw.kind is RawKind.CONTAINER:
            return None
        key = f"{len(self._payloads) + 1:05d}"
        check_limit("contents", len(self._payloads) + 1, self._limits.contents)
        if raw.kind is RawKind.INLINE and raw.inner is not None:
            payload: Payload | None = fill(self._spools, decode_base64_text(text_of(raw.inner)))
            local[f"#{raw.id}"] = payload
        else:
            payload = self._attachments.open(raw.content_id or "", context.keys or {})
        if payload is not None:
            self._payloads[key] = payload
        else:
            self._payloads[key] = Payload(self._spools())
        return self._content(raw, key, payload, context)

    def _content(self, raw: RawContent, key: str, payload: Payload | None, context: _Context) -> Content:
        part = None if raw.content_id is None else self._attachments.part(raw.content_id)
        return Content(
            key=key,
            id=raw.id,
            kind=ContentKind.DATA if raw.kind is RawKind.INLINE else ContentKind.ATTACHMENT,
            untrusted_name=raw.content_id,
            untrusted_media_type=None if part is None else part.headers.get("content-type"),
            size=None if payload is None else payload.spool.size,
            sha256=None if payload is None else payload.sha256,
            integrity=self._integrity(raw, payload, context),
            sealed_sha256=Payload(part.spool).sha256 if payload is None and part is not None else None,
        )

    def _integrity(self, raw: RawContent, payload: Payload | None, context: _Context) -> Verdict:
        """Integrity before any author's signature is looked at.

        The cipher of a container vouches for what lies inside it; an attachment lies outside and
        has to bring an intact cipher of its own.
        """
        if payload is None:
            return Verdict.FAILED
        if context.malleable or payload.malleable:
            return Verdict.UNDECIDED
        if not context.secret:
            return self._transport_verdict
        inside = raw.kind is RawKind.INLINE or payload.encrypted
        return Verdict.PASSED if inside else Verdict.UNDECIDED

    def _lies_open(self, raw: RawContent, context: _Context) -> bool:
        """An attachment in the clear although the container that refers to it is encrypted."""
        payload = self._attachments.opened(raw.content_id or "")
        return context.secret and payload is not None and not payload.encrypted

    def _container_findings(
        self,
        raw: RawContainer,
        context: _Context,
        signatures: tuple[SignatureResult, ...],
        contents: Sequence[Content | None],
    ) -> tuple[Finding, ...]:
        findings = [signature_finding(result) for result in signatures]
        damaged = sum(1 for content in contents if content is not None and content.size is None)
        if damaged:
            findings.append(Finding("CONTENT-ATTACHMENT", Severity.ERROR, (("count", str(damaged)),)))
        if raw.attachment_keys and context.encryption is None and context.depth == 0:
            findings.append(Finding("CONTENT-CLEAR-KEY", Severity.WARNING))
        open_parts = sum(1 for each in raw.contents if each.content_id is not None and self._lies_open(each, context))
        if open_parts:
            findings.append(Finding("CONTENT-CLEAR-ATTACHMENT", Severity.WARNING, (("count", str(open_parts)),)))
        if not signatures and context.malleable:
            findings.append(Finding("CONTENT-CBC-UNSIGNED", Severity.WARNING))
        known = {uri for finding in context.findings for _, uri in finding.parameters}
        weak = set(self._attachments.weaknesses) - known
        self._attachments.weaknesses.clear()
        findings += [Finding("WEAK-CONTENT", Severity.WARNING, (("algorithm", uri),)) for uri in sorted(weak)]
        return tuple(finding for finding in findings if finding is not None)


class _PayloadLookup:
    """Payloads of one container's references: inline contents by "#Id", attachments by "cid:…"."""

    def __init__(self, local: dict[str, Payload | None], attachments: Attachments, keys: AttachmentKeys) -> None:
        self._local = local
        self._attachments = attachments
        self._keys = keys

    def __call__(self, uri: str) -> Payload | None:
        if uri.startswith("cid:"):
            return self._attachments.open(uri[4:], self._keys)
        return self._local.get(uri)
