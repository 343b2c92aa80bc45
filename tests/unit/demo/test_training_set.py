from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import sys
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pi_heif  # type: ignore[import-untyped]  # ships no stubs
import pytest
from lxml import etree
from PIL import Image

from sozialclient.demo.numbers import iban_is_valid
from sozialclient.demo.people import MARKERS
from sozialclient.demo.services import services
from sozialclient.demo.training_application import Quirk, TrainingApplication
from sozialclient.demo.training_set import training_set
from sozialclient.model.delivery import ContentKind
from tests.unit.demo.reading import data_of, form_pdf_of, leaves, pdf_text, squeezed, xml_of

_DIGEST_PROGRAM = """
import hashlib
from sozialclient.demo.training_set import training_set
digest = hashlib.sha256()
for application in training_set(7, with_large=False):
    digest.update(repr((application.key, application.number, application.created_at, application.quirks)).encode())
    for content in application.contents:
        digest.update(content.name.encode())
        for chunk in content.chunks():
            digest.update(chunk)
print(digest.hexdigest())
"""

Applications = tuple[TrainingApplication, ...]


def _by_quirk(applications: Applications, quirk: Quirk) -> TrainingApplication:
    (found,) = [application for application in applications if quirk in application.quirks]
    return found


def test_equal_seeds_give_equal_bytes_in_another_process(applications: Applications) -> None:
    digest = hashlib.sha256()
    for application in applications:
        digest.update(repr((application.key, application.number, application.created_at, application.quirks)).encode())
        for content in application.contents:
            digest.update(content.name.encode())
            digest.update(data_of(content))
    run = subprocess.run([sys.executable, "-c", _DIGEST_PROGRAM], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == digest.hexdigest()


def test_another_seed_gives_other_people(applications: Applications) -> None:
    other = training_set(8, with_large=False)
    assert [application.key for application in other] == [application.key for application in applications]
    assert {application.number for application in other}.isdisjoint(application.number for application in applications)


def test_there_is_enough_to_practise(applications: Applications) -> None:
    assert len(applications) >= 16
    assert len({application.key for application in applications}) == len(applications)
    assert {application.service_key for application in applications} <= set(services())
    assert len({application.service_key for application in applications}) >= 12
    media_types = {content.media_type for application in applications for content in application.contents}
    assert media_types == {"text/xml", "application/pdf", "image/png", "image/jpeg", "image/heic"}
    present = frozenset[Quirk]().union(*(application.quirks for application in applications))
    assert present == set(Quirk) - {Quirk.LARGE}


def test_names_are_unique_within_an_application(applications: Applications) -> None:
    for application in applications:
        names = [content.name for content in application.contents]
        assert len(set(names)) == len(names)
        assert all("\n" not in name and "\0" not in name for name in names)


def test_each_value_of_the_xml_is_printed(applications: Applications) -> None:
    compared = 0
    for application in applications:
        root, pdf = xml_of(application), form_pdf_of(application)
        if root is None or pdf is None:
            continue
        text = pdf_text(pdf)
        for name, value in leaves(root):
            if value in ("true", "false") or name in _NOT_PRINTED or (name == "code" and _is_bare_code(root, value)):
                continue
            assert any(squeezed(form) in text for form in _printed_forms(value)), (application.key, name)
            compared += 1
    assert compared > 800


_NOT_PRINTED = {
    "mimeType", "dokumentID", "personID", "dritteID", "beantragteLeistungID", "ausbildungID", "inhalt",
    "dokumentRepraesentationID",
}


def _is_bare_code(root: etree._Element, value: str) -> bool:
    return "XSozial" in root.get("standard", "") or value in ("9100001", "DVDV")


def _printed_forms(value: str) -> list[str]:
    forms = [value]
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)([+-]\d\d:\d\d)?", value):
        forms.append(f"{match[3]}.{match[2]}.{match[1]}")
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)\S*", value):
        forms.append(f"{match[3]}.{match[2]}.{match[1]}, {match[4]}")
    if re.fullmatch(r"\d+\.\d\d", value):
        whole, cents = value.split(".")
        forms.append(f"{int(whole):,}".replace(",", ".") + "," + cents)
    if value == "Antrag.pdf":
        forms.append("Antrag")
    if "\u202e" in value:
        forms.append(value.replace("\u202e", ""))
    return forms


def test_yes_and_no_are_drawn_with_their_question(applications: Applications) -> None:
    application = next(item for item in applications if item.key == "hilfe-zum-lebensunterhalt")
    pdf = form_pdf_of(application)
    assert pdf is not None
    text = pdf_text(pdf)
    assert squeezed("Ich bin akut mittellos und benötige sofort Hilfe") in text
    assert text.count("JaNein") >= 10


