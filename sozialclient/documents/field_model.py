"""What a business message looks like once it is read: fields, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sozialclient.documents.values import FieldKind


class Leaf(NamedTuple):
    """One value as it stands in the XML: the path of its element or attribute, and its trimmed text (clipped)."""

    path: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a business message.

    `path` is the element's path with prefixes as written and an index where siblings share a
    name; `section` the chapter, `group` the heading inside it (may be empty), `depth` the
    nesting below the chapter. `value` is German wording, `raw_value` what was sent; for a
    code `raw_value` is the code and `code_list` its listURI. `sources` are the values of the XML that
    this field stands for where they are more than `path` and `raw_value` say: code, its name and its list.
    `technical`: of use to programs only (identifiers inside the XML, schema hints, a signature).
    `explanation` is what the schema says about the element, `note` what a reader should know about the value.
    """

    path: str
    section: str
    group: str
    label: str
    value: str
    raw_value: str
    kind: FieldKind
    depth: int
    unit: str = ""
    code_list: str = ""
    sources: tuple[Leaf, ...] = ()
    technical: bool = False
    explanation: str = ""
    note: str = ""

    def leaves(self) -> tuple[Leaf, ...]:
        """Every value of the XML that this field stands for."""
        return self.sources or (Leaf(self.path, self.raw_value),)


@dataclass(frozen=True, slots=True)
class UnknownElement:
    """An element that neither a schema nor our table names: local name, where it stands first, and how often."""

    name: str
    path: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDocument:
    """All fields of a business message, chapter by chapter in document order.

    Documents and the message head come last.
    `empty_fields` were sent without a value, `technical_fields` say nothing about the case. Not `complete`: there
    are more than `MOST_FIELDS` values, of which only the first were read. `unknown` are shown like all others.
    """

    root_name: str
    namespace: str | None
    standard: str | None
    fields: tuple[Field, ...]
    empty_fields: tuple[Field, ...] = ()
    technical_fields: tuple[Field, ...] = ()
    unknown: tuple[UnknownElement, ...] = ()
    complete: bool = True
    application_number: str | None = None

    def sections(self) -> tuple[str, ...]:
        """Chapter names in document order, each once."""
        return tuple(dict.fromkeys(field.section for field in self.fields))

    def every_field(self) -> tuple[Field, ...]:
        """All fields: those with a value, the empty and the technical ones."""
        return (*self.fields, *self.empty_fields, *self.technical_fields)
