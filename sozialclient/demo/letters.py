"""What invented pieces of evidence say, independent of whether they are drawn or printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sozialclient.demo.form_model import Form, Iban, Measure, Value, german_number, printed
from sozialclient.demo.people import EMPLOYER, LANDLORD, PENSION_INSURANCE, SCHOOL, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One sheet: letterhead, receiver, title, paragraphs, a table of (left, right), closing words."""

    letterhead: str
    sender_line: str
    receiver: tuple[str, ...]
    dated: date
    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()
    closing: tuple[str, ...] = ()
    stamp: str = "MUSTER"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter can refer to: the form, the applicant, and a source of chance."""

    form: Form
    person: Person
    rng: Random = field(compare=False)

    @property
    def day(self) -> date:
        """The day of the application."""
        return self.form.submitted.date()

    def answer(self, element: str) -> Value | None:
        """The first answer of that element in the form."""
        return next((item.value for item in self.form.fields() if item.element == element), None)

    def text(self, element: str, default: str) -> str:
        """The printed answer, or `default` when the form does not ask."""
        value = self.answer(element)
        return default if value is None else printed(value)

    def receiver(self) -> tuple[str, ...]:
        """The applicant's postal address."""
        address = self.person.address
        street = f"{address.street} {address.house_number}"
        return self.person.full_name, street, f"{address.postal_code} {address.place}"


def _euro(rng: Random, low: int, high: int) -> str:
    return f"{german_number(Decimal(rng.randrange(low * 100, high * 100)) / 100)} €"


def rent_contract(occasion: Occasion) -> Letter:
    """First page of a tenancy agreement with the rent of the form."""
    begun = occasion.day.replace(day=1) - timedelta(days=30 * occasion.rng.randrange(14, 90))
    return Letter(
        letterhead=LANDLORD, sender_line="Musterstraße 1 · 00001 Musterstadt", receiver=occasion.receiver(),
        dated=begun, title="Wohnraummietvertrag",
        paragraphs=(
            f"Zwischen der {LANDLORD} (Vermieterin) und {occasion.person.full_name} (Mieter:in) wird folgender "
            "Mietvertrag geschlossen.",
            f"§ 1  Vermietet wird die Wohnung {occasion.person.address.street} {occasion.person.address.house_number}, "
            f"{occasion.person.address.postal_code} {occasion.person.address.place}, zu Wohnzwecken.",
            "§ 2  Das Mietverhältnis läuft auf unbestimmte Zeit. Die monatliche Miete setzt sich so zusammen:",
        ),
        rows=(
            ("Wohnfläche", occasion.text("wohnungsgroesseGesamt", "54,20 m²")),
            ("Grundmiete (Kaltmiete)", occasion.text("grundmiete", "412,50 €")),
            ("Vorauszahlung Nebenkosten", occasion.text("nebenkosten", "98,00 €")),
            ("Vorauszahlung Heizkosten", occasion.text("heizkosten", "84,00 €")),
            ("IBAN für die Miete", occasion.text("vermieterIban", printed(Iban(occasion.person.account.iban)))),
        ),
        closing=("Musterstadt, den " + printed(begun), "gez. Hausverwaltung Muster",
                 f"gez. {occasion.person.full_name}"),
    )


def bank_statement(occasion: Occasion) -> Letter:
    """A month of an account."""
    rng, account = occasion.rng, occasion.person.account
    day = occasion.day.replace(day=1) - timedelta(days=1)
    entries = ("Miete Wohnbau Musterstadt", "Stromabschlag Probewerke", "Lebensmittelmarkt Beispiel", "Kindergeld",
               "Haftpflicht Attrappenversicherung", "Bargeldauszahlung", "Fahrkarte Verkehrsverbund Muster",
               "Apotheke am Übungsteich")
    rows = []
    for entry in rng.sample(entries, 6):
        amount = "+ 259,00 €" if entry == "Kindergeld" else f"− {_euro(rng, 12, 260)}"
        rows.append((f"{day.replace(day=rng.randrange(1, 28)):%d.%m.}  {entry}", amount))
    rows.sort()
    balance = occasion.text("bankguthaben", _euro(rng, 20, 900))
    return Letter(
        letterhead=account.bank, sender_line=f"BIC {account.bic} · erfundenes Institut",
        receiver=occasion.receiver(), dated=day, title=f"Kontoauszug {day:%m/%Y}",
        paragraphs=(f"Konto {printed(Iban(account.iban))}", f"Kontoinhaber:in {account.holder}"),
        rows=(*rows, (f"Kontostand am {printed(day)}", balance)),
        closing=("Dieser Auszug wurde maschinell erstellt.",),
    )


def payslip(occasion: Occasion) -> Letter:
    """A payslip whose net amount is the one of the form."""
    net = occasion.answer("betragMonat")
    amount = net.amount if isinstance(net, Measure) and net.amount else Decimal("812.40")
    month = occasion.day.replace(day=1) - timedelta(days=1)
    tax = (amount * Decimal("0.04")).quantize(Decimal("0.01"))
    social = (amount * Decimal("0.26")).quantize(Decimal("0.01"))
    return Letter(
        letterhead=EMPLOYER, sender_line="Attrappenring 7 · 00042 Beispielhausen", receiver=occasion.receiver(),
        dated=month, title=f"Entgeltabrechnung {month:%m/%Y}",
        paragraphs=(f"Personalnummer {occasion.rng.randrange(1000, 9999)}, Steuer-ID {occasion.person.tax_id}",),
        rows=(
            ("Bruttolohn", f"{german_number(amount + tax + social)} €"), ("Lohnsteuer", f"− {german_number(tax)} €"),
            ("Sozialversicherung", f"− {german_number(social)} €"), ("Auszahlung", f"{german_number(amount)} €"),
        ),
        closing=("Bitte bewahren Sie diese Abrechnung auf.",),
    )


