import pytest

from sozialclient.documents.applicant import applicant_of
from sozialclient.documents.fields import read_fields
from sozialclient.documents.listed import listed_documents
from sozialclient.documents.recognition import MOST_XML_BYTES, recognise
from sozialclient.documents.services import recognise_service, service, services
from sozialclient.documents.shown_text import one_line
from sozialclient.wire.xml import parse_xml
from tests.unit.documents.samples import Sample, hzl, shared, xsozial

PDF = b"%PDF-1.7\n%sample"
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 16


def test_xsozial_in_the_data_content_is_recognised() -> None:
    sample = Sample().data(xsozial()).attach("Nachweis.pdf", PDF).attach("Antrag.pdf", PDF).attach("a.heic", HEIC)
    facts = recognise(sample.delivery(), sample.read)
    assert (facts.service_key, facts.service_name) == ("but", "Bildung und Teilhabe")
    assert facts.applicant == "Mustermann-Łąka, Zoë Ayşe"
    assert (facts.main_xml_key, facts.main_pdf_key, facts.evidence_keys) == ("c0", "c2", ("c1", "c3"))


def test_the_synthetic_form_is_recognised_beside_technical_companions() -> None:
    sample = (
        Sample(subject="Hilfe zum Lebensunterhalt")
        .data(b"Guten Tag", "messageText")
        .data(b'<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>', "xsozialxslt.xml")
        .data(hzl(), "form.xml")
        .data(PDF, "printout.pdf")
        .data(PDF, "protocol.pdf")
        .attach("anhang_0001.heic", HEIC)
    )
    facts = recognise(sample.delivery(), sample.read)
    assert facts.service_key == "hzl"
    assert facts.applicant == "Şahin-Großmann, Élodie Marie"
    assert (facts.main_xml_key, facts.main_pdf_key, facts.evidence_keys) == ("c2", "c3", ("c5",))


def test_the_business_message_wins_by_its_root_not_by_its_name() -> None:
    sample = Sample().data(b"<antrag><x>1</x></antrag>", "form.xml").attach("irgendwas.xml", xsozial())
    facts = recognise(sample.delivery(), sample.read)
    assert facts.main_xml_key == "c1"


@pytest.mark.parametrize("name", ["antrag.pdf", "bild.jpg", "form.xml.zip", "XSOZIAL", "", None])
@pytest.mark.parametrize("declared", [True, False])
def test_no_name_hides_a_business_message(name: str | None, declared: bool) -> None:
    xml = xsozial() if declared else xsozial()[xsozial().index(b"<xsb:") :]
    sample = Sample().data(b"Guten Tag", "messageText").data(xml, name, "text/plain").data(PDF, "print.pdf")
    facts = recognise(sample.delivery(), sample.read)
    assert (facts.main_xml_key, facts.main_pdf_key, facts.service_key) == ("c1", "c2", "but")


def test_a_delivery_of_pdf_alone_has_no_message() -> None:
    sample = Sample().data(PDF, "Antrag.pdf").attach("anhang_0001.pdf", PDF)
    facts = recognise(sample.delivery(), sample.read)
    assert (facts.main_xml_key, facts.main_pdf_key, facts.evidence_keys) == (None, "c0", ("c1",))


@pytest.mark.parametrize(
    "hostile",
    [
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        b"<a>" * 100_000,
        b"<a><b></a>",
        b"\xff\xfe\x00",
        b"",
        b"<?xml version='1.0' encoding='x'?><a/>",
        b"MZ\x90\x00" * 50,
    ],
)
def test_hostile_contents_fall_back_to_the_subject(hostile: bytes) -> None:
    sample = Sample(subject="Antrag \u202eauf\u0000 Wohngeld").data(hostile).attach("x.xml", hostile)
    facts = recognise(sample.delivery(), sample.read)
    assert facts.main_xml_key is None
    assert facts.service_key == "wohngeld"
    unknown = Sample(subject="Etwas \u202eAnderes\n").data(hostile)
    assert recognise(unknown.delivery(), unknown.read).service_name == "Etwas Anderes"


def test_damaged_contents_are_never_read_and_stay_listed() -> None:
    sample = Sample(damaged=(0, 1)).data(xsozial(), "form.xml").attach("Antrag.pdf", PDF).attach("b.pdf", PDF)
    facts = recognise(sample.delivery(), sample.read)
    assert (facts.main_xml_key, facts.main_pdf_key) == (None, "c2")
    assert facts.evidence_keys == ("c1",)


def test_huge_and_foreign_attachments_are_not_read() -> None:
    reads: list[str] = []
    sample = Sample().data(hzl()).attach("gross.xml", b"<a>" + b" " * MOST_XML_BYTES + b"</a>")
    for number in range(300):
        sample.attach(f"foto{number}.jpg", b"\xff\xd8\xff")

    def read(key: str) -> bytes:
        reads.append(key)
        return sample.read(key)

    facts = recognise(sample.delivery(), read)
    assert reads == ["c0"]
    assert len(facts.evidence_keys) == 301


