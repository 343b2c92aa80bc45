"""Reads text with marks in it (bold words, paragraphs, lists) as one value, in the order in which it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from sozialclient.documents.shapes import BLOCKS
from sozialclient.documents.standard import local_name

_BREAK, _ENTRY = "br", "li"
_BULLET = "– "
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def marked_text(element: etree._Element) -> str:
    """The text of an element and of the marks in it; paragraphs, entries of lists and breaks begin a new line.

    Blanks and line ends of the XML itself are one blank, as a browser shows them.
    """
    joined = "".join(_pieces(element))
    return _LINES.sub("\n", _SPACES.sub(" ", joined)).strip()


def _pieces(element: etree._Element) -> Iterator[str]:
    yield _flowing(element.text)
    for child in element:
        name = local_name(child).lower()
        if name in BLOCKS or name == _BREAK:
            yield "\n"
        if name == _ENTRY:
            yield _BULLET
        yield from _pieces(child)
        if name in BLOCKS:
            yield "\n"
        yield _flowing(child.tail)


def _flowing(text: str | None) -> str:
    return (text or "").replace("\n", " ").replace("\r", " ")
