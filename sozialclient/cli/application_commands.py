"""`sozialclient show`: one application in the store."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import plain, print_json, print_line, print_lines
from sozialclient.cli.views import card_json, delivery_json, describe, journal_json, trust_json
from sozialclient.documents.local_time import time_text
from sozialclient.reports.papers import verdict_word
from sozialclient.reports.sheet import CheckRow
from sozialclient.reports.trust import trust_rows
from sozialclient.usecases.trust import trust_report


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
    print_line("show.fetched", fetched=time_text(card.fetched))
    print_line("show.opened", opened=time_text(card.opened) if card.opened else "–")
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
