"""Names the standard and version of a business message from its root."""

from __future__ import annotations

import re

from lxml import etree

_XSOZIAL = re.compile(r"https://portalverbund\.d-nrw\.de/efa/XSozial-basis/Version_(\d+)_(\d+)_(\d+)/?")
_LONGEST = 60
LONGEST_NAME = 200


def local_name(element: etree._Element) -> str:
    """Local name of an element, at most `LONGEST_NAME`; empty for anything that is no element."""
    return etree.QName(element).localname[:LONGEST_NAME] if isinstance(element.tag, str) else ""


def namespace(element: etree._Element) -> str | None:
    """Namespace of an element."""
    return etree.QName(element).namespace if isinstance(element.tag, str) else None


def standard_of(root: etree._Element) -> str | None:
    """E.g. "XSozial-basis 2.4.0": by namespace, else by the attributes `standard` and `version`."""
    match = _XSOZIAL.fullmatch(namespace(root) or "")
    if match:
        return f"XSozial-basis {match[1]}.{match[2]}.{match[3]}"
    name = (root.get("standard") or "").strip()[:_LONGEST]
    version = (root.get("version") or "").strip()[:_LONGEST]
    return f"{name} {version}".strip() if name else None


def standard_and_version(root: etree._Element) -> tuple[str, str]:
    """Name and version of the standard, empty where the message does not tell."""
    match = _XSOZIAL.fullmatch(namespace(root) or "")
    if match:
        return "XSozial-basis", f"{match[1]}.{match[2]}.{match[3]}"
    return (root.get("standard") or "").strip()[:_LONGEST], (root.get("version") or "").strip()[:_LONGEST]
