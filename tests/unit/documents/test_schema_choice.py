"""Which packages an archive makes, what they are called, and which of them a message is labelled and checked with."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from sozialclient.documents.schema.circles import circles
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.documents.schema.xsd_file import XS
from sozialclient.documents.standard import standard_of
from sozialclient.model.schema_check import SchemaOutcome
from sozialclient.usecases.check_message import check_xml
from tests.unit.documents.schema_samples import NOW, message, nested, zipped
from tests.unit.documents.test_schema_layouts import kind, schema, titled
from tests.unit.documents.test_schema_packages import archive, read, shown

SPACE = "urn:example:layout"


def imported(tmp_path: Path, files: dict[str, bytes]) -> SchemaLibrary:
    library = SchemaLibrary(tmp_path)
    library.add(archive(tmp_path, files), NOW)
    return library


def element(name: str, kind_name: str) -> str:
    return f'<xs:element name="{name}" type="{kind_name}"/>'


def fixed_version(version: str, label: str, told: str) -> bytes:
    """A standard whose messages tell their version in the head, in an attribute called after the standard."""
    head = ('<xs:complexType name="Kopf"><xs:attribute name="xmusterVersion" use="required" '
            f'fixed="{told}"/></xs:complexType>')
    body = kind("Antrag", element("kopf", "Kopf"), titled(f"wert{version[0]}", "xs:int", label))
    return schema(element("antrag", "Antrag") + head + body).replace(b'version="1"', f'version="{version}"'.encode())


def headed(told: str, name: str) -> bytes:
    return f'<antrag xmlns="{SPACE}"><kopf xmusterVersion="{told}"/><{name}>5</{name}></antrag>'.encode()


VERSIONS = {"a/m.xsd": fixed_version("1.0", "Alt", "1.0"), "b/m.xsd": fixed_version("2.0", "Neu", "2.0"),
            "c/m.xsd": fixed_version("3.0", "Spät", "2.0")}


@pytest.mark.parametrize(("told", "name", "label", "package"), [
    ("1.0", "wert1", "Alt", "1.0"), ("2.0", "wert2", "Neu", "2.0"), ("2.0", "wert3", "Spät", "3.0")])
def test_a_version_told_in_the_head_chooses_and_one_that_lags_behind_does_not_mislead(
    tmp_path: Path, told: str, name: str, label: str, package: str
) -> None:
    library = imported(tmp_path, VERSIONS)
    data = headed(told, name)
    assert label in shown(read(library, data))
    result = check_xml(library, data).schema
    assert (result.outcome, result.package) == (SchemaOutcome.VALID, f"layout {package}")


def test_an_invalid_message_is_told_what_its_own_version_says(tmp_path: Path) -> None:
    library = imported(tmp_path, VERSIONS)
    result = check_xml(library, headed("1.0", "wert1").replace(b">5<", b">f<")).schema
    assert (result.outcome, result.package, result.total) == (SchemaOutcome.INVALID, "layout 1.0", 1)
    assert "wert1" in result.findings[0].message


def test_a_version_on_the_root_is_never_checked_with_another(tmp_path: Path) -> None:
    strict = schema(element("antrag", "Antrag") + kind("Antrag", titled("wert", "xs:int", "Zahl")).replace(
        "</xs:sequence>", '</xs:sequence><xs:attribute name="version"/>'))
    loose = strict.replace(b"xs:int", b"xs:string").replace(b'version="1"', b'version="2"')
    library = imported(tmp_path, {"a/m.xsd": strict, "b/m.xsd": loose})
    data = f'<antrag xmlns="{SPACE}" version="1"><wert>drei</wert></antrag>'.encode()
    result = check_xml(library, data).schema
    assert (result.outcome, result.package) == (SchemaOutcome.INVALID, "layout 1")


def test_the_standard_is_told_by_the_head_where_nothing_else_tells() -> None:
    def told(root: str) -> str | None:
        return standard_of(etree.fromstring(root))

    assert told('<a><kopf xmusterVersion="3.1"/></a>') == "XMuster 3.1"
    assert told('<a standard="XAnders" version="1"><kopf xmusterVersion="3.1"/></a>') == "XAnders 1"
    assert told('<a><kopf schemaVersion="3.1"/></a>') is None


def profile(label: str) -> bytes:
    return schema(element("antrag", "Antrag") + kind("Antrag", titled(label.lower(), "xs:int", label)))


@pytest.mark.parametrize("places", [("basis.xsd", "komfort.xsd"), ("basis/p.xsd", "komfort/p.xsd")])
def test_profiles_of_one_standard_stand_beside_each_other(tmp_path: Path, places: tuple[str, str]) -> None:
    library = imported(tmp_path, dict(zip(places, (profile("Basis"), profile("Komfort")), strict=True)))
    assert [one.id for one in library.packages()] == ["layout-1", "layout-1-2"]
    for label in ("Basis", "Komfort"):
        name = label.lower()
        data = f'<antrag xmlns="{SPACE}"><{name}>5</{name}></antrag>'.encode()
        assert shown(read(library, data)) == {label: "5"}
        assert check_xml(library, data).schema.outcome is SchemaOutcome.VALID


def test_profiles_share_what_they_include_and_nothing_else(tmp_path: Path) -> None:
    include = '<xs:include schemaLocation="gemeinsam.xsd"/>'
    files = {f"{name}.xsd": schema(element("antrag", f"{name}Typ") + kind(f"{name}Typ", element("teil", "Teil")),
                                   head=include) for name in ("eins", "zwei")}
    library = imported(tmp_path, files | {"gemeinsam.xsd": schema(kind("Teil", titled("x", "xs:int", "Iks")))})
    assert [sorted(file.name for file in one.files) for one in library.packages()] == [
        ["eins.xsd", "gemeinsam.xsd"], ["gemeinsam.xsd", "zwei.xsd"]]
    assert all(one.complete for one in library.packages())


def test_the_same_files_in_two_folders_are_one_package(tmp_path: Path) -> None:
    library = imported(tmp_path, {"a/p.xsd": profile("Basis"), "kopie/p.xsd": profile("Basis")})
    assert len(library.packages()) == 1


def importing(space: str, other: str, name: str) -> bytes:
    head = f'<xs:import namespace="{other}" schemaLocation="{other[-1]}.xsd"/>'
    return schema(f'<xs:element name="{name}" type="xs:int"/>', space=space, head=head)


def test_schemas_that_import_each_other_are_not_lost_beside_a_third(tmp_path: Path) -> None:
    library = imported(tmp_path, {
        "a.xsd": importing("urn:x:a", "urn:x:b", "eins"), "b.xsd": importing("urn:x:b", "urn:x:a", "zwei"),
        "p.xsd": profile("Basis")})
    assert {name for one in library.packages() for name in one.roots} == {"eins", "zwei", "antrag"}
    for name, space in (("eins", "urn:x:a"), ("zwei", "urn:x:b")):
        data = f'<{name} xmlns="{space}">5</{name}>'.encode()
        assert check_xml(library, data).schema.outcome is SchemaOutcome.VALID


def test_circles_are_found() -> None:
    found = circles([{1}, {2}, {0}, {0}, {4}, {6}, set()])
    assert found[0] == found[1] == found[2]
    assert len({found[0], *found[3:]}) == 5


def test_what_nothing_asks_for_is_kept_for_a_later_import(tmp_path: Path) -> None:
    loose = {f"liste{number}.xsd": schema(f'<xs:simpleType name="L{number}"><xs:restriction base="xs:token"/>'
                                          "</xs:simpleType>", space=f"urn:example:liste{number}")
             for number in range(3)}
    library = imported(tmp_path, {"p.xsd": profile("Basis")} | loose)
    (package,) = library.packages()
    assert package.complete and len(package.files) == 4
    asking = schema('<xs:element name="frage" type="l:L2" xmlns:l="urn:example:liste2"/>', space="urn:example:frage",
                    head='<xs:import namespace="urn:example:liste2" schemaLocation="http://far.example/liste2.xsd"/>')
    path = tmp_path / "later.zip"
    path.write_bytes(zipped({"f.xsd": asking}))
    (new,) = library.add(path, NOW).packages
    assert new.facts.complete


@pytest.mark.parametrize(("space", "version", "name"), [
    ("http://far.example/antrag/3.2", "", "antrag 3.2"), ("http://far.example/antrag/3.2", "3.2.1", "antrag"),
    ("urn:un:beispiel:data:Rechnung:100", "", "Rechnung 100"),
    ("urn:beispiel:xsd:pain.001.001.09", "", "pain.001.001.09"),
    ("urn:1:2", "", "urn 1 2"), ("", "", "p.xsd")])
def test_a_schema_without_a_standard_is_called_by_its_namespace(
    tmp_path: Path, space: str, version: str, name: str
) -> None:
    data = schema('<xs:element name="a" type="xs:int"/>', space=space)
    library = imported(tmp_path, {"p.xsd": data.replace(b'version="1"', f'version="{version}"'.encode())})
    (package,) = library.packages()
    assert package.standard == name


def test_two_standards_of_one_name_do_not_replace_each_other(tmp_path: Path) -> None:
    library = SchemaLibrary(tmp_path)
    for number, space in enumerate(("urn:eins:antrag", "urn:zwei:antrag", "urn:eins:antrag")):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(zipped({"p.xsd": schema('<xs:element name="a" type="xs:int"/>', space=space)}))
        library.add(path, NOW)
    assert [(one.id, one.namespaces) for one in library.packages()] == [
        ("antrag-1", ("urn:eins:antrag",)), ("antrag-1-2", ("urn:zwei:antrag",))]


def test_a_standard_that_another_builds_on_can_be_checked_too(tmp_path: Path) -> None:
    base = schema(titled("meldung", "xs:int", "Größe der Meldung"), space="urn:example:grund")
    upper = schema('<xs:element name="antrag" type="xs:int"/>', head=(
        '<xs:import namespace="urn:example:grund" schemaLocation="grund.xsd"/>'))
    library = imported(tmp_path, {"grund.xsd": base, "oben.xsd": upper})
    assert len(library.packages()) == 1
    data = b'<meldung xmlns="urn:example:grund">5</meldung>'
    assert shown(read(library, data)) == {"Größe der Meldung": "5"}
    assert check_xml(library, data).schema.outcome is SchemaOutcome.VALID
    wrong = check_xml(library, data.replace(b"5", b"f")).schema
    assert (wrong.outcome, wrong.total) == (SchemaOutcome.INVALID, 1)
    other = check_xml(library, data.replace(b"meldung", b"unbekannt")).schema
    assert other.outcome is SchemaOutcome.MISSING


def test_two_versions_in_one_folder_are_told_apart(tmp_path: Path) -> None:
    def of(version: str, name: str, body: str, *includes: str) -> tuple[str, bytes]:
        told = ('<xs:annotation><xs:appinfo><standard><nameKurz>XMix</nameKurz><kennung>urn:example:xmix</kennung>'
                f'</standard><versionStandard><version>{version}</version></versionStandard></xs:appinfo>'
                "</xs:annotation>")
        head = told + "".join(f'<xs:include schemaLocation="{one}"/>' for one in includes)
        return f"{name}-{version}.xsd", schema(body, head=head)

    files = dict([
        of("1.0", "antrag", element("antrag", "T"), "typ-1.0.xsd"), of("1.0", "typ", kind("T", titled(
            "alt", "xs:int", "Alt"))), of("1.0", "nur", titled("nur.alt", "xs:int", "Nur alt")),
        of("2.0", "antrag", element("antrag", "T"), "typ-2.0.xsd"), of("2.0", "typ", kind("T", titled(
            "neu", "xs:int", "Neu"))), of("2.0", "nur", titled("nur.neu", "xs:int", "Nur neu"))])
    library = imported(tmp_path, files)
    assert [(one.id, sorted(one.roots)) for one in library.packages()] == [
        ("xmix-1.0", ["antrag", "nur.alt"]), ("xmix-2.0", ["antrag", "nur.neu"])]
    for name, version in (("alt", "1.0"), ("neu", "2.0")):
        result = check_xml(library, f'<antrag xmlns="{SPACE}"><{name}>5</{name}></antrag>'.encode()).schema
        assert (result.outcome, result.package) == (SchemaOutcome.VALID, f"XMix {version}")


def test_a_package_that_lets_everything_pass_is_told_apart_from_the_one_of_its_name(tmp_path: Path) -> None:
    library = imported(tmp_path, nested())
    invalid = message(day="kein Tag")
    alone = check_xml(library, invalid).schema
    assert (alone.outcome, alone.package) == (SchemaOutcome.INVALID, "XMuster 1.0.0")
    (genuine,) = library.packages()
    (name, space), = genuine.roots.items()
    anything = (f'<xs:schema xmlns:xs="{XS}" targetNamespace="{space}" version="1.0.0">'
                f'<xs:element name="{name}"/></xs:schema>')
    lax = tmp_path / "lax.zip"
    lax.write_bytes(zipped({"lax.xsd": anything.encode()}))
    library.add(lax, NOW)
    found = check_xml(library, invalid).schema
    assert (found.outcome, found.package) == (SchemaOutcome.VALID, "xmuster 1.0.0 (xmuster-1.0.0-2)")
