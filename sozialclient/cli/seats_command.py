"""`sozialclient seats`: where the data folder lies and who has it open."""

from __future__ import annotations

import argparse

from sozialclient.cli.context import chosen_folder
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, print_json, print_line
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.seats.folder_kind import FolderKind
from sozialclient.store.seats.lock_file import Holder
from sozialclient.usecases.look_at_seats import SeatsReport, look_at_seats

_NOTICES = {
    FolderKind.LOCAL: "seats.local", FolderKind.NETWORK: "seats.network", FolderKind.REMOVABLE: "seats.removable",
    FolderKind.SYNCED: "seats.synced", FolderKind.FAT: "seats.fat", FolderKind.READ_ONLY: "seats.read-only",
    FolderKind.LOCKLESS: "seats.lockless",
}


def run_seats(arguments: argparse.Namespace) -> ExitCode:
    """Say where the folder lies and who has it open; changes nothing."""
    with disk_errors():
        report = look_at_seats(chosen_folder(arguments).path)
    if arguments.json:
        print_json(_json(report))
        return ExitCode.OK
    print_folder_notice(report)
    if not report.holders:
        print_line("seats.none")
    for holder in report.holders:
        if holder is None:
            print_line("seats.unknown")
        else:
            print_line("seats.here" if holder.here else "seats.elsewhere", host=holder.host, user=holder.user or "?",
                       since=f"{holder.since.astimezone():%d.%m.%Y, %H:%M}")
    return ExitCode.OK


def print_folder_notice(report: SeatsReport) -> None:
    """One line on where the folder lies and what follows from it."""
    print_line(_NOTICES[report.place.kind], detail=report.place.detail or "?")


def _json(report: SeatsReport) -> Json:
    return {
        "folder": {"kind": report.place.kind.value, "detail": report.place.detail, "suitable": report.place.suitable},
        "open": [_holder(holder) for holder in report.holders],
    }


def _holder(holder: Holder | None) -> Json:
    if holder is None:
        return {"host": None}
    return {"host": holder.host, "user": holder.user, "pid": holder.pid, "since": holder.since.isoformat(),
            "this_pc": holder.here}
