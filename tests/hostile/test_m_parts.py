"""Rows M-06, M-08 to M-10 and M-13: which parts there are, and whose."""

from __future__ import annotations

import pytest

from sozialclient.model.verdict import Severity, Verdict
from sozialclient.osci.cover import TransportSignatureInvalid
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.mime_errors import MimeHeaderError, UnexpectedPart
from sozialclient.wire.spool import spool_bytes
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.spoiled_mime import assert_refused, replaced, with_part
from tests.unit.osci.answers import CLEAR, covered, parts_of, receiver, rewritten, signed_answer, unsigned_answer
from tests.unit.osci.answers import read as received
from tests.unit.osci.contents import container, data, file, handed_out, one, opened, sealed
from tests.unit.wire.mime_samples import END, ROOT, SMALL, TOP, message, read

PLAIN = b"Content-Transfer-Encoding: 8bit"


@guarded_by("sozialclient.wire.mime.MimeReader.parts")
@pytest.mark.parametrize("count", [1_001, 10_001])
def test_m_06_too_many_parts_are_refused(count: int) -> None:
    """A message of more parts than allowed is refused at the first one too many, and not acknowledged."""
    parts = b"".join(b"\r\n--B\r\nContent-ID: <%d>\r\n\r\n" % number for number in range(count - 1))
    given = 0
    with refused(LimitExceeded, limit="mime_parts", allowed=1_000):
        for _ in MimeReader([TOP + ROOT + parts + END]).parts():
            given += 1
    assert given == 1_000
    assert_refused("many parts", LimitExceeded, limit="mime_parts", allowed=1_000)


@guarded_by("sozialclient.wire.mime.MimeReader._until_delimiter")
@pytest.mark.parametrize("length", [b"0", b"4000000000", b"-1", b"x", b"99999999999999999999"])
def test_m_06b_an_announced_length_means_nothing(length: bytes) -> None:
    """A part ends at its delimiter whatever length it announces; one of no bytes is a part."""
    assert read([message(b"Content-ID: <a>", b"Content-Length: " + length)])[1].body == b"x"
    assert read([message(b"Content-ID: <a>", b"Content-Length: " + length, body=b"")])[1].body == b""


@guarded_by("sozialclient.wire.mime.MimeReader._check_part")
@pytest.mark.parametrize(
    "name", [b"<Antrag.pdf>", b"Antrag.pdf", b"<Antrag.pdf", b" <Antrag.pdf>\t", b"<osci@message>"]
)
def test_m_08_two_parts_of_one_name_are_refused(name: bytes) -> None:
    """A second part of a name that is taken, the root's too and however it is bracketed, is refused."""
    taken = with_part(unsigned_answer(), PLAIN, b"Content-ID: " + name, body=b"evil")
    with refused(UnexpectedPart):
        receiver().read([taken])
    assert_refused("part twice", UnexpectedPart)


@guarded_by("sozialclient.osci.content_payloads.Attachments.part_name")
def test_m_08b_names_that_differ_by_case_are_two() -> None:
    """Names are file names of any spelling: two that differ by case are two parts, and each goes where it is named.

    The catalogue would refuse them; PROTOCOL 1.2 calls the name opaque, and senders do attach both.
    """
    files = {"a.pdf": b"one", "A.pdf": b"other", "a%20b": b"encoded", "a b": b"plain"}
    found = opened(container(*(file(f"f{number}", name) for number, name in enumerate(files))), files)
    assert handed_out(found) == {f"f{number}": body for number, body in enumerate(files.values())}


@guarded_by("sozialclient.osci.content_open.PackageOpener._container_findings")
@pytest.mark.parametrize("encrypted", [False, True])
def test_m_09_a_missing_attachment_is_told(encrypted: bool) -> None:
    """A content whose attachment did not come has failed, nothing of it is handed out, and the container says so."""
    inner = container(file("gone", "gone.pdf"), data("there"))
    found = opened(sealed(inner) if encrypted else inner)
    only = one(found)
    gone, there = only.contents
    assert (gone.integrity, gone.size, there.integrity is not Verdict.FAILED) == (Verdict.FAILED, None, True)
    assert ("CONTENT-ATTACHMENT", Severity.ERROR) in {(each.reference, each.severity) for each in only.findings}
    assert handed_out(found) == {"there": b"x"}


