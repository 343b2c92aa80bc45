"""The commands for schema packages and for checking a message with them."""

from __future__ import annotations

from pathlib import Path

from sozialclient.cli.declaring import Commands, help_of, run_of, subcommands
from sozialclient.cli.german_parser import GermanParser


def add_schema(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`schema` and `validate`."""
    schema = subcommands(commands, "schema")
    importing = schema.add_parser("import", parents=[answering], help=help_of("schema-import"))
    importing.add_argument("source", type=Path, metavar="ZIP|ORDNER")
    importing.add_argument("--replace", action="store_true", help=help_of("schema-replace"))
    importing.set_defaults(run=run_of("schema_commands", "run_import"))
    listing = schema.add_parser("list", parents=[answering], help=help_of("schema-list"))
    listing.set_defaults(run=run_of("schema_commands", "run_list"))
    remove = schema.add_parser("remove", parents=[answering], help=help_of("schema-remove"))
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=run_of("schema_commands", "run_remove"))
    validate = commands.add_parser("validate", parents=[answering], help=help_of("validate"))
    validate.add_argument("id", metavar="ID")
    validate.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    validate.set_defaults(run=run_of("schema_commands", "run_validate"))
