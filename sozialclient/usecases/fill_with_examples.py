"""Put the training applications straight into a store, for pictures and tests that need no mailbox."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sozialclient.demo.training_application import Quirk, TrainingApplication, TrainingContent
from sozialclient.demo.training_set import training_set
from sozialclient.documents.recognition import recognise
from sozialclient.model.application import State
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.delivery import (
    Container,
    Content,
    Delivery,
    Encryption,
    SignatureResult,
    TransportProtection,
)
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.process_card import Inspection, Instant, ProcessCard, ProcessCardBundle
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.store.store import Store
from sozialclient.wire.spool import MemorySpool

_CIPHER = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
_KEY_TRANSPORT = "http://www.w3.org/2009/xmlenc11#rsa-oaep"
_SIGNATURE = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"
_STATES = (State.IN_REVIEW, State.IN_REVIEW, State.NEW, State.NEW, State.QUERY, State.TRANSFERRED, State.IN_REVIEW)


def fill_with_examples(store: Store, mailbox: str, *, seed: int = 1, today: date | None = None) -> tuple[str, ...]:
    """Keep a training mailbox without a place and all training applications; returns their ids.

    What a signature or key would decide is set by hand, so this proves nothing about cryptography.
    """
    store.save_mailbox(Mailbox(
        name=mailbox, transport="osci12", url="https://osci.example/", intermediary_cipher_certificate=b"",
        intermediary_signature_certificate=None, key_file=b"", training=True))
    day = today or datetime.now(UTC).date()
    examples = training_set(seed, with_large=False, today=day)
    ids = [_keep(store, mailbox, each) for each in examples]
    for number, application_id in enumerate(ids):
        state = _STATES[number % len(_STATES)]
        if state is not State.NEW and store.card(application_id).state is State.NEW:
            store.set_state(application_id, state, action="state_changed")
    store.record_fetch(mailbox, datetime.now(UTC), "ok")
    return tuple(ids)


def _keep(store: Store, mailbox: str, example: TrainingApplication) -> str:
    readable = Quirk.OTHER_READER not in example.quirks
    payloads: dict[str, MemorySpool] = {}
    contents: list[Content] = []
    for number, content in enumerate(example.contents if readable else (), start=1):
        key = f"c{number}"
        payloads[key] = _spool(content.chunks())
        contents.append(_content(key, content, payloads[key]))
    delivery = _delivery(example, tuple(contents), readable=readable)
    facts = recognise(delivery, lambda key: b"".join(payloads[key].chunks()))
    original = _spool([b"<invented/>", example.message_uuid.encode()])
    token = store.add(delivery, facts, mailbox=mailbox, training=True, payloads=payloads, original=original,
                      fetched=example.created_at + timedelta(hours=9, minutes=3, seconds=21))
    return token.application_id


def _spool(pieces: Iterable[bytes]) -> MemorySpool:
    spool = MemorySpool()
    for piece in pieces:
        spool.write(piece)
    return spool


def _content(key: str, content: TrainingContent, spool: MemorySpool) -> Content:
    digest = hashlib.sha256()
    for piece in spool.chunks():
        digest.update(piece)
    return Content(key=key, id=key, kind=content.kind, untrusted_name=content.name,
                   untrusted_media_type=content.media_type, size=spool.size, sha256=digest.hexdigest(),
                   integrity=Verdict.PASSED)


def _delivery(example: TrainingApplication, contents: tuple[Content, ...], *, readable: bool) -> Delivery:
    created, broken = example.created_at, Quirk.BROKEN_AUTHOR_SIGNATURE in example.quirks
    reader, platform = _certificate("Sozialamt Musterstadt (Demo)"), _certificate("Demo-Plattform (erfunden)")
    hub = _certificate("Demo-Intermediär (erfunden)")
    author = SignatureResult(signer=platform, algorithm=_SIGNATURE, digests=(_DIGEST,),
                             verdict=Verdict.FAILED if broken else Verdict.PASSED)
    encryption = Encryption(cipher=_CIPHER, key_transport=_KEY_TRANSPORT, iv_length=12, reader=reader)
    container = Container(
        id=example.subject, encryption=encryption, readable=readable, signatures=(author,) if readable else (),
        contents=contents,
        findings=() if readable else (Finding("CONTENT-OTHER-READER", Severity.WARNING),))
    signed = SignatureResult(signer=hub, algorithm=_SIGNATURE, digests=(_DIGEST,), verdict=Verdict.PASSED)
    instant = Instant(created.isoformat(), created)
    forwarded = created + timedelta(hours=9, minutes=3)
    inspection = Inspection(timestamp=instant, subject=platform.subject, issuer=platform.issuer, serial=platform.serial,
                            certificate_type="advanced", math_result="ok", offline_result="valid", online_result=None)
    bundle = ProcessCardBundle(
        uuid5(NAMESPACE_URL, example.key).urn,
        ProcessCard(recent_modification=Instant(forwarded.isoformat(), forwarded), creation=instant,
                    forwarding=Instant(forwarded.isoformat(), forwarded), subject=example.subject),
        (inspection,))
    return Delivery(
        message_id=bundle.message_id, message_type="responseToFetchDelivery", subject=example.subject, feedback=(),
        process_card=bundle, transport=TransportProtection(encryption=encryption, signature=signed,
                                                           verdict=Verdict.PASSED),
        containers=(container,), originator=platform)


def _certificate(name: str) -> CertificateFacts:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return CertificateFacts(
        der=name.encode(), subject=f"CN={name}", common_name=name, issuer="CN=Demo-Zertifizierungsstelle (erfunden)",
        serial="4711", not_before=start, not_after=start + timedelta(days=1095),
        sha256=hashlib.sha256(name.encode()).hexdigest(), key_type="RSA", key_bits=4096, key_usage=None)