@guarded_by("sozialclient.osci.cover._expected")
def test_m_09b_a_signed_message_has_all_its_parts_and_no_more() -> None:
    """In a signed message a part that is missing or was added breaks the signature; it is not acknowledged."""
    assert covered(signed_answer()).transport.verdict is Verdict.PASSED
    added = with_part(signed_answer(), PLAIN, b"Content-ID: <more>")
    taken_out = rewritten([part for part in parts_of(signed_answer()) if part.content_id != CLEAR])
    for changed in (added, taken_out):
        with refused(TransportSignatureInvalid, reason="SIG-COVERAGE"):
            covered(changed)
    assert_refused("extra part", TransportSignatureInvalid, reason="SIG-COVERAGE")


@guarded_by("sozialclient.osci.content_open.PackageOpener._package_findings")
def test_m_09c_a_part_that_nothing_refers_to_is_told() -> None:
    """In an unsigned message a part that no content refers to is counted in a finding and never handed out."""
    found = opened(container(data("d")), {"more.pdf": b"evil"})
    (finding,) = (each for each in found.delivery.findings if each.reference == "CONTENT-SURPLUS-PART")
    assert (finding.severity, dict(finding.parameters)) == (Severity.WARNING, {"count": "1"})
    assert handed_out(found) == {"d": b"x"}


@guarded_by("sozialclient.osci.receive.Receiver._read_root")
@pytest.mark.parametrize(
    "kind", [b"application/pdf", b"text/html", b"text/plain", b"application/xml", b"text/xml+x", b""]
)
def test_m_10_a_first_part_that_is_no_xml_is_refused(kind: bytes) -> None:
    """The first part is the envelope: when it says that it is something else, the message is refused."""
    with refused(MimeHeaderError, header="Content-Type"):
        receiver().read([replaced(b"text/xml; charset=UTF-8", kind)(signed_answer())])
    root, *others = parts_of(signed_answer())
    with refused(MimeHeaderError, header="Content-Type"):
        receiver().read([rewritten([*others, root])])
    assert_refused("root is no XML", MimeHeaderError, header="Content-Type")


@guarded_by("sozialclient.wire.mime.MimeReader._check_part")
def test_m_10b_a_start_that_is_not_the_first_part_is_refused() -> None:
    """A `start` that names another part than the first would move the root for other readers; it is refused."""
    for start in (b"osci@message", b'"<osci@message>"', b'"osci@message"'):
        assert len(read([replaced(b"; type", b"; start=" + start + b"; type")(SMALL)])) == 1
    for start in (b"<a>", b'"<Antrag.pdf>"', b'"<OSCI@message>"', b'"<osci@message>"; start="<a>"'):
        with refused(MimeHeaderError, header="start"):
            read([replaced(b"; type", b"; start=" + start + b"; type")(message(b"Content-ID: <a>"))])
    assert_refused("another start", MimeHeaderError, header="start")


@guarded_by("sozialclient.wire.mime_headers.MimeHeaders.content_id")
def test_m_10c_every_part_has_a_name() -> None:
    """A part without a name cannot be signed or referred to; it is refused by the header that is missing."""
    with refused(MimeHeaderError, header="Content-ID"):
        read([message(b"Content-Type: image/png")])


@guarded_by("sozialclient.wire.mime.MimeReader._until_delimiter")
def test_m_13_a_multipart_inside_a_part_stays_closed() -> None:
    """A part that is itself a multipart message is an attachment like any other; nothing inside it becomes a part."""
    inner = SMALL.replace(b"boundary=B", b"boundary=C").replace(b"--B", b"--C")
    raw = with_part(
        unsigned_answer(), PLAIN, b"Content-ID: <inner>", b"Content-Type: multipart/related; boundary=C", body=inner
    )
    found = received(raw)
    assert set(found.parts) == {*received(unsigned_answer()).parts, "inner"}
    assert spool_bytes(found.parts["inner"].spool) == inner
