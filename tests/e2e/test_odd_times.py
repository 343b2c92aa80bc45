"""Whatever time the intermediary writes for the Eingang, every application can be listed, shown and exported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sozialclient.exporters.base import ExportOrder
from sozialclient.gui.wording import full, relative, short, spoken
from sozialclient.model.listing import ListQuery
from sozialclient.usecases.export_applications import export_applications
from tests.e2e.place import desk, hub, three_applications

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_the_first_and_the_last_moment_there_is(tmp_path: Path) -> None:
    first, last, now = three_applications()
    with hub(tmp_path / "hub") as running, desk(tmp_path / "desk", running.url) as office:
        running.put([replace(first, created_at=FIRST), replace(last, created_at=LAST), now])
        assert office.fetch().new == 3
        store = office.workplace.store
        found = {card.id: card.received for card in store.listing.each(ListQuery(month_change=True))}
        assert {FIRST, LAST} <= set(found.values())
        done = export_applications(
            store, list(found), ExportOrder(), tmp_path / "out", lambda _step: None, lambda: False
        )
        assert len(done.exported) == len(found) and not done.failed
        for received in found.values():
            assert received is not None
            assert all((full(received), relative(received), short(received), spoken(received)))
