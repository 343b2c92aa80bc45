"""`sozialclient backup set|status|run|try|list|check`: keep backups, and prove that they hold."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from sozialclient.cli.backup_views import (
    check_json,
    found_json,
    report_json,
    standing_json,
    tell_report,
    tell_standing,
    tell_trial,
    trial_json,
)
from sozialclient.cli.context import chosen_folder, opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import print_json, print_line
from sozialclient.settings import load_settings, save_settings
from sozialclient.store.backup.store_backup import BackupProgress
from sozialclient.texts import text
from sozialclient.usecases.back_up import (
    BackupPlan,
    ProgressListener,
    back_up,
    back_up_if_due,
    check_backup,
    list_backups,
    standing,
    try_restore,
)


def run_set(arguments: argparse.Namespace) -> ExitCode:
    """Say where, how often and how many; what is not named stays."""
    folder = chosen_folder(arguments).path
    changes: dict[str, object] = {
        field: value for field in ("backup_every_days", "backup_keep_days", "backup_keep_weeks")
        if (value := getattr(arguments, field)) is not None
    }
    if arguments.to is not None:
        with opened_workplace(arguments) as workplace:
            target = arguments.to.absolute()
            if not workplace.store.backup.check_folder(target) and not arguments.json:
                print_line("backup.same-disk")
            workplace.store.backup.require_writable(target)
        changes["backup_folder"] = target
    elif arguments.off:
        changes["backup_folder"] = None
    save_settings(folder, dataclasses.replace(load_settings(folder), **changes))  # type: ignore[arg-type]  # by name
    return run_status(arguments)


def run_status(arguments: argparse.Namespace) -> ExitCode:
    """Last backup, last trial; FINDINGS when somebody should act."""
    plan = _plan(arguments)
    with opened_workplace(arguments) as workplace:
        found = standing(workplace.store, plan, datetime.now(UTC))
    if arguments.json:
        print_json(standing_json(found, plan))
    else:
        tell_standing(found, plan)
    return ExitCode.FINDINGS if found.overdue or found.failed or found.trial_failed else ExitCode.OK


def run_run(arguments: argparse.Namespace) -> ExitCode:
    """Back up now, or only when it is due (then with the weekly trial)."""
    plan = _plan(arguments)
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        listener = progress_line("backup.progress", quiet=arguments.json)
        if arguments.if_due:
            plan.required_folder()
            report = back_up_if_due(workplace.store, plan, listener, stop.is_set, datetime.now(UTC))
        else:
            report = back_up(workplace.store, plan.required_folder(), plan.keep, listener, stop.is_set)
        found = standing(workplace.store, plan, datetime.now(UTC))
    if arguments.json:
        print_json({"backup": None if report is None else report_json(report), "standing": standing_json(found, plan)})
    elif report is None:
        print_line("backup.retry-later" if found.failed else "backup.not-due")
    else:
        tell_report(report)
    if report is None:
        return ExitCode.FINDINGS if found.failed else ExitCode.OK
    bad = report.damaged or report.pruning or (arguments.if_due and found.trial_failed)
    return ExitCode.FINDINGS if bad else ExitCode.OK


def run_try(arguments: argparse.Namespace) -> ExitCode:
    """Restore the newest backup for a trial and throw the result away."""
    plan = _plan(arguments)
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        listener = progress_line("backup.trial-progress", quiet=arguments.json)
        note = try_restore(workplace.store, plan.required_folder(), listener, stop.is_set)
    if arguments.json:
        print_json(trial_json(note))
    else:
        tell_trial(note)
    return ExitCode.OK if note.passed else ExitCode.FINDINGS


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """The backups of this store, newest first."""
    plan = _plan(arguments)
    with opened_workplace(arguments) as workplace:
        found = list_backups(workplace.store, plan.required_folder())
    if arguments.json:
        print_json([found_json(each) for each in found])
        return ExitCode.OK
    for each in found:
        if each.manifest is None:
            print_line("backup.row-damaged", name=each.name)
        else:
            print_line("backup.row", name=each.name, applications=each.manifest.applications,
                       size=-(-each.manifest.size // 1_000_000))
    if not found:
        print_line("backup.none")
    return ExitCode.OK


def run_check(arguments: argparse.Namespace) -> ExitCode:
    """Compare every file of a backup with its digest."""
    plan = _plan(arguments)
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        listener = progress_line("backup.check-progress", quiet=arguments.json)
        name, damaged = check_backup(
            workplace.store, plan.required_folder(), arguments.backup, listener, stop.is_set)
    if arguments.json:
        print_json(check_json(name, damaged))
    else:
        print_line("backup.whole" if not damaged else "backup.damaged", name=name, count=len(damaged))
        for file in damaged:
            print_line("backup.file", file=file)
    return ExitCode.FINDINGS if damaged else ExitCode.OK


def progress_line(key: str, *, quiet: bool) -> ProgressListener:
    """Per cent on standard error, where somebody sees it."""
    if quiet or not sys.stderr.isatty():
        return lambda _progress: None

    def show(progress: BackupProgress) -> None:
        percent = 100 * progress.done // progress.total if progress.total else 100
        end = "\r" + " " * 70 + "\r" if percent == 100 else ""
        print(f"\r{text('cli', key, percent=percent):<70}", end=end, file=sys.stderr)

    return show


def _plan(arguments: argparse.Namespace) -> BackupPlan:
    plan = BackupPlan.from_settings(load_settings(chosen_folder(arguments).path))
    named: Path | None = getattr(arguments, "to", None)
    return plan if named is None else dataclasses.replace(plan, folder=named.absolute())
