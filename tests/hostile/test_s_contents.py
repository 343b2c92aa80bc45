"""Attacks on what authors have signed inside a message (group S)."""

from __future__ import annotations

from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.osci.cover import TransportSignatureInvalid
from sozialclient.reports.checks import check_rows
from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.mime_writer import OutgoingPart, write_mime
from tests.e2e.conftest import Scene
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask
from tests.hostile.wrapping.judge import Fate, opened
from tests.hostile.wrapping.signing import redigest, resign
from tests.hostile.wrapping.trial import CLEAR, FLAT, SEALED, forged, setting_of, trial
from tests.mailbox_rig import training_pki
from tests.unit.osci.answers import CLEAR as COVER_SHEET
from tests.unit.osci.answers import covered, parts_of, signed_answer
from tests.unit.osci.contents import author, changed, container, data, findings, handed_out, nested, one, sealed, signed
from tests.unit.osci.contents import opened as package_opened

UNCOVERED, CHANGED = "CONTENT-SIGNATURE SIG-COVERAGE", "CONTENT-SIGNATURE SIG-DIGEST"
INVALID, UNFIT = "CONTENT-SIGNATURE SIG-VALUE", "CONTENT-SIGNATURE OSCI-STRUCTURE"
STRUCTURE, DAMAGED = "CONTENT-DAMAGED OSCI-STRUCTURE", "CONTENT-DAMAGED XML-DAMAGED"
NOBODY, DUPLICATE = "CONTENT-SIGNATURE SIG-CERTIFICATE", "CONTENT-DAMAGED XML-DUPLICATE-ID"
DIGEST = "TransportSignatureInvalid SIG-DIGEST"
RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


@guarded_by("sozialclient.osci.content_signatures.expected_references", "sozialclient.crypto.xmldsig._judge")
def test_s_29_a_content_more_than_was_signed() -> None:
    """Text, file, container or encrypted container is added beside signed ones, or inside a nested one."""
    trial("S-29", at=(CLEAR, SEALED)).refused_by(set(), {UNCOVERED, CHANGED})
    evil = changed(signed(container(data("d"))), "</osci:ContentContainer>", f"{data('e')}</osci:ContentContainer>")
    found = package_opened(evil, transport_signed=True)
    assert handed_out(found) == {} and findings(one(found)) == {"CONTENT-SIGNATURE"}


@guarded_by("sozialclient.crypto.xmldsig._judge", "sozialclient.osci.content_signatures._signed_properties")
def test_s_30_a_time_instead_of_a_content() -> None:
    """A content is taken away and a time added, so that the number of references is right again."""
    trial("S-30", at=(CLEAR, SEALED)).refused_by(set(), {UNCOVERED, CHANGED, INVALID, UNFIT})


@guarded_by("sozialclient.osci.content_signatures._signed_properties", "sozialclient.wire.xml.unique_ids")
def test_s_31_a_time_that_nobody_signed() -> None:
    """The author's time is not referenced, doubled, elsewhere or added; then nothing is shown, and no time."""
    trial("S-31", at=(CLEAR, SEALED)).refused_by(set(), {UNCOVERED, UNFIT, DUPLICATE, STRUCTURE})
    stage = setting_of(SEALED).stage()
    (time,) = stage.scope.iter("{http://uri.etsi.org/01903/v1.3.2#}SigningTime")
    time.text = "2020-01-01T00:00:00Z"
    (result,) = opened(stage).delivery.containers[0].signatures
    assert (result.verdict, result.claimed_time) == (Verdict.FAILED, None)


def with_time(text: str) -> tuple[Verdict, str | None, str | None]:
    """What is said of a signature by which the author claims that time."""
    stage = setting_of(SEALED).stage()
    (time,) = stage.scope.iter("{http://uri.etsi.org/01903/v1.3.2#}SigningTime")
    time.text = text
    redigest(stage, next(target for target in stage.targets if target.kind == "xades"))
    resign(stage)
    (result,) = opened(stage).delivery.containers[0].signatures
    return result.verdict, result.reason, result.claimed_time


@guarded_by("sozialclient.osci.content_signatures._plausible")
def test_s_31b_a_signed_time_that_cannot_be() -> None:
    """A signed time before the certificate, after the arrival or unreadable is shown with a warning."""
    _, genuine, time = with_time("2026-05-31T12:00:00Z")
    assert (genuine, time) == ("SIG-WEAK", "2026-05-31T12:00:00Z")
    for claimed in ("1970-01-01T00:00:00Z", "2126-01-01T00:00:00Z", "gestern"):
        assert with_time(claimed) == (Verdict.PASSED, "SIG-TIME", claimed)


@guarded_by("sozialclient.osci.content_signatures.verify_container", "sozialclient.osci.content_verdicts.judged")
def test_s_32_every_level_is_judged_on_its_own() -> None:
    """Of two nested containers one is genuine, the other is changed, unsigned or swapped."""
    found = trial("S-32", at=(CLEAR, SEALED))
    assert set(found.fates) == {Fate.REFUSED, Fate.SAME} and found.fates[Fate.SAME] == 2
    assert set(found.findings) == {CHANGED, UNCOVERED}
    inner = signed(container(data("i"), id_="inner"), author(training_pki().second_author, 1))
    outer = changed(signed(container(data("o"), nested("n", inner))), data("o"), data("o", b"evil"))
    levels = {each.id: [result.verdict for result in each.signatures] for each in package_opened(outer).delivery.walk()}
    assert levels == {"c": [Verdict.FAILED], "inner": [Verdict.PASSED]}
    assert handed_out(package_opened(outer)) == {}


