"""Names the standard and version of a business message from its root."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

_XSOZIAL = re.compile(r"https://portalverbund\.d-nrw\.de/efa/XSozial-basis/Version_(\d+)_(\d+)_(\d+)/?")
_VERSION_OF = re.compile(r"x([a-z]{2,30})Version")
_HEAD = 3
_LONGEST = 60
LONGEST_NAME = 200


def local_name(element: etree._Element) -> str:
    """Local name of an element, at most `LONGEST_NAME`; empty for anything that is no element."""
    tag = element.tag  # "{namespace}name"; a QName of its own would cost four times as much, for every element.
    return tag.rpartition("}")[2][:LONGEST_NAME] if isinstance(tag, str) else ""


def namespace(element: etree._Element) -> str | None:
    """Namespace of an element."""
    tag = element.tag
    return tag[1:].rpartition("}")[0] or None if isinstance(tag, str) and tag.startswith("{") else None


def standard_of(root: etree._Element) -> str | None:
    """E.g. "XSozial-basis 2.4.0", as far as the message tells."""
    name, version = standard_and_version(root)
    return f"{name} {version}".strip() if name else None


def standard_and_version(root: etree._Element) -> tuple[str, str]:
    """Name and version of the standard, empty where the message does not tell.

    By namespace, else by the attributes `standard` and `version` of the root, else by one of the message head that is
    called after the standard (`xjustizVersion`).
    """
    match = _XSOZIAL.fullmatch(namespace(root) or "")
    if match:
        return "XSozial-basis", f"{match[1]}.{match[2]}.{match[3]}"
    name, version = ((root.get(key) or "").strip()[:_LONGEST] for key in ("standard", "version"))
    return (name, version) if name or version else _told_by_head(root)


def names_version(root: etree._Element) -> bool:
    """Whether the root itself tells the version: only that one counts. What a head tells may lag behind.

    XJustiz 3.7.0 fixes `xjustizVersion` to 3.6.2.
    """
    return _XSOZIAL.fullmatch(namespace(root) or "") is not None or bool((root.get("version") or "").strip())


def _told_by_head(root: etree._Element) -> tuple[str, str]:
    for child in islice(root, _HEAD):
        for name, value in child.attrib.items():
            match = _VERSION_OF.fullmatch(str(name))
            if match:
                return f"X{match[1].capitalize()}", str(value).strip()[:_LONGEST]
    return "", ""
