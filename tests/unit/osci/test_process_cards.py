"""Process cards and inspection reports: times as received, ids as bytes, nothing lost, nothing invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialclient.errors import SozialclientError
from sozialclient.model.process_card import Inspection, Instant, ProcessCard, ProcessCardBundle
from sozialclient.osci.process_cards import (
    instant_text,
    message_id_xml,
    process_card_bundle_xml,
    read_instant_text,
    read_message_id,
    read_process_card_bundle,
    read_timestamp,
)
from sozialclient.wire.elements import StructureError
from tests.unit.osci.elements import element

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def at(minutes: int) -> Instant:
    return read_instant_text(instant_text(NOON + timedelta(minutes=minutes)))


INSPECTION = Inspection(
    timestamp=at(0),
    subject="CN=Ämter & Söhne <x>,C=DE",
    issuer='CN="Aussteller"',
    serial="123456789012345678901234567890",
    certificate_type="qualified",
    math_result="ok",
    offline_result="valid",
    online_result="ok",
    crl="2026-05-01T00:00:00Z",
)
CARD = ProcessCard(
    recent_modification=at(3), creation=at(0), forwarding=at(1), reception=at(2), subject="Antrag <Nr. 1> & mehr"
)
BUNDLE = ProcessCardBundle("osci:1", CARD, (INSPECTION, replace(INSPECTION, online_result=None, crl=None)))


@pytest.mark.parametrize(
    "bundle",
    [
        BUNDLE,
        replace(BUNDLE, inspections=()),
        replace(BUNDLE, card=replace(CARD, creation=None, forwarding=None, reception=None, subject=None)),
        replace(BUNDLE, card=replace(CARD, subject="")),
    ],
)
def test_what_is_written_is_read(bundle: ProcessCardBundle) -> None:
    assert read_process_card_bundle(element(process_card_bundle_xml(bundle))) == bundle


def test_a_fetch_response_says_no_reception() -> None:
    read = read_process_card_bundle(element(process_card_bundle_xml(BUNDLE, reception=False)))
    assert read == replace(BUNDLE, card=replace(CARD, reception=None))


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_message_ids_of_any_text(message_id: str) -> None:
    assert read_message_id(element(message_id_xml(message_id))) == message_id


def test_message_ids_of_any_bytes_stay_apart() -> None:
    ids = {read_message_id(element(f"<osci:MessageId>{text}</osci:MessageId>")) for text in ("/w==", "/g==", "w7w=")}
    assert ids == {"\\xff", "\\xfe", "ü"}


@pytest.mark.parametrize("text", ["", "Q", "Q!==", "QUJD" * 2000])
def test_message_ids_out_of_form_are_refused(text: str) -> None:
    with pytest.raises(StructureError):
        read_message_id(element(f"<osci:MessageId>{text}</osci:MessageId>"))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-05-01T12:00:00Z", NOON),
        ("2026-05-01T14:00:00+02:00", NOON),
        (" 2026-05-01T12:00:00Z\n", NOON),
        ("2026-05-01T12:00:00.5Z", NOON + timedelta(milliseconds=500)),
        ("2026-05-01T12:00:00.123456789Z", NOON + timedelta(microseconds=123456)),
        ("2026-05-01T12:00:00", None),
        ("2026-05-01", None),
        ("0000-00-00T00:00:00Z", None),
        ("99999-01-01T00:00:00Z", None),
        ("2026-02-30T12:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("gestern", None),
        ("", None),
    ],
)
def test_times_are_read_or_kept_as_text(text: str, utc: datetime | None) -> None:
    assert read_instant_text(text) == Instant(text.strip(), utc)


@given(st.text(max_size=80))
def test_no_time_of_a_stranger_is_an_error(text: str) -> None:
    assert len(read_instant_text(text).received) <= 64


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)), st.integers(-14, 14))
def test_our_times_are_read_back(moment: datetime, hours: int) -> None:
    aware = moment.replace(tzinfo=UTC, microsecond=0)
    assert read_instant_text(instant_text(aware)).utc == aware
    offset = f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"
    local = moment.replace(microsecond=0).isoformat() + offset
    assert read_instant_text(local).utc == aware - timedelta(hours=hours)


def test_a_cryptographic_timestamp_is_kept() -> None:
    xml = "<osci:Creation><osci:Cryptographic Algorithm='x'>QUJD</osci:Cryptographic></osci:Creation>"
    assert read_timestamp(element(xml)) == Instant("", None, "QUJD")


PLAIN = "<osci:Plain>2026-05-01T12:00:00Z</osci:Plain>"


@pytest.mark.parametrize("inner", ["", PLAIN + PLAIN, "<osci:Other/>", "2026-05-01T12:00:00Z", PLAIN + "text"])
def test_a_timestamp_has_one_form(inner: str) -> None:
    with pytest.raises(SozialclientError):
        read_timestamp(element(f"<osci:Creation>{inner}</osci:Creation>"))


WRITTEN = process_card_bundle_xml(BUNDLE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<osci:ProcessCard ", "<osci:Other/><osci:ProcessCard "),
        ("<osci:InspectionReport>", "<osci:InspectionReport><osci:Other/>"),
        ("<osci:InspectionReport>", "<osci:InspectionReport>text"),
        ("</osci:InspectionReport>", "</osci:InspectionReport><osci:InspectionReport/>"),
        (" RecentModification=", " Modification="),
        ("<osci:Creation>", "<osci:Subject/><osci:Creation>"),
        ("<osci:Creation>", "<osci:Erection/><osci:Creation>"),
        ("<osci:MathResult Result=", "<osci:MathResult Ergebnis="),
        ("<osci:X509SerialNumber>", "<osci:X509SerialNumber>1</osci:X509SerialNumber><osci:X509SerialNumber>"),
        ("<osci:MessageId>", "<osci:MessageId>QQ==</osci:MessageId><osci:MessageId>"),
    ],
)
def test_a_card_out_of_form_is_refused(old: str, new: str) -> None:
    assert old in WRITTEN
    with pytest.raises(StructureError):
        read_process_card_bundle(element(WRITTEN.replace(old, new, 1)))


def test_a_report_holds_inspections_only() -> None:
    for name in ("osci:Bericht", "ds:Inspection"):
        with pytest.raises(StructureError):
            read_process_card_bundle(element(WRITTEN.replace("osci:Inspection>", f"{name}>")))


@pytest.mark.parametrize(
    "name", ["MessageId", "ProcessCard", "Timestamp", "CertType", "OfflineResult", "X509IssuerName"]
)
def test_nothing_required_may_be_missing(name: str) -> None:
    root = element(process_card_bundle_xml(replace(BUNDLE, inspections=(INSPECTION,))))
    for found in list(root.iter(f"{{*}}{name}")):
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)
    with pytest.raises(StructureError):
        read_process_card_bundle(root)


def test_texts_are_clipped() -> None:
    long = replace(BUNDLE, card=replace(CARD, subject="x" * 10_000))
    read = read_process_card_bundle(element(process_card_bundle_xml(long)))
    assert read.card.subject == "x" * 4000
