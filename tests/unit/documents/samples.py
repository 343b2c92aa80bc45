"""Where the shared sample messages are, and small deliveries made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sozialclient.model.application import ApplicationCard, State
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
from sozialclient.model.process_card import Inspection, Instant, ProcessCard, ProcessCardBundle
from sozialclient.model.verdict import Finding, Severity, Verdict

SHARED = Path(__file__).parents[4] / "shared"
AES = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
OAEP = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA = "http://www.w3.org/2001/04/xmlenc#sha256"


def shared(*parts: str) -> Path:
    """A shared file or folder; skips the test where the shared folder is absent."""
    path = SHARED.joinpath("xoev", *parts)
    if not path.exists():
        pytest.skip(f"shared test data absent: {'/'.join(parts)}")
    return path


def xsozial() -> bytes:
    return shared("xsozial-2.4.0", "but_strukturgleich_synthetisch.xml").read_bytes()


def hzl() -> bytes:
    return shared("hzl-synthetic", "hzl_demo.xml").read_bytes()


def hzl_pdf() -> bytes:
    return shared("hzl-synthetic", "Antrag.pdf").read_bytes()


@dataclass
class Sample:
    """A delivery made by hand; `parts` are (name, media type, bytes), the first ones as data contents."""

    parts: list[tuple[str | None, str | None, bytes, ContentKind]] = field(default_factory=list)
    damaged: tuple[int, ...] = ()
    subject: str | None = "XSOZIAL_DATA"

    def data(self, content: bytes, name: str | None = None, media_type: str | None = None) -> Sample:
        self.parts.append((name, media_type, content, ContentKind.DATA))
        return self

    def attach(self, name: str | None, content: bytes, media_type: str | None = None) -> Sample:
        self.parts.append((name, media_type, content, ContentKind.ATTACHMENT))
        return self

    def payloads(self) -> Mapping[str, bytes]:
        return {f"c{index}": part[2] for index, part in enumerate(self.parts)}

    def read(self, key: str) -> bytes:
        assert int(key[1:]) not in self.damaged, "a damaged content was read"
        return self.payloads()[key]

    def stream(self, key: str) -> Iterator[bytes]:
        data = self.read(key)
        return (data[start : start + 65536] for start in range(0, len(data), 65536))

    def contents(self) -> tuple[Content, ...]:
        return tuple(
            Content(
                key=f"c{index}",
                id=f"content-{index}",
                kind=kind,
                untrusted_name=name,
                untrusted_media_type=media_type,
                size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                integrity=Verdict.FAILED if index in self.damaged else Verdict.PASSED,
            )
            for index, (name, media_type, data, kind) in enumerate(self.parts)
        )

    def delivery(self) -> Delivery:
        return delivery(self.contents(), subject=self.subject)


def certificate(name: str = "Testplattform") -> CertificateFacts:
    return CertificateFacts(
        der=b"",
        subject=f"CN={name}",
        common_name=name,
        issuer="CN=Test CA",
        serial="4711",
        not_before=datetime(2025, 1, 1, tzinfo=UTC),
        not_after=datetime(2027, 9, 14, tzinfo=UTC),
        sha256="ab" * 32,
        key_type="RSA",
        key_bits=4096,
        key_usage=None,
    )


def signature(verdict: Verdict = Verdict.PASSED, reason: str | None = None) -> SignatureResult:
    return SignatureResult(signer=certificate(), algorithm=RSA, digests=(SHA,), verdict=verdict, reason=reason)


CREATION = datetime(2026, 1, 10, 11, 6, 44, tzinfo=UTC)


def process_card(creation: datetime | None = CREATION) -> ProcessCardBundle:
    instant = Instant(creation.isoformat(), creation) if creation else None
    later = Instant("2026-01-10T11:07:00Z", datetime(2026, 1, 10, 11, 7, tzinfo=UTC))
    inspection = Inspection(
        timestamp=later,
        subject="CN=Testplattform",
        issuer="CN=Test CA",
        serial="4711",
        certificate_type="advanced",
        math_result="ok",
        offline_result="valid",
        online_result="ok",
    )
    card = ProcessCard(recent_modification=later, creation=instant, forwarding=later)
    return ProcessCardBundle("mid-1", card, (inspection,))


def delivery(
    contents: tuple[Content, ...] = (),
    *,
    subject: str | None = "XSOZIAL_DATA",
    signatures: tuple[SignatureResult, ...] = (),
    readable: bool = True,
    findings: tuple[Finding, ...] = (Finding("SIG-WEAK", Severity.WARNING),),
    creation: datetime | None = CREATION,
) -> Delivery:
    encryption = Encryption(cipher=AES, key_transport=OAEP, iv_length=12, reader=certificate("Sozialamt"))
    container = Container(
        id="XSOZIAL_DATA",
        encryption=encryption,
        readable=readable,
        signatures=signatures or (signature(),),
        contents=contents,
    )
    return Delivery(
        message_id="mid-1",
        message_type="responseToFetchDelivery",
        subject=subject,
        feedback=(),
        process_card=process_card(creation),
        transport=TransportProtection(encryption=encryption, signature=signature(), verdict=Verdict.PASSED),
        containers=(container,),
        originator=certificate(),
        findings=findings,
    )


def card(**changes: object) -> ApplicationCard:
    values: dict[str, object] = {
        "id": "a1b2c3d4e5",
        "mailbox": "amt",
        "message_id": "mid-1",
        "state": State.NEW,
        "subject": "XSOZIAL_DATA",
        "service_key": "hzl",
        "service_name": "Hilfe zum Lebensunterhalt",
        "applicant": "Şahin-Großmann, Élodie Marie",
        "received": CREATION,
        "fetched": datetime(2026, 1, 12, 6, 31, 9, tzinfo=UTC),
        "opened": None,
        "content_count": 2,
        "attachment_count": 1,
        "size": 1000,
        "verdict": Verdict.PASSED,
        "finding_count": 0,
        "training": False,
    }
    return ApplicationCard(**{**values, **changes})  # type: ignore[arg-type]  # values by name, for tests only
