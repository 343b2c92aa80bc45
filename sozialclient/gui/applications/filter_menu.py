"""The menu from which a list is narrowed, and the one that says what rows show."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from sozialclient.gui.applications.desk import Choices
from sozialclient.gui.folders.table_model import FOLDERS
from sozialclient.gui.plain import literal_caption, plain
from sozialclient.gui.widgets.letter_menu import LetterMenu
from sozialclient.gui.wording import count, say
from sozialclient.model.application import State
from sozialclient.model.view import Filters, RowFact, RowFacts

AGES = (3, 5, 10, 20, 40)
_MOST = 60
_LONGEST = 60

Choose = Callable[[Filters], None]


def filter_menu(filters: Filters, choices: Choices, choose: Choose, parent: QWidget) -> QMenu:
    """All that a list can be narrowed to; what is on is ticked, and choosing it again takes it off."""
    menu = LetterMenu(parent=parent)

    def add(place: QMenu, caption: str, changed: Filters) -> None:
        on = changed == filters
        action = place.addAction(literal_caption(caption))
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _on=False: choose(changed))

    def part(name: str, entries: Sequence[tuple[str, Filters]]) -> None:
        place = LetterMenu(say(f"filter.menu.{name}"), menu)
        menu.addActions([place.menuAction()])
        add(place, say("filter.menu.any"), filters.without(name))
        for caption, changed in entries[:_MOST]:
            add(place, caption, changed)
        if len(entries) > _MOST:
            place.addAction(say("filter.more", n=len(entries) - _MOST)).setEnabled(False)

    part("service", [(plain(name, limit=_LONGEST), dataclasses.replace(filters, service=name))
                     for name in choices.services if name])
    others = [name for name in choices.persons if name != choices.me]
    people = [(say("filter.menu.me", name=choices.me), choices.me), (say("filter.menu.nobody"), ""),
              *((plain(name, limit=_LONGEST), name) for name in others)]
    part("assigned", [(caption, dataclasses.replace(filters, assigned=name)) for caption, name in people])
    part("states", [(say(f"folders.{one.key}"), dataclasses.replace(filters, states=frozenset({State(one.key)})))
                    for one in FOLDERS])
    part("older_than", [(count("filter.older_than", days), dataclasses.replace(filters, older_than=days))
                        for days in AGES])
    menu.addSeparator()
    switches = {"with_findings": dataclasses.replace(filters, with_findings=True),
                "month_change": dataclasses.replace(filters, month_change=True),
                "due": dataclasses.replace(filters, due=True)}
    for name, on in switches.items():
        action = menu.addAction(say(f"filter.{name}"))
        action.setCheckable(True)
        action.setChecked(on == filters)
        changed = filters.without(name) if on == filters else on
        action.triggered.connect(lambda _on=False, changed=changed: choose(changed))
    return menu


def row_menu(row: RowFacts, choose: Callable[[RowFacts], None], parent: QWidget) -> QMenu:
    """Dense or not, and the facts of the third line."""
    menu = LetterMenu(parent=parent)
    dense = menu.addAction(say("row.dense"))
    dense.setCheckable(True)
    dense.setChecked(row.dense)
    dense.triggered.connect(lambda _on=False: choose(dataclasses.replace(row, dense=not row.dense)))
    menu.addSeparator()
    for fact in RowFact:
        action = menu.addAction(say(f"row.{fact.value}"))
        action.setCheckable(True)
        action.setChecked(fact in row.facts)
        action.setEnabled(not row.dense)
        changed = dataclasses.replace(row, facts=row.facts ^ {fact})
        action.triggered.connect(lambda _on=False, changed=changed: choose(changed))
    return menu
