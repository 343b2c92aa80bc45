"""The training mailbox's applications: one row each, from an ordinary case to the oddest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sozialclient.demo import draft_education, draft_housing, draft_other, draft_subsistence, numbers
from sozialclient.demo.draft import Case, Draft, DraftWriter
from sozialclient.demo.evidence import evidence_contents
from sozialclient.demo.form_model import Form
from sozialclient.demo.form_xml import form_xml
from sozialclient.demo.letters import Occasion
from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.pdf_form import form_pdf
from sozialclient.demo.services import services
from sozialclient.demo.training_application import CONTAINER_ID, Quirk, TrainingApplication, TrainingContent
from sozialclient.model.delivery import ContentKind

REFERENCE_DAY = date(2026, 11, 20)
"""The training set ends on this day unless told otherwise."""

XML_NAME = "form.xml"
PDF_NAME = "Antrag.pdf"
INLINE_PDF_NAME = "printout.pdf"


@dataclass(frozen=True, slots=True)
class _Row:
    """One application: `days` before the reference day, local time of day; `inline_pdf` sends the PDF as data."""

    key: str
    service_key: str
    write: DraftWriter
    days: int
    at: time
    quirks: tuple[Quirk, ...] = ()
    inline_pdf: bool = False


_ROWS = (
    _Row("hilfe-zum-lebensunterhalt", "99107012017000", draft_subsistence.subsistence, 1, time(12, 6, 44)),
    _Row("grundsicherung-paar", "99107009017000", draft_subsistence.couple, 2, time(19, 40, 12)),
    _Row("bildung-mittagessen", "99107032017002", draft_education.school_meals, 3, time(8, 17, 3)),
    _Row("bildung-klassenfahrt", "99107032017005", draft_education.class_trip, 4, time(21, 2, 55), inline_pdf=True),
    _Row("bildung-lernfoerderung", "99107032017006", draft_education.tutoring, 6, time(16, 31, 20)),
    _Row("bildung-ungewoehnliche-namen", "99107032017004", draft_education.unusual_names, 5, time(10, 10, 10),
         (Quirk.UNUSUAL_NAMES,)),
    _Row("mietrueckstaende-notlage", "99107042068002", draft_housing.arrears_in_need, 0, time(7, 2, 31)),
    _Row("mietrueckstaende-fremder-schluessel", "99107042068001", draft_housing.arrears_working, 7, time(13, 45, 9),
         (Quirk.OTHER_READER,)),
    _Row("asylbewerberleistungen", "99107029017000", draft_other.asylum, 2, time(11, 25, 48)),
    _Row("einmalige-bedarfe-300-belege", "99107054017000", draft_subsistence.after_fire, 8, time(22, 14, 37),
         (Quirk.MANY_ATTACHMENTS,)),
    _Row("besondere-wohnform-zwei-autoren", "99107012017002", draft_subsistence.residential_home, 9, time(9, 33, 1),
         (Quirk.TWO_AUTHORS,)),
    _Row("zuschuss-versicherung-signatur-gebrochen", "99107055017000", draft_subsistence.insurance_grant, 10,
         time(14, 58, 26), (Quirk.BROKEN_AUTHOR_SIGNATURE,)),
    _Row("wohnberechtigungsschein-nur-xml", "99107022012000", draft_housing.housing_certificate, 12, time(17, 20, 0),
         (Quirk.XML_ONLY,)),
    _Row("verwandtenpflege-nur-pdf", "99107012017001", draft_subsistence.relatives_care, 13, time(6, 48, 15),
         (Quirk.PDF_ONLY,)),
    _Row("pflegewohngeld", "99107049080000", draft_other.care_home, 14, time(15, 5, 5)),
    _Row("grundsicherung-monatsende", "99107009017000", draft_subsistence.old_age, 0, time(23, 59, 57),
         (Quirk.MONTH_END,)),
)
_LARGE = _Row("pflegewohngeld-100-mb", "99107049080000", draft_other.care_home_with_scan, 11, time(18, 12, 49),
              (Quirk.LARGE,))
_SENT_TWICE = "bildung-mittagessen"


def training_set(seed: int, *, with_large: bool, today: date = REFERENCE_DAY) -> tuple[TrainingApplication, ...]:
    """All applications in the order of their arrival, the last on `today`; equal for equal arguments.

    Nothing is printed or drawn before the bytes are asked for. `with_large` adds the one of 100 MB, which is
    streamed. Application Quirk.DUPLICATE has the contents of another one.
    """
    rows = (*_ROWS, _LARGE) if with_large else _ROWS
    applications = [build_application(row.key, row.service_key, row.write, _arrival(row, today), seed,
                                      quirks=row.quirks, inline_pdf=row.inline_pdf) for row in rows]
    applications.extend(_sent_again(applications))
    return tuple(sorted(applications, key=lambda application: application.created_at))


def _arrival(row: _Row, today: date) -> datetime:
    day = today - timedelta(days=row.days)
    if Quirk.MONTH_END in row.quirks:
        day = today.replace(day=1) - timedelta(days=1)
    return datetime.combine(day, row.at, ZoneInfo("Europe/Berlin"))


def _sent_again(applications: list[TrainingApplication]) -> Iterator[TrainingApplication]:
    for original in applications:
        if original.key == _SENT_TWICE:
            yield replace(original, key=f"{original.key}-doppelt", quirks=original.quirks | {Quirk.DUPLICATE},
                          created_at=original.created_at + timedelta(minutes=4, seconds=11))


def build_application(key: str, service_key: str, write: DraftWriter, arrival: datetime, seed: int, *,
                      quirks: tuple[Quirk, ...] = (), inline_pdf: bool = False) -> TrainingApplication:
    """One application; `arrival` is aware local time, the citizen pressed the button two seconds earlier."""
    rng = Random(f"{seed}/{key}")
    case = Case(rng, numbers.uuid_text(rng), arrival - timedelta(seconds=2))
    draft = write(case)
    service = services()[service_key]
    form = Form(
        service=service, title=draft.title, applicant=draft.person.full_name, number=case.number,
        message_uuid=numbers.uuid_text(rng), submitted=case.submitted, chapters=draft.chapters,
        evidence=tuple(plan.note() for plan in draft.evidence),
    )
    return TrainingApplication(
        key=key, service_key=service_key, subject=CONTAINER_ID, applicant=form.applicant, number=form.number,
        message_uuid=form.message_uuid, created_at=arrival.astimezone(UTC), quirks=frozenset(quirks),
        contents=_contents(form, draft, f"{seed}/{key}", frozenset(quirks), inline_pdf),
    )


def _contents(form: Form, draft: Draft, seed: str, quirks: frozenset[Quirk], inline_pdf: bool
              ) -> tuple[TrainingContent, ...]:
    pdf = LazyBytes(lambda: form_pdf(form))
    writer = draft.write_xml
    xml = LazyBytes(lambda: writer(form, pdf.data) if writer else form_xml(form))
    contents: list[TrainingContent] = []
    if Quirk.PDF_ONLY not in quirks:
        contents.append(TrainingContent(XML_NAME, "text/xml", ContentKind.DATA, xml))
    if Quirk.XML_ONLY not in quirks:
        name, kind = (INLINE_PDF_NAME, ContentKind.DATA) if inline_pdf else (PDF_NAME, ContentKind.ATTACHMENT)
        contents.append(TrainingContent(name, "application/pdf", kind, pdf))
    occasion = Occasion(form, draft.person, Random(seed))
    contents.extend(evidence_contents(draft.evidence, occasion, seed))
    return tuple(contents)
