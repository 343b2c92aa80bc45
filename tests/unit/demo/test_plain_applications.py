from __future__ import annotations

from lxml import etree

from sozialclient.demo.plain_applications import plain_applications
from tests.pace import within
from tests.unit.demo.reading import data_of, form_pdf_of, leaves, pdf_text, squeezed, xml_of


def test_plain_applications_are_sound_and_about_sixty_kilobytes() -> None:
    made = list(plain_applications(10, 3))
    assert len({application.number for application in made}) == 10
    assert len({application.applicant for application in made}) >= 8
    for application in made:
        assert 45_000 <= application.size <= 75_000
        assert application.quirks == frozenset()
        root, pdf = xml_of(application), form_pdf_of(application)
        assert root is not None
        assert pdf is not None
        text = pdf_text(pdf)
        values = dict(leaves(root))
        for name in ("familienname", "vornamen", "steuerId", "telefon", "antragsnummer"):
            assert squeezed(values[name]) in text
        assert etree.QName(root).localname.startswith("antrag.")


def test_plain_applications_are_equal_for_equal_seeds_and_ordered() -> None:
    first, second = list(plain_applications(5, 3)), list(plain_applications(5, 3))
    for left, right in zip(first, second, strict=True):
        assert (left.key, left.number, left.created_at) == (right.key, right.number, right.created_at)
        assert [data_of(content) for content in left.contents] == [data_of(content) for content in right.contents]
    assert [item.created_at for item in first] == sorted(item.created_at for item in first)
    assert next(plain_applications(1, 4)).number != first[0].number


def test_plain_applications_are_quick() -> None:
    for application in plain_applications(16, 5):
        assert application.size
    assert within(10, lambda: sum(application.size for application in plain_applications(100, 5))) > 0
