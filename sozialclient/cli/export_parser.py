"""The commands that hand applications over."""

from __future__ import annotations

from pathlib import Path

from sozialclient.cli.declaring import Commands, help_of, run_of, subcommands
from sozialclient.cli.german_parser import GermanParser

_PARTS = ("missing_evidence", "one_pdf")
"""Values of `exporters.profiles.CHOOSABLE`, which commands load only when they run."""


def add_export(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`export` and `profiles`."""
    export = commands.add_parser("export", parents=[answering], help=help_of("export"))
    export.add_argument("id", nargs="+", metavar="ID")
    export.add_argument("--profile", default="manual", metavar="PROFIL", help=help_of("export-profile"))
    export.add_argument("--pattern", metavar="MUSTER", help=help_of("export-pattern"))
    export.add_argument("--password-file", type=Path, metavar="FILE", help=help_of("export-password"))
    for name, words in (("with", help_of("export-with")), ("without", help_of("export-without"))):
        export.add_argument(f"--{name}", action="append", default=[], choices=_PARTS, dest=f"parts_{name}",
                            metavar="TEIL", help=words)
    export.add_argument("--resume", action="store_true", help=help_of("export-resume"))
    where = export.add_mutually_exclusive_group(required=True)
    where.add_argument("--target", type=Path, metavar="DIR", help=help_of("target"))
    where.add_argument("--names-only", action="store_true", help=help_of("export-names"))
    export.set_defaults(run=run_of("export_commands", "run_export"))
    profiles = commands.add_parser("profiles", parents=[answering], help=help_of("export-profiles"))
    profiles.set_defaults(run=run_of("export_commands", "run_profiles"))
    _add_drop(commands, answering)


def _add_drop(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`drop`: folders that specialist programs watch."""
    drop = subcommands(commands, "drop")
    setting = drop.add_parser("set", parents=[answering], help=help_of("drop-set"))
    setting.add_argument("name", metavar="NAME")
    setting.add_argument("--folder", required=True, type=Path, metavar="DIR", help=help_of("drop-folder"))
    setting.add_argument("--service", action="append", metavar="KEY", help=help_of("drop-service"))
    setting.add_argument("--reader", action="append", metavar="ID", help=help_of("drop-reader"))
    setting.add_argument("--profile", default="specialist", metavar="PROFIL", help=help_of("export-profile"))
    setting.add_argument("--pattern", default="", metavar="MUSTER", help=help_of("export-pattern"))
    setting.add_argument("--off", action="store_true", help=help_of("drop-off"))
    setting.set_defaults(run=run_of("drop_commands", "run_set"))
    listing = drop.add_parser("list", parents=[answering], help=help_of("drop-list"))
    listing.set_defaults(run=run_of("drop_commands", "run_list"))
    remove = drop.add_parser("remove", parents=[answering], help=help_of("drop-remove"))
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=run_of("drop_commands", "run_remove"))
    running = drop.add_parser("run", parents=[answering], help=help_of("drop-run"))
    running.add_argument("--dry-run", action="store_true", help=help_of("drop-dry"))
    running.set_defaults(run=run_of("drop_commands", "run_drop"))
