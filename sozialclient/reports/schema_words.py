"""Says in German what checking a message against its schema came to, and what an import would replace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sozialclient.documents.contradictions import Contradiction
from sozialclient.documents.schema.radar import Radar
from sozialclient.documents.schema.replacing import Replacement
from sozialclient.documents.shown_text import one_line
from sozialclient.model.schema_check import SchemaFinding, SchemaOutcome, SchemaResult
from sozialclient.texts import text

_SPACE = re.compile(r"\{[^{}]*\}")
_PLACE = re.compile(r"Element '(?P<element>[^']*)'(?:, attribute '(?P<attribute>[^']*)')?: (?P<rest>.*)", re.DOTALL)
_LONGEST = 400
_MOST_NAMES = 12
# libxml2, xmlschemas.c: its wording for the errors of XML Schema Part 1, appendix C.
_EXPECTED = r"(?: Expected is (?:one of )?\( (?P<wanted>.*) \)\.)?"
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in {
    "fixed": r"The (?:actual |initial )?value '(?P<value>.*)' does not match the fixed .* '(?P<wanted>.*)'\.",
    "incomplete": r"Missing child element\(s\)\." + _EXPECTED,
    "unexpected": r"This element is not expected\." + _EXPECTED,
    "listed": r"\[facet 'enumeration'\] The value '(?P<value>.*?)' is not an element of the set",
    "pattern": r"\[facet 'pattern'\] The value '(?P<value>.*?)' is not accepted by the pattern '(?P<wanted>.*)'",
    "length": r"\[facet '\w*[lL]ength'\] .* has a length of '\d+'.* of '(?P<wanted>\d+)'",
    "least": r"\[facet 'minInclusive'\] The value '(?P<value>.*)' is less than .* \('(?P<wanted>.*)'\)",
    "most": r"\[facet 'maxInclusive'\] The value '(?P<value>.*)' is greater than .* \('(?P<wanted>.*)'\)",
    "more": r"\[facet 'minExclusive'\] The value '(?P<value>.*)' must be greater than '(?P<wanted>.*)'",
    "less": r"\[facet 'maxExclusive'\] The value '(?P<value>.*)' must be less than '(?P<wanted>.*)'",
    "digits": r"\[facet 'totalDigits'\] The value '(?P<value>.*)' has more digits .* \('(?P<wanted>.*)'\)",
    "fraction": r"\[facet 'fractionDigits'\] The value '(?P<value>.*)' has more .* \('(?P<wanted>.*)'\)",
    "no_text": r"Character content (?:other than whitespace )?is not allowed",
    "no_elements": r"Element content is not allowed",
    "not_empty": r"Neither character nor element content is allowed",
    "not_nillable": r"The element is not 'nillable'",
    "abstract": r"The (?:type definition|element declaration) is abstract",
    "no_such_type": r"The QName value '(?P<value>.*)' of the xsi:type attribute does not resolve",
    "other_type": r"The type definition '(?P<value>.*)', specified by xsi:type, is blocked or not validly derived",
    "twice": r"Duplicate key-sequence \[(?P<value>.*)\] in (?:key|unique) identity-constraint '(?P<wanted>.*)'",
    "no_key": r"Not all fields of key identity-constraint '(?P<wanted>.*)' evaluate to a node",
    "no_match": r"No match found for key-sequence \[(?P<value>.*)\] of keyref '(?P<wanted>.*)'",
    "undeclared": r"No matching global element declaration available, but demanded by the strict wildcard",
    "required": r"The attribute '(?P<wanted>.*)' is required but missing",
    "forbidden": r"The attribute '(?P<wanted>.*)' is not allowed",
    "root": r"No matching global declaration available for the validation root",
    "type": r"'(?P<value>.*?)' is not a valid value of the .*type '(?P<wanted>.*)'",
}.items())


def result_words(result: SchemaResult, standard: str = "") -> str:
    """One sentence; `standard` names what the message claims to be."""
    package = one_line(result.package)
    if result.outcome is SchemaOutcome.VALID:
        return text("reports", "schema.valid", package=package)
    if result.outcome is SchemaOutcome.INVALID:
        key = "schema.invalid.one" if result.total == 1 else "schema.invalid.many"
        return text("reports", key, package=package, n=result.total)
    if result.outcome is SchemaOutcome.UNDECIDED:
        return text("reports", "schema.undecided", package=package, reason=result.reason)
    if result.missing:
        return text("reports", "schema.incomplete", package=package, files=one_line(", ".join(result.missing)))
    if package:
        return text("reports", "schema.other_version", package=package, standard=one_line(standard) or "?")
    return text("reports", "schema.missing", standard=one_line(standard) or text("reports", "schema.unnamed"))


def finding_words(finding: SchemaFinding) -> str:
    """One finding as a sentence; what none of our sentences fits is told in the validator's own words."""
    message = _SPACE.sub("", finding.message)
    place = _PLACE.match(message)
    element = place["element"] if place else finding.path.rpartition("/")[2]
    rest = place["rest"] if place else message
    for kind, pattern in _KINDS:
        found = pattern.match(rest)
        if found is not None:
            groups = found.groupdict()
            wanted = one_line(groups.get("wanted") or "–", longest=_LONGEST)
            value = one_line(groups.get("value") or "", longest=_LONGEST)
            attribute = one_line((place["attribute"] if place else "") or "")
            key = f"schema.attribute.{kind}" if attribute else f"schema.finding.{kind}"
            shown = one_line(element)
            if attribute and key not in _SENTENCES:
                key, shown = f"schema.finding.{kind}", f"{shown}, {attribute}"
            return text("reports", key, line=finding.line, element=shown, attribute=attribute, value=value,
                        wanted=wanted)
    return text("reports", "schema.finding.other", line=finding.line, element=one_line(element),
                message=one_line(rest, longest=_LONGEST))


