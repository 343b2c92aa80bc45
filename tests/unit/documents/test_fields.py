import json

import pytest

from sozialclient.documents.encoding import DocumentEncodingError, to_utf8
from sozialclient.documents.fields import MOST_FIELDS, Field, read_fields
from sozialclient.documents.labels import label_for, split_name
from sozialclient.documents.values import LONGEST_VALUE, FieldKind
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.xml import XmlDoctypeError, XmlEncodingError, XmlError
from tests.unit.documents.samples import hzl, shared, xsozial


def one(fields: tuple[Field, ...], path_end: str) -> Field:
    found = [field for field in fields if field.path.endswith(path_end)]
    assert len(found) == 1, [field.path for field in fields]
    return found[0]


def test_every_value_of_the_synthetic_form_is_shown() -> None:
    document = read_fields(hzl())
    assert document.standard == "XDemoSozial 1.0.0"
    assert document.application_number == "0f0e0d0c-0b0a-4908-8706-050403020100"
    shown = [field.raw_value for field in document.fields]
    form = json.loads(shared("hzl-synthetic", "felder.json").read_text(encoding="utf-8"))
    for chapter in form["kapitel"]:
        for group in chapter["gruppen"]:
            for entry in group["felder"]:
                raw = entry.get("code") or entry["wert"]
                raw = str(raw).lower() if isinstance(raw, bool) else str(raw)
                assert raw in shown, entry["id"]


def test_values_are_written_as_a_german_office_reads_them() -> None:
    fields = read_fields(hzl()).fields
    by_path = {field.path.split("/", 2)[2]: field for field in fields}

    def shown(path: str) -> tuple[str, FieldKind]:
        field = by_path[path]
        return field.value, field.kind

    assert shown("xds:unterkunft/xds:miete/xds:grundmiete") == ("512,30\u00a0€", FieldKind.AMOUNT)
    assert shown("xds:vermoegen/xds:vermoegen/xds:bankguthaben") == ("1.843,07\u00a0€", FieldKind.AMOUNT)
    assert shown("xds:unterkunft/xds:miete/xds:wohnungsgroesseGesamt") == ("68,50\u00a0m²", FieldKind.NUMBER)
    assert shown("xds:antragsteller/xds:personendaten/xds:geburtsdatum") == ("31.12.1979", FieldKind.DATE)
    assert shown("xds:antragsteller/xds:personendaten/xds:geschlecht") == ("weiblich", FieldKind.CODE)
    assert shown("xds:antragsteller/xds:anschrift/xds:postleitzahl") == ("00001", FieldKind.TEXT)
    assert shown("xds:unterkunft/xds:miete/xds:baujahr") == ("1964", FieldKind.TEXT)
    assert shown("xds:vermoegen/xds:bankverbindung/xds:iban") == ("DE89 3704 0044 0532 0130 00", FieldKind.IBAN)
    assert shown("xds:nothilfe/xds:nothilfe/xds:mittellos") == ("Ja", FieldKind.BOOLEAN)
    assert shown("xds:absenden/xds:versand/xds:zeitpunkt") == ("Sa, 10.01.2026, 12:06:44 MEZ", FieldKind.TIME)
    hint = by_path["xds:einkommen/xds:einkommen[3]/xds:hinweis"]
    assert "\n" in hint.value
    irish = by_path["xds:haushalt/xds:haushaltsmitglied[2]/xds:staatsangehoerigkeit"]
    assert (irish.value, irish.raw_value) == ("135", "135")
    assert irish.code_list.endswith("staatsangehoerigkeit")


def test_chapters_follow_the_form_and_the_message_head_comes_last() -> None:
    document = read_fields(hzl())
    assert document.sections() == (
        "Antrag", "Antragstellende Person", "Situation", "Haushalt", "Unterkunft", "Einkommen", "Ausgaben",
        "Vermögen", "Unterlagen", "Nothilfe", "Absenden", "Dokumente", "Nachrichtenkopf",
    )  # fmt: skip
    groups = dict.fromkeys(field.group for field in document.fields if field.section == "Einkommen")
    assert list(groups) == [
        "Einkommen: Rente wegen Erwerbsminderung (befristet)", "Einkommen: Kindergeld", "Einkommen: Unterhalt",
    ]  # fmt: skip


def test_xsozial_is_named_and_its_people_are_told_apart() -> None:
    document = read_fields(xsozial())
    assert document.standard == "XSozial-basis 2.4.0"
    assert document.sections()[:3] == ("Antrag", "Person: Kind 1", "Weitere beteiligte Person oder Stelle: Elternteil")
    child = one(document.fields, "xsb:person/xsb:allgemein/xsb:geburt/xsb:datum")
    assert (child.label, child.value, child.section) == ("Geburtsdatum", "31.05.2015", "Person: Kind 1")
    name = one(document.fields, "xsb:allgemein/xsb:nameNatuerlichePerson/xsb:familienname/xsb:name")
    assert (name.label, name.value) == ("Familienname", "Mustermann-Łąka")
    file = one(document.fields, "dokumentRepraesentation/xsb:inhalt")
    assert file.kind is FieldKind.FILE and len(file.raw_value) <= 100
    assert [field.path.rsplit(":", 1)[1] for field in document.empty_fields] == ["titel", "inhaltTyp"]


