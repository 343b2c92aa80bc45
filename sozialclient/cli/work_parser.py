"""The commands for working on an application: carrying it over, notes, who is in charge, orders of fields."""

from __future__ import annotations

from pathlib import Path

from sozialclient.cli.declaring import Commands, help_of, run_of, subcommands
from sozialclient.cli.german_parser import GermanParser
from sozialclient.cli.settings_parser import add_settings


def add_work(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`links`, `transfer`, `work`, `note`, `assign`, `due` and `order`."""
    links = commands.add_parser("links", parents=[answering], help=help_of("links"))
    links.add_argument("id", metavar="ID")
    links.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    links.set_defaults(run=run_of("links_command", "run_links"))
    transfer = commands.add_parser("transfer", parents=[answering], help=help_of("transfer"))
    transfer.add_argument("id", metavar="ID")
    transfer.add_argument("--order", metavar="NAME", help=help_of("transfer-order"))
    for option, key in (("--tick", "transfer-tick"), ("--untick", "transfer-untick"), ("--second", "transfer-second")):
        transfer.add_argument(option, nargs="+", type=int, metavar="N", help=help_of(key))
    transfer.add_argument("--deviation", metavar="TEXT", help=help_of("transfer-deviation"))
    transfer.add_argument("--finish", metavar="AKTENZEICHEN", help=help_of("transfer-finish"))
    transfer.set_defaults(run=run_of("transfer_commands", "run_transfer"))
    _add_notes(commands, answering)
    _add_orders(commands, answering)
    add_settings(commands, answering)


def _add_notes(commands: Commands[GermanParser], answering: GermanParser) -> None:
    work = commands.add_parser("work", parents=[answering], help=help_of("work"))
    work.add_argument("id", metavar="ID")
    work.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    work.set_defaults(run=run_of("work_commands", "run_work"))
    note = commands.add_parser("note", parents=[answering], help=help_of("note"))
    note.add_argument("id", metavar="ID")
    note.add_argument("text", nargs="?", metavar="TEXT", help=help_of("note-text"))
    note.set_defaults(run=run_of("work_commands", "run_note"))
    assign = commands.add_parser("assign", parents=[answering], help=help_of("assign"))
    assign.add_argument("id", nargs="+", metavar="ID")
    person = assign.add_mutually_exclusive_group(required=True)
    person.add_argument("--to", dest="person", metavar="NAME", help=help_of("assign-to"))
    person.add_argument("--me", action="store_true", help=help_of("assign-me"))
    assign.set_defaults(run=run_of("work_commands", "run_assign"))
    due = commands.add_parser("due", parents=[answering], help=help_of("due"))
    due.add_argument("id", nargs="+", metavar="ID")
    day = due.add_mutually_exclusive_group(required=True)
    day.add_argument("--on", metavar=help_of("day"), help=help_of("due-on"))
    day.add_argument("--none", action="store_const", const="", dest="on", help=help_of("due-none"))
    due.set_defaults(run=run_of("work_commands", "run_due"))


def _add_orders(commands: Commands[GermanParser], answering: GermanParser) -> None:
    order = subcommands(commands, "order")
    listing = order.add_parser("list", parents=[answering], help=help_of("order-list"))
    listing.set_defaults(run=run_of("transfer_commands", "run_order_list"))
    save = order.add_parser("save", parents=[answering], help=help_of("order-save"))
    save.add_argument("name", metavar="NAME")
    save.add_argument("--out", required=True, type=Path, metavar="FILE", help=help_of("original-out"))
    save.set_defaults(run=run_of("transfer_commands", "run_order_save"))
    load = order.add_parser("load", parents=[answering], help=help_of("order-load"))
    load.add_argument("file", type=Path, metavar="FILE")
    load.set_defaults(run=run_of("transfer_commands", "run_order_load"))
    remove = order.add_parser("remove", parents=[answering], help=help_of("order-remove"))
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=run_of("transfer_commands", "run_order_remove"))
