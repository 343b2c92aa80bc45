"""The commands for lists: what to look at, views with a name, the calendar they count by."""

from __future__ import annotations

from sozialclient.cli.declaring import Commands, day_of, help_of, run_of, subcommands
from sozialclient.cli.german_parser import GermanParser
from sozialclient.model.application import State
from sozialclient.model.calendar import Reminder
from sozialclient.model.view import OPEN


def add_lists(commands: Commands[GermanParser], answering: GermanParser) -> None:
    """`list`, `view` and `calendar`."""
    listing = commands.add_parser("list", parents=[answering], help=help_of("list"))
    listing.add_argument("--mailbox", metavar="NAME", help=help_of("only-mailbox"))
    _add_filters(listing)
    listing.add_argument("--view", metavar="NAME", help=help_of("only-view"))
    listing.add_argument("--limit", type=_positive, metavar="N", help=help_of("limit"))
    listing.set_defaults(run=run_of("list_commands", "run_list"))
    view = subcommands(commands, "view")
    views = view.add_parser("list", parents=[answering], help=help_of("view-list"))
    views.set_defaults(run=run_of("list_commands", "run_views"))
    save = view.add_parser("save", parents=[answering], help=help_of("view-save"))
    save.add_argument("name", metavar="NAME")
    _add_filters(save)
    save.set_defaults(run=run_of("list_commands", "run_save_view"))
    remove = view.add_parser("remove", parents=[answering], help=help_of("view-remove"))
    remove.add_argument("name", metavar="NAME")
    remove.set_defaults(run=run_of("list_commands", "run_remove_view"))
    for parser in (listing, views):
        parser.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    _add_calendar(commands, answering)


def _add_filters(parser: GermanParser) -> None:
    states = [state.value for state in State]
    parser.add_argument("--state", action="append", choices=states, help=help_of("only-state"))
    parser.add_argument("--service", metavar="NAME", default="", help=help_of("only-service"))
    person = parser.add_mutually_exclusive_group()
    person.add_argument("--assigned", metavar="NAME", help=help_of("only-assigned"))
    person.add_argument("--mine", action="store_true", help=help_of("only-mine"))
    person.add_argument("--unassigned", action="store_const", const="", dest="assigned",
                        help=help_of("only-unassigned"))
    for key in ("only-findings", "only-month-change", "only-due"):
        parser.add_argument(key.replace("only-", "--"), action="store_true", help=help_of(key))
    parser.add_argument("--older-than", type=_positive, metavar="N", help=help_of("only-older-than"))
    parser.add_argument("--words", nargs="+", metavar=help_of("words"), default=(), help=help_of("only-words"))
    parser.add_argument("--oldest-first", action="store_true", help=help_of("oldest-first"))


def _add_calendar(commands: Commands[GermanParser], answering: GermanParser) -> None:
    calendar = subcommands(commands, "calendar")
    show = calendar.add_parser("show", parents=[answering], help=help_of("calendar-show"))
    show.add_argument("--read-only", action="store_true", help=help_of("read-only"))
    show.set_defaults(run=run_of("calendar_commands", "run_show"))
    change = calendar.add_parser("set", parents=[answering], help=help_of("calendar-set"))
    change.add_argument("--land", metavar=help_of("land"), help=help_of("calendar-land"))
    change.add_argument("--mailbox", metavar="NAME", help=help_of("calendar-mailbox"))
    days = change.add_mutually_exclusive_group()
    days.add_argument("--day-off", action="append", type=day_of, metavar=help_of("day"),
                      help=help_of("calendar-day-off"))
    days.add_argument("--no-days-off", action="store_const", const=[], dest="day_off", help=help_of("calendar-no-days"))
    change.add_argument("--remind", action="append", type=_reminder, metavar="STATE=N", default=[],
                        help=help_of("calendar-remind"))
    change.set_defaults(run=run_of("calendar_commands", "run_set"))


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError
    return number


def _reminder(value: str) -> Reminder:
    """`new=10`; only for states in which somebody has to do something."""
    state, _, days = value.partition("=")
    reminder = Reminder(State(state), int(days))
    if reminder.state not in OPEN or not 0 <= reminder.days <= 999:
        raise ValueError
    return reminder
