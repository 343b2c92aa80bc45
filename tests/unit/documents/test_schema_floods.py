"""A small archive cannot become much work, much memory or many files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from sozialclient.documents.fields import fields_of
from sozialclient.documents.parsing import parse_document
from sozialclient.documents.schema.errors import SchemaArchiveRefused, SchemaUnknown
from sozialclient.documents.schema.genericode import read_code_list
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.documents.schema.package import ANY_ELEMENT, CodeList, ElementEntry, LabelTable, TypeEntry
from sozialclient.documents.schema.schema_naming import SchemaNaming
from sozialclient.documents.schema.xsd_file import read_xsd
from sozialclient.documents.schema.xsd_labels import label_table
from tests.pace import within
from tests.unit.documents.schema_samples import NOW, code_list, message, nested, zipped

XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
ALLOWED = 200


def schema(space: str, inner: str) -> bytes:
    return f'<xs:schema {XS} targetNamespace="{space}"><xs:element name="a"/>{inner}</xs:schema>'.encode()


def linked(space: str, *places: str) -> bytes:
    inner = "".join(f'<xs:import namespace="urn:{place}" schemaLocation="../{place}/a.xsd"/>' for place in places)
    return f'<xs:schema {XS} targetNamespace="{space}">{inner}<xs:element name="a"/></xs:schema>'.encode()


def fresh(tmp_path: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=tmp_path))


def refused(tmp_path: Path, files: Mapping[str, bytes]) -> object:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(dict(files)))
    with pytest.raises(SchemaArchiveRefused) as caught:
        within(ALLOWED, lambda: SchemaLibrary(tmp_path / "data").add(path, NOW))
    assert not (tmp_path / "data" / "schemas").exists(), "nothing was written"
    return caught.value.parameters["cause"]


def test_a_ring_of_schemas_that_all_reach_each_other_is_refused(tmp_path: Path) -> None:
    """Each of them would be a package that holds all the others."""
    ring = {f"{one}/a.xsd": linked(f"urn:{one}", str((one + 1) % 1_000)) for one in range(1_000)}
    assert refused(tmp_path, ring) == "packages"


def test_many_small_standards_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, {f"{one}/a.xsd": schema(f"urn:{one}", "") for one in range(301)}) == "packages"


def test_many_standards_do_not_multiply_many_code_lists(tmp_path: Path) -> None:
    standards = {f"{one}/a.xsd": schema(f"urn:{one}", "") for one in range(200)}
    lists = {f"{one}.xml": code_list("1", {"a": "b"}, f"urn:liste:{one}") for one in range(200)}
    assert refused(tmp_path, standards | lists) == "packages"


def test_code_lists_are_not_multiplied_by_size_either(tmp_path: Path) -> None:
    standards = {f"{one}/a.xsd": schema(f"urn:{one}", "") for one in range(150)}
    large = code_list("1", {f"{one:05}": f"{one * 7919 % 99_991:05}" * 40 for one in range(30_000)})
    assert refused(tmp_path, standards | {"a.xml": large}) == "packages"


def test_links_to_nowhere_are_bounded(tmp_path: Path) -> None:
    assert refused(tmp_path, {"a.xsd": linked("urn:a", *map(str, range(20_001)))}) == "links"


def test_links_to_nowhere_cost_no_more_than_their_number(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.xsd": linked("urn:a", *map(str, range(15_000)))}))
    imported = within(ALLOWED, lambda: SchemaLibrary(fresh(tmp_path)).add(path, NOW))
    assert len(imported.packages[0].facts.missing) == 15_000


def test_elements_are_bounded_over_all_schemas_before_one_is_read(tmp_path: Path) -> None:
    files = {f"{one}.xsd": schema(f"urn:{one}", f"<a x='{one}'/>" * 190_000) for one in range(22)}
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with pytest.raises(SchemaArchiveRefused) as caught:
        within(40, lambda: SchemaLibrary(tmp_path / "data").add(folder, NOW))
    assert caught.value.parameters["cause"] == "elements"


def test_another_package_does_not_rename_the_codes_of_this_one(tmp_path: Path) -> None:
    """`a` stands before the standard in the list of packages, and brings a list of the same name and version."""
    library = SchemaLibrary(tmp_path / "data")
    genuine = tmp_path / "genuine.zip"
    genuine.write_bytes(zipped(nested()))
    library.add(genuine, NOW)
    root = parse_document(message())
    before = [field.value for field in fields_of(root, library.naming_for(root)).fields]
    lists = [(entry.uri, entry.version) for package in library.packages() for entry in package.lists]
    forged = {f"{number}.xml": code_list(version, {str(code): "falsch" for code in [*range(20), *"rgbKGM"]}, uri)
              for number, (uri, version) in enumerate(lists)}
    path = tmp_path / "forged.zip"
    path.write_bytes(zipped({"a.xsd": f'<xs:schema {XS} version="1" targetNamespace="urn:a/aaa">'
                                      '<xs:element name="x"/></xs:schema>'.encode(), **forged}))
    library.add(path, NOW)
    assert lists and library.packages()[0].standard == "aaa"
    assert [field.value for field in fields_of(root, library.naming_for(root)).fields] == before


def test_thousands_of_versions_of_a_list_are_looked_through_once() -> None:
    """One archive may bring as many as it has files, and every field of a message may name the list."""
    versions = tuple(f"{number}.{number % 7}" for number in range(5_000))

    def read(uri: str, version: str) -> CodeList:
        return CodeList(uri, version, "", {"a": version})

    naming = SchemaNaming(None, {"urn:liste": versions}, read)
    assert len(within(40, lambda: {naming.code("urn:liste", "unbekannt", "a") for _ in range(5_000)})) == 1


def test_neither_does_it_cost_much_when_each_field_names_another_version() -> None:
    versions = tuple(f"{number}.{number % 7}" for number in range(5_000))
    naming = SchemaNaming(None, {"urn:liste": versions}, lambda uri, version: CodeList(uri, version, "", {}))
    found = within(100, lambda: [naming.code("urn:liste", f"{each}.9", "a") for each in range(5_000)])
    assert [one.version for one in found if one] == [*versions[1:], versions[-1]]


def test_a_list_of_many_columns_costs_no_more_than_its_values() -> None:
    columns = "".join(f'<Column Id="c{one}"/>' for one in range(50_000))
    row = '<Row><Value><SimpleValue>{0}</SimpleValue></Value>' + '<Value ColumnRef="c49999"/>' * 4 + "</Row>"
    data = ("<CodeList><Identification><ShortName>a</ShortName><Version>1</Version><CanonicalUri>u</CanonicalUri>"
            f"</Identification><ColumnSet>{columns}</ColumnSet><SimpleCodeList>"
            f"{''.join(map(row.format, range(4_000)))}</SimpleCodeList></CodeList>")
    found = within(120, lambda: read_code_list(data.encode()))
    assert found is not None and len(found.codes) == 4_000


def test_a_type_of_very_many_parts_costs_no_more_than_their_number() -> None:
    parts = "<xs:any/>" * 390_000
    data = f'<xs:schema {XS}><xs:complexType name="T"><xs:sequence>{parts}</xs:sequence></xs:complexType></xs:schema>'
    file = read_xsd("a.xsd", data.encode())
    assert file is not None
    table = within(140, lambda: label_table([file]))
    assert list(table.types["{}T"].children) == [ANY_ELEMENT]


def test_many_codes_of_a_schema_are_not_copied_for_each_element() -> None:
    """One type may enumerate as many as a schema has elements, and every element of a message may name it."""
    codes = {f"{one:05}": f"Farbe {one}" for one in range(20_000)}
    types = {"{u}R": TypeEntry(), "{u}C": TypeEntry(codes=codes)}
    table = LabelTable(roots={"r": ElementEntry(type="{u}R")}, types=types)
    told = '<r xmlns="u" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">{}</r>'
    root = parse_document(told.format('<a i:type="C">00001</a>' * 4_000).encode())
    naming = SchemaNaming(table, {}, lambda uri, version: CodeList(uri, version, "", {}))
    found = within(120, lambda: fields_of(root, naming)).fields
    assert {field.value for field in found} == {"Farbe 1"}


@pytest.mark.parametrize("change", [{"id": "../victim"}, {"id": "other"}, {"files": "../../victim/secret.txt"}])
def test_a_changed_table_reaches_nothing_outside_its_folder(tmp_path: Path, change: dict[str, str]) -> None:
    library = SchemaLibrary(tmp_path / "data")
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(nested()))
    facts = library.add(path, NOW).packages[0].facts
    victim = tmp_path / "data" / "victim"
    victim.mkdir()
    (victim / "secret.txt").write_text("secret")
    table = tmp_path / "data" / "schemas" / facts.id / "package.json"
    value = msgspec.json.decode(table.read_bytes())
    if "id" in change:
        value["id"] = change["id"]
    else:
        value["files"][0]["stored"] = change["files"]
    table.write_bytes(msgspec.json.encode(value))
    with pytest.raises(SchemaUnknown):
        library.remove(value["id"])
    assert library.packages() == ()
    assert (victim / "secret.txt").read_text() == "secret"


def test_the_same_element_in_many_files_of_one_folder_is_refused(tmp_path: Path) -> None:
    """Each of them would be a package of its own."""
    assert refused(tmp_path, {f"{one:04}.xsd": schema("urn:a", "") for one in range(4_500)}) == "packages"


def test_profiles_that_share_long_chains_cost_little(tmp_path: Path) -> None:
    heads = {f"k{one}.xsd": schema("urn:a", '<xs:include schemaLocation="c0.xsd"/>').replace(
        b'<xs:element name="a"/>', b"").replace(b"</xs:schema>", b'<xs:element name="a"/></xs:schema>')
        for one in range(100)}
    chain = {f"c{one}.xsd": schema("urn:a", f'<xs:include schemaLocation="c{one + 1}.xsd"/>').replace(
        b'<xs:element name="a"/>', b"") for one in range(500)}
    assert refused(tmp_path, heads | chain) == "packages"


def test_many_places_of_one_namespace_cost_no_more_than_their_number(tmp_path: Path) -> None:
    files = {f"n/{one}.xsd": f'<xs:schema {XS} targetNamespace="urn:n"/>'.encode() for one in range(1_500)}
    inner = "".join(f'<xs:import namespace="urn:n" schemaLocation="x{one}.xsd"/>' for one in range(15_000))
    path = tmp_path / "a.zip"
    asking = f'<xs:schema {XS} targetNamespace="urn:a">{inner}<xs:element name="a"/></xs:schema>'.encode()
    path.write_bytes(zipped(files | {"a.xsd": asking}))
    imported = within(ALLOWED, lambda: SchemaLibrary(fresh(tmp_path)).add(path, NOW))
    assert len(imported.packages) == 1


def test_many_schemas_that_nothing_asks_for_cost_little(tmp_path: Path) -> None:
    loose = {f"l/{one}.xsd": f'<xs:schema {XS} targetNamespace="urn:l{one}"/>'.encode() for one in range(2_000)}
    standards = {f"{one}/a.xsd": schema(f"urn:{one}", "") for one in range(50)}
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(loose | standards))
    imported = within(ALLOWED, lambda: SchemaLibrary(fresh(tmp_path)).add(path, NOW))
    assert len(imported.packages) == 50


def many_elements(number: int, name: str = "e") -> str:
    return "".join(f'<xs:element name="{name}{one}"/>' for one in range(number))


def versions_beside(number: int, shared: int) -> dict[str, bytes]:
    """So many versions of a standard in one folder, and a schema that belongs to each of them."""
    told = "<xs:annotation><xs:appinfo><standard><kennung>urn:s</kennung></standard><versionStandard><version>{}" \
           "</version></versionStandard></xs:appinfo></xs:annotation>"
    files = {f"{one}.xsd": f'<xs:schema {XS} targetNamespace="urn:a">{told.format(one)}<xs:element name="a"/>'
                           "</xs:schema>".encode() for one in range(number)}
    return files | {"x.xsd": f'<xs:schema {XS} targetNamespace="urn:a">{many_elements(shared)}</xs:schema>'.encode()}


def test_many_versions_in_one_folder_are_refused_before_each_is_looked_through(tmp_path: Path) -> None:
    assert refused(tmp_path, versions_beside(3_000, 10_000)) == "packages"


def test_versions_do_not_multiply_what_they_share(tmp_path: Path) -> None:
    assert refused(tmp_path, versions_beside(250, 33_000)) == "elements"


def test_namespaces_do_not_multiply_a_schema_that_has_none(tmp_path: Path) -> None:
    """It takes on the namespace of whoever includes it, so that its labels are made for each."""
    spaces = {f"{one}.xsd": f'<xs:schema {XS} targetNamespace="urn:{one}"/>'.encode() for one in range(1_000)}
    inner = "".join(f'<xs:import namespace="urn:{one}" schemaLocation="{one}.xsd"/>' for one in range(1_000))
    head = f'<xs:schema {XS} targetNamespace="urn:a"><xs:include schemaLocation="x.xsd"/>{inner}' \
           '<xs:element name="a"/></xs:schema>'
    bare = f"<xs:schema {XS}>{many_elements(9_000)}</xs:schema>"
    assert refused(tmp_path, spaces | {"a.xsd": head.encode(), "x.xsd": bare.encode()}) == "elements"
