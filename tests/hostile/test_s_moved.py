"""The genuine element somewhere else, another in its place (group S)."""

from __future__ import annotations

from sozialclient.model.verdict import Verdict
from sozialclient.osci.cover import TransportSignatureInvalid, TransportSignatureMissing
from sozialclient.wire.elements import StructureError
from sozialclient.wire.xml import XmlDuplicateIdError
from tests.e2e.conftest import Scene
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask
from tests.hostile.wrapping.judge import Fate, opened
from tests.hostile.wrapping.trial import FLAT, SEALED, TRANSPORT, forged, setting_of, trial
from tests.unit.osci.answers import covered
from tests.unit.osci.contents import container, data, handed_out, sealed, signed, verdicts
from tests.unit.osci.contents import opened as package_opened

COVERAGE = "TransportSignatureInvalid SIG-COVERAGE"
DUPLICATE, STRUCTURE = "CONTENT-DAMAGED XML-DUPLICATE-ID", "CONTENT-DAMAGED OSCI-STRUCTURE"
UNCOVERED, UNFIT = "CONTENT-SIGNATURE SIG-COVERAGE", "CONTENT-SIGNATURE OSCI-STRUCTURE"
CHANGED = "CONTENT-SIGNATURE SIG-DIGEST"


@guarded_by("sozialclient.transports.osci12_exchange.Osci12Context.cover", "sozialclient.crypto.xmldsig.read_signature")
def test_s_01_a_signature_or_a_part_of_it_is_missing(quiet: Scene) -> None:
    """The signature, its content, its SignedInfo or its value is taken away and something changed."""
    trial("S-01", at=(TRANSPORT,)).refused_by(
        {"StructureError", "TransportSignatureMissing", "TransportSignatureInvalid SIG-VALUE"}
    )
    with refused(TransportSignatureMissing):
        ask(quiet, forged("S-01", "'block'"))
    with refused(StructureError):
        ask(quiet, forged("S-01", "'references'"))


@guarded_by("sozialclient.osci.content_verdicts.judged")
def test_s_01b_contents_without_their_authors_signature_are_unconfirmed() -> None:
    """A container without its author's signature is shown as nobody's, one with half a signature not at all."""
    found = trial("S-01", at=(FLAT,))
    assert set(found.fates) == {Fate.UNSIGNED, Fate.REFUSED}
    assert set(found.findings) == {UNFIT, UNCOVERED, "CONTENT-SIGNATURE SIG-VALUE"}
    stage = setting_of(FLAT).stage()
    stage.scope.remove(stage.signature)
    assert {content.integrity for content in opened(stage).delivery.contents()} == {Verdict.UNDECIDED}


@guarded_by("sozialclient.wire.xml.unique_ids", "sozialclient.wire.mime.MimeReader")
def test_s_02_two_under_one_id(quiet: Scene) -> None:
    """Two bodies, blocks, contents or parts under one name, the evil one first or last."""
    trial("S-02").refused_by({"XmlDuplicateIdError", "UnexpectedPart"}, {DUPLICATE})
    for evil in ("'before'", "'behind'"):
        with refused(XmlDuplicateIdError):
            ask(quiet, forged("S-02", evil))


@guarded_by("sozialclient.osci.structure.envelope_parts", "sozialclient.osci.content_structure.read_container")
def test_s_03_the_genuine_one_is_moved_away(quiet: Scene) -> None:
    """An evil element stands where a reader looks, the genuine one in a wrapper where only a search finds it."""
    trial("S-03").refused_by(
        {"XmlDuplicateIdError", "StructureError", COVERAGE}, {DUPLICATE, STRUCTURE, UNCOVERED, CHANGED}
    )
    with refused(TransportSignatureInvalid, reason="SIG-COVERAGE"):
        ask(quiet, forged("S-03", "'last block' 'renamed'"))
    with refused(XmlDuplicateIdError):
        ask(quiet, forged("S-03", "'last block' 'kept'"))


@guarded_by("sozialclient.wire.xml.unique_ids", "sozialclient.osci.cover._expected")
def test_s_04_the_genuine_one_is_inside_the_evil_one(quiet: Scene) -> None:
    """The evil element holds the genuine one as a child."""
    trial("S-04").refused_by(
        {"XmlDuplicateIdError", "StructureError", COVERAGE}, {DUPLICATE, STRUCTURE, UNCOVERED, UNFIT}
    )
    with refused(TransportSignatureInvalid, reason="SIG-COVERAGE"):
        ask(quiet, forged("S-04", "'last' 'renamed'"))


