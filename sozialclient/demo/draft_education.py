"""Applications for education and participation (Bildung und Teilhabe)."""

from __future__ import annotations

from decimal import Decimal

from sozialclient.demo import code_lists, form_end, form_money, form_person, numbers
from sozialclient.demo.draft import Case, Draft
from sozialclient.demo.evidence import Planned
from sozialclient.demo.form_model import Chapter, Field, Form, Group, Measure
from sozialclient.demo.people import SCHOOL, Person, invent_person, relative_of
from sozialclient.demo.xsozial_xml import SchoolMeals, school_meals_xml

_TITLE = "Antrag auf Leistungen für Bildung und Teilhabe"
_PRIMARY = code_lists.own("ausbildungsart", "01", "allgemeinbildende Schule")


def school_meals(case: Case) -> Draft:
    """Lunch at school, in the structure of XSozial-basis with the PDF inside."""
    rng = case.rng
    parent = invent_person(rng, born=(1983, 1992), gender="w", given_names="Zoë", family_name="Muster-Łąka")
    child = relative_of(parent, rng, born=(2016, 2018), gender="w", given_names="Aylin")
    known = SchoolMeals(parent=parent, child=child, school=SCHOOL, mailbox_id=numbers.uuid_text(rng))

    def write(form: Form, pdf: bytes) -> bytes:
        return school_meals_xml(form, known, pdf)

    need = Group("mittagsverpflegung", "Mittagsverpflegung", (
        Field("bedarf", "Bedarf", "Mittagsverpflegung"),
        Field("seit", "Teilnahme seit", case.day.replace(month=8, day=24)),
        Field("essenstage", "Essenstage pro Woche", 4),
        Field("kosten", "Kosten je Mahlzeit", Measure(Decimal("4.10"))),
        Field("verauslagteKosten", "Haben Sie die Kosten verauslagt?", False),
    ))
    return Draft(
        title=_TITLE, person=parent,
        chapters=(
            form_person.applicant(parent, form_person.FOR_MY_CHILD), _child(child, "2 a"),
            Chapter("bedarf", "Beantragte Leistung", (need,)), _dispatch(case, known.mailbox_id),
        ),
        evidence=(
            Planned("Nachweis Mittagsverpflegung", "Rechnung Mensa.pdf", "school_letter", "anhang_0001.pdf"),
            Planned("Bewilligungsbescheid Hilfe zum Lebensunterhalt", "IMG_0815.jpg", "office_notice",
                    "anhang_0002.jpg"),
        ),
        write_xml=write,
    )


