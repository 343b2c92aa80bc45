"""The commands for mailboxes."""

from __future__ import annotations

from pathlib import Path

from sozialclient.cli.declaring import Commands, help_of, run_of, subcommands
from sozialclient.cli.german_parser import GermanParser


def add_mailboxes(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`mailbox add`, `list`, `check` and `remove`."""
    mailbox = subcommands(commands, "mailbox")
    add = mailbox.add_parser("add", parents=[answering], help=help_of("mailbox-add"))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--url", required=True, metavar="URL", help=help_of("url"))
    add.add_argument("--intermediary-cipher", required=True, type=Path, metavar="FILE", help=help_of("cipher"))
    add.add_argument("--intermediary-signature", type=Path, metavar="FILE", help=help_of("signature"))
    add_keys(add)
    add.add_argument("--training", action="store_true", help=help_of("training"))
    add.set_defaults(run=run_of("mailbox_commands", "run_add"))
    listing = mailbox.add_parser("list", parents=[answering], help=help_of("mailbox-list"))
    listing.set_defaults(run=run_of("mailbox_commands", "run_list"))
    check = mailbox.add_parser("check", parents=[answering], help=help_of("mailbox-check"))
    check.add_argument("name", metavar="NAME")
    check.add_argument("--pin-file", type=Path, metavar="FILE", help=help_of("pin-file"))
    check.set_defaults(run=run_of("mailbox_commands", "run_check"))
    remove = mailbox.add_parser("remove", parents=[answering], help=help_of("mailbox-remove"))
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--yes", action="store_true", help=help_of("mailbox-yes"))
    remove.set_defaults(run=run_of("removal_command", "run_remove"))


def add_keys(parser: GermanParser) -> None:
    """The key files of an office and their PIN."""
    parser.add_argument("--p12", required=True, type=Path, metavar="FILE", help=help_of("p12"))
    parser.add_argument("--signature-p12", type=Path, metavar="FILE", help=help_of("signature-p12"))
    parser.add_argument("--pin-file", required=True, type=Path, metavar="FILE", help=help_of("pin-file"))
