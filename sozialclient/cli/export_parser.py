"""The commands that hand applications over."""

from __future__ import annotations

from pathlib import Path

from sozialclient.cli.declaring import Commands, help_of, run_of
from sozialclient.cli.german_parser import GermanParser


def add_export(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`export` and `profiles`."""
    export = commands.add_parser("export", parents=[answering], help=help_of("export"))
    export.add_argument("id", nargs="+", metavar="ID")
    export.add_argument("--profile", default="manual", metavar="PROFIL", help=help_of("export-profile"))
    export.add_argument("--pattern", metavar="MUSTER", help=help_of("export-pattern"))
    export.add_argument("--password-file", type=Path, metavar="FILE", help=help_of("export-password"))
    export.add_argument("--resume", action="store_true", help=help_of("export-resume"))
    where = export.add_mutually_exclusive_group(required=True)
    where.add_argument("--target", type=Path, metavar="DIR", help=help_of("target"))
    where.add_argument("--names-only", action="store_true", help=help_of("export-names"))
    export.set_defaults(run=run_of("export_commands", "run_export"))
    profiles = commands.add_parser("profiles", parents=[answering], help=help_of("export-profiles"))
    profiles.set_defaults(run=run_of("export_commands", "run_profiles"))