def class_trip(case: Case) -> Draft:
    """A class trip of several days."""
    rng = case.rng
    parent = invent_person(rng, born=(1976, 1988), gender="m", given_names="Bilal", family_name="Beispiel")
    child = relative_of(parent, rng, born=(2011, 2014), gender="m")
    need = Group("schulausflug", "Schulausflug oder Klassenfahrt", (
        Field("bedarf", "Bedarf", "Mehrtägige Klassenfahrt"),
        Field("ziel", "Ziel", "Jugendherberge Probendorf"),
        Field("dauerInTagen", "Dauer in Tagen", 5),
        Field("kosten", "Kosten", Measure(Decimal("318.00"))),
        Field("verauslagteKosten", "Haben Sie die Kosten verauslagt?", True),
    ))
    return Draft(
        title=_TITLE, person=parent,
        chapters=(
            form_person.applicant(parent, form_person.FOR_MY_CHILD), _child(child, "7 b"),
            Chapter("bedarf", "Beantragte Leistung", (need,)), form_person.bank(parent.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Nachweis über Schulausflüge/(Klassen-)Fahrten", "Elternbrief Klassenfahrt.pdf", "school_letter"),
            Planned("Wohngeldbescheid mit Bewilligungszeitraum", "Wohngeldbescheid.png", "office_notice"),
            Planned("Nachweis Kostenverauslagung", "Überweisung.jpg", "bank_statement"),
        ),
    )


def tutoring(case: Case) -> Draft:
    """Tutoring, with the statement of the school as a photo."""
    rng = case.rng
    parent = invent_person(rng, born=(1978, 1990), gender="w", given_names="Oleksandra", family_name="Fantasie",
                           nationality=("166", "ukrainisch"))
    child = relative_of(parent, rng, born=(2012, 2015), gender="w")
    need = Group("lernfoerderung", "Lernförderung", (
        Field("bedarf", "Bedarf", "Lernförderung"),
        Field("unterrichtsfach", "Unterrichtsfach", "Mathematik, Deutsch"),
        Field("anbieter", "Leistungsanbieter", "Lernstudio Probe (erfunden)"),
        Field("stundenProWoche", "Stunden pro Woche", 3),
        Field("kosten", "Kosten je Stunde", form_money.money(rng, 17, 26)),
        Field("fraglicheVersetzung", "Ist die Versetzung gefährdet?", True),
    ))
    return Draft(
        title=_TITLE, person=parent,
        chapters=(
            form_person.applicant(parent, form_person.FOR_MY_CHILD), _child(child, "6 c"),
            Chapter("bedarf", "Beantragte Leistung", (need,)), form_person.bank(parent.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Stellungnahme der Schule zur Lernförderung", "IMG_3301.jpg", "school_letter"),
            Planned("Bescheid der Familienkasse über Kinderzuschlag", "Kinderzuschlag.pdf", "office_notice"),
        ),
    )


def unusual_names(case: Case) -> Draft:
    """Names and answers that programs stumble over: long, doubled dots, reversed, formulas."""
    rng = case.rng
    parent = invent_person(rng, born=(1980, 1991), gender="w", given_names="Testa Ünal Ångström",
                           family_name="von und zu Übung-Đorđević-Nguyễn", nationality=("423", "afghanisch"))
    child = relative_of(parent, rng, born=(2014, 2017), gender="d", given_names="Lan-Ștefan")
    need = Group("teilhabe", "Teilhabe am sozialen und kulturellen Leben", (
        Field("bedarf", "Bedarf", "Teilhabe am sozialen und kulturellen Leben"),
        Field("foerderungsgegenstand", "Förderungsgegenstand", "=1+1"),
        Field("leistungsanbieter", "Leistungsanbieter", "@Musterverein <Übung> & Söhne \"e. V.\""),
        Field("mitgliedsnummer", "Mitgliedsnummer", "-2+3"),
        Field("kosten", "Kosten", Measure(Decimal("15.00"))),
        Field("hinweis", "Hinweis", "Zeile eins; mit Semikolon\nZeile zwei mit \"Anführungszeichen\"", wide=True),
    ))
    return Draft(
        title=_TITLE, person=parent,
        chapters=(
            form_person.applicant(parent, form_person.FOR_MY_CHILD), _child(child, "3 ä"),
            Chapter("bedarf", "Beantragte Leistung", (need,)), form_person.bank(parent.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Nachweis Teilhabe", "Mitgliedsbescheinigung Fußballverein Übungsfelde – Größe & Höhe.pdf",
                    "school_letter"),
            Planned("Nachweis mit Pfad im Namen", "..\\..\\Windows\\Beleg.pdf", "office_notice"),
            Planned("Nachweis mit Schrägstrich", "../../etc/beleg.png", "bank_statement"),
            Planned("Nachweis mit umgekehrter Schreibrichtung", "Beleg_\u202egpj.pdf", "payslip"),
            Planned("Nachweis mit reserviertem Namen", "CON.png", "medical_certificate"),
            Planned("Nachweis mit Formel", "=1+1.png", "receipt"),
            Planned("Nachweis mit sehr langem Namen", "Bescheinigung_" + "sehr_" * 42 + "lang.png", "receipt"),
        ),
    )


def _child(child: Person, school_class: str) -> Chapter:
    return Chapter("kind", "Angaben zum Kind", (
        Group("kind", "Kind 1", (
            Field("nameDesKindes", "Name des Kindes", child.full_name, wide=True),
            Field("familienname", "Familienname", child.family_name),
            Field("vornamen", "Vornamen", child.given_names),
            Field("geburtsdatum", "Geburtsdatum", child.birth_date),
            Field("geschlecht", "Geschlecht", code_lists.gender(child.gender)),
        )),
        Group("schule", "Besuchte Einrichtung", (
            Field("ausbildungsart", "Art der Einrichtung", _PRIMARY),
            Field("einrichtung", "Name der Einrichtung", SCHOOL),
            Field("besuchteKlasse", "Besuchte Klasse", school_class),
        )),
    ))


def _dispatch(case: Case, mailbox_id: str) -> Chapter:
    closing = form_end.submission(case.rng, case.number, case.submitted)
    mailbox = Group("postfach", "Postfach für den Bescheid", (
        Field("postfachID", "Postfach-ID", mailbox_id), Field("provider", "Anbieter", "nkb")))
    return Chapter(closing.element, closing.title, (*closing.groups, mailbox))
