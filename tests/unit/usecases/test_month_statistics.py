"""Month statistics count what is there, by the legal Eingang in German time, and name nobody."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from sozialclient.model.application import State
from sozialclient.reports.month import sentences
from sozialclient.reports.month_files import month_csv, month_pdf, month_values
from sozialclient.store import Store
from sozialclient.store.books.actions import STATE_CHANGED
from sozialclient.usecases.month_statistics import month_statistics
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import sample

NEW_YEAR = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
AT = datetime(2026, 2, 1, 8, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two of January (one of them in December by UTC), one of February."""
    opened = open_store(tmp_path / "data")
    for number, received in enumerate((NEW_YEAR, NEW_YEAR + timedelta(days=10), datetime(2026, 2, 3, tzinfo=UTC)), 1):
        sample(number, received=received).add(opened)
    yield opened
    opened.close()


def test_the_month_is_that_of_germany(store: Store) -> None:
    assert [month_statistics(store, date(2026, month, 9)).count for month in (1, 2, 3)] == [2, 1, 0]
    assert month_statistics(store, date(2025, 12, 1)).count == 0


def test_states_and_times_are_counted(store: Store) -> None:
    card = store.cards()[0]
    first = min(store.cards(), key=lambda each: each.received or AT)
    store.set_state(first.id, State.IN_REVIEW, action=STATE_CHANGED)
    store.mark_opened(first.id, NEW_YEAR + timedelta(hours=5))
    found = month_statistics(store, date(2026, 1, 1), AT)
    assert {state: count for state, count in found.states.items() if count} == {State.NEW: 1, State.IN_REVIEW: 1}
    assert found.spans["opened"] == [timedelta(hours=5)]
    assert len(found.spans["fetched"]) == 2 and found.deleted == 0
    assert found.services[0].evidence == sum(each.attachment_count for each in store.cards()[:2])
    assert card.size > 0 and found.services[0].size == 2 * card.size


def test_every_form_has_the_same_numbers_and_no_name(store: Store) -> None:
    found = month_statistics(store, date(2026, 1, 1), AT)
    rows = list(csv.reader(io.StringIO(month_csv(found).decode("utf-8-sig")), delimiter=";"))
    at = rows.index(["Leistung", "Anträge", "Unterlagen", "mit Hinweisen", "MB"])
    assert rows[at + 2][:2] == ["Summe", "2"]
    printed = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(month_pdf(found)))
    assert "Monatsstatistik Januar 2026" in printed and "2 Anträge eingegangen" in printed
    values = json.dumps(month_values(found))
    assert json.loads(values)["count"] == 2
    for card in store.cards():
        for told in (card.applicant, card.subject, card.id, card.message_id, card.service_name):
            assert not told or told not in printed + values + str(rows)


def test_whoever_hands_on_small_numbers_is_warned(store: Store) -> None:
    """One application of a service in a month is somebody whom the neighbours know."""
    found = month_statistics(store, date(2026, 1, 1), AT)
    warning = "können auf eine Person hindeuten"
    assert warning in " ".join(sentences(found)) and warning in month_csv(found).decode("utf-8-sig")
    whole = replace(found, services=(replace(found.services[0], count=30, findings=0),), states={State.NEW: 30},
                    spans={"fetched": [timedelta(hours=1)] * 30}, deleted=3)
    assert warning not in " ".join(sentences(whole))
    few: list[dict[str, Any]] = [
        {"services": (replace(whole.services[0], findings=1),)}, {"states": {State.NEW: 28, State.ARCHIVED: 2}},
        {"spans": {"fetched": [timedelta(hours=1)]}}, {"deleted": 1},
    ]
    for change in few:
        assert warning in " ".join(sentences(replace(whole, **change))), change
