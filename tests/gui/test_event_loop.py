"""The window never blocks: no 100 ms without the event loop, whatever arrives or is opened."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from sozialclient.gui.desk import FetchResult
from sozialclient.gui.screens import settle
from sozialclient.model.application import ApplicationFacts
from sozialclient.model.delivery import Container, Content, ContentKind, Delivery, TransportProtection
from sozialclient.model.process_card import Instant, ProcessCard, ProcessCardBundle
from sozialclient.model.verdict import Verdict
from sozialclient.store.store import Store
from sozialclient.transports.base import CancelCheck, Phase, Progress, ProgressListener
from sozialclient.usecases.workplace import Workplace
from sozialclient.wire.spool import MemorySpool
from tests.gui.conftest import MAILBOX, StartDesktop, runs_smoothly

START = datetime(2026, 11, 1, 8, tzinfo=UTC)


def keep(store: Store, number: int, contents: dict[str, tuple[str, bytes]], xml: str | None, *,
         service: str = "Leistung", applicant: str = "Probe, Nummer") -> str:
    """Store one invented delivery; `contents` maps keys to file name and bytes."""
    payloads = {}
    listed = []
    for key, (name, data) in contents.items():
        payloads[key] = MemorySpool()
        payloads[key].write(data)
        listed.append(Content(
            key=key, id=key, kind=ContentKind.ATTACHMENT, untrusted_name=name, untrusted_media_type=None,
            size=len(data), sha256=hashlib.sha256(data).hexdigest(), integrity=Verdict.PASSED))
    received = START + timedelta(minutes=number)
    instant = Instant(received.isoformat(), received)
    process_card = ProcessCard(recent_modification=instant, creation=instant)
    delivery = Delivery(
        message_id=f"urn:test:{number}", message_type="responseToFetchDelivery", subject="Probe", feedback=(),
        process_card=ProcessCardBundle(f"urn:test:{number}", process_card),
        transport=TransportProtection(encryption=None, signature=None, verdict=Verdict.PASSED),
        containers=(Container(id="c", encryption=None, readable=True, contents=tuple(listed)),))
    facts = ApplicationFacts(service_key=None, service_name=service, applicant=applicant,
                             main_xml_key=xml, main_pdf_key=None, evidence_keys=tuple(contents))
    original = MemorySpool()
    original.write(f"<m>{number}</m>".encode())
    return store.add(delivery, facts, mailbox=MAILBOX, training=True, payloads=payloads, original=original,
                     fetched=received).application_id


def test_adding_300_applications_does_not_stall(
    start: StartDesktop, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = start(workplace)
    store, batch = workplace.store, 300

    def fetch(mailbox: object, pin: object, progress: ProgressListener, cancelled: CancelCheck) -> FetchResult:
        first = len(store.cards())
        for number in range(1, batch + 1):
            for part in range(1, 5):
                progress(Progress(Phase.RECEIVING, number, part * 5000, 20_000))
            progress(Progress(Phase.STORING, number, 20_000, 20_000))
            keep(store, first + number, {"c1": ("a.xml", b"<a>%d</a>" % (first + number))}, "c1")
        progress(Progress(Phase.CLOSING, batch))
        return FetchResult(new=batch, duplicates=0, with_findings=0, error=None)

    desk = desktop.controller.fetch._desk
    monkeypatch.setattr(desk, "fetch", fetch)
    monkeypatch.setattr(desk, "pin_known", lambda _name: True)

    def fetch_batch() -> None:
        before = len(store.cards())
        desktop.controller.start_fetch()
        settle(desktop, 0.2)
        assert len(store.cards()) == before + batch

    runs_smoothly(fetch_batch)
    model = desktop.window.applications.list.model()
    assert model.rowCount() > batch
    assert desktop.window.fetch.model.stored() == batch


def test_opening_the_largest_application_does_not_stall(start: StartDesktop, workplace: Workplace) -> None:
    fields = "".join(f"<g{at % 40}><feld{at}>Wert {at}</feld{at}></g{at % 40}>" for at in range(20_000))
    contents = {"c0": ("antrag.xml", f"<antrag>{fields}</antrag>".encode())}
    contents |= {f"c{at}": (f"beleg-{at:03}.xml", b"<b>%d</b>" % at) for at in range(1, 301)}
    keep(workplace.store, 9000, contents, "c0")
    identity = keep(workplace.store, 9001, contents | {"c999": ("neu.xml", b"<b>neu</b>")}, "c0")
    desktop = start(workplace)
    page = desktop.window.application

    def open_all_tabs() -> None:
        desktop.controller.application.open(identity)
        settle(desktop, 0.3)
        for tab in ("evidence", "origin", "inspection", "history", "raw_xml", "fields"):
            page.show_tab(tab)
            settle(desktop, 0.02)

    runs_smoothly(open_all_tabs)
    assert page.fields.model.rowCount() > 19_000
    assert len(page.evidence.model.rows) == 302
