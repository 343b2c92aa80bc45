"""How backups stand, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sozialclient.gui.plain import plain
from sozialclient.gui.wording import count, error_words, failure_words, relative, say, size

if TYPE_CHECKING:
    from sozialclient.errors import SozialclientError
    from sozialclient.store.backup.store_backup import BackupReport, TrialNote
    from sozialclient.usecases.back_up import BackupStanding
    from sozialclient.usecases.restore import RestoreReport

Banner = tuple[str, str, str]
"""Tint, title, sentence."""


def status_words(standing: BackupStanding) -> tuple[str, bool]:
    """For the status bar, and whether somebody should act."""
    if standing.trial_failed:
        return say("backup.status.trial_failed"), True
    if not standing.set_up:
        return say("backup.status.off"), True
    taken = standing.last.taken if standing.last else None
    if taken is None:
        return say("backup.status.never"), True
    if standing.failed:
        return say("backup.status.failed"), True
    if standing.overdue:
        return say("backup.status.overdue"), True
    return say("backup.status.last", when=relative(taken)), False


def standing_words(standing: BackupStanding, *, same_disk: bool | None) -> Banner:
    """The most important thing about backups now."""
    last = standing.last
    if standing.trial_failed and standing.trial is not None:
        return trial_words(standing.trial)
    if not standing.set_up:
        return "warning", say("backup.off"), say("backup.off_more")
    if last is not None and last.error is not None:
        words = error_words(last.error)
        return "warning", say("backup.last_failed"), plain(words.happened, " ", words.safe, f" [{last.error}]")
    if last is not None and last.damaged:
        return "danger", count("backup.store_damaged", last.damaged), say("backup.store_damaged_more")
    if same_disk:
        return "warning", say("backup.same_disk"), say("backup.same_disk_more")
    if standing.overdue:
        return "warning", say("backup.overdue"), say("backup.overdue_more")
    return "ok", say("backup.fine"), say("backup.fine_more")


def last_words(standing: BackupStanding) -> str:
    """The last good backup."""
    last = standing.last
    if last is None or last.taken is None:
        return say("backup.never")
    return count("backup.last", last.applications, when=relative(last.taken))


def tried_words(standing: BackupStanding) -> str:
    """The last trial restore."""
    trial = standing.trial
    if trial is None:
        return say("backup.never_tried")
    return say("backup.passed" if trial.passed else "backup.not_passed", when=relative(trial.at))


def trial_words(note: TrialNote) -> Banner:
    """How a trial restore went."""
    if note.passed:
        return "ok", say("backup.trial_passed"), count("backup.trial_read", note.applications)
    if note.error is not None:
        words = error_words(note.error, {"backup": note.name})
        return "danger", say("backup.trial_failed"), plain(words.happened, " ", words.action, f" [{note.error}]")
    return "danger", say("backup.trial_failed"), count("backup.trial_lost", note.lost)


def report_words(report: BackupReport) -> Banner:
    """How a backup went."""
    if report.damaged:
        return "danger", count("backup.store_damaged", len(report.damaged)), say("backup.store_damaged_more")
    sentence = say("backup.done_more", size=size(report.size), written=size(report.written))
    if report.pruning is not None:
        words = error_words(report.pruning.reference, report.pruning.parameters)
        return "warning", count("backup.done", report.applications), plain(
            say("backup.not_pruned"), " ", words.happened)
    return "ok", count("backup.done", report.applications), sentence


def restored_words(report: RestoreReport) -> Banner:
    """How restoring went."""
    title = count("backup.restored", report.applications, when=relative(report.taken))
    if not report.lost:
        return "ok", title, say("backup.restored_more")
    ids = ", ".join(each.id for each in report.lost[:20])
    return "warning", title, plain(count("backup.restored_lost", len(report.lost), ids=ids), " ",
                                   say("backup.restored_more"))


def error_banner(error: SozialclientError) -> Banner:
    """What went wrong."""
    return "danger", *failure_words(error)
