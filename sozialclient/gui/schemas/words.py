"""Says in rows of the inspection page what was found out about a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sozialclient.gui.plain import plain, plain_joined
from sozialclient.gui.widgets.check_list import Check
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.usecases.check_message import MessageCheck

_MOST = 20
_OUTCOMES = {"valid": "passed", "invalid": "warning", "missing": "info", "undecided": "undecided"}


def running_row() -> Check:
    """While the check is under way."""
    return Check("running", say("schemas.checking"))


def check_rows(check: MessageCheck) -> list[Check]:
    """The result first, then contradictions, findings and what nobody knows."""
    return list(_rows(check))


def _rows(check: MessageCheck) -> Iterator[Check]:
    from sozialclient.reports.schema_words import contradiction_words, finding_words, older_words, result_words

    facts, schema = check.facts, check.schema
    standard = plain(facts.standard, " ", facts.version).strip()
    older = plain(older_words(schema.package, facts.version)) if check.older else ""
    yield Check(_OUTCOMES[schema.outcome.value], plain(result_words(schema, standard)), older)
    for contradiction in check.contradictions:
        yield Check("warning", plain(contradiction_words(contradiction)))
    for finding in schema.findings[:_MOST]:
        yield Check("info", plain(finding_words(finding)))
    if schema.total > _MOST:
        yield Check("info", count("schemas.further", schema.total - _MOST))
    if check.unknown:
        names = plain_joined(", ", (one.name for one in check.unknown[:_MOST]))
        yield Check("info", count("schemas.unknown", len(check.unknown)), names)
