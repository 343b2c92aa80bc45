"""Chapters about housing, income, expenses and assets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sozialclient.demo import code_lists, numbers
from sozialclient.demo.form_model import Chapter, Code, Field, Group, Iban, Measure
from sozialclient.demo.people import EMPLOYER, LANDLORD, PENSION_INSURANCE, Person

WAGES = code_lists.own("einkommensart", "01", "Nichtselbstständige Arbeit")
PENSION = code_lists.own("einkommensart", "02", "Altersrente")
DISABILITY_PENSION = code_lists.own("einkommensart", "03", "Rente wegen Erwerbsminderung (befristet)")
CHILD_BENEFIT = code_lists.own("einkommensart", "07", "Kindergeld")
MAINTENANCE = code_lists.own("einkommensart", "09", "Unterhalt")
_MONTHLY = code_lists.own("turnus", "M", "monatlich")
_YEARLY = code_lists.own("turnus", "J", "jährlich")


def money(rng: Random, low: int, high: int) -> Measure:
    """Between `low` and `high` euros, with cents."""
    return Measure(Decimal(rng.randrange(low * 100, high * 100)) / 100)


def housing(rng: Random, persons: int) -> Chapter:
    """A rented flat whose size and rent fit the number of persons."""
    area = Measure(Decimal(rng.randrange(3000 + 1200 * persons, 4200 + 1500 * persons)) / 100, "m²")
    return Chapter("unterkunft", "Unterkunft", (
        Group("wohnsituation", "Wohnsituation", (
            Field("wohnsituation", "Wohnsituation", code_lists.own("wohnsituation", "01", "In einer Mietwohnung")),
        )),
        Group("miete", "Allgemeine Angaben zur Miete", (
            Field("wohnungsgroesseGesamt", "Wohnungsgröße gesamt", area),
            Field("anzahlRaeume", "Anzahl der Räume", persons + 1),
            Field("anzahlPersonen", "Anzahl der Personen", persons),
            Field("baujahr", "Baujahr", rng.randrange(1952, 2004)),
            Field("grundmiete", "Grundmiete (Kaltmiete)", money(rng, 290 + 70 * persons, 380 + 90 * persons)),
            Field("nebenkosten", "Nebenkosten", money(rng, 60, 130)),
            Field("heizkosten", "Heizkosten", money(rng, 55, 110)),
            Field("warmwasser", "Warmwasserbereitung", rng.choice((
                code_lists.own("warmwasser", "01", "zentral (über die Heizung)"),
                code_lists.own("warmwasser", "02", "dezentral (z. B. Durchlauferhitzer)")))),
            Field("energieArt", "Energieart der Heizung", rng.choice((
                code_lists.own("energieart", "01", "Gas"), code_lists.own("energieart", "03", "Fernwärme")))),
            Field("haushaltsstrom", "Haushaltsstrom in der Miete enthalten", False),
            Field("moebliert", "Möblierung", False),
        )),
        Group("vermietung", "Vermietung", (
            Field("vermieterName", "Name der vermietenden Person/Gesellschaft", LANDLORD, wide=True),
            Field("vermieterIban", "IBAN der vermietenden Person/Gesellschaft", Iban(numbers.iban(rng))),
            Field("direktzahlung", "Miete direkt an Vermieter:in zahlen", rng.random() < 0.5),
        )),
    ))


def income(rng: Random, person: Person, kinds: tuple[Code, ...], day: date,
           notes: dict[str, str] | None = None) -> Chapter:
    """One group a kind of income; `notes` maps a code to a free text."""
    groups = [_income_group(rng, person, kind, number, day, (notes or {}).get(kind.code))
              for number, kind in enumerate(kinds, 1)]
    if not groups:
        groups = [Group("keinEinkommen", "Einkommen", (Field("keinEinkommen", "Ich habe kein Einkommen", True),))]
    return Chapter("einkommen", "Einkommen", tuple(groups))


def _income_group(rng: Random, person: Person, kind: Code, number: int, day: date, note: str | None) -> Group:
    fields = [Field("art", "Art des Einkommens", kind)]
    if kind in (PENSION, DISABILITY_PENSION):
        fields += [
            Field("betragMonat", "Monatlicher Betrag (netto)", money(rng, 380, 760)),
            Field("traeger", "Leistungsträger", PENSION_INSURANCE),
            Field("versicherungsnummer", "Versicherungsnummer", person.pension_number),
            Field("seit", "Bezug seit", _first_of_month(day - timedelta(days=rng.randrange(200, 2500)))),
        ]
    elif kind == WAGES:
        fields += [
            Field("betragMonat", "Monatlicher Betrag (netto)", money(rng, 420, 980)),
            Field("arbeitgeber", "Arbeitgeber", EMPLOYER),
        ]
    elif kind == CHILD_BENEFIT:
        fields += [
            Field("betragMonat", "Monatlicher Betrag (netto)", Measure(Decimal("259.00"))),
            Field("weitergeleitet", "Wird an das Kind weitergeleitet", True),
        ]
    else:
        fields.append(Field("betragMonat", "Monatlicher Betrag (netto)", Measure(Decimal("0.00"))))
    if note:
        fields.append(Field("hinweis", "Hinweis", note, wide=True))
    return Group("einkommen", f"Einkommen {number}", tuple(fields))


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def expenses(rng: Random, *, diet: bool = False) -> Chapter:
    """Insurances and, with `diet`, an additional need for costly food."""
    groups = [
        Group("ausgabe", "Ausgabe 1", (
            Field("art", "Art der Ausgabe", code_lists.own("ausgabenart", "01", "Haftpflichtversicherung")),
            Field("betrag", "Betrag", money(rng, 4, 9)), Field("turnus", "Zahlungsweise", _MONTHLY))),
        Group("ausgabe", "Ausgabe 2", (
            Field("art", "Art der Ausgabe", code_lists.own("ausgabenart", "02", "Hausratversicherung")),
            Field("betrag", "Betrag", money(rng, 48, 96)), Field("turnus", "Zahlungsweise", _YEARLY))),
    ]
    if diet:
        groups.append(Group("mehrbedarf", "Mehrbedarf", (
            Field("ernaehrung", "Kostenaufwändige Ernährung aus medizinischen Gründen", True),
            Field("ernaehrungGrund", "Begründung", "Zöliakie, ärztliche Bescheinigung ist beigefügt.", wide=True))))
    return Chapter("ausgaben", "Ausgaben", tuple(groups))


def assets(rng: Random, *, car: bool = False, at_most: int = 2100) -> Chapter:
    """Cash and accounts of at most `at_most` euros each, things of value; with `car` a small old one."""
    groups = [Group("vermoegen", "Vermögenswerte", (
        Field("bargeld", "Bargeld", money(rng, 5, max(6, at_most // 9))),
        Field("bankguthaben", "Bankguthaben", money(rng, 5, at_most)),
        Field("sparguthaben", "Sparguthaben", money(rng, 0, at_most)),
        Field("wertpapiere", "Wertpapiere/Aktien", False),
        Field("schmuck", "Schmuck oder Edelmetalle", False),
        Field("lebensversicherung", "Kapital- oder Risikolebensversicherung", False),
        Field("hauseigentum", "Haus-/Wohneigentum", False),
        Field("uebertragung", "Vermögen in den letzten zehn Jahren übertragen", rng.random() < 0.15),
    ))]
    if car:
        groups.append(Group("kraftfahrzeug", "Kraftfahrzeug 1", (
            Field("kennzeichen", "Fahrzeugkennzeichen", f"XX-ÜB {rng.randrange(100, 9999)}"),
            Field("modell", "Modelltyp", "Kleinwagen „Beispiel“"),
            Field("baujahr", "Baujahr", rng.randrange(2004, 2014)),
            Field("kilometerstand", "Kilometerstand", rng.randrange(98_000, 240_000)),
        )))
    return Chapter("vermoegen", "Vermögen", tuple(groups))
