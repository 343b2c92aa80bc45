"""Applications under the asylum seekers' benefits act and for care in a home."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sozialclient.demo import code_lists, form_end, form_money, form_person, numbers
from sozialclient.demo.draft import Case, Draft
from sozialclient.demo.draft_subsistence import PENSION_PAPERS
from sozialclient.demo.evidence import Planned
from sozialclient.demo.form_model import Chapter, Field, Group
from sozialclient.demo.form_person import yes_no
from sozialclient.demo.people import CARE_HOME, invent_person, relative_of


def asylum(case: Case) -> Draft:
    """Benefits for a family in shared accommodation."""
    rng = case.rng
    person = invent_person(rng, born=(1984, 1995), gender="m", given_names="Noël", family_name="Fantasie-Öztürk",
                           nationality=("475", "syrisch"))
    partner = relative_of(person, rng, born=(1986, 1996), gender="w", given_names="Mariam")
    children = tuple(relative_of(person, rng, born=(2014, 2022)) for _ in range(2))
    status = Group("aufenthalt", "Aufenthalt", (
        Field("aufenthaltsstatus", "Aufenthaltsstatus",
              code_lists.own("aufenthaltsstatus", "02", "Aufenthaltsgestattung")),
        Field("einreisedatum", "Eingereist am", case.day - timedelta(days=rng.randrange(40, 200))),
        Field("azrNummer", "AZR-Nummer", numbers.register_number(rng)),
        Field("unterkunftsart", "Art der Unterkunft",
              code_lists.own("unterkunftsart", "02", "Gemeinschaftsunterkunft")),
    ))
    benefits = Group("leistungen", "Beantragte Leistungen", (
        yes_no("lebensunterhalt", "Leistungen zur Sicherung des Lebensunterhalts", True),
        yes_no("gesundheit", "Gesundheitsleistungen", True),
        yes_no("schwangerschaft", "Leistungen bei Schwangerschaft und Geburt", False),
        yes_no("einmaligeBedarfe", "Leistungen für einmalige Bedarfe", True),
    ))
    return Draft(
        title="Antrag auf Leistungen nach dem Asylbewerberleistungsgesetz", person=person,
        chapters=(
            form_person.applicant(person), Chapter("aufenthalt", "Aufenthalt", (status,)),
            Chapter("leistungen", "Leistungen nach AsylbLG", (benefits,)),
            form_person.household(((partner, "Ehe- oder Lebenspartner:in"), *((child, "Kind") for child in children))),
            form_money.income(rng, person, (), case.day), form_person.bank(person.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Nachweis des Aufenthaltsstatus (Ankunftsnachweis, Gestattung, Duldung, Titel)", "Gestattung.jpg",
                    "identity_card"),
            Planned("Zuweisungsbescheid, An-/Abmeldebestätigung", "Zuweisung.pdf", "office_notice"),
            Planned("Ärztliche Unterlagen", "Attest.png", "medical_certificate"),
            Planned("Mietvertrag, Nebenkosten-/Heizkostenbelege", "IMG_0042.heic", "heic"),
        ),
    )


def care_home(case: Case) -> Draft:
    """An allowance towards the investment costs of a care home."""
    rng = case.rng
    person = invent_person(rng, born=(1934, 1944), gender="w", given_names="Ute", family_name="Muster")
    care = Group("pflege", "Pflege", (
        Field("nameDerEinrichtung", "Name der Einrichtung", CARE_HOME, wide=True),
        Field("heimaufnahme", "Aufnahme am", case.day.replace(day=1) - timedelta(days=31)),
        Field("pflegegrad", "Pflegegrad", rng.randrange(2, 6)),
        Field("investitionskosten", "Investitionskosten monatlich", form_money.money(rng, 420, 680)),
        Field("heimentgelt", "Heimentgelt monatlich", form_money.money(rng, 3400, 4600)),
    ))
    return Draft(
        title="Antrag auf Pflegewohngeld", person=person,
        chapters=(
            form_person.applicant(person), Chapter("pflege", "Pflege", (care,)),
            form_money.income(rng, person, (form_money.PENSION,), case.day), form_money.assets(rng),
            form_person.bank(person.account), form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Bescheid der Pflegekasse (Pflegegrad, vollstationär)", "Pflegegrad.pdf", "care_notice"),
            Planned(PENSION_PAPERS, "Rente.png", "pension_notice"),
            Planned("Heimvertrag/Anmeldung zur Heimaufnahme", "Heimvertrag.jpg", "rent_contract"),
        ),
    )


def care_home_with_scan(case: Case) -> Draft:
    """The same service with a scan of 100 MB."""
    draft = care_home(case)
    return replace(draft, evidence=(
        Planned("Pflegedokumentation der letzten Monate", "Pflegedokumentation_gescannt.pdf", "large_scan"),
        Planned("Bescheid der Pflegekasse (Pflegegrad, vollstationär)", "Pflegegrad.pdf", "care_notice"),
    ))
