"""Asks before a mailbox is removed, and says afterwards what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.check_box import check_box
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import full, say
from sozialclient.model.removal import Removal
from sozialclient.reports.removal_words import removal_words

_MOST_SENTENCES = 8


class RemovalDialog(QDialog):
    """`chosen` names another mailbox to look at, `wanted` the one to remove; stays until the result was read.

    A mailbox for real data can be removed once somebody has confirmed to have its key file. Enter never removes
    anything unless the button itself has the focus.
    """

    chosen = Signal(str)
    wanted = Signal(str)
    keys_wanted = Signal()

    def __init__(self, theme: Theme, names: Sequence[str], current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._names, self._busy = theme, tuple(names), False
        self._removal: Removal | None = None
        self.setWindowTitle(say("removal.title"))
        self.setModal(True)
        self.mailbox = QComboBox()
        self.mailbox.setAccessibleName(say("removal.mailbox"))
        self.mailbox.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.mailbox.addItems([plain(name) for name in self._names])
        self.mailbox.setCurrentIndex(self._names.index(current))
        self.mailbox.setVisible(len(self._names) > 1)
        self.mailbox.currentIndexChanged.connect(self._on_chosen)
        self.banner = Banner(theme, "warning", plain(current), "")
        self._sentences = [plain_label("", wrap=True) for _ in range(_MOST_SENTENCES)]
        self.confirmed = check_box(theme, say("removal.confirmed"), 520)
        self.confirmed.toggled.connect(self._enable)
        self.go = push_button(theme, say("removal.go"), icon="trash")
        self.go.clicked.connect(self._on_go)
        self.keys = push_button(theme, say("action.store_keys"), look="flat", icon="key")
        self.keys.clicked.connect(self.keys_wanted)
        self.cancel = push_button(theme, say("action.cancel"))
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self._build()
        self._wait()
        (self.mailbox if len(self._names) > 1 else self.cancel).setFocus()

    def _build(self) -> None:
        theme = self._theme
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(12))
        for widget in (self.mailbox, self.banner, *self._sentences, self.confirmed):
            body.addWidget(widget)
        body.addStretch(1)
        frame_dialog(self, scrolled(surface(body)), dialog_footer(theme, [self.go, self.cancel], [self.keys]))
        fit_screen(self, QSize(theme.px(420), theme.px(320)), QSize(theme.px(620), theme.px(560)))

    @property
    def name(self) -> str:
        """The mailbox that is looked at."""
        return self._names[self.mailbox.currentIndex()]

    def show_removal(self, removal: Removal) -> None:
        """What removing the mailbox would mean; an answer about another one than is chosen now is passed over."""
        if removal.name != self.name or self._busy:
            return
        self._removal = removal
        fetched = (say("removal.fetched", when=full(removal.fetched)) if removal.fetched else
                   say("removal.never_fetched"))
        tint = "danger" if removal.last_way else "warning"
        self.banner.show_text(tint, say("removal.heading", name=removal.name), plain(removal.url, " · ", fetched))
        self._say(removal_words(removal))
        self.confirmed.setVisible(not removal.training and not removal.last_way)
        self.keys.setVisible(removal.last_way)
        self.go.setVisible(not removal.last_way)
        self._enable()

    def show_result(self, *, renewed: bool) -> None:
        """It is removed; the button now closes the dialog."""
        name = self.name
        self._busy = False
        for widget in (self.mailbox, self.confirmed, self.go):
            widget.hide()
        self.keys.setVisible(not renewed)
        stays = self._removal is not None and self._removal.total
        self._say([*([say("removal.stays")] if stays else []), *([] if renewed else [say("removal.key_kept")])])
        self.banner.show_text("ok" if renewed else "warning", say("removal.done", name=name), "")
        set_caption(self.cancel, say("action.close_dialog"))
        self.cancel.setEnabled(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_failed(self) -> None:
        """It was refused, and may be tried again."""
        self._busy = False
        for widget in (self.cancel, self.mailbox, self.confirmed):
            widget.setEnabled(True)
        self._enable()

    def reject(self) -> None:
        """Not while it removes: that would leave nobody to read the result."""
        if not self._busy:
            super().reject()

    def _wait(self) -> None:
        """Nothing can be removed before it is known what that means."""
        self._removal = None
        self.confirmed.setChecked(False)
        self.confirmed.hide()
        self.keys.hide()
        self._say([])
        self.banner.show_text("warning", say("removal.heading", name=self.name), "")
        self._enable()

    def _say(self, sentences: Sequence[str]) -> None:
        for at, label in enumerate(self._sentences):
            label.setText(plain_words(sentences[at]) if at < len(sentences) else "")
            label.setVisible(at < len(sentences))

    def _enable(self) -> None:
        removal = self._removal
        possible = removal is not None and not removal.last_way and (removal.training or self.confirmed.isChecked())
        self.go.setEnabled(possible and not self._busy)

    def _on_chosen(self, _index: int) -> None:
        self._wait()
        self.chosen.emit(self.name)

    def _on_go(self) -> None:
        self._busy = True
        for widget in (self.go, self.cancel, self.mailbox, self.confirmed):
            widget.setEnabled(False)
        self.wanted.emit(self.name)
