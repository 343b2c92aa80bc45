"""What our receive path makes of a mutant: refused, shown as unsigned, the same content, or changed content."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from lxml import etree

from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import Container
from sozialclient.model.verdict import Verdict
from sozialclient.net.http_client import HttpClient
from sozialclient.osci.cover import CoveredMessage, TransportSignatureMissing, cover
from sozialclient.osci.deliveries import DeliveryOpener, OpenedDelivery
from sozialclient.osci.dialog import check_answer
from sozialclient.osci.receive import Fault, ReceivedMessage, Receiver
from sozialclient.osci.requests import read_request
from sozialclient.osci.responses import read_response
from sozialclient.transports.osci12_exchange import (
    IntermediaryFault,
    Osci12Context,
    Osci12Endpoint,
    UnexpectedAnswer,
)
from sozialclient.wire.spool import MemorySpool
from tests.e2e.place import DIRECT, office_keys
from tests.hostile.wrapping.elements import Level, Setting, Stage

POLICY = Policy.default()
Says = frozenset[object]


class Fate(enum.Enum):
    """REFUSED: nothing is shown as signed because of an error; UNSIGNED: shown, but as unconfirmed."""

    REFUSED = "refused"
    UNSIGNED = "shown as unsigned"
    SAME = "accepted with the same content"
    CHANGED = "accepted with changed content"


@dataclass(frozen=True)
class Outcome:
    """`why`: the error's class and reason, or the finding and its reason. `error`: what was raised, if anything was."""

    fate: Fate
    why: str = ""
    error: SozialclientError | None = None


def judge(stage: Stage, truth: Says) -> Outcome:
    """The fate of what stands on the stage, where `truth` is what the genuine message says."""
    try:
        says, why = said(stage)
    except SozialclientError as error:
        reason = error.parameters.get("reason", "")
        return Outcome(Fate.REFUSED, f"{type(error).__name__} {reason}".strip(), error)
    if not says:
        return Outcome(Fate.UNSIGNED if why == "unsigned" else Fate.REFUSED, why)
    allowed = frozenset() if stage.replayed else truth
    return Outcome(Fate.SAME if says <= allowed else Fate.CHANGED)


def truth_of(setting: Setting) -> Says:
    """What the genuine message says; it must be accepted."""
    says, why = said(setting.stage())
    assert says, (setting.name, why)
    return says


def said(stage: Stage) -> tuple[Says, str]:
    """Everything that is delivered to the application as signed; where that is nothing, why."""
    message = Receiver(stage.origin.readers, MemorySpool, POLICY).read([stage.packed()])
    if isinstance(message, Fault):
        raise IntermediaryFault(code=message.code)
    if stage.level is Level.TRANSPORT:
        return _answered(stage, message), ""
    delivery = _open(stage, message)
    says = frozenset(_statements(delivery))
    return says, "" if says else _why(delivery)


def opened(stage: Stage) -> OpenedDelivery:
    """The delivery on a stage of an author's signature, as the office opens it."""
    message = Receiver(stage.origin.readers, MemorySpool, POLICY).read([stage.packed()])
    assert isinstance(message, ReceivedMessage)
    return _open(stage, message)


def _open(stage: Stage, message: ReceivedMessage) -> OpenedDelivery:
    covered = cover(message, POLICY, expected_signer=None)
    return DeliveryOpener(stage.origin.readers, POLICY, MemorySpool).open_message(covered)


def _answered(stage: Stage, message: ReceivedMessage) -> Says:
    """As an answer comes in (transports.osci12_exchange), or a request at an intermediary."""
    covered = _covered(stage, message)
    if covered.type is not stage.origin.type:
        raise UnexpectedAnswer(message_type=covered.type.value)
    if stage.sent is not None:
        check_answer(stage.sent, covered.control)
    if covered.type.is_response:
        read_response(covered)
    else:
        read_request(covered)
    elements = (*covered.envelope.blocks, covered.envelope.body)
    parts = tuple(sorted((name, b"".join(part.spool.chunks())) for name, part in covered.parts.items()))
    return frozenset([(tuple(sorted(map(repr, map(_shape, elements)))), parts)])


def _covered(stage: Stage, message: ReceivedMessage) -> CoveredMessage:
    if stage.origin.type.is_response:
        return _context(stage.origin.supplier).cover(message)
    covered = cover(message, POLICY, expected_signer=stage.origin.supplier)
    if covered.transport.verdict is not Verdict.PASSED:
        raise TransportSignatureMissing
    return covered


@cache
def _context(supplier: bytes) -> Osci12Context:
    endpoint = Osci12Endpoint("http://127.0.0.1:9/", supplier, supplier)
    http = HttpClient(DIRECT)
    return Osci12Context(endpoint, office_keys(), http, POLICY, MemorySpool, lambda: False, lambda *_: None)


def _shape(element: etree._Element) -> object:
    """All an application can see of an element: no prefix, no declaration, no order of attributes."""
    inside = tuple((_shape(child), child.tail or "") for child in element)
    return element.tag, tuple(sorted(element.attrib.items())), element.text or "", inside


def _statements(opened: OpenedDelivery) -> Iterable[object]:
    """Per container with valid signatures only: the signers' keys and everything they stand for."""
    for container in opened.delivery.walk():
        verdicts = {result.verdict for result in container.signatures}
        if Verdict.PASSED in verdicts and Verdict.FAILED not in verdicts:
            signers = frozenset(str(result.signer and result.signer.sha256) for result in container.signatures)
            times = frozenset(result.claimed_time for result in container.signatures)
            contents = _contents(container, opened)
            if contents:
                yield signers, times, contents


def _contents(container: Container, opened: OpenedDelivery) -> tuple[object, ...]:
    """Nothing where an outer signature has failed and takes all of this down."""
    own = sorted(
        (content.id, content.kind.value, content.untrusted_name or "", _sha256(opened, content.key))
        for content in container.contents
        if content.integrity is Verdict.PASSED
    )
    inside = sorted(filter(None, (_contents(inner, opened) for inner in container.containers)), key=repr)
    return (tuple(own), tuple(inside)) if own or inside else ()


def _sha256(opened: OpenedDelivery, key: str) -> str:
    return hashlib.sha256(b"".join(opened.payloads[key].chunks())).hexdigest()


def _why(opened: OpenedDelivery) -> str:
    """The reason of the first signature that failed, else the first finding, else that nothing was signed."""
    for container in opened.delivery.walk():
        for result in container.signatures:
            if result.verdict is not Verdict.PASSED:
                return f"CONTENT-SIGNATURE {result.reason}"
    errors = [finding for finding in opened.delivery.all_findings() if finding.severity.value == "error"]
    if errors:
        return f"{errors[0].reference} {dict(errors[0].parameters).get('cause', '')}".strip()
    return "unsigned"
