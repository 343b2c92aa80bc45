"""`sozialclient calendar`: what working days are counted by, and when to be reminded."""

from __future__ import annotations

import argparse

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import print_json, print_line
from sozialclient.model.calendar import OfficeCalendar
from sozialclient.texts import text
from sozialclient.usecases.office_calendar import change_calendar


def run_show(arguments: argparse.Namespace) -> ExitCode:
    """The calendar as it is."""
    with opened_workplace(arguments) as workplace:
        calendar = workplace.store.work.desk.calendar()
    return _tell(calendar, as_json=arguments.json)


def run_set(arguments: argparse.Namespace) -> ExitCode:
    """Change what is given."""
    with opened_workplace(arguments) as workplace:
        calendar = change_calendar(workplace.store, land=arguments.land, mailbox=arguments.mailbox,
                                   reminders=arguments.remind, days_off=arguments.day_off)
    return _tell(calendar, as_json=arguments.json)


def _tell(calendar: OfficeCalendar, *, as_json: bool) -> ExitCode:
    if as_json:
        print_json({"land": calendar.land, "lands": dict(calendar.lands),
                    "days_off": [day.isoformat() for day in calendar.days_off],
                    "reminders": {one.state.value: one.days for one in calendar.reminders}})
        return ExitCode.OK
    print_line("calendar.land", land=calendar.land or "–")
    for name, land in calendar.lands.items():
        print_line("calendar.land-of", mailbox=name, land=land)
    print_line("calendar.days-off", days=", ".join(f"{day:%d.%m.%Y}" for day in calendar.days_off) or "–")
    for one in calendar.reminders:
        print_line("calendar.reminder", state=text("audit", f"state.{one.state.value}"), days=one.days)
    return ExitCode.OK
