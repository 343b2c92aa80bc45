"""What every dialog looks like around its contents: surface, scrolling, footer."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.form_area import FormArea
from sozialclient.gui.widgets.frames import line
from sozialclient.gui.widgets.ground import Ground
from sozialclient.gui.wording import say


def surface(contents: QLayout) -> QWidget:
    """A widget on the ground of contents, which holds `contents`."""
    return Ground(contents)


def scrolled(widget: QWidget) -> QScrollArea:
    """`widget`, scrolling up and down where large text on a small screen makes it higher than its place."""
    return FormArea(widget if isinstance(widget, Ground) else _grounded(widget))


def _grounded(widget: QWidget) -> QWidget:
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)
    return Ground(layout)


def close_button(theme: Theme, dialog: QDialog) -> QPushButton:
    """Leaves a dialog in which nothing has to be decided; it looks the same in all of them."""
    button = push_button(theme, say("action.close_dialog"))
    button.clicked.connect(dialog.reject)
    return button


def dialog_footer(theme: Theme, right: list[QWidget], left: list[QWidget] | None = None) -> QHBoxLayout:
    """The bar at the bottom of a dialog: helpers at the left, primary and cancel at the right."""
    bar = QHBoxLayout()
    bar.setContentsMargins(theme.px(24), theme.px(13), theme.px(24), theme.px(13))
    bar.setSpacing(theme.px(8))
    for widget in left or []:
        bar.addWidget(widget)
    bar.addStretch(1)
    for widget in right:
        bar.addWidget(widget)
    return bar


def frame_dialog(dialog: QDialog, contents: QWidget | QLayout, footer: QHBoxLayout) -> None:
    """Put `contents` into `dialog`, edge to edge, and `footer` under a hairline below.

    Ctrl+Enter presses the primary button of the footer, also from areas of text, where Enter begins a new line.
    """
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    if isinstance(contents, QWidget):
        layout.addWidget(contents, 1)
    else:
        layout.addLayout(contents, 1)
    layout.addWidget(line())
    layout.addLayout(footer)
    confirm = QAction(parent=dialog)
    confirm.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
    confirm.triggered.connect(lambda: _press_primary(footer))
    dialog.addActions([confirm])


def _press_primary(footer: QHBoxLayout) -> None:
    for item in map(footer.itemAt, range(footer.count())):
        button = item.widget() if item is not None else None
        if isinstance(button, QPushButton) and button.property("look") == "primary" and button.isVisible():
            # One that cannot be pressed does nothing.
            button.click()
            return
