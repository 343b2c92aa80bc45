"""What a finding or a verdict does to a container."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from sozialclient.crypto.algorithms import UnknownAlgorithm
from sozialclient.crypto.policy import RefusedAlgorithm
from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import Container, Encryption, SignatureResult
from sozialclient.model.verdict import Finding, Severity, Verdict


def signature_finding(result: SignatureResult) -> Finding | None:
    """What is to be said of a signature, None when nothing is."""
    if result.reason is None:
        return None
    severity = Severity.ERROR if result.verdict is Verdict.FAILED else Severity.WARNING
    return Finding("CONTENT-SIGNATURE", severity, (("reason", result.reason), ("algorithm", result.algorithm)))


def damaged(element: etree._Element, error: SozialclientError) -> Container:
    """A container that could not be opened because of `error`."""
    id_ = element.get("Id") or ""
    if isinstance(error, (UnknownAlgorithm, RefusedAlgorithm)):
        return unreadable(id_, None, "CONTENT-ALGORITHM", ("algorithm", next(iter(error.parameters.values()), "")))
    return unreadable(id_, None, "CONTENT-DAMAGED", ("cause", error.reference))


def unreadable(id_: str, encryption: Encryption | None, reference: str, *parameters: tuple[str, str]) -> Container:
    """A container that stays closed, with the one finding that says why."""
    finding = Finding(reference, Severity.ERROR, parameters)
    return Container(id=id_, encryption=encryption, readable=False, findings=(finding,))


def judged(container: Container, signatures: tuple[SignatureResult, ...]) -> Container:
    """A failed signature takes everything inside down; a passed one vouches for what was undecided."""
    verdicts = {signature.verdict for signature in signatures}
    if Verdict.FAILED in verdicts:
        return _with_integrity(container, {verdict: Verdict.FAILED for verdict in Verdict})
    if Verdict.PASSED in verdicts:
        return _with_integrity(container, {Verdict.UNDECIDED: Verdict.PASSED})
    return container


def _with_integrity(container: Container, change: Mapping[Verdict, Verdict]) -> Container:
    return replace(
        container,
        contents=tuple(replace(c, integrity=change.get(c.integrity, c.integrity)) for c in container.contents),
        containers=tuple(_with_integrity(inner, change) for inner in container.containers),
    )
