"""Hints from the head and the end of a message: for whom it is, how the applicant signed in, where answers may go."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sozialclient.documents.evidence.answers import Answers
from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.hints.hint import Hint, about
from sozialclient.documents.services import service, services
from sozialclient.model.verdict import Severity

_READER = re.compile(r"([a-z]{3}):\d{1,20}", re.ASCII)
_LONGEST_ID = 200
_TRUE = ("true", "1")
_FALSE = ("", "false", "0")


def head_hints(document: FieldDocument, service_key: str | None, own_readers: Collection[str]) -> Iterator[Hint]:
    """`own_readers` are the office's identifiers; empty: not known, and nothing is said about whose message it is."""
    answers = Answers(document)
    for reader in answers.fields("/leser/kennung")[:1]:
        yield from _reader(reader, service_key, own_readers)
    for field in document.fields:
        if field.path.rpartition("/")[2] == "@test" and field.raw_value not in _FALSE:
            yield about(field, "HINT-TEST", Severity.INFO)
            break
    for field in answers.fields("/mittellos")[:1]:
        if field.raw_value in _TRUE:
            yield about(field, "HINT-EMERGENCY")
    for field in answers.fields("/vertrauensniveau")[:1]:
        yield about(field, "HINT-TRUST-LEVEL", Severity.INFO)
    for field in answers.fields("/postfachid"):
        yield Hint(code="HINT-POSTBOX", severity=Severity.INFO, path=field.path, copy=field.raw_value[:_LONGEST_ID],
                   parameters=(("label", field.label), ("value", field.value[:_LONGEST_ID])))


def _reader(reader: Field, service_key: str | None, own_readers: Collection[str]) -> Iterator[Hint]:
    said = reader.raw_value.strip().lower()
    if own_readers:
        if said not in {own.strip().lower() for own in own_readers}:
            yield about(reader, "HINT-READER", Severity.ERROR)
        return
    found, known = _READER.fullmatch(said), service(service_key or "")
    prefixes = {prefix for one in services() for prefix in one.prefixes}
    if found and known and known.prefixes and found[1] in prefixes - set(known.prefixes):
        yield about(reader, "HINT-READER-SERVICE", service=known.name)