def test_evidence_named_in_the_message_never_passes_for_the_application() -> None:
    sample = Sample().data(hzl()).attach("anhang_0002.pdf", PDF).attach("anhang_0004.PDF", PDF)
    facts = recognise(sample.delivery(), sample.read)
    assert (facts.main_pdf_key, facts.evidence_keys) == (None, ("c1", "c2"))
    assert recognise(sample.attach("zzz.pdf", PDF).delivery(), sample.read).main_pdf_key == "c3"


def test_nothing_readable_at_all() -> None:
    facts = recognise(Sample(subject=None).delivery(), Sample().read)
    assert facts.service_key is None
    assert (facts.service_name, facts.applicant, facts.evidence_keys) == ("", "", ())


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<a><antragsteller><nachname>Berg</nachname><vorname>Ina</vorname></antragsteller></a>", "Berg, Ina"),
        (
            "<a><person><familienname>Falsch</familienname></person><person><antragsteller>true</antragsteller>"
            "<familienname>Richtig</familienname></person></a>",
            "Richtig",
        ),
        ("<a><nachrichtenkopf><leser><familienname>Amt</familienname></leser></nachrichtenkopf></a>", ""),
        ("<a><familienname>\u202eKlein\n\tBerg</familienname><vornamen>A\u200bn</vornamen></a>", "Klein Berg, An"),
        ("<a><familienname>" + "L" * 5000 + "</familienname></a>", "L" * 119 + "…"),
        ("<a/>", ""),
    ],
)
def test_applicant(xml: str, expected: str) -> None:
    assert applicant_of(parse_xml(xml.encode())) == expected


def test_real_foreign_messages_never_raise() -> None:
    for file in shared("xwasser-1.0.0", "nachrichten").glob("*.xml"):
        sample = Sample().data(file.read_bytes())
        facts = recognise(sample.delivery(), sample.read)
        assert facts.main_xml_key == "c0"
        assert facts.service_key is None


def test_services_cover_the_list_and_all_prefixes() -> None:
    assert len({one.key for one in services()}) == len(services()) > 12
    known = {prefix for one in services() for prefix in one.prefixes}
    rows = shared("dvdv_praefixe_xsozial.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert known == {row.split(";")[0] for row in rows} - {"sop"}
    hzl_service = service("hzl")
    assert hzl_service is not None and "99107012017000" in hzl_service.leika_ids
    assert service("nichts") is None


@pytest.mark.parametrize(
    ("subject", "codes", "key"),
    [
        (None, ["99107012017000"], "hzl"),
        (None, ["10090"], "mietrueckstaende"),
        (None, ["bth:990000000000"], "but"),
        (None, ["https://example/Version_2_4_0/XSoz240-GRU-BEA-SOP2GRU.wsdl"], "grusi"),
        ("Antrag auf Hilfe zum Lebensunterhalt", [], "hzl"),
        ("XSOZIAL_DATA", ["soa:990000000000"], "hzl"),
        ("Übernahme von Mietrückständen", ["soa:990000000000"], "mietrueckstaende"),
        ("Gesundheitsleistungen nach AsylbLG", [], "asylblg-gesundheit"),
        ("Rundschreiben", [], None),
        (None, ["Teilhabe bei Bezug von Hilfe zum Lebensunterhalt, Wohngeld"], "hzl"),
    ],
)
def test_recognise_service(subject: str | None, codes: list[str], key: str | None) -> None:
    found = recognise_service(subject, None, None, codes)
    assert (found.key if found else None) == key


def test_listed_documents_join_titles_names_and_references() -> None:
    documents = {document.reference or "-": document for document in listed_documents(hzl())}
    embedded = documents.pop("-")
    assert embedded.data is not None and embedded.data.startswith(b"%PDF-")
    assert embedded.file_name == "Antrag.pdf"
    assert set(documents) == {"anhang_0001.heic", "anhang_0002.pdf", "anhang_0003.jpg", "anhang_0004.pdf"}
    assert documents["anhang_0002.pdf"].title == "Mietvertrag/Mietbescheinigung"
    assert documents["anhang_0002.pdf"].file_name == "Mietvertrag_2019 (Seite 1-14).pdf"
    assert listed_documents(b"<a><d><dateiname>x</dateiname><inhalt>***</inhalt></d></a>")[0].data is None
    (inside,) = listed_documents(xsozial())
    assert inside.data is not None and inside.title == "Antrag.pdf"


def test_one_line_is_plain() -> None:
    assert one_line("a\u202eb\u200bc\nd\ud800 \u00a0 e") == "abc d e"
    assert len(one_line("x" * 500)) == 120


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "part",
    [
        b"<antragsteller>true</antragsteller>",
        b"<antragsteller><x/></antragsteller>",
        b"<leistung><code>x</code></leistung>",
        b"<dateiname>x</dateiname>",
        b"<b><c>1</c><d>2</d></b>",
        b"<b/>",
    ],
)
def test_floods_of_telling_elements_take_no_more_than_linear_time(part: bytes) -> None:
    flood = b"<a>" + part * (60_000 // max(1, part.count(b"/"))) + b"</a>"
    sample = Sample().data(flood)
    assert recognise(sample.delivery(), sample.read).main_xml_key == "c0"
    assert listed_documents(flood) is not None
    assert read_fields(flood).root_name == "a"
