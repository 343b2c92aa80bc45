"""Every command and option of the command line."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sozialclient import __version__
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.german_parser import GermanParser
from sozialclient.model.application import State
from sozialclient.texts import text

Run = Callable[[argparse.Namespace], ExitCode]


def _run(module: str, function: str) -> Run:
    """A command imported only when it runs, so that the window does not wait for the others."""

    def run(arguments: argparse.Namespace) -> ExitCode:
        command = importlib.import_module(f"sozialclient.cli.{module}")
        return cast(Run, getattr(command, function))(arguments)

    return run


def _help(key: str) -> str:
    return text("cli", f"help.{key}")


def build_parser() -> GermanParser:
    """The parser of all commands; usage errors end the program with 2."""
    parser = GermanParser(prog="sozialclient", description=_help("program"))
    parser.add_argument("--version", action="version", version=f"Sozialclient {__version__}",
                        help=_help("version"))
    parser.add_argument("--data", type=Path, metavar="DIR", help=_help("data"))
    parser.add_argument("--screenshot", type=Path, metavar="DIR", help=_help("screenshot"))
    parser.set_defaults(run=_run("window_command", "run_window"), json=False)
    shared = GermanParser(add_help=False)
    # SUPPRESS: a value given in front of the command must not be reset by the command's own default.
    shared.add_argument("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=_help("data"))
    answering = GermanParser(add_help=False, parents=[shared])
    answering.add_argument("--passphrase-file", type=Path, metavar="FILE", help=_help("passphrase-file"))
    answering.add_argument("--json", action="store_true", help=_help("json"))
    commands = parser.add_subparsers(metavar=text("cli", "help.command"))
    _add_demo(commands, shared)
    _add_intermediary(commands, shared)
    _add_mailbox(commands, answering)
    _add_applications(commands, answering)
    _add_unread(commands, answering)
    _add_open(commands, answering)
    _add_deletion(commands, answering)
    _add_retention(commands, answering)
    _add_books(commands, answering)
    _add_backup(commands, answering)
    _add_key(commands, answering)
    _add_certificates(commands, answering)
    _add_seats(commands, answering)
    return parser


_Commands = argparse._SubParsersAction


def _add_demo(commands: _Commands[GermanParser], shared: GermanParser) -> None:
    demo = commands.add_parser("demo", parents=[shared], help=_help("demo"))
    demo.add_argument("--headless", action="store_true", help=_help("headless"))
    demo.add_argument("--keep", type=Path, metavar="DIR", help=_help("keep"))
    demo.add_argument("--large", action="store_true", help=_help("large"))
    demo.set_defaults(run=_run("demo_command", "run_demo"))


def _add_intermediary(commands: _Commands[GermanParser], shared: GermanParser) -> None:
    server = commands.add_parser("intermediary", parents=[shared], help=_help("intermediary"))
    server.add_argument("--listen", required=True, metavar="HOST:PORT", help=_help("listen"))
    server.add_argument("--state", required=True, type=Path, metavar="DIR", help=_help("state"))
    server.add_argument("--fill", metavar="N|training", help=_help("fill"))
    server.add_argument("--large", action="store_true", help=_help("large"))
    server.add_argument("--while-stdin-open", action="store_true", help=argparse.SUPPRESS)
    server.add_argument("--cipher-p12", type=Path, metavar="FILE", help=_help("own-p12"))
    server.add_argument("--signature-p12", type=Path, metavar="FILE", help=_help("own-p12"))
    server.add_argument("--pin-file", type=Path, metavar="FILE", help=_help("pin-file"))
    server.set_defaults(run=_run("intermediary_command", "run_intermediary"))


def _add_mailbox(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    mailbox = commands.add_parser("mailbox", help=_help("mailbox")).add_subparsers(
        metavar=text("cli", "help.command"), required=True
    )
    add = mailbox.add_parser("add", parents=[answering], help=_help("mailbox-add"))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--url", required=True, metavar="URL", help=_help("url"))
    add.add_argument("--intermediary-cipher", required=True, type=Path, metavar="FILE", help=_help("cipher"))
    add.add_argument("--intermediary-signature", type=Path, metavar="FILE", help=_help("signature"))
    _add_keys(add)
    add.add_argument("--training", action="store_true", help=_help("training"))
    add.set_defaults(run=_run("mailbox_commands", "run_add"))
    listing = mailbox.add_parser("list", parents=[answering], help=_help("mailbox-list"))
    listing.set_defaults(run=_run("mailbox_commands", "run_list"))
    check = mailbox.add_parser("check", parents=[answering], help=_help("mailbox-check"))
    check.add_argument("name", metavar="NAME")
    check.add_argument("--pin-file", type=Path, metavar="FILE", help=_help("pin-file"))
    check.set_defaults(run=_run("mailbox_commands", "run_check"))


def _add_keys(parser: GermanParser) -> None:
    parser.add_argument("--p12", required=True, type=Path, metavar="FILE", help=_help("p12"))
    parser.add_argument("--signature-p12", type=Path, metavar="FILE", help=_help("signature-p12"))
    parser.add_argument("--pin-file", required=True, type=Path, metavar="FILE", help=_help("pin-file"))


def _add_applications(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    fetch = commands.add_parser("fetch", parents=[answering], help=_help("fetch"))
    fetch.add_argument("name", metavar="NAME")
    fetch.add_argument("--message-id", action="append", metavar="ID", help=_help("message-id"))
    fetch.add_argument("--since", type=_moment, metavar="ZEIT", help=_help("since"))
    fetch.add_argument("--chunk-size", type=_kib, metavar="KIB", help=_help("chunk-size"))
    fetch.add_argument("--pin-file", type=Path, metavar="FILE", help=_help("pin-file"))
    fetch.set_defaults(run=_run("fetch_command", "run_fetch"))
    listing = commands.add_parser("list", parents=[answering], help=_help("list"))
    listing.add_argument("--mailbox", metavar="NAME", help=_help("only-mailbox"))
    listing.add_argument("--state", action="append", choices=[state.value for state in State], help=_help("only-state"))
    listing.add_argument("--limit", type=_kib, metavar="N", help=_help("limit"))
    listing.add_argument("--read-only", action="store_true", help=_help("read-only"))
    listing.set_defaults(run=_run("application_commands", "run_list"))
    show = commands.add_parser("show", parents=[answering], help=_help("show"))
    show.add_argument("id", metavar="ID")
    show.add_argument("--read-only", action="store_true", help=_help("read-only"))
    show.set_defaults(run=_run("application_commands", "run_show"))
    export = commands.add_parser("export", parents=[answering], help=_help("export"))
    export.add_argument("id", nargs="+", metavar="ID")
    export.add_argument("--format", default="folder", metavar="FORMAT", help=_help("format"))
    export.add_argument("--target", required=True, type=Path, metavar="DIR", help=_help("target"))
    export.set_defaults(run=_run("application_commands", "run_export"))


def _add_certificates(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    certificate = commands.add_parser("certificate", help=_help("certificate")).add_subparsers(
        metavar=text("cli", "help.command"), required=True
    )
    listing = certificate.add_parser("list", parents=[answering], help=_help("certificate-list"))
    listing.add_argument("--read-only", action="store_true", help=_help("read-only"))
    listing.set_defaults(run=_run("certificate_commands", "run_list"))
    add = certificate.add_parser("add", parents=[answering], help=_help("certificate-add"))
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--sha256", metavar="HEX", help=_help("certificate-sha256"))
    add.set_defaults(run=_run("certificate_commands", "run_add"))
    remove = certificate.add_parser("remove", parents=[answering], help=_help("certificate-remove"))
    remove.add_argument("sha256", metavar="HEX")
    remove.set_defaults(run=_run("certificate_commands", "run_remove"))
    confirm = certificate.add_parser("confirm", parents=[answering], help=_help("certificate-confirm"))
    confirm.add_argument("name", metavar="NAME")
    which = confirm.add_mutually_exclusive_group()
    which.add_argument("--signature", type=Path, metavar="FILE", help=_help("certificate-signature"))
    which.add_argument("--cipher", type=Path, metavar="FILE", help=_help("certificate-cipher"))
    confirm.add_argument("--sha256", metavar="HEX", help=_help("certificate-sha256"))
    confirm.set_defaults(run=_run("certificate_commands", "run_confirm"))
    check = certificate.add_parser("check", parents=[answering], help=_help("certificate-check"))
    check.add_argument("id", metavar="ID")
    source = check.add_mutually_exclusive_group(required=True)
    source.add_argument("--crl", action="append", type=Path, metavar="FILE", help=_help("crl"))
    source.add_argument("--download", action="store_true", help=_help("crl-download"))
    check.set_defaults(run=_run("certificate_commands", "run_check"))


def _add_seats(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    seats = commands.add_parser("seats", parents=[answering], help=_help("seats"))
    seats.set_defaults(run=_run("seats_command", "run_seats"))


def _add_unread(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    retry = commands.add_parser("retry", parents=[answering], help=_help("retry"))
    retry.add_argument("id", nargs="*", metavar="ID", help=_help("retry-id"))
    retry.add_argument("--mailbox", metavar="NAME", help=_help("only-mailbox"))
    retry.add_argument("--pin-file", type=Path, metavar="FILE", help=_help("pin-file"))
    retry.set_defaults(run=_run("retry_commands", "run_retry"))
    original = commands.add_parser("original", parents=[answering], help=_help("original"))
    original.add_argument("id", metavar="ID")
    original.add_argument("--out", required=True, type=Path, metavar="FILE", help=_help("original-out"))
    original.add_argument("--earlier", action="store_true", help=_help("original-earlier"))
    original.set_defaults(run=_run("retry_commands", "run_original"))


def _add_open(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    opening = commands.add_parser("open", parents=[answering], help=_help("open"))
    opening.add_argument("file", type=Path, metavar="FILE")
    _add_keys(opening)
    opening.add_argument("--intermediary-signature", type=Path, metavar="FILE", help=_help("signature"))
    opening.add_argument("--dialog", type=Path, metavar="STATE.json", help=_help("dialog"))
    opening.add_argument("--out", required=True, type=Path, metavar="DIR", help=_help("out"))
    opening.set_defaults(run=_run("open_command", "run_open"))


def _add_books(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    audit = commands.add_parser("audit", parents=[answering], help=_help("audit"))
    audit.add_argument("--full", action="store_true", help=_help("audit-full"))
    audit.add_argument("--sheet", type=_file(".pdf", ".html", ".htm"), metavar="FILE", help=_help("audit-sheet"))
    audit.set_defaults(run=_run("audit_command", "run_audit"))
    journal = commands.add_parser("journal", help=_help("journal")).add_subparsers(
        metavar=text("cli", "help.command"), required=True
    )
    listing = journal.add_parser("list", parents=[answering], help=_help("journal-list"))
    listing.add_argument("--application", metavar="ID", help=_help("journal-application"))
    listing.add_argument("--action", metavar="WORT", help=_help("journal-action"))
    listing.add_argument("--since", type=_moment, metavar="ZEIT", help=_help("journal-since"))
    listing.add_argument("--last", type=_kib, metavar="N", help=_help("journal-last"))
    listing.set_defaults(run=_run("journal_command", "run_list"))
    verify = journal.add_parser("verify", parents=[answering], help=_help("journal-verify"))
    verify.add_argument("--accept", action="store_true", help=_help("journal-accept"))
    verify.set_defaults(run=_run("journal_command", "run_verify"))
    support = commands.add_parser("support", parents=[answering], help=_help("support"))
    support.add_argument("--out", type=_file(".txt", ".zip"), metavar="FILE", help=_help("support-out"))
    support.set_defaults(run=_run("support_command", "run_support"))
    for command in (audit, listing, verify, support):
        command.add_argument("--read-only", action="store_true", help=_help("read-only"))


def _add_deletion(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    moving = commands.add_parser("state", parents=[answering], help=_help("set-state"))
    moving.add_argument("state", choices=[state.value for state in State], help=_help("new-state"))
    moving.add_argument("id", nargs="+", metavar="ID")
    moving.set_defaults(run=_run("deletion_commands", "run_state"))
    for name in ("trash", "restore", "hold", "delete"):
        command = commands.add_parser(name, parents=[answering], help=_help(name))
        command.add_argument("id", nargs="+", metavar="ID")
        command.set_defaults(run=_run("deletion_commands", f"run_{name}"))
        if name == "hold":
            command.add_argument("--release", action="store_true", help=_help("release"))
        if name == "delete":
            command.add_argument("--confirm", required=True, type=int, metavar="N", help=_help("confirm"))
            command.add_argument("--on-request", action="store_true", help=_help("on-request"))
            command.add_argument("--proof", type=_file(".pdf"), metavar="FILE.pdf", help=_help("proof"))
    find = commands.add_parser("find", parents=[answering], help=_help("find"))
    find.add_argument("words", nargs="+", metavar=text("cli", "help.words"))
    find.set_defaults(run=_run("deletion_commands", "run_find"))


def _add_retention(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    retention = commands.add_parser("retention", help=_help("retention")).add_subparsers(
        metavar=text("cli", "help.command"), required=True
    )
    parsers: dict[str, GermanParser] = {}
    for key in ("retention-show", "retention-set", "retention-preview", "retention-apply", "retention-records"):
        name = key.removeprefix("retention-")
        parsers[name] = retention.add_parser(name, parents=[answering], help=_help(key))
        parsers[name].set_defaults(run=_run("retention_commands", f"run_{name}"))
    change, apply = parsers["set"], parsers["apply"].add_mutually_exclusive_group(required=True)
    change.add_argument("--service", metavar="KEY", help=_help("service"))
    change.add_argument("--remove", action="store_true", help=_help("remove-service"))
    for key in ("days-transferred", "days-archived", "days-trash"):
        option = key.replace("days-", "--")
        change.add_argument(option, type=_days, metavar=text("cli", "help.days"), help=_help(key))
    change.add_argument("--mode", choices=("off", "remind", "automatic"), help=_help("mode"))
    change.add_argument("--untransferred", choices=("by-hand", "never"), help=_help("untransferred"))
    apply.add_argument("--confirm", type=int, metavar="N", help=_help("confirm-preview"))
    apply.add_argument("--automatic", action="store_true", help=_help("automatic"))
    parsers["records"].add_argument("id", nargs="*", metavar="ID")
    parsers["records"].add_argument("--proof", type=_file(".pdf"), metavar="FILE.pdf", help=_help("proof"))


def _add_backup(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    backup = commands.add_parser("backup", help=_help("backup")).add_subparsers(
        metavar=text("cli", "help.command"), required=True
    )
    helps = {"set": _help("backup-set"), "status": _help("backup-status"), "run": _help("backup-run"),
             "try": _help("backup-try"), "list": _help("backup-list"), "check": _help("backup-check")}
    parsers = {name: backup.add_parser(name, parents=[answering], help=words) for name, words in helps.items()}
    for name, parser in parsers.items():
        parser.set_defaults(run=_run("backup_commands", f"run_{name}"))
    places = parsers["set"].add_mutually_exclusive_group()
    places.add_argument("--off", action="store_true", help=_help("backup-off"))
    for taker in (places, *(parsers[name] for name in ("run", "try", "list", "check"))):
        taker.add_argument("--to", type=Path, metavar="DIR", help=_help("backup-to"))
    numbers = {"every-days": (1, 30, _help("backup-every-days")), "keep-days": (1, 60, _help("backup-keep-days")),
               "keep-weeks": (0, 53, _help("backup-keep-weeks"))}
    for name, (least, most, words) in numbers.items():
        parsers["set"].add_argument(f"--{name}", type=_between(least, most), metavar="N",
                                    dest=f"backup_{name.replace('-', '_')}", help=words)
    parsers["run"].add_argument("--if-due", action="store_true", help=_help("if-due"))
    parsers["check"].add_argument("--backup", metavar="NAME", help=_help("backup-name"))
    _add_restore(backup, answering)


def _add_restore(backup: _Commands[GermanParser], answering: GermanParser) -> None:
    restore = backup.add_parser("restore", parents=[answering], help=_help("backup-restore"))
    restore.add_argument("--from", dest="source", required=True, type=Path, metavar="DIR", help=_help("backup-from"))
    restore.add_argument("--backup", metavar="NAME", help=_help("backup-name"))
    ways = restore.add_mutually_exclusive_group()
    ways.add_argument("--p12", type=Path, metavar="FILE", help=_help("backup-p12"))
    ways.add_argument("--recovery-file", type=Path, metavar="FILE", help=_help("recovery-file"))
    restore.add_argument("--pin-file", type=Path, metavar="FILE", help=_help("pin-file"))
    restore.add_argument("--partial", action="store_true", help=_help("partial"))
    restore.add_argument("--put-aside", action="store_true", help=_help("put-aside"))
    restore.set_defaults(run=_run("restore_command", "run_restore"))
    missing = backup.add_parser("missing", parents=[answering], help=_help("backup-missing"))
    missing.add_argument("name", metavar="NAME")
    missing.add_argument("--since", type=_moment, metavar="ZEIT", help=_help("missing-since"))
    missing.add_argument("--fetch", action="store_true", help=_help("missing-fetch"))
    missing.add_argument("--pin-file", type=Path, metavar="FILE", help=_help("pin-file"))
    missing.set_defaults(run=_run("restore_command", "run_missing"))


def _between(least: int, most: int) -> Callable[[str], int]:
    """A whole number that the settings take."""

    def read(value: str) -> int:
        number = int(value)
        if not least <= number <= most:
            raise ValueError
        return number

    return read


def _file(*endings: str) -> Callable[[str], Path]:
    """A file to write, whose ending says how it is written."""

    def read(value: str) -> Path:
        path = Path(value)
        if path.suffix.lower() not in endings:
            raise ValueError
        return path

    return read


def _days(value: str) -> int:
    """Days, 0 for `never`."""
    if value == "never":
        return 0
    days = int(value)
    if days < 1:
        raise ValueError
    return days


def _add_key(commands: _Commands[GermanParser], answering: GermanParser) -> None:
    key = commands.add_parser("key", help=_help("key")).add_subparsers(
        metavar=text("cli", "help.command"), required=True
    )
    status = key.add_parser("status", parents=[answering], help=_help("key-status"))
    status.set_defaults(run=_run("key_commands", "run_status"))
    recovery = key.add_parser("recovery", parents=[answering], help=_help("key-recovery"))
    recovery.add_argument("--sheet", type=_file(".pdf"), metavar="FILE.pdf", help=_help("key-sheet"))
    recovery.set_defaults(run=_run("key_commands", "run_recovery"))
    passphrase = key.add_parser("passphrase", help=_help("key-passphrase")).add_subparsers(
        metavar=text("cli", "help.command"), required=True
    )
    setting = passphrase.add_parser("set", parents=[answering], help=_help("key-passphrase-set"))
    setting.add_argument("--new-passphrase-file", required=True, type=Path, metavar="FILE",
                         help=_help("key-passphrase-new"))
    setting.set_defaults(run=_run("key_commands", "run_set_passphrase"))
    clear = passphrase.add_parser("clear", parents=[answering], help=_help("key-passphrase-clear"))
    clear.set_defaults(run=_run("key_commands", "run_clear_passphrase"))
    rotate = key.add_parser("rotate", parents=[answering], help=_help("key-rotate"))
    rotate.set_defaults(run=_run("key_commands", "run_rotate"))
    unlock = key.add_parser("unlock", parents=[answering], help=_help("key-unlock"))
    for parser in (unlock, setting, clear):
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--p12", type=Path, metavar="FILE", help=_help("key-unlock-p12"))
        way.add_argument("--recovery-file", type=Path, metavar="FILE", help=_help("key-unlock-recovery"))
        parser.add_argument("--pin-file", type=Path, metavar="FILE", help=_help("pin-file"))
    unlock.set_defaults(run=_run("key_commands", "run_unlock"))


def _moment(value: str) -> datetime:
    """An ISO time; without a zone it is meant in UTC."""
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _kib(value: str) -> int:
    """A size of pieces; none may be empty."""
    size = int(value)
    if size < 1:
        raise ValueError
    return size
