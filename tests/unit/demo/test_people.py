from __future__ import annotations

from random import Random

from sozialclient.demo.people import MARKERS, invent_person, relative_of


def test_everybody_is_visibly_invented() -> None:
    rng = Random(11)
    for _ in range(300):
        person = invent_person(rng, born=(1950, 2000))
        assert any(marker in person.family_name for marker in MARKERS)
        assert person.address.postal_code.startswith("00")
        assert person.email.endswith("@example.org")
        assert person.email.isascii()
        assert 1950 <= person.birth_date.year <= 2000


def test_simple_people_need_no_embedded_font() -> None:
    rng = Random(12)
    for _ in range(300):
        person = invent_person(rng, born=(1950, 2000), simple=True)
        assert person.full_name.encode("cp1252").decode("cp1252") == person.full_name
        assert all(ord(character) < 0x100 for character in person.full_name)


def test_relatives_share_name_and_home() -> None:
    rng = Random(13)
    person = invent_person(rng, born=(1980, 1990))
    child = relative_of(person, rng, born=(2015, 2016))
    assert child.family_name == person.family_name
    assert child.address == person.address
    assert child.birth_date.year in (2015, 2016)
