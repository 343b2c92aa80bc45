"""The generator finds a hole where there is one: with a guard taken out, mutants get through with changed content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from lxml import etree

from sozialclient.crypto import xmldsig
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.xmldsig import Covered, XmlSignature
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.verdict import Verdict
from sozialclient.osci import content_open, cover, receive
from sozialclient.osci.structure import Parts
from sozialclient.transports import osci12_exchange
from sozialclient.wire.namespaces import SOAP, q
from tests.hostile.wrapping import judge
from tests.hostile.wrapping.elements import Setting
from tests.hostile.wrapping.mutate import Tally, run
from tests.hostile.wrapping.registry import VARIANTS
from tests.hostile.wrapping.samples import named
from tests.hostile.wrapping.settings import settings_of

Off = Callable[[pytest.MonkeyPatch], None]


def uniqueness(patch: pytest.MonkeyPatch) -> None:
    """Ids may be repeated."""
    patch.setattr(receive, "unique_ids", lambda root: {})
    patch.setattr(content_open, "unique_ids", lambda root: {})


def position(patch: pytest.MonkeyPatch) -> None:
    """What a reference names is searched in the whole document, and what is read is the first of its name."""

    def found(root: etree._Element, kind: object) -> Parts:
        header, body = next(root.iter(q(SOAP, "Header"))), next(root.iter(q(SOAP, "Body")))
        blocks = [block for block in header if not str(block.tag).endswith("Signature")]
        signatures = [block for block in header if str(block.tag).endswith("Signature")]
        return Parts(tuple(blocks), (), signatures[0] if signatures else None, body)

    def searched(message: receive.ReceivedMessage) -> Mapping[str, Covered]:
        root = message.untrusted.body.getroottree().getroot()
        block = message.untrusted.signature_block
        assert block is not None
        named_uris = {reference.get("URI") for reference in block[0][0]}
        elements = {f"#{each.get('Id')}": each for each in root.iter(etree.Element) if each.get("Id")}
        known = {uri: cover._covered_element(each) for uri, each in elements.items() if uri in named_uris}
        return known | {f"cid:{name}": cover._covered_part(part) for name, part in message.parts.items()}

    uniqueness(patch)
    patch.setattr(receive, "envelope_parts", found)
    patch.setattr(cover, "_expected", searched)


def completeness(patch: pytest.MonkeyPatch) -> None:
    """A signature need not name everything that is there."""
    genuine = xmldsig._judge

    def judged(
        signature: XmlSignature, expected: Mapping[str, Covered], signer: CertificateFacts, policy: Policy
    ) -> tuple[Verdict, str | None, bool]:
        uris = {reference.uri for reference in signature.references}
        return genuine(signature, {uri: covered for uri, covered in expected.items() if uri in uris}, signer, policy)

    patch.setattr(xmldsig, "_judge", judged)


def digests(patch: pytest.MonkeyPatch) -> None:
    """Nobody compares digests."""
    patch.setattr(xmldsig, "_digests_match", lambda signature, expected: True)


def values(patch: pytest.MonkeyPatch) -> None:
    """Nobody checks signature values."""
    patch.setattr(xmldsig, "verify_value", lambda *_: True)


def pinning(patch: pytest.MonkeyPatch) -> None:
    """Whoever has signed is the intermediary."""
    genuine = cover.cover

    def anybody(
        message: receive.ReceivedMessage, policy: Policy, *, expected_signer: bytes | None, **_: object
    ) -> cover.CoveredMessage:
        found = genuine(message, policy, expected_signer=None)
        if expected_signer is None or found.transport.signature is None:
            return found
        return replace(found, transport=replace(found.transport, verdict=found.transport.signature.verdict))

    patch.setattr(osci12_exchange, "cover", anybody)


def dialog(patch: pytest.MonkeyPatch) -> None:
    """Any answer fits any request."""
    patch.setattr(judge, "check_answer", lambda sent, control: None)


def _settings(*names: str) -> list[Setting]:
    settings = [setting for origin in (named("delivery"), named("curve")) for setting in settings_of(origin)]
    return [setting for setting in settings if setting.name in names]


TRANSPORT, CONTENT = "delivery/transport", "delivery/couter by one"
HOLES: list[tuple[Off, str, tuple[str, ...]]] = [
    (uniqueness, TRANSPORT, ("S-08",)),
    (uniqueness, CONTENT, ("S-08",)),
    (position, TRANSPORT, ("S-03", "S-04", "S-05")),
    (completeness, TRANSPORT, ("S-11",)),
    (completeness, CONTENT, ("S-11", "S-29", "S-30")),
    (digests, TRANSPORT, ("S-10", "S-12", "S-35", "S-40")),
    (digests, CONTENT, ("S-34", "S-35")),
    (values, TRANSPORT, ("S-22", "S-23")),
    (values, CONTENT, ("S-20", "S-23")),
    (pinning, TRANSPORT, ("S-25", "S-26")),
    (dialog, TRANSPORT, ("S-36",)),
]


@pytest.mark.parametrize(("off", "name", "rows"), HOLES, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_guard_taken_out_lets_mutants_through(
    off: Off, name: str, rows: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (setting,) = _settings(name)
    chosen = [variant for variant in VARIANTS if variant.row in rows]
    off(monkeypatch)
    tally = Tally()
    run(setting, tally, chosen, share=2)
    assert tally.changed
