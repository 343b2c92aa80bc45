"""`sozialclient hints|compare`: what is noticeable about an application, and what two of them differ in."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from sozialclient.cli.context import chosen_folder, opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, plain, print_json, print_line
from sozialclient.documents.comparison.compare import Change, Comparison, Difference
from sozialclient.documents.fields import Field
from sozialclient.documents.hints.hint import Hint
from sozialclient.documents.local_time import berlin
from sozialclient.documents.shown_text import one_line
from sozialclient.settings import load_settings
from sozialclient.texts import HintText, hint_text
from sozialclient.usecases.business_message import business_fields
from sozialclient.usecases.check_hints import application_hints
from sozialclient.usecases.compare_applications import compare_applications


def run_hints(arguments: argparse.Namespace) -> ExitCode:
    """Hints about an application."""
    own = load_settings(chosen_folder(arguments).path).own_readers
    today = berlin(datetime.now(UTC)).date()
    with opened_workplace(arguments) as workplace:
        store = workplace.store
        found = application_hints(store, arguments.id, business_fields(store, arguments.id), own, today)
    if arguments.json:
        print_json({"id": arguments.id, "hints": [_hint_json(hint) for hint in found]})
        return ExitCode.OK
    for hint in found:
        words = _words(hint)
        print_line("hints.row", what=words.what, why=words.why, action=words.action, code=hint.code)
    if not found:
        print_line("hints.none")
    return ExitCode.OK


def _words(hint: Hint) -> HintText:
    return hint_text(hint.code, {name: one_line(value) for name, value in hint.parameters})


def _hint_json(hint: Hint) -> Json:
    words = _words(hint)
    return {"code": hint.code, "severity": hint.severity.value, "path": hint.path, "what": words.what,
            "why": words.why, "action": words.action, "copy": hint.copy, "application": hint.application or None}


def run_compare(arguments: argparse.Namespace) -> ExitCode:
    """What the second application differs in from the first."""
    with opened_workplace(arguments) as workplace:
        found = compare_applications(workplace.store, arguments.first, arguments.second)
    shown = found.differences if arguments.all else found.changed
    if arguments.json:
        print_json({
            "first": arguments.first, "second": arguments.second,
            "counts": {change.value: found.count(change) for change in Change},
            "fields": [_difference_json(one) for one in shown],
        })
    else:
        _tell(found, shown)
    return ExitCode.FINDINGS if found.changed else ExitCode.OK


def _tell(found: Comparison, shown: tuple[Difference, ...]) -> None:
    print_line("compare.counts", changed=found.count(Change.CHANGED), added=found.count(Change.ADDED),
               removed=found.count(Change.REMOVED), same=found.count(Change.SAME))
    for one in shown:
        place = " › ".join(filter(None, (one.field.section, one.field.group, one.field.label)))
        print_line(f"compare.{one.change.value}", place=plain(place), left=_value(one.left), right=_value(one.right))


def _value(field: Field | None) -> str:
    return one_line(field.value, longest=300) if field else "–"


def _difference_json(one: Difference) -> Json:
    return {"change": one.change.value, "path": one.field.path, "section": one.field.section, "group": one.field.group,
            "label": one.field.label, "left": one.left.value if one.left else None,
            "right": one.right.value if one.right else None, "head": one.technical}
