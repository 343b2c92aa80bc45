"""The command for settings."""

from __future__ import annotations

from sozialclient.cli.declaring import Commands, help_of, run_of, subcommands
from sozialclient.cli.german_parser import GermanParser


def add_settings(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`settings show` and `settings set`."""
    settings = subcommands(commands, "settings")
    show = settings.add_parser("show", parents=[answering], help=help_of("settings-show"))
    show.add_argument("key", nargs="?", metavar="NAME", help=help_of("settings-key"))
    show.set_defaults(run=run_of("settings_commands", "run_show"))
    setting = settings.add_parser("set", parents=[answering], help=help_of("settings-set"))
    setting.add_argument("key", metavar="NAME", help=help_of("settings-key"))
    setting.add_argument("value", nargs="*", metavar="WERT", help=help_of("settings-value"))
    setting.set_defaults(run=run_of("settings_commands", "run_set"))
