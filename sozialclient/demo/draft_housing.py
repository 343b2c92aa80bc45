"""Applications about a home: rent arrears and the housing entitlement certificate."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sozialclient.demo import code_lists, form_end, form_money, form_person, numbers
from sozialclient.demo.draft import Case, Draft
from sozialclient.demo.draft_subsistence import IDENTITY, STATEMENTS
from sozialclient.demo.evidence import Planned
from sozialclient.demo.form_model import Chapter, Field, Group, Iban, Measure
from sozialclient.demo.form_person import yes_no
from sozialclient.demo.people import LANDLORD, invent_person, relative_of


def _arrears(case: Case, months: int, owed: str) -> Chapter:
    return Chapter("mietschulden", "Mietschulden", (
        Group("rueckstand", "Rückstand", (
            Field("offeneMonatsmieten", "Anzahl der offenen Monatsmieten", months),
            Field("betragMietschulden", "Höhe der Mietschulden", Measure(Decimal(owed))),
            Field("grund", "Grund", code_lists.own("mietschuldengrund", "02", "Verlust des Arbeitsplatzes")),
            Field("kuendigungVom", "Kündigung erhalten am", case.day - timedelta(days=12)),
            yes_no("raeumungsklage", "Wurde Räumungsklage erhoben?", months > 2),
            yes_no("fortsetzung", "Ist die Vermietung bereit, das Mietverhältnis fortzusetzen?", True),
        )),
        Group("vermietung", "Vermietung", (
            Field("vermieterName", "Name der vermietenden Person/Gesellschaft", LANDLORD, wide=True),
            Field("vermieterIban", "IBAN der vermietenden Person/Gesellschaft", Iban(numbers.iban(case.rng))),
            Field("verwendungszweck", "Verwendungszweck", f"Mietkonto ÜB-{case.rng.randrange(1000, 9999)}"),
        )),
    ))


def arrears_in_need(case: Case) -> Draft:
    """Rent arrears of a family that is about to lose its home."""
    rng = case.rng
    person = invent_person(rng, born=(1981, 1990), gender="m", given_names="Jürgen", family_name="Platzhalter")
    partner = relative_of(person, rng, born=(1983, 1991), gender="w", given_names="Šárka")
    child = relative_of(person, rng, born=(2015, 2020))
    return Draft(
        title="Antrag auf Übernahme von Mietrückständen", person=person,
        chapters=(
            form_person.applicant(person),
            form_person.household(((partner, "Ehe- oder Lebenspartner:in"), (child, "Kind"))),
            form_money.housing(rng, 3), _arrears(case, 3, "2184.90"),
            form_money.income(rng, person, (form_money.CHILD_BENEFIT,), case.day),
            form_money.assets(rng, at_most=60),
            form_end.emergency("Räumungstermin ist in drei Wochen. Strom wurde ebenfalls angemahnt."),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Mietvertrag mit letzter Mietänderung", "Mietvertrag.pdf", "rent_contract"),
            Planned("Mahnung bzw. Kündigungsschreiben", "Kuendigung_Foto.jpg", "landlord_notice"),
            Planned(STATEMENTS, "Kontoauszug_10.png", "bank_statement"),
            Planned("Nebenkostenabrechnung", "IMG_1107.heic", "heic"),
        ),
    )


def arrears_working(case: Case) -> Draft:
    """Rent arrears of someone who works."""
    rng = case.rng
    person = invent_person(rng, born=(1988, 1999), gender="w", given_names="Karla", family_name="Attrappe")
    return Draft(
        title="Antrag auf Übernahme von Mietrückständen", person=person,
        chapters=(
            form_person.applicant(person), form_person.household(()), form_money.housing(rng, 1),
            _arrears(case, 2, "1046.00"), form_money.income(rng, person, (form_money.WAGES,), case.day),
            form_money.assets(rng), form_person.bank(person.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Mahnung bzw. Kündigungsschreiben", "Kündigung.pdf", "landlord_notice"),
            Planned("Einkommensnachweise", "Lohnabrechnung.png", "payslip"),
        ),
    )


def housing_certificate(case: Case) -> Draft:
    """The certificate that entitles to subsidised housing."""
    rng = case.rng
    person = invent_person(rng, born=(1986, 1997), gender="w")
    child = relative_of(person, rng, born=(2018, 2023))
    wish = Group("wohnung", "Gewünschte Wohnung", (
        Field("art", "Art der Bescheinigung", code_lists.own("wbs", "01", "Allgemeiner Wohnberechtigungsschein")),
        Field("anzahlRaeume", "Anzahl der Räume", 3),
        Field("wohnungsgroesse", "Wohnungsgröße", Measure(Decimal("60.00"), "m²")),
        Field("barrierefrei", "Barrierefreie Wohnung nötig", False),
        Field("schwanger", "Erwarten Sie ein Kind?", False),
    ))
    return Draft(
        title="Antrag auf einen Wohnberechtigungsschein", person=person,
        chapters=(
            form_person.applicant(person), Chapter("wohnung", "Gewünschte Wohnung", (wish,)),
            form_person.household(((child, "Kind"),)),
            form_money.income(rng, person, (form_money.WAGES, form_money.CHILD_BENEFIT), case.day),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(Planned(IDENTITY, "Ausweis.jpg", "identity_card"),
                  Planned("Lohnabrechnungen der letzten zwölf Monate", "Lohnabrechnung.pdf", "payslip")),
    )
