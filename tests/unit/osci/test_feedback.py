"""Feedback: four digits as a string, every entry counts, texts are only texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialclient.model.feedback import FeedbackClass, FeedbackEntry
from sozialclient.osci.feedback import FeedbackCode, feedback_xml, is_failure, is_nothing_there, read_feedback
from sozialclient.wire.elements import StructureError
from tests.unit.osci.elements import element

TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="\x7f"), max_size=30)
ENTRIES = st.lists(
    st.builds(
        FeedbackEntry, st.text("0123456789", min_size=4, max_size=4), TEXT, st.sampled_from(["de", "en", 'x"y', "<&"])
    ),
    min_size=1,
    max_size=4,
)


@given(ENTRIES)
def test_what_is_written_is_read(entries: list[FeedbackEntry]) -> None:
    assert read_feedback(element(feedback_xml(entries))) == tuple(entries)


def entry(code: str = "0801", text: str = "<osci:Text>gut</osci:Text>") -> str:
    return f"<osci:Entry><osci:Code>{code}</osci:Code>{text}</osci:Entry>"


def read(inner: str) -> tuple[FeedbackEntry, ...]:
    return read_feedback(element(f"<osci:Feedback>{inner}</osci:Feedback>"))


def test_the_language_may_be_missing() -> None:
    assert read(entry()) == (FeedbackEntry("0801", "gut", None),)


@pytest.mark.parametrize(
    "inner",
    [
        "",
        entry("801"),
        entry("08011"),
        entry("080x"),
        entry(" 0801"),
        entry("\u0660\u0668\u0660\u0661"),
        entry(text=""),
        entry(text="<osci:Text>a</osci:Text><osci:Text>b</osci:Text>"),
        entry(text="<osci:Text>a</osci:Text><osci:Code>9000</osci:Code>"),
        entry() + "<osci:Other/>",
        entry() + "text",
        "<Entry/>",
        entry().replace("osci:Entry", "osci:Other"),
        entry().replace("osci:Entry", "Entry"),
        entry(text="<osci:Text>a</osci:Text><osci:Evil/>"),
        "<osci:Entry><osci:Text>a</osci:Text><osci:Code>0801</osci:Code></osci:Entry>",
    ],
)
def test_anything_out_of_form_is_refused(inner: str) -> None:
    with pytest.raises(StructureError):
        read(inner)


def test_texts_are_clipped() -> None:
    (found,) = read(entry(text=f"<osci:Text>{'ü' * 5000}</osci:Text>"))
    assert found.untrusted_text == "ü" * 2000


def codes(*found: str) -> list[FeedbackEntry]:
    return [FeedbackEntry(code, "") for code in found]


@pytest.mark.parametrize(
    ("found", "failure", "nothing"),
    [
        (("0801",), False, False),
        (("0800", "3800"), False, False),
        (("0801", "9601"), True, False),
        (("9601", "0801"), True, False),
        (("9803",), False, True),
        (("9804",), False, True),
        (("9803", "9811"), True, True),
        (("9999",), True, False),
        (("3999",), False, False),
        (("1234",), False, False),
        ((), False, False),
    ],
)
def test_every_entry_counts(found: tuple[str, ...], failure: bool, nothing: bool) -> None:
    assert is_failure(codes(*found)) is failure
    assert is_nothing_there(codes(*found)) is nothing


def test_classes_by_first_digit() -> None:
    known = {"0800": FeedbackClass.SUCCESS, "3500": FeedbackClass.WARNING, "9000": FeedbackClass.ERROR}
    assert {code: FeedbackEntry(code, "").feedback_class for code in known} == known
    assert FeedbackEntry("1234", "").feedback_class is FeedbackClass.UNKNOWN
    assert all(FeedbackEntry(code.value, "").feedback_class is not FeedbackClass.UNKNOWN for code in FeedbackCode)
