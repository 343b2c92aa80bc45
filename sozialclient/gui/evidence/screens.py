"""The dialog that asks for evidence, as the pictures of all screens show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sozialclient.gui.plain import fill_in
from sozialclient.model.evidence_request import Stage

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop

Draw = Callable[["Desktop"], QWidget]


def request_screens(main: Draw, settle: Callable[[Desktop, float], None]) -> Mapping[str, Draw]:
    """`request` for the first letter, `request-warning` for the last; `main` shows an application."""

    def request(desktop: Desktop) -> QWidget:
        main(desktop)
        desktop.insight.evidence.open()
        settle(desktop, 0.6)
        dialog = desktop.insight.evidence.dialog
        assert dialog is not None
        fill_in(dialog.deadline, f"{dialog.draft.deadlines[0]:%d.%m.%Y}")
        return dialog

    def warning(desktop: Desktop) -> QWidget:
        request(desktop)
        evidence = desktop.insight.evidence
        assert evidence.dialog is not None
        draft = evidence.dialog.draft
        evidence.dialog.reject()
        evidence.ask(replace(draft, asked=draft.today - timedelta(days=21)))
        evidence.dialog.stage.stages[Stage.WARNING].setChecked(True)
        fill_in(evidence.dialog.deadline, f"{draft.deadlines[1]:%d.%m.%Y}")
        settle(desktop, 0.1)
        return evidence.dialog

    return {"request": request, "request-warning": warning}