@guarded_by("sozialclient.osci.content_verdicts.judged", "sozialclient.osci.content_verdicts.signature_finding")
def test_s_33_one_of_several_signatures_is_wrong() -> None:
    """Of three signatures on one container one is wrong, wherever it stands: all are listed, nothing is handed out."""
    trial("S-33", at=(CLEAR,)).refused_by(set(), {INVALID, NOBODY, CHANGED, UNCOVERED})
    second = author(training_pki().second_author, 1)
    xml = signed(container(data("d")), author(), second, author())
    values = xml.split("<ds:SignatureValue>")
    middle = "<ds:SignatureValue>".join([*values[:2], "AAAA" + values[2], *values[3:]])
    found = package_opened(middle, transport_signed=True)
    verdicts = [result.verdict for result in one(found).signatures]
    assert verdicts == [Verdict.PASSED, Verdict.FAILED, Verdict.PASSED]
    assert handed_out(found) == {} and Verdict.worst(verdicts) is Verdict.FAILED
    finding = Finding("CONTENT-SIGNATURE", Severity.ERROR, (("reason", "SIG-VALUE"), ("algorithm", RSA)))
    assert finding in one(found).findings


@guarded_by("sozialclient.crypto.xmldsig._digests_match")
def test_s_34_a_digest_over_another_form_of_an_attachment(quiet: Scene) -> None:
    """The digest is over the bytes as carried where the plain ones count, over base64, hexadecimal or nothing."""
    trial("S-34").refused_by({DIGEST}, {CHANGED})
    with refused(TransportSignatureInvalid, reason="SIG-DIGEST"):
        ask(quiet, forged("S-34", "'base64'", kind="part"))


@guarded_by("sozialclient.wire.mime.MimePart")
def test_s_34b_the_transfer_encoding_does_not_matter() -> None:
    """The same attachment in another transfer encoding is the same attachment, and its encoded form is another one."""
    root, *others = parts_of(signed_answer())
    body = b"".join(next(part for part in others if part.content_id == COVER_SHEET).body)

    def carried(text: bytes, *, base64: bool) -> bytes:
        part = OutgoingPart(COVER_SHEET, "text/plain", [text], base64=base64)
        kept = [each for each in others if each.content_id != COVER_SHEET]
        return b"".join(write_mime("B" * 30, [root, *kept, part]))

    assert covered(carried(body, base64=True)).transport.verdict is Verdict.PASSED
    with refused(TransportSignatureInvalid, reason="SIG-DIGEST"):
        covered(carried(encode_base64(body).encode(), base64=False))


@guarded_by("sozialclient.crypto.xmldsig._digests_match")
def test_s_35_a_few_bytes_of_an_attachment_are_others(quiet: Scene) -> None:
    """Bytes are added, cut off or turned round, or line ends rewritten, in the attachment or under its encryption."""
    trial("S-35").refused_by({DIGEST}, {CHANGED, "CONTENT-SIGNATURE SIG-ATTACHMENT"})
    for how in ("'byte behind'", "'line end behind'", "'lf'"):
        with refused(TransportSignatureInvalid, reason="SIG-DIGEST"):
            ask(quiet, forged("S-35", how, kind="part"))


@guarded_by("sozialclient.reports.checks.check_rows")
def test_s_38_sealed_anew_without_the_authors_signature() -> None:
    """Anybody can encrypt for the office; without its author's signature a container is nobody's, and said to be so."""
    found = trial("S-38", at=(FLAT,))
    assert set(found.fates) == {Fate.UNSIGNED, Fate.REFUSED} and set(found.findings) == {NOBODY}
    delivery = package_opened(sealed(container(data("d", b"evil"))), transport_signed=True).delivery
    (author_row,) = (row for row in check_rows(delivery) if row.key == "author")
    assert author_row.verdict is Verdict.UNDECIDED
    genuine = package_opened(sealed(signed(container(data("d"))))).delivery
    assert [row.verdict for row in check_rows(genuine) if row.key == "author"] == [Verdict.PASSED]


@guarded_by("sozialclient.osci.content_structure.read_container")
def test_s_39_a_genuine_signature_over_what_no_schema_allows() -> None:
    """Structure comes first: a container out of form stays closed, and its signature cannot make up for that.

    The signature of what cannot be read is not judged any more; the one finding names the structure.
    """
    trial("S-39", at=(CLEAR, SEALED)).refused_by(set(), {STRUCTURE, DAMAGED})
    evil = signed(container(data("d"))).replace("</osci:ContentContainer>", "<x/></osci:ContentContainer>")
    found = package_opened(evil, transport_signed=True)
    assert not one(found).readable and handed_out(found) == {}
    (finding,) = one(found).findings
    assert (finding.reference, dict(finding.parameters)["cause"]) == ("CONTENT-DAMAGED", "OSCI-STRUCTURE")


