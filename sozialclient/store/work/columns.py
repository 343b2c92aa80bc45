"""What the row of an application says of the work on it."""

from __future__ import annotations

from datetime import date

from sozialclient.model.work import Work

WORK_COLUMNS = (
    "assigned, file_number, due, steps, (SELECT count(*) FROM tick WHERE tick.application = application.number)"
)


def work_of(row: tuple[str, str, str | None, int, int]) -> Work:
    """The work in a row of `WORK_COLUMNS`."""
    assigned, file_number, due, steps, ticked = row
    return Work(assigned=assigned, file_number=file_number, due=date.fromisoformat(due) if due else None,
                steps=steps, ticked=ticked)
