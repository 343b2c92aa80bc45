"""Deliveries for the store's tests, with every field of the model in use."""

from __future__ import annotations

import dataclasses
import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sozialclient.model.application import ApplicationFacts
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import (
    Container,
    Content,
    ContentKind,
    Delivery,
    Encryption,
    SignatureResult,
    TransportProtection,
)
from sozialclient.model.feedback import FeedbackEntry
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.process_card import Inspection, Instant, ProcessCard, ProcessCardBundle
from sozialclient.model.stored import StoredToken
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.store import Store
from sozialclient.wire.spool import MemorySpool, Spool

FETCHED = datetime(2026, 3, 2, 7, 30, 0, 123456, tzinfo=UTC)
RECEIVED = datetime(2026, 2, 28, 22, 59, 58, tzinfo=UTC)
APPLICANT = "Jörg Müßterfrau-Beispiel"

_CERTIFICATE = CertificateFacts(
    der=bytes(range(256)),
    subject="CN=Erfunden,O=Amt für Beispiele",
    common_name="Erfunden",
    issuer="CN=Muster-CA",
    serial="123456789012345678901234567890",
    not_before=datetime(2025, 1, 1, tzinfo=UTC),
    not_after=datetime(2028, 1, 1, 12, 30, tzinfo=UTC),
    sha256="ab" * 32,
    key_type="RSA",
    key_bits=4096,
    key_usage=frozenset({"digital_signature", "key_encipherment"}),
)
_ENCRYPTION = Encryption(
    cipher="http://www.w3.org/2009/xmlenc11#aes256-gcm",
    key_transport="http://www.w3.org/2009/xmlenc11#rsa-oaep",
    iv_length=12,
    reader=_CERTIFICATE,
)
_SIGNATURE = SignatureResult(
    signer=_CERTIFICATE,
    algorithm="http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
    digests=("http://www.w3.org/2001/04/xmlenc#sha256",),
    verdict=Verdict.PASSED,
    reason="WEAK-KEY",
    weak=True,
    claimed_time="2026-02-28T23:59:57+01:00",
)
_FINDING = Finding("SIGNATURE-WEAK", Severity.WARNING, (("algorithm", "rsa-sha1"), ("bits", "2048")))


def spool_of(data: bytes) -> MemorySpool:
    """A spool in memory that holds `data`."""
    spool = MemorySpool()
    spool.write(data)
    return spool


def content(key: str, data: bytes, name: str | None = None) -> Content:
    """A content that was read without a complaint."""
    return Content(
        key=key,
        id=f"id-{key}",
        kind=ContentKind.ATTACHMENT if name else ContentKind.DATA,
        untrusted_name=name,
        untrusted_media_type="application/pdf" if name else "text/xml",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        integrity=Verdict.PASSED,
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """All that `Store.add` wants."""

    delivery: Delivery
    payloads: Mapping[str, bytes]
    original: bytes
    facts: ApplicationFacts

    def with_containers(self, *containers: Container) -> Sample:
        """The same with other containers; payloads they do not name are left out."""
        delivery = dataclasses.replace(self.delivery, containers=containers)
        named = {content.key for content in delivery.contents()}
        payloads = {key: data for key, data in self.payloads.items() if key in named}
        return dataclasses.replace(self, delivery=delivery, payloads=payloads)

    def all_open(self) -> Sample:
        """The same without the closed container."""
        return self.with_containers(dataclasses.replace(self.delivery.containers[0], containers=()))

    def add(self, store: Store, mailbox: str = "Sozialamt", *, fetched: datetime = FETCHED) -> StoredToken:
        """Add to `store` with new spools."""
        spools: dict[str, Spool] = {key: spool_of(data) for key, data in self.payloads.items()}
        return store.add(
            self.delivery,
            self.facts,
            mailbox=mailbox,
            training=False,
            payloads=spools,
            original=spool_of(self.original),
            fetched=fetched,
        )


def delivery_of(message_id: str, contents: tuple[Content, ...], *, received: datetime | None = RECEIVED) -> Delivery:
    """A signed, encrypted delivery in which no field is left at its default."""
    instant = Instant("2026-02-28T23:59:58+01:00", received, "dG9rZW4=")
    inner = Container(id="inner", encryption=None, readable=False, findings=(_FINDING,), sealed_sha256="cd" * 32)
    outer = Container(
        id="outer",
        encryption=_ENCRYPTION,
        readable=True,
        signatures=(_SIGNATURE,),
        contents=contents,
        containers=(inner,),
        findings=(Finding("NOTE", Severity.INFO),),
    )
    inspection = Inspection(
        instant, "CN=Erfunden", "CN=Muster-CA", "1", "advanced", "ok", "valid", "ok", "http://crl.invalid/1.crl"
    )
    card = ProcessCard(
        recent_modification=instant,
        creation=instant,
        forwarding=instant,
        reception=Instant("?", None),
        subject="Antrag",
    )
    return Delivery(
        message_id=message_id,
        message_type="responseToFetchDelivery",
        subject="Antrag auf Hilfe zum Lebensunterhalt – Größe „XL“",
        feedback=(FeedbackEntry("0801", "Auftrag ausgeführt", "de"), FeedbackEntry("3500", "?", None)),
        process_card=ProcessCardBundle(message_id, card, (inspection,)),
        transport=TransportProtection(encryption=_ENCRYPTION, signature=_SIGNATURE, verdict=Verdict.PASSED),
        containers=(outer,),
        originator=_CERTIFICATE,
        metadata=b"<xml\x00\xff>",
        findings=(_FINDING,),
    )


def sample(
    number: int = 1,
    *,
    message_id: str | None = None,
    size: int = 5000,
    content_seed: int | None = None,
    received: datetime | None = RECEIVED,
) -> Sample:
    """A delivery with an XML, a PDF and an empty attachment; the same numbers give the same bytes."""
    source = random.Random(number if content_seed is None else content_seed)
    payloads = {"xml": source.randbytes(300), "pdf": source.randbytes(size), "empty": b""}
    names = {"xml": None, "pdf": "Bescheid über Miete.pdf", "empty": "leer.txt"}
    contents = tuple(content(key, data, names[key]) for key, data in payloads.items())
    identifier = message_id or f"message-{number}"
    facts = ApplicationFacts(
        service_key="10084",
        service_name="Grundsicherung",
        applicant=APPLICANT,
        main_xml_key="xml",
        main_pdf_key="pdf",
        evidence_keys=("empty",),
    )
    original = random.Random(f"original {number}").randbytes(size + 400)
    return Sample(delivery_of(identifier, contents, received=received), payloads, original, facts)


def mailbox_of(name: str) -> Mailbox:
    """A mailbox with all fields."""
    return Mailbox(
        name=name,
        transport="osci12",
        url="http://intermediary.invalid/osci",
        intermediary_cipher_certificate=b"\x30cipher",
        intermediary_signature_certificate=b"\x30signature",
        key_file=b"\x30p12",
        signature_key_file=None,
        training=True,
    )
