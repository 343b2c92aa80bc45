"""Chapters about people that nearly every application has."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sozialclient.demo import code_lists
from sozialclient.demo.form_model import Chapter, Code, Field, Group, Iban, Value
from sozialclient.demo.people import HEALTH_INSURANCE, Account, Address, Person

FOR_MYSELF = code_lists.own("beantragendeperson", "01", "Ich für mich selbst")
FOR_MY_CHILD = code_lists.own("beantragendeperson", "02", "Ich für mein Kind")
AS_GUARDIAN = code_lists.own("beantragendeperson", "04", "Ich als rechtliche Betreuung")


def applicant(person: Person, who: Code = FOR_MYSELF, *extra: Field) -> Chapter:
    """Who applies, with address and contact; `extra` fields go to the personal data."""
    return Chapter("antragsteller", "Antragstellende Person", (
        Group("antragstellung", "Antragstellung", (
            Field("beantragendePerson", "Beantragende Person", who, wide=True),
        )),
        Group("personendaten", "Angaben zur Person", (*personal_fields(person), *extra)),
        Group("anschrift", "Anschrift", address_fields(person.address)),
        Group("kommunikation", "Erreichbarkeit", (
            Field("telefon", "Telefonnummer", person.phone),
            Field("email", "E-Mail-Adresse", person.email),
        )),
    ))


def personal_fields(person: Person) -> tuple[Field, ...]:
    """Name, birth, gender, nationality, tax id."""
    return (
        Field("familienname", "Familienname", person.family_name),
        Field("vornamen", "Vornamen", person.given_names),
        Field("geburtsname", "Geburtsname", person.birth_name),
        Field("geburtsdatum", "Geburtsdatum", person.birth_date),
        Field("geburtsort", "Geburtsort", person.birth_place),
        Field("geschlecht", "Geschlecht", code_lists.gender(person.gender)),
        Field("staatsangehoerigkeit", "Staatsangehörigkeit", code_lists.nationality(person.nationality)),
        Field("steuerId", "Steuerliche Identifikationsnummer", person.tax_id),
    )


def address_fields(address: Address) -> tuple[Field, ...]:
    """Street to place; the extra line only when there is one."""
    extra = (Field("adresszusatz", "Adresszusatz", address.extra),) if address.extra else ()
    return (
        Field("strasse", "Straße", address.street),
        Field("hausnummer", "Hausnummer", address.house_number),
        Field("postleitzahl", "Postleitzahl", address.postal_code),
        Field("ort", "Ort", address.place),
        *extra,
    )


def household(members: tuple[tuple[Person, str], ...]) -> Chapter:
    """Who lives together: (person, relation to the applicant)."""
    groups = [Group("haushaltAllein", "Haushalt", (
        Field("lebtAllein", "Leben Sie allein in Ihrem Haushalt?", not members),
        Field("anzahlPersonen", "Personen im Haushalt einschließlich Ihnen", len(members) + 1),
    ))]
    for number, (person, relation) in enumerate(members, 1):
        groups.append(Group("haushaltsmitglied", f"Haushaltsmitglied {number}", (
            Field("familienname", "Familienname", person.family_name),
            Field("vornamen", "Vornamen", person.given_names),
            Field("geburtsdatum", "Geburtsdatum", person.birth_date),
            Field("geschlecht", "Geschlecht", code_lists.gender(person.gender)),
            Field("verhaeltnis", "Verhältnis zur antragstellenden Person", relation_code(relation)),
            Field("staatsangehoerigkeit", "Staatsangehörigkeit", code_lists.nationality(person.nationality)),
        )))
    return Chapter("haushalt", "Haushalt", tuple(groups))


def relation_code(relation: str) -> Code:
    """Partner, Kind or Elternteil of our own list."""
    codes = {"Ehe- oder Lebenspartner:in": "01", "Kind": "02", "Elternteil": "03"}
    return code_lists.own("verhaeltnis", codes[relation], relation)


def bank(account: Account, *, protected: bool = False) -> Chapter:
    """Where the money goes."""
    return Chapter("bankverbindung", "Bankverbindung", (Group("bankverbindung", "Bankverbindung", (
        *account_fields(account),
        Field("pfaendungsschutzkonto", "Pfändungsschutzkonto", protected),
    )),))


def account_fields(account: Account) -> tuple[Field, ...]:
    """Holder to bank."""
    return (
        Field("kontoinhaber", "Kontoinhaber:in", account.holder),
        Field("iban", "IBAN", Iban(account.iban)),
        Field("bic", "BIC", account.bic),
        Field("geldinstitut", "Geldinstitut", account.bank),
    )


def health_insurance(person: Person) -> Group:
    """Statutory health insurance."""
    return Group("krankenversicherung", "Angaben zur Krankenversicherung", (
        Field("krankenversicherung", "Krankenversicherung",
              code_lists.own("krankenversicherung", "01", "gesetzlich pflichtversichert")),
        Field("krankenkasse", "Name der Krankenkasse", HEALTH_INSURANCE),
        Field("versichertennummer", "Versichertennummer", person.health_number),
    ))


def marital_group(rng: Random, code: str, day: date) -> Group:
    """Marital status, with the date since when unless single."""
    since: tuple[Field, ...] = ()
    if code != "LD":
        since = (Field("familienstandSeit", "Familienstand seit", day - timedelta(days=rng.randrange(400, 6000))),)
    return Group("familienstand", "Angaben zum Familienstand",
                 (Field("familienstand", "Familienstand", code_lists.marital_status(code)), *since))


def yes_no(element: str, label: str, value: Value) -> Field:
    """A question that takes the whole width on paper because its wording is long."""
    return Field(element, label, value, wide=True)