@guarded_by("sozialclient.osci.cover._verify", "sozialclient.osci.content_signatures._signed_properties")
def test_s_05_the_genuine_one_is_in_an_object(quiet: Scene) -> None:
    """The genuine element lies in an Object of the signature, which may itself lie inside the evil one."""
    trial("S-05").refused_by(
        {"XmlDuplicateIdError", "StructureError", "TransportSignatureMissing"}, {DUPLICATE, STRUCTURE, UNFIT}
    )
    with refused(StructureError, element="Object"):
        ask(quiet, forged("S-05", "'in place' 'renamed'"))


@guarded_by("sozialclient.osci.cover._expected", "sozialclient.osci.structure.envelope_parts")
def test_s_06_the_genuine_one_is_in_an_extension(quiet: Scene) -> None:
    """The genuine element lies in a custom header, a feature list, a certificate header or another place for more."""
    found = trial("S-06", at=(TRANSPORT, SEALED))
    found.refused_by(
        {"XmlDuplicateIdError", "StructureError", "XmlError", COVERAGE},
        {DUPLICATE, STRUCTURE, UNFIT, "CONTENT-DAMAGED XML-DAMAGED"},
    )
    with refused(TransportSignatureInvalid, reason="SIG-COVERAGE"):
        ask(quiet, forged("S-06", "'certificates' 'renamed'", "'features' 'renamed'"))


@guarded_by("sozialclient.wire.xml.unique_ids", "sozialclient.wire.xml._imitates_id")
def test_s_07_another_kind_of_id(quiet: Scene) -> None:
    """The evil element carries the Id as osci:Id, xml:id, ID, id or wsu:Id, a decoy carries the plain one."""
    trial("S-07").refused_by({"XmlDuplicateIdError", "StructureError"}, {DUPLICATE, STRUCTURE, UNFIT})
    for name in ("osci", "xml", "upper", "lower"):
        with refused(XmlDuplicateIdError):
            ask(quiet, forged("S-07", f"'{name}' 'alone'"))


@guarded_by("sozialclient.wire.xml.unique_ids")
def test_s_08_an_id_twice_anywhere(quiet: Scene) -> None:
    """A signed Id stands a second time: on the envelope, in the signature, its KeyInfo or a leaf nobody signs."""
    trial("S-08").refused_by({"XmlDuplicateIdError"}, {DUPLICATE})
    with refused(XmlDuplicateIdError):
        ask(quiet, forged("S-08", "unsigned with a signed id"))


@guarded_by("sozialclient.osci.content_open.PackageOpener")
def test_s_08b_a_message_and_a_container_inside_it_share_no_ids() -> None:
    """A container inside an encryption may use the Ids of the message around it; neither refers to the other."""
    inner = signed(container(data("body", b"inner"), id_="controlblock"))
    found = package_opened(sealed(inner), transport_signed=True)
    assert handed_out(found) == {"body": b"inner"} and verdicts(found) == [Verdict.PASSED]
    other = signed(container(data("d"))).replace('Id="d"', 'Id="body"', 1)
    assert handed_out(package_opened(sealed(other), transport_signed=True)) == {}


@guarded_by("sozialclient.crypto.xmldsig._judge")
def test_s_09_names_that_are_nearly_the_same(quiet: Scene) -> None:
    """Id and reference differ in case, blanks, percent encoding, width or Unicode form, with everything else signed."""
    trial("S-09").refused_by({COVERAGE}, {UNCOVERED})
    for spelling in ("'percent'", "'upper'", "'blank in front'"):
        with refused(TransportSignatureInvalid, reason="SIG-COVERAGE"):
            ask(quiet, forged("S-09", spelling))


@guarded_by("sozialclient.wire.xml.parse_xml")
def test_s_09b_a_character_reference_is_the_character() -> None:
    """An Id written with a character reference is the same Id."""
    packed = setting_of(TRANSPORT).stage().packed()
    spelt = packed.replace(b'Id="body"', b'Id="&#x62;ody"').replace(b'URI="#body"', b'URI="#&#98;ody"')
    assert spelt.count(b"&#") == 2
    message = covered(spelt)
    assert message.transport.verdict is Verdict.PASSED and message.envelope.body.get("Id") == "body"