def test_labels_cover_the_known_structure() -> None:
    """Nothing of XSozial 2.4.0 and of the form is left to the splitting of names."""
    for data in (xsozial(), hzl()):
        for field in read_fields(data).fields:
            assert not any(letter in field.label for letter in "_/.<"), field.path
            assert "ae" not in field.label and "oe" not in field.label, field.label


@pytest.mark.parametrize("number", range(15))
def test_real_messages_of_a_foreign_standard_are_shown_sensibly(number: int) -> None:
    files = sorted(shared("xwasser-1.0.0", "nachrichten").glob("*.xml"))
    assert len(files) == 15
    document = read_fields(files[number].read_bytes())
    assert document.standard == "XWasser 1.0.0"
    assert document.sections()[-1] == "Nachrichtenkopf"
    assert len(document.fields) > 10
    assert document.application_number
    assert len({field.path for field in (*document.fields, *document.empty_fields)}) == len(document.fields) + len(
        document.empty_fields
    )
    for field in document.fields:
        assert field.value.strip() and field.label and field.section
        assert "signaturevalue" not in field.path.lower()


def test_names_without_a_label_are_split_into_words() -> None:
    assert split_name("artDerEntnahmearmatur") == "Art der Entnahmearmatur"
    assert split_name("zustaendigeBehoerde") == "Zuständige Behörde"
    assert split_name("pruefberichtUUID") == "Prüfbericht-UUID"
    assert split_name("aktuelleSteuer") == "Aktuelle Steuer"
    assert split_name("fremdsystemID_Probennehmer") == "Fremdsystem ID Probennehmer"
    assert split_name("…") == "…"
    assert label_for("name", "leser") == "Name der empfangenden Stelle"


def test_equal_groups_are_told_apart_by_identifier_name_or_number() -> None:
    people = (b"<a><haus><kind><familienname>Berg</familienname><vorname>Ina</vorname></kind>"
              b"<kind><personendaten><nachname>Tal</nachname></personendaten><x>1</x></kind>"
              b"<kind><kindID>Kind_3</kindID><familienname>Au</familienname></kind><kind><y>1</y><z>2</z></kind></haus></a>")
    groups = dict.fromkeys(field.group.partition(" \u203a ")[0] for field in read_fields(people).fields)
    assert list(groups) == ["Kind 1: Berg, Ina", "Kind 2: Tal", "Kind 3", "Kind 4"]
    household = {field.group for field in read_fields(hzl()).fields if field.section == "Haushalt"}
    assert "Haushaltsmitglied 1: Şahin, Deniz" in household


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("verknuepfteParameter", "Verknüpfte Parameter"), ("stationaerUntergebracht", "Stationär untergebracht"),
        ("einkuenfteAusVermietung", "Einkünfte aus Vermietung"), ("pflegebeduerftigkeit", "Pflegebedürftigkeit"),
        ("grundDerSchliessung", "Grund der Schließung"), ("anspruecheGegenDritte", "Ansprüche gegen Dritte"),
        ("laengengrad", "Längengrad"), ("phWert", "pH-Wert"), ("oeffentlicheStelle", "Öffentliche Stelle"),
        ("aeusserungsfrist", "Äußerungsfrist"), ("ausfuellhilfe", "Ausfüllhilfe"),
        ("gewaesserschutz", "Gewässerschutz"),
        ("schutzgueter", "Schutzgüter"), ("regelmaessigeEinkuenfte", "Regelmäßige Einkünfte"),
        ("aussenwandflaeche", "Außenwandfläche"), ("einschliesslichNebenkosten", "Einschließlich Nebenkosten"),
        ("massstabsgetreu", "Maßstabsgetreu"), ("ungeklaerteVerhaeltnisse", "Ungeklärte Verhältnisse"),
        ("nachweisFehlt", "Nachweis fehlt"), ("nichtVorhanden", "Nicht vorhanden"), ("schueler_innen", "Schüler Innen"),
        ("kundenNr", "Kundennummer"), ("anzKinder", "Anzahl Kinder"), ("telNr", "Telefonnummer"),
        ("az", "Aktenzeichen"),
        ("vermieterIban", "Vermieter-IBAN"), ("azrNummer", "AZR-Nummer"), ("butLeistung", "BuT-Leistung"),
        ("referenzjahrAngabenWVG", "Referenzjahr Angaben WVG"), ("nachfolgerWVGbeiSchliessung",
                                                                "Nachfolger WVG bei Schließung"),
        ("reduzierbarDurchRapRau", "Reduzierbar durch RAP RAU"), ("STRASSE", "Straße"), ("xoevVersion", "XÖV Version"),
        ("ersatzMitDerID", "Ersatz mit der ID"),
        ("nachrichtenkopf.g2g", "Nachrichtenkopf G2G"), ("datumAusserBetriebnahme", "Datum außer Betriebnahme"),
    ],
)  # fmt: skip
def test_umlauts_come_from_a_word_list(name: str, label: str) -> None:
    assert split_name(name) == label


