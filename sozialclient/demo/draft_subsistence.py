"""Applications for subsistence: Hilfe zum Lebensunterhalt, Grundsicherung and what belongs to them."""

from __future__ import annotations

from decimal import Decimal

from sozialclient.demo import code_lists, form_end, form_money, form_person
from sozialclient.demo.draft import Case, Draft
from sozialclient.demo.evidence import Planned
from sozialclient.demo.form_model import Chapter, Field, Group, Measure
from sozialclient.demo.form_person import yes_no
from sozialclient.demo.people import CARE_HOME, HEALTH_INSURANCE, Person, invent_person, relative_of

IDENTITY = "Identitätsnachweis (Kopie oder Vorlage)"
RENT = "Mietvertrag/Mietbescheinigung"
STATEMENTS = "Kontoauszüge der letzten 3 Monate"
PENSION_PAPERS = "Nachweise über Renten/Pensionen"


def situation(case: Case, person: Person, marital: str, *, disabled: bool = False, until: bool = False,
              pension: bool = True) -> Chapter:
    """The present situation, marital status, health insurance and health."""
    health = [Field("schwerbehindertenausweis", "Schwerbehindertenausweis vorhanden", disabled)]
    if until:
        health.insert(0, Field("erwerbsminderungVoraussichtlichBis", "Voraussichtlich erwerbsgemindert bis",
                               case.day.replace(year=case.day.year + 1, month=12, day=31)))
    return Chapter("situation", "Situation", (
        Group("aktuelleSituation", "Angaben zur aktuellen Situation", (
            yes_no("auszubildend", "Ich bin Auszubildende:r oder Studierende:r", False),
            yes_no("jobcenterleistungEingestellt",
                   "Ich beziehe Leistungen des Jobcenters, die nun eingestellt werden sollen", until),
            yes_no("stationaerUntergebracht",
                   "Ich bin derzeit stationär untergebracht (z. B. Krankenhaus, Rehabilitation)", False),
            yes_no("rente", "Ich beziehe eine Rente oder habe eine Rente beantragt", pension),
        )),
        form_person.marital_group(case.rng, marital, case.day),
        form_person.health_insurance(person),
        Group("gesundheit", "Gesundheitliche Umstände", tuple(health)),
    ))


def subsistence(case: Case) -> Draft:
    """The model case: a disabled single parent in need at once, with one paper still missing."""
    rng = case.rng
    person = invent_person(rng, born=(1972, 1988), gender="w", given_names="Élodie Marie",
                           family_name="Beispiel-Großmann")
    child = relative_of(person, rng, born=(2010, 2014), given_names="Deniz", gender="m")
    return Draft(
        title="Antrag auf Hilfe zum Lebensunterhalt", person=person,
        chapters=(
            form_person.applicant(person), situation(case, person, "GS", until=True),
            form_person.household(((child, "Kind"),)), form_money.housing(rng, 2),
            form_money.income(rng, person, (form_money.DISABILITY_PENSION, form_money.CHILD_BENEFIT,
                                            form_money.MAINTENANCE), case.day,
                              {"09": "Unterhalt wird seit Oktober nicht gezahlt; Klage ist eingereicht.\n"
                                     "Aktenzeichen folgt."}),
            form_money.expenses(rng, diet=True), form_money.assets(rng, car=True, at_most=60),
            form_person.bank(person.account, protected=True),
            form_end.emergency("Das Konto ist bis Monatsende nicht mehr gedeckt, Lebensmittel und Medikamente können "
                               "nicht bezahlt werden."),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned(RENT, "Mietvertrag (Seite 1).pdf", "rent_contract"),
            Planned("Nebenkosten-/Heizkostenbelege", "Mietkosten Foto.HEIC", "heic"),
            Planned(PENSION_PAPERS, "rentenbescheid.jpg", "pension_notice"),
            Planned(STATEMENTS, "Kontoauszug.pdf", "bank_statement"),
            Planned(IDENTITY, "Ausweis.jpg", "identity_card"),
            Planned("Ärztliche Bescheinigung über kostenaufwändige Ernährung", "wird nachgereicht"),
        ),
    )


