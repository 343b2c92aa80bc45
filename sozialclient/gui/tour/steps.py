"""The steps of the tour in their order: what is to be pressed, what is marked, how it is seen that it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from sozialclient.gui.actions import ACTIONS, TAB_KEYS, key_words
from sozialclient.gui.application.page import NARROW_TABS, TABS
from sozialclient.gui.tour.sight import Sight
from sozialclient.gui.transfer.page import KEYS

Targets = Callable[[Sight], list[QWidget | None]]
_INSPECTION = [name for name in TABS if name not in NARROW_TABS].index("inspection")


@dataclass(frozen=True, slots=True)
class TourStep:
    """`stage` counts from 1 as people are told; `keys` as they are printed on the keyboard.

    `done` and `needs` look at the window; where a step lacks what it needs, the step `back` is shown.
    Of `targets` the first that can be seen is marked.
    """

    name: str
    stage: int
    keys: str
    done: Callable[[Sight], bool]
    targets: Targets
    needs: Callable[[Sight], bool] = lambda _sight: True
    back: str = ""


def _of_action(name: str) -> str:
    return key_words(next(entry.keys[0] for entry in ACTIONS if entry.name == name))


def _of_transfer(name: str) -> str:
    return key_words(dict(KEYS)[name][0])


def _carries(sight: Sight) -> bool:
    return sight.carrying is not None


def _or_carried(done: Callable[[Sight], bool]) -> Callable[[Sight], bool]:
    """Whoever has carried an application over has done all that leads there."""
    return lambda sight: sight.carried or done(sight)


def _list(sight: Sight) -> list[QWidget | None]:
    page = sight.carrying
    return [page.list if page is not None else None]


def _entry(sight: Sight) -> list[QWidget | None]:
    page = sight.carrying
    return [page.file_number if page is not None else None]


def _yes(sight: Sight) -> list[QWidget | None]:
    dialog = sight.asked_to_finish
    return [dialog.go if dialog is not None else None]


def _folder(sight: Sight) -> list[QWidget | None]:
    dialog = sight.exporting
    return [dialog.go, dialog.cancel] if dialog is not None else []


STEPS = (
    TourStep("training", 1, "", lambda sight: sight.training, lambda _sight: []),
    TourStep("fetch", 1, _of_action("fetch"), lambda sight: sight.fetched,
             lambda sight: [sight.window.toolbar.primary]),
    TourStep("report", 1, key_words("Return"), lambda sight: sight.report_read,
             lambda sight: [sight.window.fetch.close_button]),
    TourStep("open", 2, key_words("Down"), lambda sight: sight.opened,
             lambda sight: [sight.window.applications.list]),
    TourStep("check", 3, key_words(TAB_KEYS[_INSPECTION]), lambda sight: sight.inspected,
             lambda sight: [sight.window.application.tabs], lambda sight: sight.opened, "open"),
    TourStep("transfer", 4, _of_action("transfer"), _or_carried(_carries),
             lambda sight: [sight.button_of("transfer")], lambda sight: sight.opened, "open"),
    TourStep("copy", 4, _of_transfer("copy_next"), _or_carried(lambda sight: sight.ticked(1)), _list,
             _carries, "transfer"),
    TourStep("tick", 5, _of_transfer("tick"), _or_carried(lambda sight: sight.ticked(2)), _list,
             _carries, "transfer"),
    TourStep("finish", 6, key_words("F6"), _or_carried(lambda sight: sight.finishing), _entry,
             _carries, "transfer"),
    TourStep("confirm", 6, f"{key_words('Shift+Tab')}, {key_words('Return')}", lambda sight: sight.carried, _yes,
             lambda sight: sight.finishing, "finish"),
    TourStep("export", 7, _of_action("export"), lambda sight: sight.exporting is not None,
             lambda sight: [sight.button_of("export")]),
    TourStep("save", 7, key_words("Return"), lambda sight: sight.exported, _folder,
             lambda sight: sight.exporting is not None, "export"),
)
NAMES = tuple(step.name for step in STEPS)
STAGES = STEPS[-1].stage


def reached(sight: Sight, at: int) -> int:
    """Number of the step that is next for someone who had come to step `at`; `len(STEPS)` at the end."""
    while at < len(STEPS) and STEPS[at].done(sight):
        at += 1
    return at


def to_show(sight: Sight, at: int) -> TourStep:
    """Step `at`, or the one that gives it its ground again; how far somebody has come stays as it is."""
    if not sight.training:
        return STEPS[0]
    step = STEPS[at]
    while not step.needs(sight):
        step = STEPS[NAMES.index(step.back)]
    return step
