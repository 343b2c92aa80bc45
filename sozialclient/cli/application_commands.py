"""`sozialclient list|show|export`: applications in the store."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import (
    error_json,
    plain,
    print_error,
    print_json,
    print_json_items,
    print_line,
    print_lines,
)
from sozialclient.cli.views import card_json, delivery_json, describe, journal_json, trust_json
from sozialclient.documents.local_time import berlin, time_text
from sozialclient.exporters.base import ExportResult
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import ListQuery
from sozialclient.reports.papers import verdict_word
from sozialclient.reports.sheet import CheckRow
from sozialclient.reports.trust import trust_rows
from sozialclient.usecases.export_applications import export_applications
from sozialclient.usecases.trust import trust_report


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """All applications, newest Eingang first, told as they are read."""
    with opened_workplace(arguments) as workplace:
        if arguments.mailbox is not None:
            workplace.store.mailbox(arguments.mailbox)
        states = frozenset(map(State, arguments.state or ()))
        query = ListQuery(mailbox=arguments.mailbox, states=states)
        cards = islice(workplace.store.listing.each(query), arguments.limit)
        if arguments.json:
            print_json_items(card_json(card) for card in cards)
        else:
            none = "list.none" if arguments.mailbox is None else "list.none-here"
            print_cards(cards, "list.none-so" if states else none)
    return ExitCode.OK


def print_cards(cards: Iterable[ApplicationCard], none: str) -> None:
    """One line for each card; `none` is the key of what is said when there is none."""
    card = None
    for card in cards:
        received = "–" if card.received is None else f"{berlin(card.received):%d.%m.%Y %H:%M:%S}"
        key = "list.row-findings" if card.finding_count else "list.row"
        print_line(key, id=card.id, received=received, service=card.service_name, applicant=card.applicant or "–")
    if card is None:
        print_line(none)


def run_show(arguments: argparse.Namespace) -> ExitCode:
    """Everything known of one application; that someone looked is noted, as in the window."""
    with opened_workplace(arguments) as workplace:
        workplace.store.mark_opened(arguments.id, datetime.now(UTC))
        card = workplace.store.card(arguments.id)
        delivery = workplace.store.delivery(arguments.id)
        facts = workplace.store.facts(arguments.id)
        journal = workplace.store.journal(arguments.id)
        trust = trust_report(workplace.store, workplace.policy, card, delivery)
    if arguments.json:
        value = {**card_json(card), **delivery_json(delivery, lambda _: None)}
        value["facts"] = {"main_xml": facts.main_xml_key, "main_pdf": facts.main_pdf_key}
        value["trust"] = trust_json(trust)
        value["journal"] = journal_json(journal)
        print_json(value)
        return ExitCode.OK
    print_line("show.head", id=card.id, service=card.service_name, applicant=card.applicant or "–")
    print_line("show.subject", subject=card.subject or "–")
    if card.received is not None:
        print_line("show.received", received=time_text(card.received))
    print_line(f"open.transport-{delivery.transport.verdict.value}")
    for content in delivery.contents():
        key = f"show.content-{content.integrity.value}"
        print_line(key, name=content.untrusted_name or content.id, size=content.size or 0)
    print_lines(_trust_line(row) for row in trust_rows(trust))
    print_lines(f"- {plain(describe(finding))} [{finding.reference}]" for finding in delivery.all_findings())
    return ExitCode.OK


def _trust_line(row: CheckRow) -> str:
    detail = f" ({row.detail})" if row.detail else ""
    return f"{row.title}: {verdict_word(row.verdict)}{detail}"


def run_export(arguments: argparse.Namespace) -> ExitCode:
    """Write applications to a folder."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        result = export_applications(
            workplace.store, arguments.id, arguments.format, arguments.target, lambda _: None, stop.is_set,
            workplace.policy,
        )
    tell_export(result, as_json=arguments.json)
    withheld = any(done.withheld for done in result.exported)
    if result.failed or result.untried:
        return ExitCode.REFUSED
    return ExitCode.FINDINGS if withheld else ExitCode.OK


def tell_export(result: ExportResult, *, as_json: bool) -> None:
    """Print what was exported and what was not."""
    if as_json:
        print_json(
            {
                "exported": [
                    {"id": done.application_id, "path": str(done.path), "files": done.file_count,
                     "bytes": done.byte_count, "withheld": done.withheld}
                    for done in result.exported
                ],
                "failed": [{"id": one.application_id, "error": error_json(one.error)} for one in result.failed],
                "untried": list(result.untried),
            }
        )
        return
    for done in result.exported:
        print_line("export.done", id=done.application_id, path=str(done.path), count=done.file_count)
        if done.withheld:
            print_line("export.withheld", count=done.withheld)
    if result.exported and result.doubt:
        print_line(f"export.doubt-{result.doubt}")
    for one in result.failed:
        print_line("export.failed", id=one.application_id)
        print_error(one.error, as_json=False)
    if result.untried:
        print_line("export.untried", count=len(result.untried))