@pytest.mark.parametrize(
    "word",
    ["Aktuell", "Steuer", "Neue", "Quelle", "Bauer", "Manuell", "Individuell", "Eventuell", "Koeffizient", "Israel",
     "Aussendung", "Zuerkannt", "Zueignung", "Anschluss", "Kreissitz", "Masse", "Soeben", "Bluetooth", "Aerosol",
     "Michael", "Dauer", "Feuer", "Treue", "Museum", "Value", "Adresse", "Interesse", "Wasser", "Genossenschaft"],
)  # fmt: skip
def test_words_without_an_umlaut_keep_their_letters(word: str) -> None:
    assert split_name(word.lower()) == word


def test_a_comment_or_instruction_never_changes_a_value() -> None:
    document = read_fields(b"<a><name>Mueller<!--x-->-Evil</name><n>Mueller<?p?>-Evil</n></a>")
    assert [field.value for field in document.fields] == ["Mueller-Evil", "Mueller-Evil"]


def test_mixed_text_and_foreign_attributes_are_not_lost() -> None:
    document = read_fields(b'<a><b waehrung="EUR">12.5</b><c art="x">frei <d>1</d> danach</c></a>')
    assert [(field.path, field.value) for field in document.fields] == [
        ("/a/b", "12,50\u00a0€"), ("/a/c/@art", "x"), ("/a/c", "frei  danach"), ("/a/c/d", "1"),
    ]  # fmt: skip
    assert [leaf.path for leaf in document.fields[0].leaves()] == ["/a/b", "/a/b/@waehrung"]


@pytest.mark.parametrize("raw", ["2026-02-30", "0000-00-00", "99999-01-01", "2026-13-01T00:00:00Z", "tru", "1e5", ""])
def test_what_only_looks_like_a_value_stays_text(raw: str) -> None:
    document = read_fields(f"<a><betragX>{raw}</betragX><b>x</b></a>".encode())
    fields = [*document.fields, *document.empty_fields]
    assert one(tuple(fields), "betragX").kind is FieldKind.TEXT
    assert one(tuple(fields), "betragX").value == raw


def test_extreme_times_do_not_raise() -> None:
    document = read_fields(b"<a><t>0001-01-01T00:00:00+14:00</t><t>9999-12-31T23:59:59-14:00</t></a>")
    assert [field.raw_value[:4] for field in document.fields] == ["0001", "9999"]


def test_dates_keep_their_day_whatever_the_zone() -> None:
    assert read_fields(b"<a><b>2010-01-03+14:00</b></a>").fields[0].value == "03.01.2010"


def test_umbrella_of_encodings() -> None:
    text = '<?xml version="1.0" encoding="{}"?><a><name>Müller</name></a>'
    for encoding in ("iso-8859-1", "ISO-8859-15", "windows-1252", "UTF-8"):
        assert read_fields(text.format(encoding).encode(encoding)).fields[0].value == "Müller"
    assert read_fields(text.format("UTF-16").encode("utf-16")).fields[0].value == "Müller"
    assert to_utf8("ä".encode()) == "ä".encode()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', XmlEncodingError),
        (b'<?xml version="1.0" encoding="cp037"?><a/>', XmlEncodingError),
        (b"\xff\xfe<\x00a\x00/\x00>", DocumentEncodingError),
        (b'<?xml version="1.0" encoding="latin-1"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', XmlDoctypeError),
        ("<?xml version='1.0'?><!DOCTYPE a><a/>".encode("utf-16"), XmlDoctypeError),
        (b"<a>" * 300 + b"</a>" * 300, LimitExceeded),
        (b"<a><b></a>", XmlError),
        (b"", XmlError),
        (b"%PDF-1.4", XmlError),
        (b"<a>\xff\xfe</a>", XmlError),
    ],
)
def test_hostile_documents_are_refused_by_name(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_fields(data)


def test_hostile_sizes_are_clipped() -> None:
    many = read_fields(b"<a>" + b"<b>1</b>" * (MOST_FIELDS + 5) + b"</a>")
    assert len(many.fields) == MOST_FIELDS
    assert not many.complete
    assert read_fields(b"<a>" + b"<b>1</b>" * MOST_FIELDS + b"</a>").complete
    long = read_fields(b"<a><b>" + b"x y" * LONGEST_VALUE + b"</b></a>").fields[0]
    assert len(long.value) < LONGEST_VALUE + 100
    assert "gekürzt" in long.value and "300.000" in long.value
    name = b"n" * 2000
    deep = read_fields(
        b"<a>"
        + b"".join(b"<%s%d>" % (name, i) for i in range(50))
        + b"1"
        + b"".join(b"</%s%d>" % (name, i) for i in reversed(range(50)))
        + b"</a>"
    )
    assert len(deep.fields[0].path) < 5000 and len(deep.fields[0].group) <= 300
