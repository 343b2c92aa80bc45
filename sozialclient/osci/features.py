"""FeatureDescription: what a partner can do (PROTOCOL 3.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from sozialclient.wire.elements import attribute, children, optional_child
from sozialclient.wire.namespaces import OSCI2017, q

_SIZE = re.compile(r"0*[1-9][0-9]{0,8}")
PARTIAL_TRANSMISSION = "PartialMessageTransmission"

_OURS = (
    ("DisableBase64", "1.2.0"),
    ("OAEPEncryption", "1.6.0"),
    ("SHA3HashAlgo", "1.6.3"),
    ("GCMPaddingModus", "1.7.0"),
    (PARTIAL_TRANSMISSION, "1.8.0"),
    ("Support96Bit12ByteIV", "1.9.0"),
)


@dataclass(frozen=True, slots=True)
class FeatureDescription:
    """Feature keys a partner announces; unknown ones are kept. `max_chunk_kib` as announced."""

    features: frozenset[str]
    max_chunk_kib: int | None = None

    @property
    def partial_transmission(self) -> bool:
        """Whether large deliveries can be fetched in chunks."""
        return PARTIAL_TRANSMISSION in self.features


def read_features(element: etree._Element | None) -> FeatureDescription | None:
    """Read the block; sizes that are no positive number count as not announced."""
    if element is None:
        return None
    supported = optional_child(element, OSCI2017, "SupportedFeatures")
    found = children(supported) if supported is not None else []
    keys = frozenset(attribute(child, "Key") for child in found if child.tag == q(OSCI2017, "Feature"))
    size = element.get("MaxChunkSize", "")
    return FeatureDescription(keys, int(size) if _SIZE.fullmatch(size) else None)


def features_xml(
    max_chunk_kib: int | None = None, *, max_message_kib: int | None = None, id_suffix: str = ""
) -> str:
    """Our own block; the namespace is declared on it, not on the envelope."""
    sizes = f' MaxChunkSize="{max_chunk_kib}"' if max_chunk_kib else ""
    sizes += f' MaxMessageSize="{max_message_kib}"' if max_message_kib else ""
    inner = "".join(
        f'<osci2017:Feature Key="{key}" Version="{version}"></osci2017:Feature>' for key, version in _OURS
    )
    return (
        f'<osci2017:FeatureDescription xmlns:osci2017="{OSCI2017}" Id="featuredescription{id_suffix}"{sizes}>'
        f"<osci2017:SupportedFeatures>{inner}</osci2017:SupportedFeatures></osci2017:FeatureDescription>"
    )
