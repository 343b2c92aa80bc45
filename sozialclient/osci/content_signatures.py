"""Authors' signatures on a container: what must be covered, and the verdict (PROTOCOL 6.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from lxml import etree

from sozialclient.crypto.algorithms import Digest, UnknownAlgorithm
from sozialclient.crypto.certificates import CertificateUnreadable, read_certificate, valid_at
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.xmldsig import (
    Covered,
    DigestOf,
    XmlSignature,
    check_types,
    digest_of_element,
    read_signature,
    verify_signature,
)
from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import SignatureResult
from sozialclient.model.verdict import Verdict
from sozialclient.osci.certificate_header import CertificateHeader
from sozialclient.osci.content_payloads import Payload
from sozialclient.osci.content_structure import RawContainer, RawKind, read_container
from sozialclient.osci.process_cards import read_instant_text
from sozialclient.wire.base64 import Base64Error
from sozialclient.wire.elements import StructureError, attribute, only_child, optional_child
from sozialclient.wire.limits import Limits
from sozialclient.wire.namespaces import BASE64_TRANSFORM, C14N, XADES
from sozialclient.wire.xml import canonical_without_apex_namespaces, text_of

_CLOCKS_APART = timedelta(days=1)

PayloadOf = Callable[[str], Payload | None]


class _Unreadable(SozialclientError):
    """A covered attachment is missing or could not be decrypted."""

    reference = "SIG-ATTACHMENT"


def expected_references(container: RawContainer, payload_of: PayloadOf, limits: Limits) -> dict[str, Covered]:
    """Everything a signature of `container` must cover, by reference URI.

    `payload_of` gives the payload of an inline content ("#Id") or attachment ("cid:…").
    """
    expected: dict[str, Covered] = {}
    for content in container.contents:
        uri = f"#{content.id}"
        if content.kind is RawKind.INLINE:
            expected[uri] = Covered(((BASE64_TRANSFORM,),), _payload_digest(payload_of, uri))
        else:
            expected[uri] = Covered(((C14N,),), digest_of_element(content.element))
    for element, _ in container.encrypted:
        expected[f"#{attribute(element, 'Id')}"] = Covered(((C14N,),), _encrypted_digest(element))
    for content_id in reachable_attachments(container, limits):
        expected[f"cid:{content_id}"] = Covered(((),), _payload_digest(payload_of, f"cid:{content_id}"))
    return expected


def reachable_attachments(container: RawContainer, limits: Limits) -> Iterator[str]:
    """Content-IDs of attachments here and in nested containers, but not inside EncryptedData."""
    for content in container.contents:
        if content.content_id is not None:
            yield content.content_id
        elif content.kind is RawKind.CONTAINER and content.inner is not None:
            yield from reachable_attachments(read_container(content.inner, limits), limits)


def _payload_digest(payload_of: PayloadOf, uri: str) -> DigestOf:
    def compute(digest: Digest) -> tuple[bytes, ...]:
        payload = payload_of(uri)
        if payload is None:
            raise _Unreadable
        return (payload.digest(digest),)

    return compute


def _encrypted_digest(element: etree._Element) -> DigestOf:
    """Both libraries digest without the namespaces of the start tag; plain C14N is accepted too."""
    bare = digest_of_element(element, canonical_without_apex_namespaces)
    whole = digest_of_element(element)
    return lambda digest: bare(digest) + whole(digest)


def verify_container(
    container: RawContainer,
    payload_of: PayloadOf,
    certificates: CertificateHeader,
    policy: Policy,
    limits: Limits,
    at: datetime,
) -> tuple[SignatureResult, ...]:
    """One result per signature; never raises for a bad one. `at` is the time of arrival (aware)."""
    expected = expected_references(container, payload_of, limits) if container.signatures else {}
    return tuple(
        _verify_one(element, expected, certificates, policy, limits, at) for element in container.signatures
    )


def _verify_one(
    element: etree._Element,
    expected: dict[str, Covered],
    certificates: CertificateHeader,
    policy: Policy,
    limits: Limits,
    at: datetime,
) -> SignatureResult:
    try:
        signature = read_signature(element, limits)
        properties, claimed_time = _signed_properties(signature)
        check_types(signature, properties)
    except (StructureError, UnknownAlgorithm, Base64Error) as error:
        return _failed(error.reference)
    entry = certificates.by_id(signature.certificate_id)
    if entry is None or entry.role.is_cipher:
        return _failed("SIG-CERTIFICATE", signature)
    try:
        signer = read_certificate(entry.der)
        result = verify_signature(signature, expected | properties, signer, policy)
    except (_Unreadable, CertificateUnreadable) as error:
        return _failed(error.reference, signature)
    if result.verdict is not Verdict.PASSED:
        return result
    reason = result.reason
    if not valid_at(signer, at):
        reason = "CERT-EXPIRED"
    elif claimed_time is not None and not _plausible(claimed_time, signer, at):
        reason = "SIG-TIME"
    return replace(result, reason=reason, claimed_time=claimed_time)


def _plausible(claimed_time: str, signer: CertificateFacts, at: datetime) -> bool:
    """Whether an author may have signed then: not before the certificate, nor after arrival but for a slow clock."""
    claimed = read_instant_text(claimed_time).utc
    return claimed is not None and signer.not_before <= claimed and claimed - at <= _CLOCKS_APART


def _failed(reason: str, signature: XmlSignature | None = None) -> SignatureResult:
    algorithm = "" if signature is None else str(signature.algorithm.value)
    return SignatureResult(signer=None, algorithm=algorithm, digests=(), verdict=Verdict.FAILED, reason=reason)


def _signed_properties(signature: XmlSignature) -> tuple[dict[str, Covered], str | None]:
    """The XAdES properties inside this very signature, which it must then cover."""
    if not signature.objects:
        return {}, None
    if len(signature.objects) != 1:
        raise StructureError(element="Object")
    qualifying = only_child(signature.objects[0], XADES, "QualifyingProperties")
    properties = only_child(qualifying, XADES, "SignedProperties")
    covered = Covered(((), (C14N,)), digest_of_element(properties))
    details = optional_child(properties, XADES, "SignedSignatureProperties")
    time = None if details is None else optional_child(details, XADES, "SigningTime")
    return {f"#{attribute(properties, 'Id')}": covered}, None if time is None else text_of(time)[:64]


