"""XML signatures in the OSCI profile, safe against wrapping by construction (PROTOCOL 7.5).

The caller says which references must be there and gives the digest input of each from the
structure it has walked itself. Nothing is ever looked up by an Id found in a signature.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from sozialclient.crypto.algorithms import Digest, Signature, UnknownAlgorithm, UnsupportedAlgorithm
from sozialclient.crypto.certificates import CertificateUnreadable, may_sign, public_key
from sozialclient.crypto.policy import Policy, RefusedAlgorithm, Strength
from sozialclient.crypto.signatures import verify_value
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import SignatureResult
from sozialclient.model.verdict import Verdict
from sozialclient.wire.base64 import decode_base64, encode_base64
from sozialclient.wire.elements import StructureError, attribute, children, expect_order, only_child, optional_child
from sozialclient.wire.limits import Limits, check_limit
from sozialclient.wire.namespaces import C14N, DS, SIGNED_PROPERTIES, q
from sozialclient.wire.xml import canonical, text_of

DigestOf = Callable[[Digest], tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Covered:
    """What a signature must cover: transforms allowed on its reference, and its acceptable digests.

    `digest` may return several values where two canonical forms are in use; it raises
    UnsupportedAlgorithm for a digest this platform cannot compute.
    """

    transforms: tuple[tuple[str, ...], ...]
    digest: DigestOf


@dataclass(frozen=True, slots=True)
class Reference:
    """One `ds:Reference` as read; `type` is the attribute of that name."""

    uri: str
    type: str | None
    transforms: tuple[str, ...]
    digest: Digest
    value: bytes


@dataclass(frozen=True, slots=True)
class XmlSignature:
    """A `ds:Signature` as read; `certificate_id` is the Id its RetrievalMethod names."""

    signed_info: bytes
    algorithm: Signature
    references: tuple[Reference, ...]
    value: bytes
    certificate_id: str
    objects: tuple[etree._Element, ...]


def read_signature(element: etree._Element, limits: Limits) -> XmlSignature:
    """Read a `ds:Signature` and check its structure.

    Raises StructureError for anything outside the profile (other canonicalisation, repeated
    references, extra children), UnknownAlgorithm by name, Base64Error, LimitExceeded.
    """
    expect_order(
        element,
        (
            (q(DS, "SignedInfo"), False),
            (q(DS, "SignatureValue"), False),
            (q(DS, "KeyInfo"), False),
            (q(DS, "Object"), True),
        ),
    )
    info = only_child(element, DS, "SignedInfo")
    expect_order(
        info,
        ((q(DS, "CanonicalizationMethod"), False), (q(DS, "SignatureMethod"), False), (q(DS, "Reference"), True)),
    )
    canonicalization = only_child(info, DS, "CanonicalizationMethod")
    if attribute(canonicalization, "Algorithm") != C14N or len(canonicalization):
        raise StructureError(element="CanonicalizationMethod")
    method = only_child(info, DS, "SignatureMethod")
    if len(method):
        raise StructureError(element="SignatureMethod")
    found = info.findall(q(DS, "Reference"))
    check_limit("references", len(found), limits.references)
    references = tuple(_read_reference(reference) for reference in found)
    if len({reference.uri for reference in references}) != len(references) or not references:
        raise StructureError(element="Reference")
    return XmlSignature(
        signed_info=canonical(info),
        algorithm=Signature.of(attribute(method, "Algorithm")),
        references=references,
        value=decode_base64(text_of(only_child(element, DS, "SignatureValue"))),
        certificate_id=_read_key_info(only_child(element, DS, "KeyInfo")),
        objects=tuple(element.findall(q(DS, "Object"))),
    )


def _read_reference(element: etree._Element) -> Reference:
    expect_order(element, ((q(DS, "Transforms"), False), (q(DS, "DigestMethod"), False), (q(DS, "DigestValue"), False)))
    transforms = optional_child(element, DS, "Transforms")
    names: list[str] = []
    for transform in children(transforms) if transforms is not None else []:
        if transform.tag != q(DS, "Transform") or len(transform):
            raise StructureError(element="Transform")
        names.append(attribute(transform, "Algorithm"))
    method = only_child(element, DS, "DigestMethod")
    if len(method):
        raise StructureError(element="DigestMethod")
    return Reference(
        uri=attribute(element, "URI"),
        type=element.get("Type"),
        transforms=tuple(names),
        digest=Digest.of(attribute(method, "Algorithm")),
        value=decode_base64(text_of(only_child(element, DS, "DigestValue"))),
    )


def _read_key_info(element: etree._Element) -> str:
    expect_order(element, ((q(DS, "RetrievalMethod"), False),))
    method = only_child(element, DS, "RetrievalMethod")
    uri = attribute(method, "URI")
    if not uri.startswith("#") or len(method):
        raise StructureError(element="RetrievalMethod")
    return uri[1:]


def check_types(signature: XmlSignature, properties: Container[str] = ()) -> None:
    """Raise StructureError for a reference with a Type; one to XAdES `properties` may have theirs (TS 101 903)."""
    for reference in signature.references:
        if reference.type not in (None, SIGNED_PROPERTIES if reference.uri in properties else None):
            raise StructureError(element="Reference")


def digest_of(data: bytes) -> DigestOf:
    """Digest function over bytes at hand; many signatures over the same bytes hash them once."""
    known: dict[Digest, tuple[bytes, ...]] = {}

    def compute(digest: Digest) -> tuple[bytes, ...]:
        if digest not in known:
            state = digest.new()
            state.update(data)
            known[digest] = (state.digest(),)
        return known[digest]

    return compute


def digest_of_element(
    element: etree._Element, form: Callable[[etree._Element], bytes] = canonical
) -> DigestOf:
    """Digest function over the canonical form of `element`, which is made only when it is asked for."""
    known: list[DigestOf] = []

    def compute(digest: Digest) -> tuple[bytes, ...]:
        if not known:
            known.append(digest_of(form(element)))
        return known[0](digest)

    return compute


def verify_signature(
    signature: XmlSignature, expected: Mapping[str, Covered], signer: CertificateFacts, policy: Policy
) -> SignatureResult:
    """Check that `signature` covers exactly `expected` and was made with the key of `signer`.

    Never raises for a bad signature: the verdict is FAILED, or UNDECIDED where this platform
    cannot compute an algorithm, with a finding reference as reason. PASSED says nothing about
    trust in `signer`.
    """
    verdict, reason, weak = _judge(signature, expected, signer, policy)
    return SignatureResult(
        signer=signer,
        algorithm=str(signature.algorithm.value),
        digests=tuple(sorted({str(reference.digest.value) for reference in signature.references})),
        verdict=verdict,
        reason=reason,
        weak=weak,
        claimed_time=None,
    )


def _judge(
    signature: XmlSignature, expected: Mapping[str, Covered], signer: CertificateFacts, policy: Policy
) -> tuple[Verdict, str | None, bool]:
    if {reference.uri for reference in signature.references} != set(expected):
        return Verdict.FAILED, "SIG-COVERAGE", False
    try:
        weak = is_weak(signature, signer, policy)
        if not may_sign(signer):
            return Verdict.FAILED, "SIG-KEY-USAGE", weak
        # The value first: what an unknown hand has written is not worth canonicalising.
        if not verify_value(public_key(signer.der), signature.algorithm, signature.signed_info, signature.value):
            return Verdict.FAILED, "SIG-VALUE", weak
        if not _digests_match(signature, expected):
            return Verdict.FAILED, "SIG-DIGEST", weak
    except UnsupportedAlgorithm:
        return Verdict.UNDECIDED, "SIG-ALGORITHM", True
    except RefusedAlgorithm:
        return Verdict.FAILED, "SIG-REFUSED", True
    except (UnknownAlgorithm, CertificateUnreadable):
        return Verdict.FAILED, "SIG-CERTIFICATE", False
    return Verdict.PASSED, "SIG-WEAK" if weak else None, weak


def is_weak(signature: XmlSignature, signer: CertificateFacts, policy: Policy) -> bool:
    """Whether any algorithm or the key is weak by `policy`; raises RefusedAlgorithm."""
    strengths = [policy.to_read(signature.algorithm), policy.key_strength(signer)]
    strengths += [policy.to_read(reference.digest) for reference in signature.references]
    return Strength.WEAK in strengths


def _digests_match(signature: XmlSignature, expected: Mapping[str, Covered]) -> bool:
    matched = True
    for reference in signature.references:
        covered = expected[reference.uri]
        if reference.transforms not in covered.transforms:
            return False
        values = covered.digest(reference.digest)
        matched &= any(hmac.compare_digest(value, reference.value) for value in values)
    return matched


@dataclass(frozen=True, slots=True)
class OutgoingReference:
    """A reference to write."""

    uri: str
    transforms: tuple[str, ...]
    value: bytes


def signature_xml(
    algorithm: Signature, digest: Digest, references: tuple[OutgoingReference, ...], certificate_id: str,
    placeholder: str,
) -> str:
    """A `ds:Signature` whose SignatureValue holds `placeholder`, to be replaced after signing."""
    inner = "".join(_reference_xml(reference, digest) for reference in references)
    return (
        "<ds:Signature><ds:SignedInfo>"
        f'<ds:CanonicalizationMethod Algorithm="{C14N}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{algorithm.value}"></ds:SignatureMethod>{inner}</ds:SignedInfo>'
        f"<ds:SignatureValue>{placeholder}</ds:SignatureValue>"
        f"<ds:KeyInfo><ds:RetrievalMethod URI={quoteattr('#' + certificate_id)}></ds:RetrievalMethod></ds:KeyInfo>"
        "</ds:Signature>"
    )


def _reference_xml(reference: OutgoingReference, digest: Digest) -> str:
    transforms = "".join(f'<ds:Transform Algorithm="{name}"></ds:Transform>' for name in reference.transforms)
    if transforms:
        transforms = f"<ds:Transforms>{transforms}</ds:Transforms>"
    return (
        f"<ds:Reference URI={quoteattr(reference.uri)}>{transforms}"
        f'<ds:DigestMethod Algorithm="{digest.value}"></ds:DigestMethod>'
        f"<ds:DigestValue>{encode_base64(reference.value)}</ds:DigestValue></ds:Reference>"
    )