_SENTENCES = frozenset({
    "schema.attribute.fixed", "schema.attribute.listed", "schema.attribute.pattern", "schema.attribute.type",
    "schema.attribute.forbidden",
})


def contradiction_words(one: Contradiction) -> str:
    """One contradiction as a sentence."""
    return text("reports", f"contradiction.{one.kind}", here=one.here, there=one.there)


def older_words(package: str, version: str) -> str:
    """That the package is older than the message."""
    return text("reports", "radar.older", package=one_line(package), version=one_line(version))


def radar_words(radar: Radar) -> list[str]:
    """When new versions come next, and which packages were imported before the last ones came."""
    lines = [text("reports", "radar.next", day=f"{radar.next:%d.%m.%Y}")]
    for package in radar.before_last:
        name = one_line(f"{package.standard} {package.version}")
        lines.append(text("reports", "radar.before_last", package=name, day=f"{radar.last:%d.%m.%Y}"))
    return lines


def replacement_words(one: Replacement) -> list[str]:
    """Which package would be replaced, and one sentence each for what comes, goes and differs."""
    before, after = one.before, one.after
    name = one_line(f"{before.standard} {before.version}".strip() or before.id)
    lines = [text(
        "reports", "schema.replaces.package", package=name, day=_day(before.imported),
        files=len(before.files), lists=len(before.lists), new_files=len(after.files), new_lists=len(after.lists),
    )]
    for key, names in (("schema.replaces.added", one.added), ("schema.replaces.changed", one.changed),
                       ("schema.replaces.removed", one.removed)):
        if names:
            lines.append(text("reports", key, n=len(names), names=_few(names)))
    if after.missing:
        lines.append(text("reports", "schema.replaces.missing", names=_few(after.missing)))
    return lines


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name, longest=80) for name in names[:_MOST_NAMES])
    return shown if len(names) <= _MOST_NAMES else f"{shown}, …"


def _day(moment: str) -> str:
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%d.%m.%Y}"
    except ValueError:
        return one_line(moment)
