"""Backups in words and as JSON."""

from __future__ import annotations

from sozialclient.cli.output import Json, error_json, print_error, print_line
from sozialclient.documents.local_time import time_text
from sozialclient.store.backup.place import LostApplication
from sozialclient.store.backup.store_backup import BackupReport, TrialNote
from sozialclient.texts import error_text
from sozialclient.usecases.back_up import BackupPlan, BackupStanding, FoundBackup
from sozialclient.usecases.restore import RestoreReport

_MEGA = 1_000_000


def tell_report(report: BackupReport) -> None:
    """A backup that is complete."""
    print_line("backup.done", applications=report.applications, size=-(-report.size // _MEGA),
               written=-(-report.written // _MEGA))
    if report.removed:
        print_line("backup.removed", count=report.removed)
    if report.damaged:
        print_line("backup.store-damaged", count=len(report.damaged))
    if report.pruning is not None:
        print_line("backup.not-pruned")
        print_error(report.pruning, as_json=False)


def report_json(report: BackupReport) -> Json:
    """The same."""
    return {
        "name": report.name, "applications": report.applications, "size": report.size, "written": report.written,
        "removed": report.removed, "damaged_in_store": len(report.damaged),
        "pruning_error": None if report.pruning is None else error_json(report.pruning),
    }


def tell_trial(note: TrialNote) -> None:
    """How a trial restore went."""
    when = time_text(note.at)
    if note.passed:
        print_line("backup.trial-passed", when=when, applications=note.applications)
    elif note.error is not None:
        print_line("backup.trial-error", when=when, why=error_text(note.error, {"backup": note.name}).happened)
    else:
        print_line("backup.trial-failed", when=when, lost=note.lost, applications=note.applications)


def trial_json(note: TrialNote) -> Json:
    """The same."""
    return {"at": note.at.isoformat(), "name": note.name, "passed": note.passed,
            "applications": note.applications, "lost": note.lost, "error": note.error}


def tell_standing(found: BackupStanding, plan: BackupPlan) -> None:
    """Where to, what was last, what is wrong."""
    if plan.folder is None:
        print_line("backup.off")
    else:
        days = plan.every.days
        print_line("backup.folder-daily" if days == 1 else "backup.folder", folder=str(plan.folder), days=days)
    last = found.last
    if last is None or last.taken is None:
        print_line("backup.never")
    else:
        print_line("backup.last", when=time_text(last.taken),
                   applications=last.applications)
    if last is not None and last.error is not None:
        print_line("backup.last-failed", why=error_text(last.error).happened)
    if found.trial is None:
        print_line("backup.never-tried")
    else:
        tell_trial(found.trial)
    if found.set_up and found.overdue:
        print_line("backup.overdue")


def standing_json(found: BackupStanding, plan: BackupPlan) -> Json:
    """The same."""
    last = found.last
    return {
        "folder": None if plan.folder is None else str(plan.folder), "due": found.due, "overdue": found.overdue,
        "last": None if last is None else {
            "at": last.at.isoformat(), "name": last.name, "applications": last.applications, "error": last.error,
            "taken": None if last.taken is None else last.taken.isoformat(), "damaged_in_store": last.damaged},
        "trial": None if found.trial is None else trial_json(found.trial),
    }


def found_json(found: FoundBackup) -> Json:
    """One backup in the folder."""
    manifest = found.manifest
    return {
        "name": found.name, "created": found.created.isoformat(),
        "applications": None if manifest is None else manifest.applications,
        "size": None if manifest is None else manifest.size,
        "error": None if found.error is None else error_json(found.error),
    }


def check_json(name: str, damaged: tuple[str, ...]) -> Json:
    """Outcome of a check."""
    return {"name": name, "damaged": list(damaged)}


def restore_json(report: RestoreReport) -> Json:
    """A restored store."""
    return {"name": report.name, "taken": report.taken.isoformat(), "applications": report.applications,
            "lost": [lost_json(each) for each in report.lost]}


def lost_json(lost: LostApplication) -> Json:
    """An application that could not be restored."""
    return {"id": lost.id, "mailbox": lost.mailbox, "message_id": lost.message_id,
            "received": None if lost.received is None else lost.received.isoformat()}
