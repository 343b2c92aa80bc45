"""The commands that look into an application: its evidence, hints about it, and what two applications differ in."""

from __future__ import annotations

from pathlib import Path

from sozialclient.cli.declaring import Commands, day_of, help_of, run_of, subcommands
from sozialclient.cli.german_parser import GermanParser
from sozialclient.model.evidence_request import WORDS, Stage, Way
from sozialclient.texts import text


def add_case(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`hints`, `compare` and `evidence`."""
    hints = commands.add_parser("hints", parents=[answering], help=help_of("hints"))
    hints.add_argument("id", metavar="ID")
    hints.set_defaults(run=run_of("hint_commands", "run_hints"))
    compare = commands.add_parser("compare", parents=[answering], help=help_of("compare"))
    compare.add_argument("first", metavar="ID")
    compare.add_argument("second", metavar="ID")
    compare.add_argument("--all", action="store_true", help=help_of("compare-all"))
    compare.set_defaults(run=run_of("hint_commands", "run_compare"))
    for command in (hints, compare):
        command.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    evidence = subcommands(commands, "evidence")
    listing = evidence.add_parser("list", parents=[answering], help=help_of("evidence-list"))
    listing.add_argument("id", metavar="ID")
    listing.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    listing.set_defaults(run=run_of("evidence_commands", "run_list"))
    _add_request(evidence, answering)


def _add_request(evidence: Commands[GermanParser], answering: GermanParser) -> None:
    request = evidence.add_parser("request", parents=[answering], help=help_of("evidence-request"))
    request.add_argument("id", metavar="ID")
    request.add_argument("--stage", choices=[stage.value for stage in Stage], default=Stage.REQUEST.value,
                         help=help_of("evidence-stage"))
    request.add_argument("--deadline", metavar="TT.MM.JJJJ|+N", help=help_of("evidence-deadline"))
    request.add_argument("--asked", type=day_of, metavar="TT.MM.JJJJ", help=help_of("evidence-asked"))
    request.add_argument("--item", action="append", metavar="NAME", help=help_of("evidence-item"))
    request.add_argument("--more", action="append", metavar="TEXT", help=help_of("evidence-more"))
    request.add_argument("--sender", action="append", metavar="ZEILE", help=help_of("evidence-sender"))
    request.add_argument("--contact", action="append", metavar="ZEILE", help=help_of("evidence-contact"))
    request.add_argument("--recipient", action="append", metavar="ZEILE", help=help_of("evidence-recipient"))
    request.add_argument("--out", action="append", type=Path, metavar="FILE", help=help_of("evidence-out"))
    request.add_argument("--mailbox", action="store_true", help=help_of("evidence-mailbox"))
    request.add_argument("--way", choices=[way.value for way in Way], help=help_of("evidence-way"))
    for name in WORDS:
        request.add_argument(f"--{name}", metavar="TEXT", default="", help=text("cli", f"finding.{name}"))
    request.set_defaults(run=run_of("evidence_commands", "run_request"))