def test_xml_head_names_message_and_number(applications: Applications) -> None:
    for application in applications:
        root = xml_of(application)
        if root is None:
            continue
        assert root.findtext("nachrichtenkopf.g2g/identifikation.nachricht/nachrichtenUUID") == application.message_uuid
        assert root.findtext(".//{*}vorgangsID") == application.number
        reader = root.findtext("nachrichtenkopf.g2g/leser/kennung") or ""
        assert reader.split(":")[0] == (services()[application.service_key].prefix or "soa")
        assert root.get("produkt") == services()[application.service_key].name


def test_embedded_and_attached_form_are_the_same(applications: Applications) -> None:
    application = next(item for item in applications if item.key == "bildung-mittagessen")
    root, pdf = xml_of(application), form_pdf_of(application)
    assert root is not None
    assert etree.QName(root).namespace == "https://portalverbund.d-nrw.de/efa/XSozial-basis/Version_2_4_0"
    embedded = root.findtext(".//{*}inhalt")
    assert embedded is not None
    assert pdf is not None
    assert base64.b64decode(embedded, validate=True) == pdf


def test_everything_is_visibly_invented(applications: Applications) -> None:
    for application in applications:
        assert any(marker in application.applicant for marker in MARKERS)
        if (root := xml_of(application)) is not None:
            assert "erfunden" in root.get("test", "")
            for name, value in leaves(root):
                if name == "iban" or name.endswith("Iban"):
                    assert iban_is_valid(value)
                    assert value[4:12] == "99990000"
                if name in ("postleitzahl",):
                    assert value.startswith("00")
        for content in application.contents:
            if content.media_type == "application/pdf":
                assert "erfunden" in pdf_text(data_of(content)).lower()


def test_fonts_are_embedded(applications: Applications) -> None:
    for application in applications:
        pdf = form_pdf_of(application)
        if pdf is not None:
            assert pdf.count(b"/FontFile2") >= 2
            assert b"/Helvetica" not in pdf or pdf.count(b"/BaseFont /Helvetica") <= 1


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "image/heic"])
def test_pictures_open(applications: Applications, media_type: str) -> None:
    pi_heif.register_heif_opener()
    seen = 0
    for application in applications:
        for content in application.contents[:12]:
            if content.media_type == media_type:
                with Image.open(io.BytesIO(data_of(content))) as picture:
                    picture.load()
                    assert min(picture.size) >= 300
                seen += 1
    assert seen >= 3


def test_month_end_arrives_seconds_before_midnight(applications: Applications) -> None:
    arrival = _by_quirk(applications, Quirk.MONTH_END).created_at
    local = arrival.astimezone(ZoneInfo("Europe/Berlin"))
    assert arrival.tzinfo is UTC
    assert (local.hour, local.minute) == (23, 59)
    assert local.second >= 50
    assert (local + timedelta(seconds=10)).day == 1


@pytest.mark.parametrize("today", [date(2026, 1, 31), date(2026, 3, 1), date(2024, 2, 29)])
def test_the_set_can_end_on_any_day(today: date) -> None:
    applications = training_set(1, with_large=True, today=today)
    assert all(application.created_at.date() <= today for application in applications)
    assert [item.created_at for item in applications] == sorted(item.created_at for item in applications)


def test_duplicate_has_the_same_contents_a_little_later(applications: Applications) -> None:
    duplicate = _by_quirk(applications, Quirk.DUPLICATE)
    (original,) = [item for item in applications if item.number == duplicate.number and item is not duplicate]
    assert [(content.name, data_of(content)) for content in duplicate.contents] == [
        (content.name, data_of(content)) for content in original.contents]
    assert timedelta() < duplicate.created_at - original.created_at < timedelta(hours=1)


def test_three_hundred_attachments(applications: Applications) -> None:
    application = _by_quirk(applications, Quirk.MANY_ATTACHMENTS)
    receipts = [content for content in application.attachments if content.media_type == "image/png"]
    assert len(receipts) == 300
    assert len({data_of(content) for content in receipts}) == 300
    assert application.size < 2_000_000


def test_only_xml_and_only_pdf(applications: Applications) -> None:
    only_xml, only_pdf = _by_quirk(applications, Quirk.XML_ONLY), _by_quirk(applications, Quirk.PDF_ONLY)
    assert xml_of(only_xml) is not None
    assert form_pdf_of(only_xml) is None
    assert xml_of(only_pdf) is None
    assert form_pdf_of(only_pdf) is not None
    assert all(content.kind is ContentKind.ATTACHMENT for content in only_pdf.contents)


def test_unusual_names_are_unusual(applications: Applications) -> None:
    application = _by_quirk(applications, Quirk.UNUSUAL_NAMES)
    names = [content.name for content in application.contents]
    assert any("..\\" in name for name in names)
    assert any("../" in name for name in names)
    assert any("\u202e" in name for name in names)
    assert any(name.startswith("=") for name in names)
    assert any(len(name) > 200 for name in names)
    assert any("ß" in name for name in names)
    root = xml_of(application)
    assert root is not None
    assert "=1+1" in {value for _, value in leaves(root)}
