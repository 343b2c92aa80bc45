from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sozialclient.crypto.ciphers import decrypt_bytes
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.xmlenc import read_encrypted_data
from sozialclient.demo.certificates import Identity
from sozialclient.model.delivery import Container
from sozialclient.model.verdict import Verdict
from sozialclient.osci import request_envelopes
from sozialclient.osci.certificate_header import CertificateRole, HeaderCertificate, header_certificate
from sozialclient.osci.compose import write_message
from sozialclient.osci.content_compose import (
    ComposedPackage,
    OutgoingContainer,
    OutgoingData,
    OutgoingEncrypted,
    OutgoingFile,
    OutgoingNested,
    compose_package,
)
from sozialclient.osci.content_signing import Author
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import CoveredMessage, cover
from sozialclient.osci.deliveries import DeliveryOpener, OpenedDelivery
from sozialclient.osci.receive import Fault, Receiver
from sozialclient.osci.request_envelopes import ClientIdentity, DeliveryToStore
from sozialclient.wire.limits import DEFAULT_LIMITS
from sozialclient.wire.namespaces import DS, FIVE_PREFIXES, OSCI, XENC, q
from sozialclient.wire.spool import MemorySpool, spool_bytes
from sozialclient.wire.xml import canonical, canonical_without_apex_namespaces, parse_xml
from tests.mailbox_rig import decryption, signing, training_pki

PDF = b"%PDF-1.4 invented\r\n--MIME_boundary\r\n" * 40
XML = "<antrag>Größe &amp; Maß</antrag>".encode()


