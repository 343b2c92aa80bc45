"""The four values of a ControlBlock: opaque, in form, in their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialclient.osci.control_block import ControlBlock, control_block_xml, read_control_block
from sozialclient.wire.elements import StructureError
from sozialclient.wire.xml import XmlError
from tests.unit.osci.elements import element

TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=40)


@given(
    st.none() | TEXT,
    st.none() | TEXT,
    st.none() | st.text("0123456789", min_size=1, max_size=64),
    st.none() | st.integers(0, 999_999_999),
)
def test_what_is_written_is_read(
    challenge_response: str | None, challenge: str | None, conversation_id: str | None, number: int | None
) -> None:
    control = ControlBlock(
        challenge_response=challenge_response,
        challenge=challenge,
        conversation_id=conversation_id,
        sequence_number=number,
    )
    assert read_control_block(element(control_block_xml(control))) == control


def block(attributes: str = "", inner: str = "<osci:Challenge>c</osci:Challenge>") -> str:
    return f'<osci:ControlBlock Id="controlblock" {attributes}>{inner}</osci:ControlBlock>'


def test_values_are_kept_as_they_are() -> None:
    xml = block('ConversationId="007"', "<osci:Response> a\n b </osci:Response><osci:Challenge>&lt;c</osci:Challenge>")
    found = read_control_block(element(xml))
    assert (found.conversation_id, found.challenge_response, found.challenge) == ("007", " a\n b ", "<c")


@pytest.mark.parametrize("value", ["", "-1", "+1", "1.0", " 1", "1 ", "x", "9" * 65, "\u0661", "1\u00a0"])
def test_a_conversation_is_up_to_64_digits(value: str) -> None:
    with pytest.raises(StructureError) as caught:
        read_control_block(element(block(f'ConversationId="{value}"')))
    assert caught.value.parameters["element"] == "ConversationId"
    assert read_control_block(element(block(f'ConversationId="{"9" * 64}"'))).conversation_id == "9" * 64


@pytest.mark.parametrize("value", ["", "-1", "1.0", " 1", "x", "9" * 10, "\u0661"])
def test_a_number_is_up_to_9_digits(value: str) -> None:
    with pytest.raises(StructureError) as caught:
        read_control_block(element(block(f'SequenceNumber="{value}"')))
    assert caught.value.parameters["element"] == "SequenceNumber"


CHALLENGE, RESPONSE = "<osci:Challenge>c</osci:Challenge>", "<osci:Response>r</osci:Response>"


@pytest.mark.parametrize(
    "inner",
    [
        CHALLENGE + RESPONSE,
        CHALLENGE + CHALLENGE,
        RESPONSE + RESPONSE,
        CHALLENGE + "<osci:Other/>",
        "text",
        "<Challenge>c</Challenge>",
        "<osci:Challenge></osci:Challenge>",
        f"<osci:Response>{'r' * 257}</osci:Response>",
    ],
)
def test_anything_else_inside_is_refused(inner: str) -> None:
    with pytest.raises(StructureError):
        read_control_block(element(block(inner=inner)))


def test_a_value_with_an_element_inside_is_refused() -> None:
    with pytest.raises(XmlError):
        read_control_block(element(block(inner="<osci:Challenge>c<osci:x/></osci:Challenge>")))


def test_the_form_of_the_libraries() -> None:
    control = ControlBlock(challenge_response="r", challenge="c", conversation_id="1", sequence_number=0)
    xml = control_block_xml(control)
    assert xml.index(" ConversationId=") < xml.index(" Id=") < xml.index(" SequenceNumber=") < xml.index(" soap:actor=")
    assert xml.index("<osci:Response>") < xml.index("<osci:Challenge>")
    assert 'Id="controlblock-2"' in control_block_xml(control, "-2")
