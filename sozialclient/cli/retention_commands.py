"""`sozialclient retention show|set|preview|apply|records`: the rules, and what follows from them."""

from __future__ import annotations

import argparse
import dataclasses
import threading

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.deletion_commands import tell_traces, write_proof
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import print_json, print_line
from sozialclient.cli.retention_views import plan_json, record_json, retention_json, traces_json
from sozialclient.documents.local_time import date_text, time_text
from sozialclient.documents.services import services
from sozialclient.model.retention import (
    DEFAULT,
    Mode,
    Retention,
    RetentionInvalid,
    RetentionPlan,
    Rules,
    ServiceRules,
    Stage,
)
from sozialclient.reports.deletion import owner_text, rule_text
from sozialclient.store.deletion.errors import NotConfirmed
from sozialclient.texts import text
from sozialclient.usecases.retention import Applied, apply_retention, daily_retention, preview_retention

NEVER = 0
"""How the command line writes None for days."""

_MODES = {Mode.OFF: "retention.mode-off", Mode.REMIND: "retention.mode-remind",
          Mode.AUTOMATIC: "retention.mode-automatic"}
_COUNTS = {Stage.TRASH: "retention.count-trash", Stage.DELETE: "retention.count-delete"}
_NOW = {Stage.TRASH: "retention.now-trash", Stage.DELETE: "retention.now-delete"}
_LATER = {Stage.TRASH: "retention.later-trash", Stage.DELETE: "retention.later-delete"}


def run_show(arguments: argparse.Namespace) -> ExitCode:
    """All rules."""
    with opened_workplace(arguments) as workplace:
        retention = workplace.store.deletion.rules()
    _tell_rules(retention, as_json=arguments.json)
    return ExitCode.OK


def run_set(arguments: argparse.Namespace) -> ExitCode:
    """Change what was named, leave the rest."""
    with opened_workplace(arguments) as workplace:
        retention = _changed(workplace.store.deletion.rules(), arguments)
        workplace.store.deletion.save_rules(retention)
    _tell_rules(retention, as_json=arguments.json)
    return ExitCode.OK


def run_preview(arguments: argparse.Namespace) -> ExitCode:
    """What `apply` would do now, and what comes later; changes nothing."""
    with opened_workplace(arguments) as workplace:
        plan = preview_retention(workplace.store)
    if arguments.json:
        print_json(plan_json(plan))
    else:
        _tell_plan(plan)
    return ExitCode.OK


def run_apply(arguments: argparse.Namespace) -> ExitCode:
    """Carry out what is due: with the number that the preview named, or as the mode says."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        if arguments.automatic:
            outcome = daily_retention(workplace.store)
            plan, applied = (outcome.plan, outcome.applied) if outcome else (None, None)
        else:
            plan = preview_retention(workplace.store)
            if arguments.confirm != len(plan.now):
                raise NotConfirmed(expected=len(plan.now), given=arguments.confirm)
            applied = apply_retention(workplace.store, plan.now, cancelled=stop.is_set)
    _tell_applied(plan, applied, as_json=arguments.json)
    return ExitCode.OK


def run_records(arguments: argparse.Namespace) -> ExitCode:
    """Deletion records, oldest first, of all or of the applications that are named."""
    with opened_workplace(arguments) as workplace:
        records = workplace.store.deletion.records(arguments.id or None)
    if arguments.proof is not None:
        write_proof(arguments.proof, records)
    if arguments.json:
        print_json([record_json(record) for record in records])
        return ExitCode.OK
    if not records:
        print_line("retention.no-records-of" if arguments.id else "retention.no-records")
    for record in records:
        print_line("retention.record", id=record.application_id, at=time_text(record.at), rule=rule_text(record.rule),
                   digest=record.original_sha256 or "–", mailbox=record.mailbox)
    if arguments.proof is not None:
        print_line("delete.proof", path=str(arguments.proof))
    return ExitCode.OK


def _changed(retention: Retention, arguments: argparse.Namespace) -> Retention:
    if arguments.mode is not None:
        retention = dataclasses.replace(retention, mode=Mode(arguments.mode))
    if arguments.untransferred is not None:
        retention = dataclasses.replace(retention, untransferred_by_hand=arguments.untransferred == "by-hand")
    if arguments.service is None and not arguments.remove:
        return dataclasses.replace(retention, default=_with_days(retention.default, arguments))
    if arguments.service not in {service.key for service in services()}:
        # A slip in the key must not leave the service to the shorter default without a word.
        raise RetentionInvalid(reason="service")
    others = tuple(each for each in retention.services if each.service_key != arguments.service)
    if arguments.remove:
        return dataclasses.replace(retention, services=others)
    own = _with_days(retention.rules_for(arguments.service)[1], arguments)
    return dataclasses.replace(retention, services=(*others, ServiceRules(arguments.service, own)))


def _with_days(rules: Rules, arguments: argparse.Namespace) -> Rules:
    named = {"transferred_days": arguments.transferred, "archived_days": arguments.archived,
             "trash_days": arguments.trash}
    days = {name: value if value != NEVER else None for name, value in named.items() if value is not None}
    return dataclasses.replace(rules, **days)


def _tell_rules(retention: Retention, *, as_json: bool) -> None:
    if as_json:
        print_json(retention_json(retention))
        return
    print_line(_MODES[retention.mode])
    print_line("retention.by-hand" if retention.untransferred_by_hand else "retention.not-by-hand")
    own = [(each.service_key, each.rules) for each in retention.services]
    for owner, rules in ((DEFAULT, retention.default), *own):
        print_line("retention.rules", owner=owner_text(owner), transferred=_days(rules.transferred_days),
                   archived=_days(rules.archived_days), trash=_days(rules.trash_days))


def _days(days: int | None) -> str:
    if days is None:
        return text("cli", "retention.never")
    return text("cli", "retention.day") if days == 1 else text("cli", "retention.days", days=days)


def _tell_plan(plan: RetentionPlan) -> None:
    if not plan.now:
        print_line("retention.nothing")
    for (rule, stage), count in plan.counts().items():
        print_line(_COUNTS[stage], count=count, rule=rule_text(rule))
    for due in plan.now:
        print_line(_NOW[due.stage], id=due.id, service=due.service_name, at=date_text(due.at))
    for due in plan.later:
        print_line(_LATER[due.stage], id=due.id, service=due.service_name, at=date_text(due.at))
    print_line("retention.kept", held=plan.held, untransferred=plan.untransferred)


def _tell_applied(plan: RetentionPlan | None, applied: Applied | None, *, as_json: bool) -> None:
    if as_json:
        counts = None
        if applied is not None:
            counts = {"trashed": applied.trashed, "deleted": applied.deleted, "skipped": applied.skipped,
                      "traces": traces_json(applied.traces)}
        print_json({"plan": plan and plan_json(plan), "applied": counts})
    elif applied is not None:
        print_line("retention.applied", trashed=applied.trashed, deleted=applied.deleted, skipped=applied.skipped)
        if applied.deleted:
            tell_traces(applied.traces)
    elif plan is not None:
        print_line("retention.left-to-you", count=len(plan.now))
    else:
        print_line("retention.not-today")
