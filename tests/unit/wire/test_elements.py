"""Exact places: a child too many, too few or out of order is an error, never skipped."""

from __future__ import annotations

import pytest
from lxml import etree

from sozialclient.wire.elements import (
    StructureError,
    attribute,
    children,
    expect_order,
    only_child,
    optional_child,
)
from sozialclient.wire.xml import parse_xml

ORDER = (("{n}a", False), ("{n}b", True), ("{n}c", False))


def holder(inner: str) -> etree._Element:
    return parse_xml(f'<x xmlns="n" xmlns:p="n" xmlns:o="other">{inner}</x>'.encode())


@pytest.mark.parametrize(
    "inner", ["", "<a/>", "<a/><b/><b/><c/>", "<b/>", "<a/><c/>", " <p:a/>\n<c/>\t", "<b/><b/><b/>"]
)
def test_children_in_order_pass(inner: str) -> None:
    expect_order(holder(inner), ORDER)


@pytest.mark.parametrize(
    ("inner", "culprit"),
    [
        ("<a/><a/>", "a"),
        ("<b/><a/>", "a"),
        ("<c/><b/>", "b"),
        ("<c/><c/>", "c"),
        ("<a/><d/>", "d"),
        ("<o:a/>", "a"),
        ('<a xmlns=""/>', "a"),
        ("<b/><c/><b/>", "b"),
        ("text", "x"),
        ("<a/>text", "x"),
        ("<a/>\u00a0", "x"),
    ],
)
def test_anything_else_is_named(inner: str, culprit: str) -> None:
    with pytest.raises(StructureError) as caught:
        expect_order(holder(inner), ORDER)
    assert caught.value.parameters["element"] == culprit


def test_names_of_strangers_are_clipped() -> None:
    with pytest.raises(StructureError) as caught:
        expect_order(holder(f"<{'z' * 500}/>"), ORDER)
    assert caught.value.parameters["element"] == "z" * 60


def test_children_refuse_text_between_them() -> None:
    assert [child.tag for child in children(holder(" <a/>\n <o:b/> "))] == ["{n}a", "{other}b"]
    for inner in ("x<a/>", "<a/>x", "<a/> <b/>x"):
        with pytest.raises(StructureError):
            children(holder(inner))


def test_one_child_means_one() -> None:
    assert only_child(holder("<o:a/><p:a/>"), "n", "a").tag == "{n}a"
    for inner in ("", "<a/><p:a/>", "<o:a/>", "<b><a/></b>"):
        with pytest.raises(StructureError):
            only_child(holder(inner), "n", "a")


def test_an_optional_child_comes_once() -> None:
    assert optional_child(holder("<o:a/>"), "n", "a") is None
    found = optional_child(holder("<a/>"), "n", "a")
    assert found is not None and found.tag == "{n}a"
    with pytest.raises(StructureError):
        optional_child(holder("<a/><a/>"), "n", "a")


def test_attributes_of_other_names_do_not_count() -> None:
    element = holder('<a Id="1" o:Id="2"/>')[0]
    assert attribute(element, "Id") == "1"
    for inner in ('<a o:Id="2"/>', '<a id="1"/>', "<a/>"):
        with pytest.raises(StructureError) as caught:
            attribute(holder(inner)[0], "Id")
        assert caught.value.parameters["element"] == "Id"
