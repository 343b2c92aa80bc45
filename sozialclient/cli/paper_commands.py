"""`sozialclient print` and `sozialclient report inspection|process-card|receipt|month`."""

from __future__ import annotations

import argparse
import json
import threading
from dataclasses import replace

from sozialclient.cli.context import chosen_folder, opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, plain, print_json, print_line, print_lines
from sozialclient.reports.month import lead, month_name, sentences, service_rows
from sozialclient.reports.month_files import month_values
from sozialclient.reports.paper_file.parts import part_title
from sozialclient.reports.receipt import Receipt, receipt_text
from sozialclient.settings import load_settings
from sozialclient.texts import text
from sozialclient.usecases import write_report
from sozialclient.usecases.month_statistics import month_statistics
from sozialclient.usecases.one_pdf import PaperFile, options_now, save_one_pdf


def run_print(arguments: argparse.Namespace) -> ExitCode:
    """Write one PDF of an application; FINDINGS when a document in it is only named."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        options = replace(options_now(duplex=arguments.duplex), cancelled=stop.is_set)
        paper = save_one_pdf(workplace.store, arguments.id, arguments.pdf, options, workplace.policy)
    if arguments.json:
        print_json(_paper_json(arguments, paper))
    else:
        print_line("print.done", path=str(arguments.pdf), pages=paper.pages, count=len(paper.parts))
        for part in paper.problems:
            assert part.problem is not None
            words = text("paper", f"problem.{part.problem.value}")
            print_line("print.problem", name=plain(part_title(part)), problem=words)
    return ExitCode.FINDINGS if paper.problems else ExitCode.OK


def _paper_json(arguments: argparse.Namespace, paper: PaperFile) -> Json:
    return {
        "id": arguments.id, "path": str(arguments.pdf), "pages": paper.pages,
        "documents": [
            {"role": part.role.value, "title": part_title(part), "file_name": part.file_name, "pages": part.pages,
             "problem": part.problem.value if part.problem else None}
            for part in paper.parts
        ],
    }


def run_application(arguments: argparse.Namespace) -> ExitCode:
    """Inspection report or process card: to a file, or as text to the terminal."""
    with opened_workplace(arguments) as workplace:
        store, kind, policy = workplace.store, arguments.kind, workplace.policy
        form = write_report.form_for(kind, arguments.format, arguments.out)
        values: Json = json.loads(write_report.application_report(store, "inspection", arguments.id, "json", policy))
        if arguments.out is not None:
            data = write_report.application_report(store, kind, arguments.id, form, policy)
            write_report.save_report(store, arguments.out, data, kind, arguments.id)
        plainly = write_report.application_report(store, "inspection", arguments.id, "text", policy)
    if kind == "process_card":
        values = {name: values[name] for name in ("applicationId", "messageId", "times")}
    return _tell(arguments, values, plainly.decode())


def run_receipt(arguments: argparse.Namespace) -> ExitCode:
    """The Eingangsbestätigung."""
    settings = load_settings(chosen_folder(arguments).path)
    lines = write_report.ReceiptForm(
        sender=tuple(arguments.sender or settings.office_sender),
        contact=tuple(arguments.contact or settings.office_contact), recipient=tuple(arguments.recipient or ()),
    )
    with opened_workplace(arguments) as workplace:
        form = write_report.form_for("receipt", arguments.format, arguments.out)
        receipt = write_report.receipt_of(workplace.store, arguments.id, lines)
        if arguments.out is not None:
            data = write_report.receipt_bytes(receipt, form)
            write_report.save_report(workplace.store, arguments.out, data, "receipt", arguments.id)
    return _tell(arguments, _receipt_json(arguments.id, receipt), receipt_text(receipt))


def _receipt_json(application_id: str, receipt: Receipt) -> Json:
    return {
        "id": application_id, "service": receipt.service, "number": receipt.number,
        "received": receipt.received.isoformat() if receipt.received else None, "recipient": list(receipt.recipient),
        "documents": list(receipt.documents), "unreadable": list(receipt.unreadable), "text": receipt_text(receipt),
    }


def run_month(arguments: argparse.Namespace) -> ExitCode:
    """The month statistics."""
    with opened_workplace(arguments) as workplace:
        form = write_report.form_for("month", arguments.format, arguments.out)
        statistics = month_statistics(workplace.store, arguments.month)
        if arguments.out is not None:
            data = write_report.month_bytes(statistics, form)
            write_report.save_report(workplace.store, arguments.out, data, "month", None)
    lines = [text("month", "title", month=month_name(statistics.month)), lead(statistics),
             *(f"  {name}: {count}" for name, count, *_ in service_rows(statistics)), *sentences(statistics)]
    return _tell(arguments, month_values(statistics), "\n".join(lines))


def _tell(arguments: argparse.Namespace, values: Json, plainly: str) -> ExitCode:
    """JSON where it was asked for; where nothing was written to a file, the report itself; else where it is."""
    if arguments.json:
        print_json({**values, "file": str(arguments.out) if arguments.out else None})
    elif arguments.out is None:
        print_lines(plainly.splitlines())
    else:
        print_line("report.saved", path=str(arguments.out))
    return ExitCode.OK
