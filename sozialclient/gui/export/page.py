"""Asks how and where to export the chosen applications, shows progress, says what was written."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.export.choice import ExportForm
from sozialclient.gui.export.desk import ExportSetup, ExportWish
from sozialclient.gui.export.target_place import TargetPlace
from sozialclient.gui.plain import Shown, breakable, plain_joined, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner, line
from sozialclient.gui.widgets.wrapped_delegate import WrappedDelegate
from sozialclient.gui.wording import count, say

_STEPS = 1000
"""Of the bar, for each application."""
_FEW_ROWS, _ANY_HEIGHT = 84, 16_777_215
"""Height of the list, before scaling, while something is chosen with large text; Qt's own bound."""


class ExportDialog(QDialog):
    """`export_requested` carries an ExportWish; stays open while it works and until the result was read."""

    export_requested = Signal(object)
    cancel_requested = Signal()
    open_requested = Signal()

    def __init__(self, theme: Theme, setup: ExportSetup, names: Mapping[str, str], target: Path,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._busy = theme, False
        self.form = ExportForm(theme, setup)
        self.setWindowTitle(count("export.title", len(names)))
        self.setModal(True)
        size = QSize(theme.px(860), theme.px(600))
        fit_screen(self, size, size)
        self.place = TargetPlace(theme, target)
        self.target = self.place.line
        self.fates = surface(self._make_list(names))
        self.choice = surface(self._make_choice())
        self._halves = QHBoxLayout()
        self._halves.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        self._halves.setSpacing(theme.px(24))
        self._halves.addWidget(self.choice, 3)
        if not theme.large:
            self._halves.addWidget(line("v"))
            self._halves.addWidget(self.fates, 2)
        self.go = push_button(theme, say("export.go"), icon="export", look="primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._on_go)
        self.cancel = push_button(theme, say("action.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.open_folder = push_button(theme, say("export.open_folder"), icon="folder")
        self.open_folder.clicked.connect(self.open_requested)
        self.open_folder.hide()
        self.form.changed.connect(self._on_changed)
        self.target.textChanged.connect(self._on_changed)
        self._on_changed()
        frame_dialog(self, surface(self._halves), dialog_footer(theme, [self.open_folder, self.go, self.cancel]))
        place, rest = [self.target, self.place.change], [self.open_after, self.list]
        order = [self.form.resume, *(rest + place if theme.large else place + rest), self.open_folder]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _make_choice(self) -> QVBoxLayout:
        """With large text the target stays in sight, and everything else scrolls above it."""
        theme = self._theme
        self.open_after = QCheckBox(say("export.open_after"))
        self.open_after.setChecked(True)
        note = plain_label(say("export.never_overwrites"), wrap=True)
        note.setFont(theme.font("caption"))
        note.setProperty("tone", "second")
        whole, inside = QVBoxLayout(), QVBoxLayout()
        for layout in (whole, inside):
            layout.setSpacing(theme.px(6))
            layout.setContentsMargins(0, 0, 0, 0)
        inside.setContentsMargins(0, 0, theme.px(8), 0)
        inside.addWidget(self.form)
        whole.addWidget(scrolled(surface(inside)), 1)
        if theme.large:
            whole.addWidget(line())
        whole.addSpacing(theme.px(6))
        whole.addWidget(self.place)
        below = inside if theme.large else whole
        below.addWidget(note)
        below.addWidget(self.open_after)
        if theme.large:
            self.list.setMaximumHeight(theme.px(_FEW_ROWS))
            inside.addWidget(self.fates)
        inside.addStretch(1)
        return whole

    def _make_list(self, names: Mapping[str, str]) -> QVBoxLayout:
        theme = self._theme
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        heading = plain_label(count("export.chosen", len(names)))
        heading.setFont(theme.font("heading"))
        layout.addWidget(heading)
        self.list = QListWidget()
        self.list.setAccessibleName(say("export.list"))
        self.list.setProperty("card", "plain")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        WrappedDelegate(theme, self.list)
        self._names = {identity: plain_words(name) for identity, name in names.items()}
        for name in self._names.values():
            self.list.addItem(plain_words(name))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(8))
        self.bar.setRange(0, _STEPS * len(names))
        self.bar.setAccessibleName(say("export.bar"))
        self.bar.hide()
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        layout.addWidget(self.list, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.banner)
        return layout

    def wish(self) -> ExportWish:
        """What is chosen."""
        form = self.form
        return ExportWish(profile=form.key, chosen=form.chosen, pattern=form.pattern.text(),
                          target=self.place.path, password=form.password.line.text(),
                          resume=form.resume.isChecked())

    def show_running(self, done: float) -> None:
        """`done` applications are written, with the part of the one under way."""
        if not self._busy:
            self._busy = True
            # What is chosen counts; nothing of it can be changed any more.
            self._settle_choice()
            self.go.setEnabled(False)
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.show()
        self.bar.setValue(int(done * _STEPS))
        self.banner.setVisible(True)
        words = count("export.running", len(self._names), done=int(done))
        self.banner.show_text("info", words, say("export.running_note"))

    def _settle_choice(self) -> None:
        """Nothing is chosen any more; with large text what becomes of the applications takes its room."""
        self.choice.setEnabled(False)
        if self._theme.large and self.choice.isVisibleTo(self):
            self._halves.addWidget(self.fates)
            self.choice.hide()
            self.list.setMaximumHeight(_ANY_HEIGHT)

    def show_fates(self, fates: Mapping[str, Shown]) -> None:
        """What became of each application, by its id, below its name in the list."""
        for row, (identity, name) in enumerate(self._names.items()):
            item = self.list.item(row)
            if item is not None and identity in fates:
                item.setText(plain_joined("\n", (name, breakable(fates[identity]))))

    def show_result(self, tint: str, title: str, sentence: str, *, openable: bool = False) -> None:
        """How it ended; the button now closes the dialog. `openable`: something lies in the target."""
        self._busy = False
        self._settle_choice()
        self.open_folder.setVisible(openable)
        self.bar.hide()
        self.banner.setVisible(True)
        self.banner.show_text(tint, title, sentence)
        self.go.hide()
        set_caption(self.cancel, say("action.close_dialog"))
        self.cancel.setEnabled(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Escape and cancel: stop the export first, close when nothing runs."""
        if self._busy:
            self.cancel.setEnabled(False)
            self.cancel_requested.emit()
            return
        super().reject()

    def _on_go(self) -> None:
        if self.go.isEnabled() and not self._busy:
            self.export_requested.emit(self.wish())

    def _on_changed(self) -> None:
        self.go.setEnabled(self.form.fit and bool(self.target.text().strip()) and not self._busy)
