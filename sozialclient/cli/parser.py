"""Every command and option of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sozialclient import __version__
from sozialclient.cli.case_parser import add_case
from sozialclient.cli.declaring import Commands, help_of, run_of, subcommands
from sozialclient.cli.export_parser import add_export
from sozialclient.cli.german_parser import GermanParser
from sozialclient.cli.list_parser import add_lists
from sozialclient.cli.mailbox_parser import add_keys, add_mailboxes
from sozialclient.cli.paper_parser import add_paper
from sozialclient.cli.schema_parser import add_schema
from sozialclient.cli.work_parser import add_work
from sozialclient.model.application import State


def build_parser() -> GermanParser:
    """The parser of all commands; usage errors end the program with 2."""
    parser = GermanParser(prog="sozialclient", description=help_of("program"))
    parser.add_argument("--version", action="version", version=f"Sozialclient {__version__}",
                        help=help_of("version"))
    parser.add_argument("--data", type=Path, metavar="DIR", help=help_of("data"))
    parser.add_argument("--screenshot", type=Path, metavar="DIR", help=help_of("screenshot"))
    parser.set_defaults(run=run_of("window_command", "run_window"), json=False)
    shared = GermanParser(add_help=False)
    # SUPPRESS: a value given in front of the command must not be reset by the command's own default.
    shared.add_argument("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help=help_of("data"))
    answering = GermanParser(add_help=False, parents=[shared])
    answering.add_argument("--passphrase-file", type=Path, metavar="FILE", help=help_of("passphrase-file"))
    answering.add_argument("--json", action="store_true", help=help_of("json"))
    commands = parser.add_subparsers(metavar=help_of("command"))
    _add_demo(commands, shared)
    _add_intermediary(commands, shared)
    add_mailboxes(commands, answering)
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
    add_work(commands, answering)
    add_schema(commands, answering)
    add_paper(commands, answering)
    add_lists(commands, answering)
    add_case(commands, answering)
    add_export(commands, answering)
    return parser


def _add_demo(commands: Commands[GermanParser], shared: GermanParser) -> None:
    demo = commands.add_parser("demo", parents=[shared], help=help_of("demo"))
    demo.add_argument("--headless", action="store_true", help=help_of("headless"))
    demo.add_argument("--keep", type=Path, metavar="DIR", help=help_of("keep"))
    demo.add_argument("--large", action="store_true", help=help_of("large"))
    demo.set_defaults(run=run_of("demo_command", "run_demo"))


def _add_intermediary(commands: Commands[GermanParser], shared: GermanParser) -> None:
    server = commands.add_parser("intermediary", parents=[shared], help=help_of("intermediary"))
    server.add_argument("--listen", required=True, metavar="HOST:PORT", help=help_of("listen"))
    server.add_argument("--state", required=True, type=Path, metavar="DIR", help=help_of("state"))
    server.add_argument("--fill", metavar="N|training", help=help_of("fill"))
    server.add_argument("--large", action="store_true", help=help_of("large"))
    server.add_argument("--while-stdin-open", action="store_true", help=argparse.SUPPRESS)
    server.add_argument("--cipher-p12", type=Path, metavar="FILE", help=help_of("own-p12"))
    server.add_argument("--signature-p12", type=Path, metavar="FILE", help=help_of("own-p12"))
    server.add_argument("--pin-file", type=Path, metavar="FILE", help=help_of("pin-file"))
    server.set_defaults(run=run_of("intermediary_command", "run_intermediary"))


def _add_applications(commands: Commands[GermanParser], answering: GermanParser) -> None:
    fetch = commands.add_parser("fetch", parents=[answering], help=help_of("fetch"))
    fetch.add_argument("names", metavar="NAME", nargs="+")
    fetch.add_argument("--message-id", action="append", metavar="ID", help=help_of("message-id"))
    fetch.add_argument("--since", type=_moment, metavar="ZEIT", help=help_of("since"))
    fetch.add_argument("--chunk-size", type=_kib, metavar="KIB", help=help_of("chunk-size"))
    fetch.add_argument("--pin-file", type=Path, metavar="FILE", help=help_of("pin-file"))
    fetch.set_defaults(run=run_of("fetch_command", "run_fetch"))
    show = commands.add_parser("show", parents=[answering], help=help_of("show"))
    show.add_argument("id", metavar="ID")
    show.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    show.set_defaults(run=run_of("application_commands", "run_show"))


def _add_certificates(commands: Commands[GermanParser], answering: GermanParser) -> None:
    certificate = subcommands(commands, "certificate")
    listing = certificate.add_parser("list", parents=[answering], help=help_of("certificate-list"))
    listing.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    listing.set_defaults(run=run_of("certificate_commands", "run_list"))
    add = certificate.add_parser("add", parents=[answering], help=help_of("certificate-add"))
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--sha256", metavar="HEX", help=help_of("certificate-sha256"))
    add.set_defaults(run=run_of("certificate_commands", "run_add"))
    remove = certificate.add_parser("remove", parents=[answering], help=help_of("certificate-remove"))
    remove.add_argument("sha256", metavar="HEX")
    remove.set_defaults(run=run_of("certificate_commands", "run_remove"))
    confirm = certificate.add_parser("confirm", parents=[answering], help=help_of("certificate-confirm"))
    confirm.add_argument("name", metavar="NAME")
    which = confirm.add_mutually_exclusive_group()
    which.add_argument("--signature", type=Path, metavar="FILE", help=help_of("certificate-signature"))
    which.add_argument("--cipher", type=Path, metavar="FILE", help=help_of("certificate-cipher"))
    confirm.add_argument("--sha256", metavar="HEX", help=help_of("certificate-sha256"))
    confirm.set_defaults(run=run_of("certificate_commands", "run_confirm"))
    check = certificate.add_parser("check", parents=[answering], help=help_of("certificate-check"))
    check.add_argument("id", metavar="ID")
    source = check.add_mutually_exclusive_group(required=True)
    source.add_argument("--crl", action="append", type=Path, metavar="FILE", help=help_of("crl"))
    source.add_argument("--download", action="store_true", help=help_of("crl-download"))
    check.set_defaults(run=run_of("certificate_commands", "run_check"))


def _add_seats(commands: Commands[GermanParser], answering: GermanParser) -> None:
    seats = commands.add_parser("seats", parents=[answering], help=help_of("seats"))
    seats.set_defaults(run=run_of("seats_command", "run_seats"))


def _add_unread(commands: Commands[GermanParser], answering: GermanParser) -> None:
    retry = commands.add_parser("retry", parents=[answering], help=help_of("retry"))
    retry.add_argument("id", nargs="*", metavar="ID", help=help_of("retry-id"))
    retry.add_argument("--mailbox", metavar="NAME", help=help_of("only-mailbox"))
    retry.add_argument("--pin-file", type=Path, metavar="FILE", help=help_of("pin-file"))
    retry.set_defaults(run=run_of("retry_commands", "run_retry"))
    original = commands.add_parser("original", parents=[answering], help=help_of("original"))
    original.add_argument("id", metavar="ID")
    original.add_argument("--out", required=True, type=Path, metavar="FILE", help=help_of("original-out"))
    original.add_argument("--earlier", action="store_true", help=help_of("original-earlier"))
    original.set_defaults(run=run_of("retry_commands", "run_original"))


def _add_open(commands: Commands[GermanParser], answering: GermanParser) -> None:
    opening = commands.add_parser("open", parents=[answering], help=help_of("open"))
    opening.add_argument("file", type=Path, metavar="FILE")
    add_keys(opening)
    opening.add_argument("--intermediary-signature", type=Path, metavar="FILE", help=help_of("signature"))
    opening.add_argument("--dialog", type=Path, metavar="STATE.json", help=help_of("dialog"))
    opening.add_argument("--out", required=True, type=Path, metavar="DIR", help=help_of("out"))
    opening.set_defaults(run=run_of("open_command", "run_open"))


def _add_books(commands: Commands[GermanParser], answering: GermanParser) -> None:
    audit = commands.add_parser("audit", parents=[answering], help=help_of("audit"))
    audit.add_argument("--full", action="store_true", help=help_of("audit-full"))
    audit.add_argument("--sheet", type=_file(".pdf", ".html", ".htm"), metavar="FILE", help=help_of("audit-sheet"))
    audit.set_defaults(run=run_of("audit_command", "run_audit"))
    journal = subcommands(commands, "journal")
    listing = journal.add_parser("list", parents=[answering], help=help_of("journal-list"))
    listing.add_argument("--application", metavar="ID", help=help_of("journal-application"))
    listing.add_argument("--action", metavar="WORT", help=help_of("journal-action"))
    listing.add_argument("--since", type=_moment, metavar="ZEIT", help=help_of("journal-since"))
    listing.add_argument("--last", type=_kib, metavar="N", help=help_of("journal-last"))
    listing.set_defaults(run=run_of("journal_command", "run_list"))
    verify = journal.add_parser("verify", parents=[answering], help=help_of("journal-verify"))
    verify.add_argument("--accept", action="store_true", help=help_of("journal-accept"))
    verify.set_defaults(run=run_of("journal_command", "run_verify"))
    support = commands.add_parser("support", parents=[answering], help=help_of("support"))
    support.add_argument("--out", type=_file(".txt", ".zip"), metavar="FILE", help=help_of("support-out"))
    support.set_defaults(run=run_of("support_command", "run_support"))
    for command in (audit, listing, verify, support):
        command.add_argument("--read-only", action="store_true", help=help_of("read-only"))


def _add_deletion(commands: Commands[GermanParser], answering: GermanParser) -> None:
    moving = commands.add_parser("state", parents=[answering], help=help_of("set-state"))
    moving.add_argument("state", choices=[state.value for state in State], help=help_of("new-state"))
    moving.add_argument("id", nargs="+", metavar="ID")
    moving.set_defaults(run=run_of("deletion_commands", "run_state"))
    for name in ("trash", "restore", "hold", "delete"):
        command = commands.add_parser(name, parents=[answering], help=help_of(name))
        command.add_argument("id", nargs="+", metavar="ID")
        command.set_defaults(run=run_of("deletion_commands", f"run_{name}"))
        if name == "hold":
            command.add_argument("--release", action="store_true", help=help_of("release"))
        if name == "delete":
            command.add_argument("--confirm", required=True, type=int, metavar="N", help=help_of("confirm"))
            command.add_argument("--on-request", action="store_true", help=help_of("on-request"))
            command.add_argument("--proof", type=_file(".pdf"), metavar="FILE.pdf", help=help_of("proof"))
    find = commands.add_parser("find", parents=[answering], help=help_of("find"))
    find.add_argument("words", nargs="+", metavar=help_of("words"))
    find.set_defaults(run=run_of("deletion_commands", "run_find"))


def _add_retention(commands: Commands[GermanParser], answering: GermanParser) -> None:
    retention = subcommands(commands, "retention")
    parsers: dict[str, GermanParser] = {}
    for key in ("retention-show", "retention-set", "retention-preview", "retention-apply", "retention-records"):
        name = key.removeprefix("retention-")
        parsers[name] = retention.add_parser(name, parents=[answering], help=help_of(key))
        parsers[name].set_defaults(run=run_of("retention_commands", f"run_{name}"))
    change, apply = parsers["set"], parsers["apply"].add_mutually_exclusive_group(required=True)
    change.add_argument("--service", metavar="KEY", help=help_of("service"))
    change.add_argument("--remove", action="store_true", help=help_of("remove-service"))
    for key in ("days-transferred", "days-archived", "days-trash"):
        option = key.replace("days-", "--")
        change.add_argument(option, type=_days, metavar=help_of("days"), help=help_of(key))
    change.add_argument("--mode", choices=("off", "remind", "automatic"), help=help_of("mode"))
    change.add_argument("--untransferred", choices=("by-hand", "never"), help=help_of("untransferred"))
    apply.add_argument("--confirm", type=int, metavar="N", help=help_of("confirm-preview"))
    apply.add_argument("--automatic", action="store_true", help=help_of("automatic"))
    parsers["records"].add_argument("id", nargs="*", metavar="ID")
    parsers["records"].add_argument("--proof", type=_file(".pdf"), metavar="FILE.pdf", help=help_of("proof"))


def _add_backup(commands: Commands[GermanParser], answering: GermanParser) -> None:
    backup = subcommands(commands, "backup")
    helps = {"set": help_of("backup-set"), "status": help_of("backup-status"), "run": help_of("backup-run"),
             "try": help_of("backup-try"), "list": help_of("backup-list"), "check": help_of("backup-check")}
    parsers = {name: backup.add_parser(name, parents=[answering], help=words) for name, words in helps.items()}
    for name, parser in parsers.items():
        parser.set_defaults(run=run_of("backup_commands", f"run_{name}"))
    places = parsers["set"].add_mutually_exclusive_group()
    places.add_argument("--off", action="store_true", help=help_of("backup-off"))
    for taker in (places, *(parsers[name] for name in ("run", "try", "list", "check"))):
        taker.add_argument("--to", type=Path, metavar="DIR", help=help_of("backup-to"))
    numbers = {"every-days": (1, 30, help_of("backup-every-days")), "keep-days": (1, 60, help_of("backup-keep-days")),
               "keep-weeks": (0, 53, help_of("backup-keep-weeks"))}
    for name, (least, most, words) in numbers.items():
        parsers["set"].add_argument(f"--{name}", type=_between(least, most), metavar="N",
                                    dest=f"backup_{name.replace('-', '_')}", help=words)
    parsers["run"].add_argument("--if-due", action="store_true", help=help_of("if-due"))
    parsers["check"].add_argument("--backup", metavar="NAME", help=help_of("backup-name"))
    _add_restore(backup, answering)


def _add_restore(backup: Commands[GermanParser], answering: GermanParser) -> None:
    restore = backup.add_parser("restore", parents=[answering], help=help_of("backup-restore"))
    restore.add_argument("--from", dest="source", required=True, type=Path, metavar="DIR", help=help_of("backup-from"))
    restore.add_argument("--backup", metavar="NAME", help=help_of("backup-name"))
    ways = restore.add_mutually_exclusive_group()
    ways.add_argument("--p12", type=Path, metavar="FILE", help=help_of("backup-p12"))
    ways.add_argument("--recovery-file", type=Path, metavar="FILE", help=help_of("recovery-file"))
    restore.add_argument("--pin-file", type=Path, metavar="FILE", help=help_of("pin-file"))
    restore.add_argument("--partial", action="store_true", help=help_of("partial"))
    restore.add_argument("--put-aside", action="store_true", help=help_of("put-aside"))
    restore.set_defaults(run=run_of("restore_command", "run_restore"))
    missing = backup.add_parser("missing", parents=[answering], help=help_of("backup-missing"))
    missing.add_argument("name", metavar="NAME")
    missing.add_argument("--since", type=_moment, metavar="ZEIT", help=help_of("missing-since"))
    missing.add_argument("--fetch", action="store_true", help=help_of("missing-fetch"))
    missing.add_argument("--fetch-deleted", action="store_true", help=help_of("missing-fetch-deleted"))
    missing.add_argument("--pin-file", type=Path, metavar="FILE", help=help_of("pin-file"))
    missing.set_defaults(run=run_of("missing_command", "run_missing"))


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


def _add_key(commands: Commands[GermanParser], answering: GermanParser) -> None:
    key = subcommands(commands, "key")
    status = key.add_parser("status", parents=[answering], help=help_of("key-status"))
    status.set_defaults(run=run_of("key_commands", "run_status"))
    recovery = key.add_parser("recovery", parents=[answering], help=help_of("key-recovery"))
    recovery.add_argument("--sheet", type=_file(".pdf"), metavar="FILE.pdf", help=help_of("key-sheet"))
    recovery.set_defaults(run=run_of("key_commands", "run_recovery"))
    passphrase = key.add_parser("passphrase", help=help_of("key-passphrase")).add_subparsers(
        metavar=help_of("command"), required=True
    )
    setting = passphrase.add_parser("set", parents=[answering], help=help_of("key-passphrase-set"))
    setting.add_argument("--new-passphrase-file", required=True, type=Path, metavar="FILE",
                         help=help_of("key-passphrase-new"))
    setting.set_defaults(run=run_of("key_commands", "run_set_passphrase"))
    clear = passphrase.add_parser("clear", parents=[answering], help=help_of("key-passphrase-clear"))
    clear.set_defaults(run=run_of("key_commands", "run_clear_passphrase"))
    rotate = key.add_parser("rotate", parents=[answering], help=help_of("key-rotate"))
    rotate.set_defaults(run=run_of("key_commands", "run_rotate"))
    unlock = key.add_parser("unlock", parents=[answering], help=help_of("key-unlock"))
    for parser in (unlock, setting, clear):
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--p12", type=Path, metavar="FILE", help=help_of("key-unlock-p12"))
        way.add_argument("--recovery-file", type=Path, metavar="FILE", help=help_of("key-unlock-recovery"))
        parser.add_argument("--pin-file", type=Path, metavar="FILE", help=help_of("pin-file"))
    unlock.set_defaults(run=run_of("key_commands", "run_unlock"))


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
