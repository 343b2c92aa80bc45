"""References that name something else, too little, too much or twice, and signatures out of form (group S)."""

from __future__ import annotations

import socket

import pytest

from sozialclient.model.verdict import Verdict
from sozialclient.osci.cover import TransportSignatureInvalid, TransportSignatureMissing
from sozialclient.wire.elements import StructureError
from sozialclient.wire.xml import XmlError
from tests.e2e.conftest import Scene
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask
from tests.hostile.wrapping.trial import FLAT, TRANSPORT, forged, setting_of, trial
from tests.unit.osci.answers import covered

COVERAGE, DIGEST = "TransportSignatureInvalid SIG-COVERAGE", "TransportSignatureInvalid SIG-DIGEST"
VALUE, SIGNER = "TransportSignatureInvalid SIG-VALUE", "TransportSignatureInvalid SIG-CERTIFICATE"
UNCOVERED, UNFIT = "CONTENT-SIGNATURE SIG-COVERAGE", "CONTENT-SIGNATURE OSCI-STRUCTURE"
CHANGED, INVALID = "CONTENT-SIGNATURE SIG-DIGEST", "CONTENT-SIGNATURE SIG-VALUE"
STRUCTURE, DAMAGED = "CONTENT-DAMAGED OSCI-STRUCTURE", "CONTENT-DAMAGED XML-DAMAGED"
DUPLICATE = "CONTENT-DAMAGED XML-DUPLICATE-ID"