def pension_notice(occasion: Occasion) -> Letter:
    """The yearly notice of an old-age or disability pension."""
    return Letter(
        letterhead=PENSION_INSURANCE, sender_line="Probeallee 100 · 00017 Probendorf", receiver=occasion.receiver(),
        dated=occasion.day - timedelta(days=140), title="Anpassung Ihrer Rente",
        paragraphs=("Sehr geehrte Versicherte, sehr geehrter Versicherter,",
                    "Ihre Rente wird angepasst. Ab dem nächsten Zahltermin erhalten Sie:"),
        rows=(("Versicherungsnummer", occasion.person.pension_number),
              ("Monatlicher Zahlbetrag", occasion.text("betragMonat", "642,18 €"))),
        closing=("Mit freundlichen Grüßen", PENSION_INSURANCE),
    )


def school_letter(occasion: Occasion) -> Letter:
    """The school confirms what the application says about it."""
    return Letter(
        letterhead=occasion.text("einrichtung", SCHOOL), sender_line="Beispielweg 2 · 00001 Musterstadt",
        receiver=occasion.receiver(), dated=occasion.day - timedelta(days=9), title="Bestätigung der Schule",
        paragraphs=("Sehr geehrte Familie " + occasion.person.family_name + ",",
                    "hiermit bestätigen wir zur Vorlage beim Sozialamt:"),
        rows=(("Name des Kindes", occasion.text("nameDesKindes", occasion.person.full_name)),
              ("Besuchte Klasse", occasion.text("besuchteKlasse", "3 b")),
              ("Anlass", occasion.text("bedarf", "Mittagsverpflegung")),
              ("Kosten", occasion.text("kosten", "4,10 €"))),
        closing=("Mit freundlichen Grüßen", "gez. T. Probe, Schulsekretariat"),
    )


def landlord_notice(occasion: Occasion) -> Letter:
    """The landlord gives notice because of unpaid rent."""
    return Letter(
        letterhead=LANDLORD, sender_line="Musterstraße 1 · 00001 Musterstadt", receiver=occasion.receiver(),
        dated=occasion.day - timedelta(days=12), title="Kündigung wegen Zahlungsverzugs",
        paragraphs=("Sehr geehrte Mieterin, sehr geehrter Mieter,",
                    "trotz unserer Mahnungen sind die folgenden Mieten offen. Wir kündigen das Mietverhältnis "
                    "fristlos, hilfsweise fristgemäß."),
        rows=(("Rückständige Monate", occasion.text("offeneMonatsmieten", "2")),
              ("Offener Betrag", occasion.text("betragMietschulden", "1.204,00 €"))),
        closing=("Mit freundlichen Grüßen", "gez. Hausverwaltung Muster"),
    )


def medical_certificate(occasion: Occasion) -> Letter:
    """A short certificate of a doctor."""
    return Letter(
        letterhead="Praxis Dr. Attrappe (erfunden)", sender_line="Platzhaltergasse 4 · 00001 Musterstadt",
        receiver=("Zur Vorlage beim Sozialamt",), dated=occasion.day - timedelta(days=20),
        title="Ärztliche Bescheinigung",
        paragraphs=(f"{occasion.person.full_name}, geboren am {printed(occasion.person.birth_date)}, ist bei uns in "
                    "Behandlung.",
                    "Aus medizinischen Gründen ist eine besondere Ernährung erforderlich. Die Bescheinigung gilt "
                    "zwölf Monate."),
        closing=("gez. Dr. med. T. Attrappe",),
    )


def care_notice(occasion: Occasion) -> Letter:
    """The notice of the care insurance about the care level."""
    return Letter(
        letterhead="Pflegekasse Beispiel (erfunden)", sender_line="Probeallee 12 · 00017 Probendorf",
        receiver=occasion.receiver(), dated=occasion.day - timedelta(days=60), title="Bescheid über den Pflegegrad",
        paragraphs=("Sehr geehrte Versicherte, sehr geehrter Versicherter,", "wir haben Ihren Antrag geprüft:"),
        rows=(("Pflegegrad", occasion.text("pflegegrad", "3")), ("Versichertennummer", occasion.person.health_number),
              ("Leistungsart", "vollstationäre Pflege")),
        closing=("Mit freundlichen Grüßen", "Ihre Pflegekasse"),
    )


def office_notice(occasion: Occasion) -> Letter:
    """A notice of another office, e.g. about housing benefit or the end of earlier benefits."""
    return Letter(
        letterhead="Stadt Musterstadt (erfunden)", sender_line="Rathausplatz 0 · 00001 Musterstadt",
        receiver=occasion.receiver(), dated=occasion.day - timedelta(days=33), title="Bescheid",
        paragraphs=("über Ihren Antrag ist wie folgt entschieden worden:",),
        rows=(("Aktenzeichen", f"ÜB-{occasion.rng.randrange(10000, 99999)}"),
              ("Bewilligungszeitraum", f"{printed(occasion.day - timedelta(days=60))} bis "
                                       f"{printed(occasion.day + timedelta(days=305))}")),
        closing=("Im Auftrag", "gez. Probe"),
    )


LETTERS = {
    "rent_contract": rent_contract, "bank_statement": bank_statement, "payslip": payslip,
    "pension_notice": pension_notice, "school_letter": school_letter, "landlord_notice": landlord_notice,
    "medical_certificate": medical_certificate, "care_notice": care_notice, "office_notice": office_notice,
}
