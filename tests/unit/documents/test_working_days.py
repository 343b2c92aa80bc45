"""Working days by Land, ages and reminders, and days as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sozialclient.documents.ages import Ages
from sozialclient.documents.due_day import DueDayUnknown, due_day
from sozialclient.documents.working_days import LANDS, WorkingDays, working_days
from sozialclient.model.calendar import OfficeCalendar
from sozialclient.model.listing import ListQuery
from sozialclient.model.view import OPEN, Filters

YEARS = range(2025, 2029)
CHRISTMAS = (date(2026, 12, 24), date(2026, 12, 31))


# The days are those of the official calendars: 18.11.2026 is Buß- und Bettag, 4.6.2026 Fronleichnam.
@pytest.mark.parametrize(("land", "off", "start", "number", "end"), [
    ("NW", (), date(2026, 12, 18), 5, date(2026, 12, 28)),
    ("NW", CHRISTMAS, date(2026, 12, 18), 5, date(2026, 12, 29)),
    ("NW", (), date(2026, 11, 13), 5, date(2026, 11, 20)),
    ("SN", (), date(2026, 11, 13), 5, date(2026, 11, 23)),
    ("", (), date(2026, 11, 13), 5, date(2026, 11, 20)),
    ("NW", (), date(2026, 6, 3), 1, date(2026, 6, 5)),
    ("BE", (), date(2026, 6, 3), 1, date(2026, 6, 4)),
    ("MV", (), date(2027, 3, 5), 1, date(2027, 3, 9)),
])
def test_working_days_by_land(land: str, off: tuple[date, ...], start: date, number: int, end: date) -> None:
    days = working_days(land, YEARS, off)
    if land == "MV":
        # International Women's Day is a Monday in 2027.
        assert not days.is_one(date(2027, 3, 8))
    assert days.after(start, number) == end
    assert days.since(start, end) == number
    assert days.since(end, start) == 0


def test_every_land_has_its_days_and_nothing_else_is_one() -> None:
    free = {land: working_days(land, [2026]).free for land in LANDS}
    everywhere = working_days("", [2026]).free
    assert len(everywhere) == 9 and all(everywhere <= days for days in free.values())
    assert date(2026, 8, 8) in free["Augsburg"] - free["BY"]
    assert date(2026, 11, 1) in free["BY"] and date(2026, 10, 31) in free["SH"] - free["BY"]
    with pytest.raises(ValueError, match="XX"):
        working_days("XX", [2026])


@pytest.mark.parametrize("today", [date(2026, 11, 22) + timedelta(days=step) for step in range(0, 45, 4)])
@pytest.mark.parametrize("number", [0, 1, 3, 10])
def test_the_oldest_day_within_is_where_the_count_turns(today: date, number: int) -> None:
    days = working_days("NW", YEARS, CHRISTMAS)
    first = days.oldest_within(number, today)
    assert days.since(first, today) <= number < days.since(first - timedelta(days=1), today)


def test_older_than_asks_for_what_arrived_before_a_german_midnight() -> None:
    ages = Ages(OfficeCalendar(), working_days("", YEARS), {"Bautzen": working_days("SN", YEARS)})
    for mailbox, day in ((None, date(2026, 11, 16)), ("Bautzen", date(2026, 11, 13)), ("Anders", date(2026, 11, 16))):
        query = ages.narrowed(ListQuery(mailbox=mailbox), Filters(states=OPEN, older_than=3), date(2026, 11, 19))
        assert query.received_before is not None and query.states == OPEN
        there = query.received_before.astimezone(ZoneInfo("Europe/Berlin"))
        assert (there.date(), there.hour, there.minute) == (day, 0, 0)
    summer = ages.received_before(None, 1, date(2026, 7, 8))
    assert summer == datetime(2026, 7, 6, 22, tzinfo=UTC)


def test_filters_are_put_together_and_taken_off_one_by_one() -> None:
    filters = Filters(states=OPEN, assigned="", older_than=5, words=("müller",))
    assert filters.named() == ("states", "assigned", "older_than", "words")
    assert filters.without("older_than").without("states") == Filters(assigned="", words=("müller",))
    assert filters.whole_mailbox and not filters.without("states").without("words").whole_mailbox
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    for before in (early, late):
        narrowed = filters.narrow(ListQuery(received_before=before), today=date(2026, 2, 2), received_before=early)
        assert narrowed.received_before == early
    due = Filters(due=True).narrow(ListQuery(service="Wohngeld"), today=date(2026, 2, 2), received_before=None)
    assert (due.due_until, due.service, due.assigned) == (date(2026, 2, 2), "Wohngeld", None)


@pytest.mark.parametrize(("written", "day"), [
    ("30.11.2026", date(2026, 11, 30)), ("1.2.27", date(2027, 2, 1)), ("30.11.", date(2026, 11, 30)),
    ("15.1.", date(2027, 1, 15)), ("15.10.", date(2026, 10, 15)), ("2027-03-01", date(2027, 3, 1)), (" ", None),
    ("+0", date(2026, 11, 20)), ("+1", date(2026, 11, 23)), ("+5", date(2026, 11, 27)),
])
def test_a_day_is_read_as_people_write_it(written: str, day: date | None) -> None:
    assert due_day(written, date(2026, 11, 20), WorkingDays().after) == day


@pytest.mark.parametrize("written", [
    "morgen", "31.2.2026", "0.1.", "30.11", "+", "+-1", "1.1.123", "٣٠.١١.", "2026-13-01",
])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(DueDayUnknown):
        due_day(written, date(2026, 11, 20), WorkingDays().after)
