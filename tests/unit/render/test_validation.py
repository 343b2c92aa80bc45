"""Messages are checked by a sealed worker: real findings, bounded time, and no way to a file or a network."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.errors import Cancelled
from sozialclient.render.errors import RenderDamaged, RenderError, RenderTimeout, RenderTooLarge
from sozialclient.render.validation.check import LIMITS, SchemaQuestion, check_against_schema
from sozialclient.render.validation.finding import SchemaAnswer
from tests.unit.documents.samples import hzl, shared
from tests.unit.documents.schema_samples import NOW, SPACE, message, nested, zipped

XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'


def ask(schema: str | bytes, message: str | bytes, **more: bytes) -> SchemaAnswer:
    files = {"000.xsd": schema.encode() if isinstance(schema, str) else schema, **more}
    data = message.encode() if isinstance(message, str) else message
    question = SchemaQuestion(files=files, namespace="", entries=("000.xsd",), message=data)
    return check_against_schema(question, LIMITS._replace(request_seconds=8.0))


def checked(folder: Path, source: Path, data: bytes, namespace: str) -> SchemaAnswer:
    library = SchemaLibrary(folder)
    if not library.packages():
        library.add(source, NOW)
    package = next(one for one in library.packages() if namespace in one.namespaces)
    entries = tuple(file.stored for file in package.files if file.main and file.namespace == namespace)
    return check_against_schema(SchemaQuestion(
        files=library.schemas(package), namespace=namespace, entries=entries, message=data))


def test_a_package_of_our_own_is_checked_with_its_building_block(tmp_path: Path) -> None:
    source = tmp_path / "a.zip"
    source.write_bytes(zipped(nested()))
    space = SPACE.format(version="1.0.0")
    assert checked(tmp_path, source, message(), space).valid
    wrong = checked(tmp_path, source, message(day="31.12.2026", listed="1"), space)
    assert not wrong.valid and wrong.total == 2
    assert "'31.12.2026' is not a valid value" in wrong.findings[0].message and wrong.findings[0].line == 2
    assert "fixed value constraint '2'" in wrong.findings[1].message


XWASSER = "https://gitlab.opencode.de/akdb/xoev/xwasser/-/raw/main/V1_0_0"
INVALID = ("monitoring_plan_maximal.xml", "monitoring_plan_minimal.xml")


def test_of_the_real_messages_two_are_invalid_for_a_real_reason(tmp_path: Path) -> None:
    source = shared("xwasser-1.0.0")
    files = sorted(shared("xwasser-1.0.0", "nachrichten").glob("*.xml"))
    verdicts = {path.name: checked(tmp_path, source, path.read_bytes(), XWASSER) for path in files}
    assert len(verdicts) == 15
    assert {name for name, answer in verdicts.items() if not answer.valid} == set(INVALID)
    for name in INVALID:
        reasons = [(one.kind, one.path.rpartition(":")[2]) for one in verdicts[name].findings]
        assert reasons == [
            ("SCHEMAV_ELEMENT_CONTENT", "probennahmestelleKategorie"), ("SCHEMAV_CVC_AU", "artAnlage"),
            ("SCHEMAV_CVC_AU", "kategorieProbennahmestelle"),
        ]  # fmt: skip
        assert "The value '1' does not match the fixed value constraint '2'" in verdicts[name].findings[1].message


def test_the_synthetic_application_is_valid(tmp_path: Path) -> None:
    SchemaLibrary(tmp_path).add(shared("xwasser-1.0.0", "xsd-remote"), NOW)
    SchemaLibrary(tmp_path).add(shared("hzl-synthetic"), NOW)
    assert checked(tmp_path, tmp_path, hzl(), "urn:example:xdemosozial:1.0.0").valid


def test_a_schema_that_takes_for_ever_is_ended() -> None:
    """Five thousand optional elements: the check that the content model is unambiguous compares all with all."""
    optional = "".join(f"<xs:element name='b{number}' minOccurs='0'/>" for number in range(5_000))
    schema = (f"<xs:schema {XS}><xs:element name='a'><xs:complexType><xs:sequence>{optional}</xs:sequence>"
              "</xs:complexType></xs:element></xs:schema>")  # fmt: skip
    begin = time.monotonic()
    with pytest.raises(RenderTimeout):
        ask(schema, "<a/>")
    assert time.monotonic() - begin < 40


def test_a_pattern_made_to_cost_time_is_ended_or_answered() -> None:
    schema = (f"<xs:schema {XS}><xs:element name='a'><xs:simpleType><xs:restriction base='xs:string'>"
              "<xs:pattern value='((x{0,1000}){0,1000}){0,1000}'/></xs:restriction></xs:simpleType></xs:element>"
              "</xs:schema>")
    begin = time.monotonic()
    try:
        assert not ask(schema, f"<a>{'x' * 5_000}y</a>").valid
    except RenderError as error:
        assert isinstance(error, RenderTimeout | RenderTooLarge | RenderDamaged)
    assert time.monotonic() - begin < 40


def test_a_schema_reaches_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xsd"
    secret.write_text(f"<xs:schema {XS}><xs:simpleType name='T'><xs:restriction base='xs:string'/></xs:simpleType>"
                      "</xs:schema>", encoding="utf-8")
    schema = (f"<xs:schema {XS}><xs:include schemaLocation='{secret.as_uri()}'/>"
              "<xs:element name='a' type='T'/></xs:schema>")
    answer = ask(schema, "<a/>")
    assert not answer.valid and answer.schema_error
    if sys.platform.startswith("linux"):
        assert "resources" in answer.confinement


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (f"<!DOCTYPE s [<!ENTITY a 'b'>]><xs:schema {XS}/>", "<a/>"),
        (f"<xs:schema {XS}><xs:element name='a'/></xs:schema>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"),
        (f"<xs:schema {XS}><xs:element name='a'/></xs:schema>", "<a>" * 500 + "</a>" * 500),
        (f"<xs:schema {XS}><xs:element name='a'/></xs:schema>", "no xml"),
    ],
)
def test_what_is_no_plain_xml_is_refused(schema: str, message: str) -> None:
    try:
        answer = ask(schema, message)
    except RenderDamaged:
        return
    assert answer.schema_error and not answer.valid


def test_many_findings_are_counted_and_the_first_told() -> None:
    schema = f"<xs:schema {XS}><xs:element name='a'><xs:complexType/></xs:element></xs:schema>"
    one = ask(schema, "<a z='1'/>")
    assert one.total == 1 and not one.valid
    numbers = (f"<xs:schema {XS}><xs:element name='a'><xs:complexType><xs:sequence>"
               "<xs:element name='b' type='xs:int' maxOccurs='unbounded'/></xs:sequence></xs:complexType></xs:element>"
               "</xs:schema>")
    many = ask(numbers, f"<a>{'<b>x</b>' * 500}</a>")
    assert many.total == 500 and len(many.findings) == 200


def test_a_check_can_be_given_up() -> None:
    question = SchemaQuestion(
        files={"000.xsd": f"<xs:schema {XS}/>".encode()}, namespace="", entries=("000.xsd",), message=b"<a/>")
    with pytest.raises(Cancelled):
        check_against_schema(question, cancelled=lambda: True)
