"""What a finding or a verdict does to a container."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from sozialclient.crypto.algorithms import Digest, UnknownAlgorithm, UnsupportedAlgorithm
from sozialclient.crypto.policy import RefusedAlgorithm
from sozialclient.crypto.xmldsig import digest_of_element
from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import Container, Content, ContentKind, Encryption, SignatureResult
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.wire.xml import XmlError


def signature_finding(result: SignatureResult) -> Finding | None:
    """What is to be said of a signature, None when nothing is."""
    if result.reason is None:
        return None
    severity = Severity.ERROR if result.verdict is Verdict.FAILED else Severity.WARNING
    return Finding("CONTENT-SIGNATURE", severity, (("reason", result.reason), ("algorithm", result.algorithm)))


def damaged(element: etree._Element, error: SozialclientError) -> Container:
    """A container that could not be opened because of `error`."""
    if isinstance(error, (UnknownAlgorithm, UnsupportedAlgorithm, RefusedAlgorithm)):
        algorithm = next(iter(error.parameters.values()), "")
        return unreadable(element, None, "CONTENT-ALGORITHM", ("algorithm", algorithm))
    return unreadable(element, None, "CONTENT-DAMAGED", ("cause", error.reference))


def unreadable(
    element: etree._Element, encryption: Encryption | None, reference: str, *parameters: tuple[str, str]
) -> Container:
    """A container that stays closed, with the one finding that says why."""
    return Container(
        id=element.get("Id") or "",
        encryption=encryption,
        readable=False,
        findings=(Finding(reference, Severity.ERROR, parameters),),
        sealed_sha256=_sha256(element),
    )


def _sha256(element: etree._Element) -> str | None:
    """What tells one closed container from another; None where even that cannot be made."""
    try:
        (digest,) = digest_of_element(element)(Digest.SHA256)
    except XmlError:
        return None
    return digest.hex()


def judged(container: Container, signatures: tuple[SignatureResult, ...]) -> Container:
    """A failed signature takes everything inside down; a passed one vouches for what it covers."""
    verdicts = {signature.verdict for signature in signatures}
    if Verdict.FAILED in verdicts:
        return _failed(container)
    if Verdict.PASSED in verdicts:
        return _vouched(container, attachments=True)
    return container


def _failed(container: Container) -> Container:
    return replace(
        container,
        contents=tuple(replace(content, integrity=Verdict.FAILED) for content in container.contents),
        containers=tuple(_failed(inner) for inner in container.containers),
    )


def _vouched(container: Container, *, attachments: bool) -> Container:
    """Undecided contents become passed as far as the signature reaches.

    It covers an encrypted container inside as ciphertext, and so everything that lies in it, but
    not the attachments that container refers to (PROTOCOL 6.4).
    """

    def vouched(content: Content) -> Content:
        covered = attachments or content.kind is ContentKind.DATA
        undecided = content.integrity is Verdict.UNDECIDED
        return replace(content, integrity=Verdict.PASSED) if covered and undecided else content

    return replace(
        container,
        contents=tuple(vouched(content) for content in container.contents),
        containers=tuple(
            _vouched(inner, attachments=attachments and inner.encryption is None) for inner in container.containers
        ),
    )