@guarded_by("sozialclient.crypto.xmldsig._judge", "sozialclient.crypto.xmldsig._read_reference")
def test_s_10_a_reference_of_another_form(quiet: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The URI is empty, missing, a pointer, a web address, a file or of the wrong kind; none is followed."""
    with monkeypatch.context() as offline:
        tried: list[object] = []
        offline.setattr(socket.socket, "connect", lambda _, address: tried.append(address))
        trial("S-10").refused_by({COVERAGE, "StructureError"}, {UNCOVERED, UNFIT})
        assert tried == []
    for form in ("'web'", "'file'", "'pointer'", "'empty'"):
        with refused(TransportSignatureInvalid, reason="SIG-COVERAGE"):
            ask(quiet, forged("S-10", form))


@guarded_by("sozialclient.crypto.xmldsig._judge", "sozialclient.osci.cover._expected")
def test_s_11_something_is_not_covered(quiet: Scene) -> None:
    """A block, body, part or content is there that no reference names, though the signature is right."""
    # A second body holds the Ids of everything inside it once more.
    trial("S-11").refused_by(
        {COVERAGE, VALUE, SIGNER, "XmlDuplicateIdError", "StructureError"}, {UNCOVERED, INVALID, UNFIT}
    )
    for words in ("'changed'", "'block'", "'part'"):
        with refused(TransportSignatureInvalid, reason="SIG-COVERAGE"):
            ask(quiet, forged("S-11", words))


@guarded_by("sozialclient.crypto.xmldsig._judge")
def test_s_12_a_reference_too_many(quiet: Scene) -> None:
    """A further reference points to nothing, to everything or to the signature itself."""
    trial("S-12").refused_by({COVERAGE}, {UNCOVERED})
    for to in ("'nothing'", "'signature'"):
        with refused(TransportSignatureInvalid, reason="SIG-COVERAGE"):
            ask(quiet, forged("S-12", to))


@guarded_by("sozialclient.crypto.xmldsig.read_signature")
def test_s_13_two_references_to_one_thing(quiet: Scene) -> None:
    """One thing has two references, of which only one may be right."""
    trial("S-13").refused_by({"StructureError"}, {UNFIT})
    for order in ("'right one first'", "'wrong one first'"):
        with refused(StructureError, element="Reference"):
            ask(quiet, forged("S-13", order))


@guarded_by("sozialclient.crypto.xmldsig.read_signature")
def test_s_14_something_stands_twice_in_a_signature(quiet: Scene) -> None:
    """Two signatures, SignedInfos, values or digests, of which one fits; or a digest in pieces."""
    trial("S-14").refused_by(
        {"StructureError", "XmlError", DIGEST}, {UNFIT, CHANGED, UNCOVERED, DAMAGED, DUPLICATE}
    )
    for what in ("'info' 'before'", "'value' 'behind'", "'signature' 'before'", "'two values'"):
        with refused(StructureError):
            ask(quiet, forged("S-14", what))


@guarded_by("sozialclient.wire.xml.parse_xml")
def test_s_14b_a_comment_splits_nothing() -> None:
    """A digest value with a comment in the middle is the whole value."""
    packed = setting_of(TRANSPORT).stage().packed()
    start = packed.index(b"<ds:DigestValue>") + 24
    message = covered(packed[:start] + b"<!-- x -->" + packed[start:])
    assert message.transport.verdict is Verdict.PASSED


@guarded_by("sozialclient.osci.structure._check_blocks", "sozialclient.osci.content_structure.read_container")
def test_s_15_a_signature_where_none_belongs(quiet: Scene) -> None:
    """Two signature blocks, one of the other side, foreign, in the body or behind the contents."""
    trial("S-15").refused_by({"StructureError", "TransportSignatureMissing"}, {STRUCTURE})
    for how in ("'two'", "'of the other side'"):
        with refused(StructureError):
            ask(quiet, forged("S-15", how))
    with refused(TransportSignatureMissing):
        ask(quiet, forged("S-15", "'foreign'"))


@guarded_by("sozialclient.osci.cover._verify", "sozialclient.osci.content_structure.read_container")
def test_s_16_namespaces_are_confused(quiet: Scene) -> None:
    """What looks like a signature by prefix or local name is in another namespace."""
    trial("S-16").refused_by({"StructureError"}, {STRUCTURE, UNFIT})
    with refused(StructureError):
        ask(quiet, forged("S-16", "'prefix rebound'"))


@guarded_by("sozialclient.wire.xml.canonical", "sozialclient.crypto.xmldsig._digests_match")
def test_s_17_there_is_no_canonical_form(quiet: Scene) -> None:
    """A relative namespace name makes canonicalisation fail, or the digest is one of nothing."""
    trial("S-17").refused_by(
        {"XmlError", VALUE, DIGEST, SIGNER}, {DAMAGED, INVALID, CHANGED, UNCOVERED, STRUCTURE}
    )
    with refused(XmlError):
        ask(quiet, forged("S-17", "no canonical form 'info'"))
    with refused(TransportSignatureInvalid, reason="SIG-DIGEST"):
        ask(quiet, forged("S-17", "nothing to digest 'element'"))


@guarded_by("sozialclient.crypto.xmldsig._digests_match", "sozialclient.crypto.xmldsig.check_types")
def test_s_20_another_method_is_announced_than_performed(quiet: Scene) -> None:
    """Digest, value or transform is made by another method than the one named, or a method holds more than is read.

    A method that cannot be computed here (RIPEMD-160) is undecided in a container and refused for a message.
    """
    trial("S-20", at=(TRANSPORT, FLAT)).refused_by(
        {DIGEST, VALUE, "TransportSignatureInvalid SIG-ALGORITHM", "StructureError"},
        {CHANGED, INVALID, UNCOVERED, UNFIT, "CONTENT-SIGNATURE SIG-ALGORITHM"},
    )
    with refused(TransportSignatureInvalid, reason="SIG-DIGEST"):
        ask(quiet, forged("S-20", "another digest announced"))
    with refused(TransportSignatureInvalid, reason="SIG-VALUE"):
        ask(quiet, forged("S-20", "another signature announced 'PSS_SHA256'"))
    with refused(StructureError, element="Reference"):
        ask(quiet, forged("S-20", "'type'"))
