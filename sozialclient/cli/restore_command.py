"""`sozialclient backup restore`: a store from a backup."""

from __future__ import annotations

import argparse
import dataclasses
import threading
from pathlib import Path

from sozialclient.cli.audit_command import audit_json
from sozialclient.cli.backup_commands import progress_line
from sozialclient.cli.backup_views import restore_json
from sozialclient.cli.context import chosen_folder, made_folder, opened_workplace, read_file, read_pin
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import plain, print_json, print_line, print_lines
from sozialclient.documents.local_time import time_text
from sozialclient.reports.audit_words import verdict_words
from sozialclient.settings import load_settings, save_settings
from sozialclient.store.backup.errors import RestoreNeedsKey
from sozialclient.usecases.audit import audit
from sozialclient.usecases.restore import (
    RestoreOptions,
    RestoreReport,
    Unlock,
    by_key_file,
    by_passphrase,
    by_recovery_key,
    find_source,
    restore,
)


def run_restore(arguments: argparse.Namespace) -> ExitCode:
    """Rebuild the store, put it in place, open it, check the books."""
    folder = chosen_folder(arguments)
    made_folder(folder.path, "--data")
    source_folder: Path = arguments.source.absolute()
    options = RestoreOptions(self_contained=folder.chosen, partial=arguments.partial, put_aside=arguments.put_aside)
    before = _put_aside(folder.path)
    stop = threading.Event()
    with interruptible(stop):
        report = restore(folder.path, find_source(source_folder, arguments.backup), _unlock(arguments), options,
                         progress_line("backup.restore-progress", quiet=arguments.json), stop.is_set)
    settings = load_settings(folder.path)
    if settings.backup_folder is None:
        parent = source_folder.parent if source_folder.name.startswith("Sozialclient-") else source_folder
        save_settings(folder.path, dataclasses.replace(settings, backup_folder=parent))
    with opened_workplace(arguments) as workplace:
        books = audit(workplace.store)
    if arguments.json:
        print_json({"restored": restore_json(report), "audit": audit_json(books)})
    else:
        _tell(report)
        print_lines([verdict_words(books)])
        for path in _put_aside(folder.path) - before:
            print_line("backup.put-aside", path=str(path))
    return ExitCode.OK if books.balanced and not report.lost else ExitCode.FINDINGS


def _put_aside(folder: Path) -> set[Path]:
    """Stores that made room for a restored one."""
    return set(folder.glob("aside-*"))


def _tell(report: RestoreReport) -> None:
    when = time_text(report.taken)
    print_line("backup.restored", applications=report.applications, when=when)
    if report.lost:
        print_line("backup.lost", count=len(report.lost))
        print_lines(plain(f"- {each.id}  {each.mailbox}  {each.message_id}") for each in report.lost)
    print_line("backup.then-fetch")


def _unlock(arguments: argparse.Namespace) -> Unlock:
    if arguments.recovery_file is not None:
        return by_recovery_key(_words(arguments.recovery_file, "--recovery-file"))
    if arguments.p12 is None:
        if getattr(arguments, "passphrase_file", None) is None:
            raise RestoreNeedsKey
        return by_passphrase(_words(arguments.passphrase_file, "--passphrase-file"))
    pin = read_pin(arguments.pin_file)
    return by_key_file(read_file(arguments.p12, "--p12"), pin or "")


def _words(path: Path, option: str) -> str:
    return read_file(path, option).decode("utf-8-sig", errors="replace").rstrip("\r\n")
