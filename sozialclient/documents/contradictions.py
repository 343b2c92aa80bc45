"""Finds where a message contradicts itself or its envelope; which side is right nobody here decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sozialclient.documents.message_facts import MessageFacts
from sozialclient.documents.services import recognise_service
from sozialclient.documents.shown_text import one_line

_SERVICE_ID = re.compile(r"XSoz(?P<version>\d{3})-(?P<prefix>[A-Z]{3})-")
_SERVICE_SPACE = re.compile(r"Version_(\d+)_(\d+)_(\d+)")
_READER = re.compile(r"([a-z]{3}):\d+")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that disagree. `kind`: `standard`, `version`, `service_version`, `reader` or `service`.

    `here` is what counts for recognition, `there` what contradicts it; both are the sender's words.
    """

    kind: str
    here: str
    there: str


def contradictions(root: etree._Element, facts: MessageFacts, subject: str | None) -> tuple[Contradiction, ...]:
    """All contradictions; `subject` is that of the OSCI message, which anyone on the way may have read."""
    return tuple([*_standards(root, facts), *_service_ids(facts), *_services(facts, subject)])


def _standards(root: etree._Element, facts: MessageFacts) -> Iterator[Contradiction]:
    """The namespace of the root counts; its attributes `standard` and `version` are only claims."""
    for kind, known in (("standard", facts.standard), ("version", facts.version)):
        told = one_line(root.get(kind) or "")
        if told and known and told.lower() != known.lower():
            yield Contradiction(kind, known, told)


def _service_ids(facts: MessageFacts) -> Iterator[Contradiction]:
    """The DVDV-Dienstkennung repeats version and reader: `XSoz240-BTH-…` is 2.4.0 for readers `bth:…`."""
    found = _SERVICE_ID.search(facts.service_id)
    space = _SERVICE_SPACE.search(facts.service_id)
    if found is not None and facts.standard == "XSozial-basis":
        versions = [".".join(found["version"])] + ([".".join(space.groups())] if space else [])
        for version in versions:
            if version != facts.version:
                yield Contradiction("service_version", facts.version, version)
                break
    reader = _READER.fullmatch(facts.reader.identifier.lower())
    if found is not None and reader is not None and found["prefix"].lower() != reader[1]:
        yield Contradiction("reader", facts.reader.identifier, found["prefix"].lower())


def _services(facts: MessageFacts, subject: str | None) -> Iterator[Contradiction]:
    told = recognise_service(subject, None, None, ()) if subject else None
    if told is not None and facts.service is not None and told.key != facts.service.key:
        yield Contradiction("service", facts.service.name, one_line(subject or ""))
