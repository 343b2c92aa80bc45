"""What partners say they can do: unknown keys stay, sizes that make no sense do not count."""

from __future__ import annotations

import pytest

from sozialclient.osci.features import FeatureDescription, features_xml, read_features
from sozialclient.wire.elements import StructureError
from tests.unit.osci.elements import element

OURS = {
    "DisableBase64",
    "OAEPEncryption",
    "SHA3HashAlgo",
    "GCMPaddingModus",
    "PartialMessageTransmission",
    "Support96Bit12ByteIV",
}


def test_what_we_say_of_ourselves_is_read() -> None:
    assert read_features(element(features_xml())) == FeatureDescription(frozenset(OURS))
    found = read_features(element(features_xml(1000, max_message_kib=2000, id_suffix="-2")))
    assert found == FeatureDescription(frozenset(OURS), 1000)
    assert found.partial_transmission


def test_no_block_is_no_description() -> None:
    assert read_features(None) is None


def described(attributes: str = "", inner: str = "") -> FeatureDescription:
    xml = f"<osci2017:FeatureDescription {attributes}>{inner}</osci2017:FeatureDescription>"
    found = read_features(element(xml))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("size", "read"),
    [("1", 1), ("10000", 10000), ("007", 7), ("999999999", 999_999_999)]
    + [(size, None) for size in ("0", "", "-1", "1.5", "x", "1" * 10, "\u0661", " 5")],
)
def test_sizes_are_positive_numbers_or_nothing(size: str, read: int | None) -> None:
    assert described(f'MaxChunkSize="{size}"').max_chunk_kib == read


def test_unknown_features_are_kept() -> None:
    inner = '<osci2017:Feature Key="Quantum" Version="9"/><osci2017:Other/><osci:Feature Key="Foreign"/>'
    found = described(inner=f"<osci2017:SupportedFeatures>{inner}</osci2017:SupportedFeatures>")
    assert found == FeatureDescription(frozenset({"Quantum"}))
    assert not found.partial_transmission


@pytest.mark.parametrize(
    "inner",
    [
        "<osci2017:SupportedFeatures/><osci2017:SupportedFeatures/>",
        "<osci2017:SupportedFeatures><osci2017:Feature/></osci2017:SupportedFeatures>",
        "<osci2017:SupportedFeatures>text</osci2017:SupportedFeatures>",
    ],
)
def test_a_list_out_of_form_is_refused(inner: str) -> None:
    with pytest.raises(StructureError):
        described(inner=inner)
