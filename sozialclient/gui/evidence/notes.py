"""Puts into rows what the check of the evidence found: original names, what is lost, what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sozialclient.gui.evidence.table_model import EvidenceNote, EvidenceRow, with_original
from sozialclient.gui.plain import Shown, plain, plain_joined
from sozialclient.gui.widgets.rows import Chip
from sozialclient.gui.wording import named, say
from sozialclient.texts import text

if TYPE_CHECKING:
    from sozialclient.documents.evidence.checklist import Expected
    from sozialclient.documents.evidence.inventory import InventoryRow
    from sozialclient.usecases.check_evidence import EvidenceSheet

_CHIPS = {"there": ("check-circle", "ok"), "announced": ("warning", "warning"), "missing": ("request", "warning"),
          "open": ("undecided", "")}


def arrival_word(value: str) -> Shown:
    """What became of evidence, in words of `resources/texts/evidence.toml`."""
    return plain(text("evidence", f"arrival.{value}"))


def presence_word(value: str) -> Shown:
    """What is known of an expected piece of evidence."""
    return plain(text("evidence", f"presence.{value}"))


def level_word(value: str) -> Shown:
    """How much depends on it."""
    return plain(text("evidence", f"level.{value}"))


def rows_with_names(rows: Sequence[EvidenceRow], sheet: EvidenceSheet) -> list[EvidenceRow]:
    """The contents, with what the application calls them."""
    from sozialclient.documents.evidence.inventory import Arrival

    said = {row.key: row for row in sheet.inventory.rows if row.key}
    found = []
    for row in rows:
        known = said.get(row.content.key)
        found.append(row if known is None else with_original(
            row, known.original_name, known.title, announced=known.arrival is not Arrival.EXTRA))
    return found


def notes_of(sheet: EvidenceSheet) -> list[EvidenceNote]:
    """What is lost, what is expected, and what only people can tell, each under its heading."""
    from sozialclient.documents.evidence.checklist import Presence
    from sozialclient.documents.evidence.inventory import Arrival

    lost = sheet.inventory.having(Arrival.MISSING, Arrival.LATER)
    notes = list(_under("evidence.lost", [_lost(row) for row in lost]))
    if sheet.checklist.benefit is None:
        return [*notes, EvidenceNote(heading=say("evidence.no_rules"))]
    sure = [each for each in sheet.checklist.expected if each.presence is not Presence.OPEN]
    judged = [each for each in sheet.checklist.expected if each.presence is Presence.OPEN]
    notes += _under("evidence.expected", [_expected(each) for each in sure])
    notes += _under("evidence.judge", [_expected(each) for each in judged])
    return notes


def _under(heading: str, notes: list[EvidenceNote]) -> Iterator[EvidenceNote]:
    if notes:
        yield EvidenceNote(heading=say(heading))
        yield from notes


def _lost(row: InventoryRow) -> EvidenceNote:
    later = row.arrival.value == "later"
    what = row.title if row.original_name else ""
    subtitle = plain_joined(" · ", filter(None, (what, row.status or arrival_word(row.arrival.value))))
    return EvidenceNote(icon="clock" if later else "warning", title=named(row.known_as), subtitle=subtitle)


def _expected(each: Expected) -> EvidenceNote:
    rule, presence = each.rule, each.presence.value
    icon, tint = _CHIPS[presence]
    files = plain_joined(", ", (row.known_as for row in each.rows[:3]))
    subtitle = plain_joined(" · ", filter(None, (level_word(rule.level.value), files or rule.occasion)))
    explanation = plain_joined("\n", filter(None, (rule.kind.name, rule.occasion, rule.basis, rule.source, rule.note)))
    return EvidenceNote(
        icon="file", title=plain(rule.kind.name), subtitle=subtitle, explanation=explanation,
        chips=(Chip(icon, presence_word(presence), tint),), key=next((row.key for row in each.rows if row.key), ""),
    )
