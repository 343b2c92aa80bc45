"""Sound applications of about 60 KB in any number, for filling a mailbox and for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from sozialclient.demo import form_end, form_money, form_person, letter_picture, numbers
from sozialclient.demo.form_model import Chapter, EvidenceNote, Form
from sozialclient.demo.form_xml import form_xml
from sozialclient.demo.letters import Occasion, bank_statement
from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.pdf_form import quick_form_pdf
from sozialclient.demo.people import invent_person
from sozialclient.demo.services import services
from sozialclient.demo.training_application import CONTAINER_ID, TrainingApplication, TrainingContent
from sozialclient.model.delivery import ContentKind

LATEST = datetime(2026, 11, 20, 16, 0, tzinfo=ZoneInfo("Europe/Berlin"))
"""The last of the plain applications arrives at this time unless told otherwise."""

_KINDS = (
    ("99107012017000", "Antrag auf Hilfe zum Lebensunterhalt"),
    ("99107009017000", "Antrag auf Grundsicherung im Alter und bei Erwerbsminderung"),
    ("99107042068002", "Antrag auf Übernahme von Mietrückständen"),
    ("99107055017000", "Antrag auf Zuschuss zu Kranken- und Pflegeversicherung"),
    ("99107049080000", "Antrag auf Pflegewohngeld"),
)
_PHOTOS = 8
_PHOTO_NAME = "Kontoauszug.jpg"
_STEP = timedelta(minutes=17)


def plain_applications(count: int, seed: int, *, latest: datetime = LATEST) -> Iterator[TrainingApplication]:
    """`count` applications, oldest first, each with XML, PDF and one photo; equal for equal arguments.

    The photo is one of a few that are drawn once, because drawing takes longer than all the rest.
    """
    for index in range(count):
        yield _plain(index, seed, latest - _STEP * (count - 1 - index))


def _plain(index: int, seed: int, arrival: datetime) -> TrainingApplication:
    rng = Random(f"{seed}/plain/{index}")
    service_key, title = _KINDS[index % len(_KINDS)]
    person = invent_person(rng, born=(1941, 1958), simple=True)
    number = numbers.uuid_text(rng)
    submitted = (arrival - timedelta(seconds=2)).replace(microsecond=0)
    form = Form(
        service=services()[service_key], title=title, applicant=person.full_name, number=number,
        message_uuid=numbers.uuid_text(rng), submitted=submitted,
        chapters=(
            form_person.applicant(person),
            Chapter("situation", "Situation", (form_person.marital_group(rng, "GS", submitted.date()),
                                               form_person.health_insurance(person))),
            form_money.housing(rng, 1), form_money.income(rng, person, (form_money.PENSION,), submitted.date()),
            form_money.assets(rng), form_person.bank(person.account), form_end.submission(rng, number, submitted),
        ),
        evidence=(EvidenceNote("Kontoauszüge der letzten 3 Monate", _PHOTO_NAME, _PHOTO_NAME, "image/jpeg"),),
    )
    photo = index % _PHOTOS
    return TrainingApplication(
        key=f"plain-{index:05d}", service_key=service_key, subject=CONTAINER_ID, applicant=form.applicant,
        number=number, message_uuid=form.message_uuid, created_at=arrival.astimezone(UTC),
        contents=(
            TrainingContent("form.xml", "text/xml", ContentKind.DATA, LazyBytes(lambda: form_xml(form))),
            TrainingContent("Antrag.pdf", "application/pdf", ContentKind.ATTACHMENT,
                            LazyBytes(lambda: quick_form_pdf(form))),
            TrainingContent(_PHOTO_NAME, "image/jpeg", ContentKind.ATTACHMENT,
                            LazyBytes(lambda: _photo(seed, photo))),
        ),
    )


@lru_cache(maxsize=2 * _PHOTOS)
def _photo(seed: int, number: int) -> bytes:
    rng = Random(f"{seed}/photo/{number}")
    person = invent_person(rng, born=(1950, 1990), simple=True)
    form = Form(service=services()[_KINDS[0][0]], title="", applicant=person.full_name, number="", message_uuid="",
                submitted=LATEST, chapters=(), evidence=())
    page = letter_picture.letter_page(bank_statement(Occasion(form, person, rng)))
    smaller = letter_picture.as_photo(page, rng).resize((600, 822))
    return letter_picture.encoded(smaller, "image/jpeg")