class Source:
    """Bytes that count how often they are read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reads = 0

    def chunks(self) -> Iterator[bytes]:
        self.reads += 1
        yield self.data[:7]
        yield self.data[7:]


def reader(identity: Identity | None = None, number: int = 0) -> HeaderCertificate:
    if identity is None:
        return header_certificate(CertificateRole.CIPHER_ADDRESSEE, training_pki().office.der)
    return header_certificate(CertificateRole.CIPHER_OTHER_READER, identity.der, number)


def author(identity: Identity, number: int = 0, time: datetime | None = None) -> Author:
    entry = header_certificate(CertificateRole.SIGNATURE_OTHER_AUTHOR, identity.der, number)
    return Author(signing(identity), entry, signing_time=time)


def attached(name: str, data: bytes = PDF, id_: str = "c-file", *, base64: bool = False) -> OutgoingFile:
    return OutgoingFile(id_, name, Source(data).chunks, "application/pdf", base64)


def carried(package: ComposedPackage) -> CoveredMessage:
    """The package after a way through a whole signed message."""
    pki = training_pki()
    addressee = reader()
    others = tuple(entry for entry in package.certificates.entries if entry.id != addressee.id)
    delivery = DeliveryToStore(
        "m", "s", package.xml, replace(package.certificates, entries=(addressee, *others)), package.attachments
    )
    client = ClientIdentity(pki.platform_cipher.der, signing(pki.platform_signature))
    message = request_envelopes.store_delivery(ControlBlock(challenge="a", sequence_number=0), client, delivery)
    received = Receiver((), MemorySpool, Policy.default()).read(write_message(message, client.signer))
    assert not isinstance(received, Fault)
    return cover(received, Policy.default(), expected_signer=pki.platform_signature.der)


def opened(package: ComposedPackage, *identities: Identity) -> OpenedDelivery:
    keys = [decryption(identity) for identity in identities or (training_pki().office,)]
    return DeliveryOpener(keys, Policy.default(), MemorySpool).open_message(carried(package))


def contents(delivery: OpenedDelivery) -> dict[str, bytes]:
    return {
        content.id: spool_bytes(delivery.payloads[content.key])
        for content in delivery.delivery.contents()
        if content.integrity is Verdict.PASSED
    }


def verdicts(delivery: OpenedDelivery) -> list[tuple[str, list[Verdict]]]:
    return [(container.id, [s.verdict for s in container.signatures]) for container in delivery.delivery.walk()]


def decrypted(xml: str) -> str:
    """What the office finds in the first EncryptedData."""
    root = parse_xml(f"<osci:ContentPackage {FIVE_PREFIXES}>{xml}</osci:ContentPackage>".encode())
    data = read_encrypted_data(root[0], DEFAULT_LIMITS)
    key = data.keys[0].unwrap(decryption(training_pki().office), data.cipher)
    assert data.cipher_value is not None
    return decrypt_bytes(data.cipher_value, data.cipher, key, data.iv_length).decode()


@pytest.mark.parametrize("base64", [False, True])
def test_data_and_attachment_reach_the_reader_signed(base64: bool) -> None:
    pki = training_pki()
    file = attached("Antrag ü & \"x\".pdf", base64=base64)
    container = OutgoingContainer("c0", (OutgoingData("form.xml", XML), file), authors=(author(pki.author),))
    delivery = opened(compose_package([OutgoingEncrypted("e0", container, (reader(),))], MemorySpool))
    assert contents(delivery) == {"form.xml": XML, "c-file": PDF}
    assert verdicts(delivery) == [("c0", [Verdict.PASSED])]


def test_a_clear_container_is_signed_in_place() -> None:
    container = OutgoingContainer("c0", (attached("a.pdf"),), authors=(author(training_pki().author),))
    package = compose_package([container], MemorySpool)
    assert package.spools == ()
    delivery = opened(package)
    assert contents(delivery) == {"c-file": PDF} and verdicts(delivery) == [("c0", [Verdict.PASSED])]


def test_parallel_authors_sign_the_same_content() -> None:
    pki = training_pki()
    container = OutgoingContainer("c0", (OutgoingData("d", XML),), authors=(author(pki.author, 1),
                                                                         author(pki.second_author, 2)))
    delivery = opened(compose_package([OutgoingEncrypted("e0", container, (reader(),))], MemorySpool))
    signatures = delivery.delivery.containers[0].signatures
    assert [s.signer.sha256 for s in signatures if s.signer] == [
        hashlib.sha256(pki.author.der).hexdigest(), hashlib.sha256(pki.second_author.der).hexdigest()]
    assert [s.verdict for s in signatures] == [Verdict.PASSED] * 2


def test_serial_authors_sign_what_the_first_has_signed() -> None:
    pki = training_pki()
    inner = OutgoingContainer("c1", (OutgoingData("d", XML), attached("in.pdf")), authors=(author(pki.author, 1),))
    outer = OutgoingContainer("c0", (OutgoingNested("n", inner), attached("out.pdf", XML, "c-out")),
                              authors=(author(pki.second_author, 2),))
    package = compose_package([OutgoingEncrypted("e0", outer, (reader(),))], MemorySpool)
    delivery = opened(package)
    assert contents(delivery) == {"d": XML, "c-file": PDF, "c-out": XML}
    assert verdicts(delivery) == [("c0", [Verdict.PASSED]), ("c1", [Verdict.PASSED])]


def test_attachment_keys_stand_behind_the_content_of_the_outermost_container() -> None:
    inner = OutgoingContainer("c1", (attached("in.pdf"),))
    outer = OutgoingContainer("c0", (OutgoingNested("n", inner),), authors=(author(training_pki().author),))
    package = compose_package([OutgoingEncrypted("e0", outer, (reader(),))], MemorySpool)
    root = parse_xml(decrypted(package.xml).encode())
    assert [child.tag for child in root] == [q(DS, "Signature"), q(OSCI, "Content"), q(XENC, "EncryptedData")]
    assert root[2].get("Id") == "Attachmentin.pdf"


def test_every_reader_can_open_it_and_nobody_else() -> None:
    pki = training_pki()
    readers = (reader(), reader(pki.other_office, 1))
    package = compose_package(
        [OutgoingEncrypted("e0", OutgoingContainer("c0", (OutgoingData("d", XML),)), readers)], MemorySpool
    )
    assert contents(opened(package, pki.office)) == contents(opened(package, pki.other_office)) == {"d": XML}
    stranger = opened(package, pki.expired_office).delivery
    assert [f.reference for f in stranger.containers[0].findings] == ["CONTENT-OTHER-READER"]


def test_an_encrypted_container_inside_a_signed_one() -> None:
    pki = training_pki()
    secret = OutgoingEncrypted("e1", OutgoingContainer("c1", (attached("in.pdf"),), authors=(author(pki.author, 1),)),
                               (reader(pki.other_office, 1),))
    outer = OutgoingContainer("c0", (OutgoingData("d", XML),), (secret,), (author(pki.second_author, 2),))
    package = compose_package([OutgoingEncrypted("e0", outer, (reader(),))], MemorySpool)
    both = opened(package, pki.office, pki.other_office)
    assert contents(both) == {"d": XML, "c-file": PDF}
    assert verdicts(both) == [("c0", [Verdict.PASSED]), ("c1", [Verdict.PASSED])]
    alone = opened(package, pki.office).delivery
    assert [(c.id, c.readable) for c in alone.walk()] == [("c0", True), ("e1", False)]
    assert alone.containers[0].signatures[0].verdict is Verdict.PASSED
    root = parse_xml(decrypted(package.xml).encode())
    assert "in.pdf" not in decrypted(package.xml)  # readers of the outer layer get no inner keys
    (nested,) = [child for child in root if child.tag == q(XENC, "EncryptedData")]
    assert _digest_in(root, "#e1") == hashlib.sha256(canonical_without_apex_namespaces(nested)).digest()
    assert _digest_in(root, "#e1") != hashlib.sha256(canonical(nested)).digest()


def _digest_in(root: object, uri: str) -> bytes:
    from sozialclient.crypto.xmldsig import read_signature

    signature = read_signature(root[0], DEFAULT_LIMITS)  # type: ignore[index]  # an lxml element
    return next(reference.value for reference in signature.references if reference.uri == uri)


def test_the_author_may_claim_a_time() -> None:
    moment = datetime(2026, 5, 31, 21, 59, 58, tzinfo=UTC)
    container = OutgoingContainer("c0", (OutgoingData("d", XML),), authors=(author(training_pki().author, 0, moment),))
    (signature,) = opened(compose_package([container], MemorySpool)).delivery.containers[0].signatures
    assert signature.verdict is Verdict.PASSED and signature.claimed_time == "2026-05-31T21:59:58Z"


def test_one_attachment_may_be_named_twice() -> None:
    file = attached("a.pdf")
    container = OutgoingContainer("c0", (file, replace(file, id="c-again")), authors=(author(training_pki().author),))
    package = compose_package([OutgoingEncrypted("e0", container, (reader(),))], MemorySpool)
    assert len(package.attachments) == 1
    assert contents(opened(package)) == {"c-file": PDF, "c-again": PDF}


def test_two_files_cannot_share_a_content_id() -> None:
    container = OutgoingContainer("c0", (attached("a.pdf"), attached("a.pdf", XML, "c1")))
    with pytest.raises(ValueError, match="Content-ID"):
        compose_package([container], MemorySpool)


def test_an_encrypted_attachment_is_read_once_and_its_spool_given_up() -> None:
    source, spools = Source(PDF), []

    def spool() -> MemorySpool:
        spools.append(MemorySpool())
        return spools[-1]

    file = OutgoingFile("c1", "a.pdf", source.chunks)
    package = compose_package([OutgoingEncrypted("e0", OutgoingContainer("c0", (file,)), (reader(),))], spool)
    assert source.reads == 1
    (attachment,) = package.attachments
    sent = b"".join(attachment.chunks())
    assert PDF not in sent and attachment.digest == hashlib.sha256(sent).digest() and len(sent) == len(PDF) + 28
    package.close()
    assert [s.size for s in spools] == [0]


def test_a_source_that_fails_leaves_no_spool_open() -> None:
    spools: list[MemorySpool] = []

    def spool() -> MemorySpool:
        spools.append(MemorySpool())
        return spools[-1]

    def broken() -> Iterable[bytes]:
        yield PDF
        raise OSError("gone")

    container = OutgoingContainer("c0", (OutgoingFile("c1", "a.pdf", broken),))
    with pytest.raises(OSError, match="gone"):
        compose_package([OutgoingEncrypted("e0", container, (reader(),))], spool)
    assert [s.size for s in spools] == [0]


def test_the_form_is_the_one_both_libraries_rewrite_without_change() -> None:
    """PROTOCOL 6.5: no white space, tag pairs, wrapped base64, exactly five prefixes outside."""
    pki = training_pki()
    inner = OutgoingContainer("c1", (OutgoingData("d", XML * 40),), authors=(author(pki.author, 1),))
    outer = OutgoingContainer("c0", (OutgoingNested("n", inner), attached("a.pdf")), authors=(author(pki.author, 2),))
    plain = decrypted(compose_package([OutgoingEncrypted("e0", outer, (reader(),))], MemorySpool).xml)
    assert not re.search(r">\s+<", plain) and "/>" not in plain
    assert plain.startswith(f"<osci:ContentContainer {FIVE_PREFIXES} Id=")
    assert plain.count("xmlns:ds=") == 1
    value = re.findall(r"<ds:SignatureValue>([^<]*)<", plain)[0]
    assert [len(line) for line in value.split("\n")[:-1]] == [76] * (len(value) // 77)


def test_containers_of_one_package_stand_in_schema_order() -> None:
    clear = OutgoingContainer("c0", (OutgoingData("d0", XML),))
    secret = OutgoingEncrypted("e0", OutgoingContainer("c1", (OutgoingData("d1", XML),)), (reader(),))
    package = compose_package([clear, secret], MemorySpool)
    names: list[Container] = list(opened(package).delivery.containers)
    assert [container.id for container in names] == ["c1", "c0"]
