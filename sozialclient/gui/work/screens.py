"""Pictures of working on applications for `gui/screens.py`: the tab, filters with all mailboxes, the dialogs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sozialclient.model.application import State
from sozialclient.model.view import Filters, SavedView

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop

Draw = Callable[["Desktop"], QWidget]


def casework_screens(main: Draw, settle: Callable[[Desktop], None]) -> Mapping[str, Draw]:
    """Screens by name; `main` shows an application with its fields, `settle` lets the window work."""

    def work(desktop: Desktop) -> QWidget:
        main(desktop)
        current = desktop.controller.application.current
        assert current is not None
        noted, one = desktop._desk.workplace().store.work, current.card.id
        if not noted.notes(one):
            noted.assign(one, "Frau Beispiel")
            noted.set_due(one, date(2026, 12, 30))
            noted.write_note(one, "Angerufen: Kontoauszüge kommen bis Ende der Woche.\nMietvertrag liegt schon vor.")
        desktop.casework.work.show(one)
        desktop.controller.applications.refresh()
        desktop.window.application.show_tab("work")
        settle(desktop)
        return desktop.window

    def filters(desktop: Desktop) -> QWidget:
        main(desktop)
        applications = desktop.controller.applications
        applications.desk.save_view(SavedView(name="Meine offenen Anträge", filters=Filters(older_than=3)))
        applications.narrow(Filters(states=frozenset({State.NEW, State.IN_REVIEW}), assigned="", older_than=3))
        settle(desktop)
        return desktop.window

    def calendar(desktop: Desktop) -> QWidget:
        desktop.controller.applications.narrow(Filters())
        desktop.casework.calendar.open()
        settle(desktop)
        assert desktop.casework.calendar.dialog is not None
        return desktop.casework.calendar.dialog

    def assign(desktop: Desktop) -> QWidget:
        main(desktop)
        desktop.casework.work.ask()
        settle(desktop)
        assert desktop.casework.work.dialog is not None
        return desktop.casework.work.dialog

    return {"work": work, "filters": filters, "calendar": calendar, "assign": assign}
