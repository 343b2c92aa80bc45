"""The order of a profile is kept, and no field of an application is ever left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sozialclient.documents.fields import FieldDocument, read_fields
from sozialclient.documents.services import services
from sozialclient.documents.transfer.plan import _Finder, fits, path_end, profile_for, steps_of
from sozialclient.documents.transfer.profile import (
    LARGEST_FILE,
    ProfileDamaged,
    ProfileStep,
    StepKind,
    TransferProfile,
    read_profile,
    write_profile,
)
from sozialclient.documents.transfer.reorder import moved, profile_of, source_of
from sozialclient.documents.transfer.templates import templates
from tests.unit.documents.samples import hzl, xsozial

SMALL = b"""<a:antrag xmlns:a="urn:x"><a:person><a:name>A</a:name><a:ort>O</a:ort></a:person>
<a:kind><a:name>K1</a:name><a:alter>3</a:alter></a:kind><a:kind><a:name>K2</a:name><a:alter>5</a:alter></a:kind></a:antrag>"""


def profile(*steps: ProfileStep) -> TransferProfile:
    return TransferProfile(version=1, name="Probe", services=("hzl",), steps=steps)


def small() -> FieldDocument:
    return read_fields(SMALL)


def test_steps_follow_the_profile_and_the_rest_comes_after_them() -> None:
    wanted = profile(ProfileStep(title="Ort", group="G", fields=("fehlt", "person/ort")),
                     ProfileStep(title="Aktenzeichen", kind=StepKind.REMIND),
                     ProfileStep(title="Telefon", fields=("telefon",)),
                     ProfileStep(title="Kinder", each="kind"))
    steps = steps_of(small(), wanted)
    assert [(step.title, step.field.value if step.field else None, step.assigned) for step in steps] == [
        ("Ort", "O", True), ("Aktenzeichen", None, True), ("Telefon", None, True),
        ("Name", "K1", True), ("Alter", "3", True), ("Name", "K2", True), ("Alter", "5", True), ("Name", "A", False)]
    assert [step.counted for step in steps] == [True, False, False, True, True, True, True, False]


def test_the_end_of_a_path_must_fit_whole_names() -> None:
    steps = steps_of(small(), profile(ProfileStep(title="Name", fields=("rson/name",))))
    assert steps[0].field is None


def test_a_field_asked_for_twice_is_one_step() -> None:
    wanted = profile(ProfileStep(title="Ort", fields=("ort",)), ProfileStep(title="Wohnort", fields=("person/ort",)))
    keys = [step.key for step in steps_of(small(), wanted)]
    assert len(keys) == len(set(keys)) == 6


def test_equal_reminders_keep_apart() -> None:
    wanted = profile(*[ProfileStep(title="Prüfen", kind=StepKind.REMIND)] * 3)
    keys = [step.key for step in steps_of(small(), wanted)]
    assert len(keys) == len(set(keys)) == 3 + 6


@pytest.mark.parametrize("step", [ProfileStep(title="t", each="k"), ProfileStep(title="t", fields=("k/a", "a"))])
def test_steps_that_ask_for_the_same_fields_cost_no_more_than_one(step: ProfileStep) -> None:
    """Else a short file from a stranger would make twenty million steps out of twenty thousand fields."""
    document = read_fields(f"<r>{'<k><a>1</a></k>' * 500}</r>".encode())
    wanted = profile(*[step] * 100)
    finder = _Finder(document.fields, wanted)
    assert [len(list(finder.steps(one))) for one in wanted.steps] == [500] + [0] * 99
    assert len(steps_of(document, wanted)) == 500


_LONG = "e" * 240
_EQUAL_PATHS = {
    "paths too long": f"<r>{f'<{_LONG}>' * 5}<x>1</x><y>2</y>{f'</{_LONG}>' * 5}</r>",
}


@pytest.mark.parametrize("chosen", [None, profile(ProfileStep(title="IBAN", fields=("iban", "@iban")))])
@pytest.mark.parametrize("message", _EQUAL_PATHS.values(), ids=_EQUAL_PATHS)
def test_a_field_cannot_hide_behind_one_of_the_same_path(message: str, chosen: TransferProfile | None) -> None:
    document = read_fields(message.encode())
    assert len({field.path for field in document.fields}) < len(document.fields)
    steps = steps_of(document, chosen)
    assert [step.field.value for step in steps if step.field] == [field.value for field in document.fields]
    assert len({step.key for step in steps}) == len(steps)


@pytest.mark.parametrize("sample", [hzl, xsozial])
@pytest.mark.parametrize("number", range(len(templates()) + 1))
def test_nothing_falls_away(sample: Callable[[], bytes], number: int) -> None:
    document = read_fields(sample())
    chosen = None if number == len(templates()) else templates()[number]
    steps = steps_of(document, chosen)
    assert sorted(step.field.path for step in steps if step.field) == sorted(each.path for each in document.fields)
    assert len({step.key for step in steps}) == len(steps)


def test_the_template_finds_what_it_is_for() -> None:
    chosen = profile_for(templates(), "hzl")
    assert chosen is not None
    steps = steps_of(read_fields(hzl()), chosen)
    missing = [step.title for step in steps if step.field is None and step.kind is not StepKind.REMIND]
    assert missing == []
    assert sum(step.counted for step in steps) > 90


def test_templates_name_services_there_are() -> None:
    known = {one.key for one in services()}
    assert {key for one in templates() for key in one.services} <= known
    assert profile_for(templates(), None) is None
    assert profile_for(templates(), "nichts") is None


def test_a_profile_comes_back_as_it_was_written() -> None:
    for one in templates():
        assert read_profile(write_profile(one)) == one


def test_an_order_made_from_paths_finds_them_again() -> None:
    document = small()
    wanted = profile(*[ProfileStep(title=each.label, fields=(path_end(each.path),)) for each in document.fields])
    assert all(step.assigned for step in steps_of(document, wanted))


@pytest.mark.parametrize(("data", "place"), [
    (b"", "JSON"), (b"[" * 100_000, "$"), (b"\xff\xfe", "JSON"), (b"[]", "$"), (b"x" * (LARGEST_FILE + 1), "size"),
    (b'{"sozialclient-profile":2,"name":"a"}', "$.sozialclient-profile"),
    (b'{"sozialclient-profile":1,"name":"a","more":1}', "$"),
    (b'{"sozialclient-profile":1,"name":"a\\u0000"}', "$.name"),
    (b'{"sozialclient-profile":1,"name":"a\\n"}', "$.name"),
    (b'{"sozialclient-profile":1,"name":"\\ud800"}', "JSON"),
    (b'{"sozialclient-profile":NaN,"name":"a"}', "JSON"),
    (b'{"sozialclient-profile":1e999,"name":"a"}', "$.sozialclient-profile"),
    (b'{"sozialclient-profile":1,"name":"a","steps":[{"title":"x","fields":["y\\n"]}]}', "$.steps[0].fields[0]"),
    (b'{"sozialclient-profile":1,"name":"a","steps":[{"title":"x"}]}', "$.steps[0]"),
    (b'{"sozialclient-profile":1,"name":"a","steps":[{"title":"x","kind":"remind","each":"y"}]}', "$.steps[0]"),
    (b'{"sozialclient-profile":1,"name":"a","steps":[{"title":"x","fields":["../y"]}]}', "$.steps[0].fields[0]"),
])
def test_a_foreign_file_is_refused_with_its_place(data: bytes, place: str) -> None:
    with pytest.raises(ProfileDamaged) as caught:
        read_profile(data)
    assert caught.value.parameters == {"place": place}


def test_a_value_is_not_told_by_the_error() -> None:
    with pytest.raises(ProfileDamaged) as caught:
        read_profile(b'{"sozialclient-profile":1,"name":"a","steps":[{"title":"x","kind":"Mustermann"}]}')
    assert "Mustermann" not in str(caught.value)


def test_an_own_order_is_made_from_the_document_and_a_step_moved_in_it() -> None:
    document = small()
    own = profile_of(steps_of(document, None), "Eigene", ("hzl",))
    steps = steps_of(document, own)
    assert [step.title for step in steps] == ["Name", "Ort", "Name", "Alter", "Name", "Alter"]
    place = next(step for step in steps if step.title == "Ort")
    up = moved(own, source_of(steps, place.key), -1)
    assert [step.title for step in steps_of(document, up)] == ["Ort", "Name", "Name", "Alter", "Name", "Alter"]
    assert moved(up, 0, -5) == up
    children = steps_of(document, moved(up, 2, -2))
    assert [step.field.value for step in children if step.field] == ["K1", "3", "K2", "5", "O", "A"]
    assert source_of(steps, "nichts") == -1


@pytest.mark.parametrize("sample", [hzl, xsozial])
def test_an_own_order_loses_nothing_either(sample: Callable[[], bytes]) -> None:
    document = read_fields(sample())
    own = profile_of(steps_of(document, None), "Eigene", ())
    steps = steps_of(document, read_profile(write_profile(own)))
    assert {step.field.path for step in steps if step.field} == {each.path for each in document.fields}


def test_accounts_and_incomes_are_critical() -> None:
    chosen = profile_for(templates(), "hzl")
    critical = [step.title for step in steps_of(read_fields(hzl()), chosen) if step.critical]
    assert critical.count("IBAN") == 1
    assert critical.count("Monatlicher Betrag") == 3
    assert "Anzahl der Personen" in critical
    assert "Telefon" not in critical


def test_an_order_that_has_a_place_for_few_fields_does_not_fit() -> None:
    assert fits(steps_of(small(), profile(ProfileStep(title="Kinder", each="kind"))))
    assert not fits(steps_of(small(), profile(ProfileStep(title="Ort", fields=("ort",)))))
    assert fits(steps_of(small(), None))
