"""Every limit for strangers' bytes, in one table; an error names the limit that was hit."""

from __future__ import annotations

from dataclasses import dataclass

from sozialclient.errors import SozialclientError

KIB = 1024
MIB = 1024 * KIB


class LimitExceeded(SozialclientError):
    """Something is larger than we are willing to handle; parameters `limit` (its name) and `allowed`."""

    reference = "WIRE-LIMIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlLimits:
    """Limits for one XML document. `instructions` tells whether processing instructions are tolerated.

    The canonical form costs its elements times the square of the declarations around them, so
    `xml_namespaces_in_scope` counts every declaration from the root down, repeated ones too.
    """

    xml_bytes: int = 256 * MIB
    xml_depth: int = 64
    xml_elements: int = 200_000
    xml_attributes: int = 64
    xml_attributes_total: int = 400_000
    xml_namespaces: int = 20_000
    xml_namespaces_in_scope: int = 64
    xml_name: int = 2 * KIB
    instructions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits for one OSCI message; sizes in bytes (security catalogue 4.2, PROTOCOL 7.7).

    `mime_headers` counts those of one message or part; `boundary_bytes` is from RFC 2046 5.1.1.
    """

    message_bytes: int = 1024 * MIB
    mime_parts: int = 1_000
    mime_headers: int = 64
    header_line_bytes: int = 16 * KIB
    header_block_bytes: int = 64 * KIB
    boundary_bytes: int = 70
    content_id_bytes: int = KIB
    content_nesting: int = 16
    containers: int = 1_000
    signatures: int = 100
    contents: int = 10_000
    references: int = 12_000
    encrypted_keys: int = 100
    own_encrypted_keys: int = 8
    certificates: int = 1_000
    chunks: int = 100_000
    xml: XmlLimits = XmlLimits()


DOCUMENT_LIMITS = XmlLimits(instructions=True, xml_namespaces=200_000, xml_namespaces_in_scope=1_000)
DEFAULT_LIMITS = Limits()


def check_limit(name: str, value: int, allowed: int) -> None:
    """Raise LimitExceeded when `value` is above `allowed`."""
    if value > allowed:
        raise LimitExceeded(limit=name, allowed=allowed)
