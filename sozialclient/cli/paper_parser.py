"""The commands for paper: one PDF of an application, and reports."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sozialclient.cli.declaring import Commands, help_of, run_of, subcommands
from sozialclient.cli.german_parser import GermanParser

_FORMS = ("pdf", "html", "xml", "text", "json", "csv")


def add_paper(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`print` and `report`."""
    paper = commands.add_parser("print", parents=[answering], help=help_of("print"))
    paper.add_argument("id", metavar="ID")
    paper.add_argument("--pdf", required=True, type=Path, metavar="FILE", help=help_of("print-pdf"))
    paper.add_argument("--duplex", action="store_true", help=help_of("print-duplex"))
    paper.set_defaults(run=run_of("paper_commands", "run_print"))
    report = subcommands(commands, "report")
    for name, help_key in (("inspection", "report-inspection"), ("process-card", "report-process-card")):
        one = _report(report, answering, name, help_key)
        one.add_argument("id", metavar="ID")
        one.set_defaults(run=run_of("paper_commands", "run_application"), kind=name.replace("-", "_"))
    receipt = _report(report, answering, "receipt", "report-receipt")
    receipt.add_argument("id", metavar="ID")
    receipt.add_argument("--sender", action="append", metavar="ZEILE", help=help_of("evidence-sender"))
    receipt.add_argument("--contact", action="append", metavar="ZEILE", help=help_of("evidence-contact"))
    receipt.add_argument("--recipient", action="append", metavar="ZEILE", help=help_of("evidence-recipient"))
    receipt.set_defaults(run=run_of("paper_commands", "run_receipt"))
    month = _report(report, answering, "month", "report-month")
    month.add_argument("month", type=_month, metavar="JJJJ-MM")
    month.set_defaults(run=run_of("paper_commands", "run_month"))


def _report(report: Commands[GermanParser], answering: GermanParser, name: str,
            help_key: str) -> GermanParser:
    parser = report.add_parser(name, parents=[answering], help=help_of(help_key))
    parser.add_argument("--format", choices=_FORMS, help=help_of("report-format"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=help_of("report-out"))
    parser.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    return parser


def _month(value: str) -> date:
    return date.fromisoformat(f"{value}-01")
