"""Codes used in the training applications: official lists where one exists, else lists of our own."""

from __future__ import annotations

from sozialclient.demo.form_model import Code

_OWN = "urn:example:sozialclient:uebung:codeliste:"
_GENDERS = {"m": "männlich", "w": "weiblich", "d": "divers"}
_MARITAL = {"LD": "ledig", "VH": "verheiratet", "VW": "verwitwet", "GS": "geschieden"}


def own(list_name: str, code: str, name: str) -> Code:
    """A value of one of our own lists."""
    return Code(_OWN + list_name, "1", code, name)


def gender(code: str) -> Code:
    """m, w or d of the XInneres list."""
    return Code("urn:xoev-de:xinneres:codeliste:geschlecht", "1", code, _GENDERS[code])


def nationality(pair: tuple[str, str]) -> Code:
    """A (code, name) of the DESTATIS list."""
    return Code("urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staatsangehoerigkeit", "2019-04-01", *pair)


def marital_status(code: str) -> Code:
    """LD, VH, VW or GS of the DSMeld list."""
    return Code("urn:de:dsmeld:schluesseltabelle:familienstand", "2", code, _MARITAL[code])
