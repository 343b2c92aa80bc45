"""Writes month statistics as PDF, as a table for German office programs, and as values for programs."""

from __future__ import annotations

import csv
import io

from sozialclient.reports.month import (
    SCHEMA,
    MonthStatistics,
    lead,
    month_name,
    sentences,
    service_rows,
    span_rows,
    state_rows,
)
from sozialclient.texts import text

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SERVICES = ("service", "count", "evidence", "findings", "megabytes")
_STATES = ("state", "count")
_SPANS = ("span", "measured", "median", "longest")


def month_pdf(statistics: MonthStatistics) -> bytes:
    """One or two pages, PDF/A-2b."""
    from sozialclient.reports.pdf.blocks import Column
    from sozialclient.reports.pdf.document import Look, new_story, write_pdf

    title = text("month", "title", month=month_name(statistics.month))
    look = Look(title=title, created=statistics.at, running=title)
    story = new_story(look)
    story.say(title, "H1")
    story.say(lead(statistics), "lead")
    for heading, names, rows in _tables(statistics):
        story.say(text("month", heading), "H2")
        columns = [Column(text("month", f"column.{name}"), 1 if at else 2.2, number=at > 0)
                   for at, name in enumerate(names)]
        story.table(columns, rows)
    for sentence in sentences(statistics):
        story.say(sentence, "small")
    return write_pdf(story, look)


def month_csv(statistics: MonthStatistics) -> bytes:
    """The three tables below one another, with a line between them: UTF-8 with mark, `;`, CRLF.

    Every cell is a number or a word of ours, so that none can be a formula.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([text("month", "title", month=month_name(statistics.month))])
    for heading, names, rows in _tables(statistics):
        writer.writerow([])
        writer.writerow([text("month", heading)])
        writer.writerow([text("month", f"column.{name}") for name in names])
        writer.writerows(rows)
    writer.writerow([])
    writer.writerows([sentence] for sentence in sentences(statistics))
    return _BYTE_ORDER_MARK + target.getvalue().encode("utf-8")


def month_values(statistics: MonthStatistics) -> dict[str, object]:
    """The same for programs: keys are stable, times in seconds."""
    return {
        "schema": SCHEMA,
        "month": f"{statistics.month:%Y-%m}",
        "at": statistics.at.isoformat(),
        "count": statistics.count,
        "services": [
            {"key": each.key, "count": each.count, "evidence": each.evidence, "withFindings": each.findings,
             "bytes": each.size}
            for each in statistics.services
        ],
        "states": {state.value: count for state, count in statistics.states.items()},
        "seconds": {name: sorted(int(span.total_seconds()) for span in spans)
                    for name, spans in statistics.spans.items()},
        "deleted": statistics.deleted,
        "withoutReceived": statistics.without_received,
    }


def _tables(statistics: MonthStatistics) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    return [("services", _SERVICES, [*service_rows(statistics)]), ("states", _STATES, [*state_rows(statistics)]),
            ("times", _SPANS, [*span_rows(statistics)])]