def old_age(case: Case) -> Draft:
    """Basic income in old age for someone living alone."""
    rng = case.rng
    person = invent_person(rng, born=(1950, 1958), gender="m", given_names="Karl-Heinz", family_name="Probe")
    return Draft(
        title="Antrag auf Grundsicherung im Alter und bei Erwerbsminderung", person=person,
        chapters=(
            form_person.applicant(person), situation(case, person, "VW"), form_person.household(()),
            form_money.housing(rng, 1), form_money.income(rng, person, (form_money.PENSION,), case.day),
            form_money.expenses(rng), form_money.assets(rng), form_person.bank(person.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned(IDENTITY, "Personalausweis.png", "identity_card"),
            Planned(PENSION_PAPERS, "Rentenanpassung.pdf", "pension_notice"),
            Planned(RENT, "Mietvertrag.png", "rent_contract"),
            Planned(STATEMENTS, "Konto.pdf", "bank_statement"),
        ),
    )


def couple(case: Case) -> Draft:
    """Basic income for a couple; one of them works a little."""
    rng = case.rng
    person = invent_person(rng, born=(1955, 1960), gender="w")
    partner = relative_of(person, rng, born=(1953, 1959), gender="m")
    return Draft(
        title="Antrag auf Grundsicherung im Alter und bei Erwerbsminderung", person=person,
        chapters=(
            form_person.applicant(person), situation(case, person, "VH", disabled=True),
            form_person.household(((partner, "Ehe- oder Lebenspartner:in"),)), form_money.housing(rng, 2),
            form_money.income(rng, person, (form_money.PENSION, form_money.WAGES), case.day), form_money.expenses(rng),
            form_money.assets(rng, car=True), form_person.bank(person.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned(PENSION_PAPERS, "IMG_2041.jpg", "pension_notice"),
            Planned("Nachweise über das Einkommen für die letzten 12 Monate", "Lohn.pdf", "payslip"),
            Planned(RENT, "IMG_2042.jpg", "rent_contract"),
        ),
    )


def relatives_care(case: Case) -> Draft:
    """A minor who lives with relatives."""
    rng = case.rng
    person = invent_person(rng, born=(1958, 1966), gender="w", given_names="Henrike", family_name="Muster-Weiß")
    child = relative_of(person, rng, born=(2013, 2018), gender="w")
    return Draft(
        title="Antrag auf Hilfe zum Lebensunterhalt für Minderjährige in Verwandtenpflege", person=person,
        chapters=(
            form_person.applicant(person, form_person.FOR_MY_CHILD), form_person.household(((child, "Kind"),)),
            form_money.housing(rng, 2), form_money.income(rng, child, (form_money.CHILD_BENEFIT,), case.day),
            form_person.bank(person.account), form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Vollmacht der Sorgeberechtigten oder Bestallung als Vormund", "Vollmacht.pdf", "office_notice"),
            Planned("Nachweis Kranken-/Pflegeversicherung des Kindes", "Bescheinigung.png", "medical_certificate"),
        ),
    )


def residential_home(case: Case) -> Draft:
    """Someone in a special form of housing who also gets Eingliederungshilfe; a legal guardian applies."""
    rng = case.rng
    guardian = invent_person(rng, born=(1968, 1982), gender="m", given_names="Tomasz", family_name="Platzhalter-Nowak")
    person = invent_person(rng, born=(1985, 1999), gender="w", given_names="Jale", family_name="Attrappe-Yılmaz")
    guardianship = Group("betreuung", "Angaben zur rechtlichen Betreuung", (
        Field("familienname", "Familienname", guardian.family_name),
        Field("vornamen", "Vornamen", guardian.given_names),
        Field("telefon", "Telefonnummer", guardian.phone),
        Field("aufgabenkreise", "Aufgabenkreise", "Vermögenssorge, Behördenangelegenheiten"),
    ))
    home = Group("einrichtung", "Besondere Wohnform", (
        Field("nameDerEinrichtung", "Name der Einrichtung", CARE_HOME, wide=True),
        Field("einzug", "Eingezogen am", case.day.replace(day=1)),
        Field("unterkunftskosten", "Entgelt für die Unterkunft monatlich", form_money.money(rng, 380, 520)),
        Field("eingliederungshilfe", "Bezug von Eingliederungshilfe", True),
        Field("gemeinschaftlichesMittagessen", "Gemeinschaftliches Mittagessen in der Werkstatt", True),
    ))
    return Draft(
        title="Antrag auf Hilfe zum Lebensunterhalt in einer besonderen Wohnform", person=person,
        chapters=(
            form_person.applicant(person, form_person.AS_GUARDIAN),
            Chapter("vertretung", "Vertretung", (guardianship,)),
            situation(case, person, "LD", disabled=True, pension=False),
            Chapter("wohnform", "Wohnen", (home,)),
            form_money.income(rng, person, (form_money.WAGES,), case.day), form_money.assets(rng),
            form_person.bank(person.account), form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Wohn- und Betreuungsvertrag mit aufgeschlüsselten Kosten", "Wohnvertrag.pdf", "rent_contract"),
            Planned("Bescheid der Eingliederungshilfe", "Bescheid Eingliederungshilfe.pdf", "office_notice"),
            Planned("Betreuerausweis", "Betreuerausweis.jpg", "identity_card"),
        ),
    )


def insurance_grant(case: Case) -> Draft:
    """A grant towards the contributions to health and care insurance."""
    rng = case.rng
    person = invent_person(rng, born=(1960, 1972), gender="m", given_names="Seán", family_name="Erfunden-O’Connor")
    contribution = Group("beitraege", "Beiträge", (
        Field("krankenkasse", "Name der Krankenkasse", HEALTH_INSURANCE),
        Field("versichertennummer", "Versichertennummer", person.health_number),
        Field("art", "Art der Versicherung",
              code_lists.own("krankenversicherung", "02", "freiwillig gesetzlich versichert")),
        Field("beitragKrankenversicherung", "Monatlicher Beitrag Krankenversicherung", form_money.money(rng, 190, 260)),
        Field("beitragPflegeversicherung", "Monatlicher Beitrag Pflegeversicherung", form_money.money(rng, 42, 61)),
    ))
    return Draft(
        title="Antrag auf Zuschuss zu Kranken- und Pflegeversicherung", person=person,
        chapters=(
            form_person.applicant(person), Chapter("versicherung", "Kranken- und Pflegeversicherung", (contribution,)),
            form_person.household(()), form_money.income(rng, person, (form_money.PENSION,), case.day),
            form_money.assets(rng), form_person.bank(person.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=(
            Planned("Beitragsbescheid bzw. Versicherungsschein mit aktuellem Beitrag", "Beitragsbescheid.pdf",
                    "office_notice"),
            Planned(STATEMENTS, "kontoauszug.png", "bank_statement"),
        ),
    )


def after_fire(case: Case) -> Draft:
    """One-off needs after a fire, with a receipt for every single thing."""
    rng = case.rng
    person = invent_person(rng, born=(1979, 1992), gender="w", given_names="Mariam", family_name="Übung")
    items = tuple(
        Group("gegenstand", f"Gegenstand {number}", (
            Field("bezeichnung", "Bezeichnung", name), Field("anzahl", "Anzahl", count),
            Field("kosten", "Gesamtpreis", form_money.money(rng, *prices))))
        for number, (name, count, prices) in enumerate((
            ("Bett mit Matratze", 3, (420, 690)), ("Kleiderschrank", 2, (260, 420)), ("Kühlschrank", 1, (240, 380)),
            ("Herd", 1, (260, 410)), ("Tisch und Stühle", 1, (180, 290)), ("Hausrat laut Belegen", 1, (900, 1900)),
        ), 1))
    reason = Group("anlass", "Anlass", (
        Field("anlass", "Anlass", code_lists.own("anlass", "02", "Wohnungsbrand")),
        Field("bezahlterBetrag", "Bereits selbst bezahlt", Measure(Decimal("1460.85"))),
        Field("begruendung", "Begründung", "Die Wohnung ist am Monatsanfang ausgebrannt. Alle Belege über bereits "
              "gekaufte Gegenstände sind einzeln abfotografiert.", wide=True),
    ))
    return Draft(
        title="Antrag auf einmalige Bedarfe nach § 31 SGB XII", person=person,
        chapters=(
            form_person.applicant(person), Chapter("bedarf", "Einmaliger Bedarf", (reason, *items)),
            form_money.income(rng, person, (form_money.WAGES,), case.day), form_person.bank(person.account),
            form_end.submission(rng, case.number, case.submitted),
        ),
        evidence=tuple(Planned(f"Beleg {number}", f"Beleg_{number:03d}.png", "receipt") for number in range(1, 301)),
    )
