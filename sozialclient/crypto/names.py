"""Writes X.500 names as RFC 4514 strings that are safe to show, whatever a stranger put into them."""

from __future__ import annotations

import unicodedata

from asn1crypto import core, x509  # type: ignore[import-untyped]  # asn1crypto ships no types

_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "SERIALNUMBER",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.42": "GN",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "E",
}
_COMMON_NAME = "2.5.4.3"
_SPECIAL = frozenset('",+;<>\\')
_LONGEST_VALUE = 1024


def distinguished_name(name: x509.Name) -> str:
    """RFC 4514 string, last RDN first; control and direction characters as hex pairs, undecodable values as `#hex`."""
    rdns = []
    for rdn in reversed(list(name.chosen)):
        rdns.append("+".join(f"{_attribute(pair)}={_escaped(_value(pair))}" for pair in rdn))
    return ",".join(rdns)


def common_name(name: x509.Name) -> str:
    """The last common name, escaped for display only; empty when there is none."""
    found = ""
    for rdn in name.chosen:
        for pair in rdn:
            if pair["type"].dotted == _COMMON_NAME:
                found = _visible(_value(pair))
    return found


def _attribute(pair: x509.NameTypeAndValue) -> str:
    dotted = str(pair["type"].dotted)
    return _SHORT.get(dotted, dotted)


def _value(pair: x509.NameTypeAndValue) -> str:
    try:
        value = getattr(pair["value"], "chosen", pair["value"])
        if isinstance(value, core.TeletexString):
            # T.61 on paper, Latin-1 in every certificate that was ever issued.
            return bytes(value.contents).decode("latin-1")[:_LONGEST_VALUE]
        native = value.native
    except (ValueError, TypeError, KeyError):
        native = None
    return native[:_LONGEST_VALUE] if isinstance(native, str) else "#" + _raw_value(pair).hex()[:_LONGEST_VALUE]


def _raw_value(pair: x509.NameTypeAndValue) -> bytes:
    """The value as encoded, without asking which types its attribute allows."""
    return bytes(core.Sequence.load(pair.dump())[1].dump())


def _visible(text: str) -> str:
    """Characters that steer the display (controls, direction marks, line separators) as `\\xx` of their UTF-8."""
    return "".join(c if _harmless(c) else _hex_pairs(c) for c in text)


def _harmless(character: str) -> bool:
    category = unicodedata.category(character)
    return character == " " or category[0] not in "CZ"


def _hex_pairs(character: str) -> str:
    return "".join(f"\\{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))


def _escaped(value: str) -> str:
    shown = "".join(f"\\{c}" if c in _SPECIAL else _visible(c) for c in value)
    if shown.endswith(" ") and len(shown) > 1:
        shown = shown[:-1] + "\\ "
    return f"\\{shown}" if shown[:1] == " " or (shown[:1] == "#" and not _is_hex_form(value)) else shown


def _is_hex_form(value: str) -> bool:
    return len(value) > 1 and all(c in "0123456789abcdef" for c in value[1:])
