"""Two applications are compared by what they say, not by where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialclient.documents.comparison.compare import Change, Comparison, compared
from sozialclient.documents.fields import read_fields
from tests.pace import within


def compare(left: str, right: str) -> Comparison:
    return compared(read_fields(f"<antrag>{left}</antrag>".encode()), read_fields(f"<antrag>{right}</antrag>".encode()))


def changes(found: Comparison) -> list[tuple[str, str, str]]:
    return [(one.change.value, one.left.raw_value if one.left else "", one.right.raw_value if one.right else "")
            for one in found.changed]


MIETE = "<miete><grundmiete>{}</grundmiete><heizkosten>80.00</heizkosten></miete>"


def test_added_removed_changed_and_the_rest_is_the_same() -> None:
    found = compare(MIETE.format("500.00") + "<telefon>1</telefon>", MIETE.format("512.00") + "<email>a@b</email>")
    assert sorted(changes(found)) == [("added", "", "a@b"), ("changed", "500.00", "512.00"), ("removed", "1", "")]
    assert found.count(Change.SAME) == 1


def test_nothing_differs_but_prefix_and_place() -> None:
    left = "<x:a xmlns:x='urn:1'><x:b>1</x:b><x:c>2</x:c></x:a>"
    assert compare(left, "<y:a xmlns:y='urn:1'><y:c>2</y:c><y:b>1</y:b></y:a>").changed == ()


def member(name: str, born: str, more: str = "") -> str:
    said = f"<vornamen>{name}</vornamen><geburtsdatum>{born}</geburtsdatum>{more}"
    return f"<haushaltsmitglied>{said}</haushaltsmitglied>"


def test_a_person_who_comes_first_does_not_push_the_others_away() -> None:
    anna, ben = member("Anna", "2010-01-01"), member("Ben", "2012-02-02", "<schule>A</schule>")
    left = f"<haushalt>{anna}{ben}</haushalt>"
    other = ben.replace("<schule>A", "<schule>B")
    found = compare(left, f"<haushalt>{member('Carla', '2026-03-03')}{other}{anna}</haushalt>")
    assert sorted(changes(found)) == [("added", "", "2026-03-03"), ("added", "", "Carla"), ("changed", "A", "B")]
    gone = compare(left, f"<haushalt>{ben}</haushalt>")
    assert sorted(changes(gone)) == [("removed", "2010-01-01", ""), ("removed", "Anna", "")]


def test_a_renamed_person_is_paired_by_order() -> None:
    found = compare(f"<haushalt>{member('Anna', '2010-01-01')}{member('Ben', '2012-02-02')}</haushalt>",
                    f"<haushalt>{member('Anna', '2010-01-01')}{member('Benn', '2012-02-02')}</haushalt>")
    assert changes(found) == [("changed", "Ben", "Benn")]


def test_every_field_of_both_is_told_once(shared: Path) -> None:
    data = (shared / "xoev/hzl-synthetic/hzl_demo.xml").read_bytes()
    left = read_fields(data)
    right = read_fields(data.replace(b"512.30", b"530.00").replace(b"Kleinwagen Beispiel", b"Kombi"))
    found = compared(left, right)
    assert [one.left for one in found.differences if one.left] == sorted(left.fields, key=left.fields.index)
    assert [one.right for one in found.differences if one.right] == list(right.fields)
    assert changes(found) == [("changed", "512.30", "530.00"), ("changed", "Kleinwagen Beispiel", "Kombi")]


@pytest.mark.parametrize("same", [True, False])
def test_many_groups_take_little_time(same: bool) -> None:
    left = "".join(f"<a><b>{n}</b></a>" for n in range(2_000))
    right = left if same else "".join(f"<a><b>x{n}</b></a>" for n in range(2_000))
    found = within(80, lambda: compare(left, right))
    assert len(found.changed) == (0 if same else 2_000)
