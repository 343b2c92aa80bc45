"""Transport signature: from a received message to values that may be used (PROTOCOL 3.2, 7.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from sozialclient.crypto.algorithms import Digest, UnsupportedAlgorithm
from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.xmldsig import Covered, check_types, digest_of_element, read_signature, verify_signature
from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import SignatureResult, TransportProtection
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.osci.certificate_header import CertificateHeader, CertificateRole, read_certificate_header
from sozialclient.osci.control_block import ControlBlock, read_control_block
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import ReceivedMessage, ReceivedPart
from sozialclient.osci.structure import Parts
from sozialclient.wire.elements import StructureError, attribute, children, only_child
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits
from sozialclient.wire.namespaces import C14N, DS, OSCI


class TransportSignatureInvalid(SozialclientError):
    """The signature of the message is wrong or does not cover all of it; parameter `reason`."""

    reference = "OSCI-SIGNATURE"


class TransportSignatureMissing(SozialclientError):
    """A signature is required here and there is none."""

    reference = "OSCI-UNSIGNED"


class TransportSignerChanged(SozialclientError):
    """The message names another certificate of its signer than the one on file.

    Parameters `known` and `offered` are the SHA-256 (hex) of both, `certificate` is the DER of the
    offered one. Nobody has proved yet to hold its key.
    """

    reference = "OSCI-SIGNER-CHANGED"

    def __init__(self, known: bytes, offered: bytes) -> None:
        super().__init__(known=hashlib.sha256(known).hexdigest(), offered=hashlib.sha256(offered).hexdigest())
        self.certificate = offered


@dataclass(frozen=True, slots=True)
class CoveredMessage:
    """A message whose transport signature did not fail.

    `transport.verdict` PASSED: everything here was covered by the expected signer. UNDECIDED: there
    was no signature, nobody to compare the signer with, or an algorithm we cannot compute; the
    caller decides whether that is enough.
    """

    type: MessageType
    control: ControlBlock
    envelope: Parts
    parts: Mapping[str, ReceivedPart]
    certificates: CertificateHeader
    transport: TransportProtection
    findings: tuple[Finding, ...]

    def close(self) -> None:
        """Give up the spools of all parts."""
        for part in self.parts.values():
            part.spool.close()


def cover(
    message: ReceivedMessage, policy: Policy, *, expected_signer: bytes | None, limits: Limits = DEFAULT_LIMITS,
    earlier_signers: tuple[bytes, ...] = (),
) -> CoveredMessage:
    """Verify the transport signature of `message`.

    `expected_signer` is the DER on file: the intermediary's for a response, the one of initDialog
    for a request. `earlier_signers` were on file before, for a message stored then. Raises
    TransportSignatureInvalid, TransportSignerChanged, StructureError and what else reading a
    signature raises; the message's spools are then given up.
    """
    try:
        return _covered(message, policy, expected_signer, earlier_signers, limits)
    except BaseException:
        message.close()
        raise


def _covered(
    message: ReceivedMessage, policy: Policy, expected_signer: bytes | None, earlier: tuple[bytes, ...], limits: Limits
) -> CoveredMessage:
    envelope = message.untrusted
    certificates = read_certificate_header(
        envelope.block(OSCI, "IntermediaryCertificates"), envelope.block(OSCI, "NonIntermediaryCertificates")
    )
    control = envelope.block(OSCI, "ControlBlock")
    if control is None:
        raise StructureError(element="ControlBlock")
    signature = _verify(message, certificates, policy, expected_signer, earlier, limits)
    findings = _findings(signature, message.weaknesses, confirmed=expected_signer is not None)
    # A request is signed by whoever sends it, so its own header names the signer; an answer has to
    # come from the one intermediary that was asked, which only a certificate on file can confirm.
    judged = signature is not None and (expected_signer is not None or not message.type.is_response)
    verdict = signature.verdict if judged and signature is not None else Verdict.UNDECIDED
    return CoveredMessage(
        type=message.type,
        control=read_control_block(control),
        envelope=envelope,
        parts=message.parts,
        certificates=certificates,
        transport=TransportProtection(encryption=message.encryption, signature=signature, verdict=verdict),
        findings=findings,
    )


def _verify(
    message: ReceivedMessage,
    certificates: CertificateHeader,
    policy: Policy,
    expected_signer: bytes | None,
    earlier: tuple[bytes, ...],
    limits: Limits,
) -> SignatureResult | None:
    block = message.untrusted.signature_block
    if block is None:
        return None
    (element,) = children(block) if len(block) == 1 else (None,)
    if element is None:
        raise StructureError(element="Signature")
    signature = read_signature(only_child(block, DS, "Signature"), limits)
    if signature.objects:
        raise StructureError(element="Object")
    check_types(signature)
    role = (
        CertificateRole.SIGNATURE_INTERMEDIARY if message.type.is_response else CertificateRole.SIGNATURE_ORIGINATOR
    )
    signer = certificates.by_role(role)
    if signer is None or signer.id != signature.certificate_id:
        raise TransportSignatureInvalid(reason="SIG-CERTIFICATE")
    if expected_signer is not None and signer.der not in (expected_signer, *earlier):
        raise TransportSignerChanged(expected_signer, signer.der)
    result = verify_signature(signature, _expected(message), read_certificate(signer.der), policy)
    if result.verdict is Verdict.FAILED:
        raise TransportSignatureInvalid(reason=result.reason or "")
    return result


def _expected(message: ReceivedMessage) -> dict[str, Covered]:
    """Every header block but the signature, the body and every part: no more, no less."""
    envelope = message.untrusted
    expected = {
        f"#{attribute(element, 'Id')}": _covered_element(element) for element in (*envelope.blocks, envelope.body)
    }
    expected |= {f"cid:{name}": _covered_part(part) for name, part in message.parts.items()}
    return expected


def _covered_element(element: etree._Element) -> Covered:
    return Covered(((C14N,),), digest_of_element(element))


def _covered_part(part: ReceivedPart) -> Covered:
    def compute(digest: Digest) -> tuple[bytes, ...]:
        if digest not in part.digests:
            raise UnsupportedAlgorithm(name=digest.name)
        return (part.digests[digest],)

    return Covered(((),), compute)


def _findings(
    signature: SignatureResult | None, weaknesses: tuple[str, ...], *, confirmed: bool
) -> tuple[Finding, ...]:
    findings = [Finding("WEAK-TRANSPORT", Severity.WARNING, (("algorithm", uri),)) for uri in weaknesses]
    if signature is None:
        findings.append(Finding("TRANSPORT-UNSIGNED", Severity.WARNING))
    elif not confirmed:
        findings.append(Finding("TRANSPORT-SIGNER-UNCONFIRMED", Severity.INFO))
    if signature is not None and signature.weak:
        findings.append(Finding("WEAK-TRANSPORT-SIGNATURE", Severity.WARNING, (("algorithm", signature.algorithm),)))
    return tuple(findings)
