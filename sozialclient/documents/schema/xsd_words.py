"""Reads what the annotation of a schema says for readers: title and documentation, in German where there are more."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from sozialclient.documents.schema.xsd_file import is_xs
from sozialclient.documents.standard import local_name

LONGEST_EXPLANATION = 2_000
_LONGEST_LABEL = 60
_LONGEST_TITLE = 200
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SENTENCE = re.compile(r"^(?:Hier|Dies|Diese[rsmn]?|Mit|Es|In|Ist|Der XÖV|Das Element|Die Klasse|Bei)\b|[.:;]\s|[.!?]$")


def words_of(element: etree._Element) -> tuple[str, str]:
    """Title and documentation of an element's own annotations; empty where there is none."""
    annotations = [child for child in element if is_xs(child, "annotation")]
    titles = [one for annotation in annotations for one in annotation.iter(etree.Element)
              if local_name(one) in ("title", "titel") and not is_xs(one, "title")
              and not any(is_xs(above, "documentation") for above in one.iterancestors())]
    told = [one for annotation in annotations for one in annotation if is_xs(one, "documentation")]
    title = next(filter(None, map(line_of, _german(titles))), "")
    explanation = " ".join(filter(None, map(_documentation, _german(told))))
    return title[:_LONGEST_TITLE], explanation[:LONGEST_EXPLANATION]


def label_from(explanation: str) -> str:
    """The documentation where it is a name and no sentence."""
    return explanation if 2 < len(explanation) <= _LONGEST_LABEL and not _SENTENCE.search(explanation) else ""


def line_of(element: etree._Element) -> str:
    """The text of an element on one line, that of its marks included."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _german(elements: Iterable[etree._Element]) -> list[etree._Element]:
    """Those in German, else those that name no language, else those of the language named first."""
    every = list(elements)
    spoken = [(one.get(_LANG) or "").lower()[:2] for one in every]
    chosen = next((language for language in ("de", "") if language in spoken), spoken[0] if spoken else "")
    return [one for one, language in zip(every, spoken, strict=True) if language == chosen]


def _documentation(element: etree._Element) -> str:
    """Its text; of a component described as data (UN/CEFACT CCTS, "Definition") only what it means."""
    meaning = next((one for one in element.iter(etree.Element) if local_name(one) == "Definition"), None)
    return line_of(element if meaning is None else meaning)
