"""The settings screen: groups at the left, the settings of one at the right, saved together."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.plain import plain, plain_label, plain_words
from sozialclient.gui.settings.entries import GROUPS, OTHERS, Entry, Kind
from sozialclient.gui.settings.fields import SettingField
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner, line
from sozialclient.gui.wording import say
from sozialclient.settings import Settings, value_now

_NAMES = (*(name for name, _entries in GROUPS), "others")


class SettingsDialog(QDialog):
    """`save_requested`: keep it; `other_requested` carries the action whose dialog is wanted after keeping."""

    save_requested = Signal()
    other_requested = Signal(str)

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(say("settings.title"))
        self.setModal(True)
        self.fields: dict[str, SettingField] = {}
        self._wrong: dict[str, QLabel] = {}
        self._group_of: dict[str, int] = {}
        self.banner = Banner(theme, "danger", "")
        self.banner.hide()
        self.stack = QStackedWidget()
        for at, (name, entries) in enumerate(GROUPS):
            self._group_of |= {entry.key: at for entry in entries}
            self.stack.addWidget(self._page(name, [self._entry(entry, settings) for entry in entries]))
        self.others = {name: push_button(theme, say(f"action.{name}")) for name in OTHERS}
        for name, button in self.others.items():
            button.clicked.connect(lambda _on=False, name=name: self.other_requested.emit(name))
        self.stack.addWidget(self._page("others", [self._other(name) for name in OTHERS]))
        self.save = push_button(theme, say("settings.save"), look="primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self.save_requested)
        self.cancel = push_button(theme, say("action.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.groups = self._chooser()
        frame_dialog(self, surface(self._body()), dialog_footer(theme, [self.save, self.cancel]))
        fit_screen(self, QSize(0, 0), QSize(theme.px(800), theme.px(600)))
        self.groups.setFocus()

    def _chooser(self) -> QListWidget | QComboBox:
        """A list at the left; where letters are large, one line above."""
        words = [say(f"settings.group.{name}") for name in _NAMES]
        if self._theme.large:
            box = QComboBox()
            box.addItems([plain(each) for each in words])
            box.currentIndexChanged.connect(self.stack.setCurrentIndex)
            box.setAccessibleName(say("settings.groups"))
            return box
        view = QListWidget()
        for word in words:
            item = QListWidgetItem(plain(word), view)
            item.setSizeHint(QSize(0, self._theme.px(34)))
        view.setCurrentRow(0)
        view.currentRowChanged.connect(self.stack.setCurrentIndex)
        view.setAccessibleName(say("settings.groups"))
        view.setFixedWidth(self._theme.px(190))
        return view

    def _body(self) -> QVBoxLayout:
        theme, directions = self._theme, QBoxLayout.Direction
        halves = QBoxLayout(directions.TopToBottom if theme.large else directions.LeftToRight)
        halves.setSpacing(theme.px(8))
        halves.setContentsMargins(theme.px(12), theme.px(12), theme.px(4), 0)
        halves.addWidget(self.groups)
        halves.addWidget(line("h" if theme.large else "v"))
        halves.addWidget(self.stack, 1)
        body = QVBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.banner)
        body.addLayout(halves, 1)
        return body

    def _page(self, name: str, parts: list[QVBoxLayout]) -> QScrollArea:
        theme, body = self._theme, QVBoxLayout()
        body.setContentsMargins(theme.px(12), theme.px(4), theme.px(16), theme.px(12))
        body.setSpacing(theme.px(16))
        head = QVBoxLayout()
        head.setSpacing(theme.px(2))
        heading = plain_label(say(f"settings.group.{name}"), wrap=True)
        heading.setFont(theme.font("title"))
        head.addWidget(heading)
        head.addWidget(self._second(say(f"settings.about.{name}")))
        body.addLayout(head)
        for part in parts:
            body.addLayout(part)
        body.addStretch(1)
        return scrolled(surface(body))

    def _second(self, words: str) -> QLabel:
        label = plain_label(words, wrap=True)
        label.setProperty("tone", "second")
        return label

    def _entry(self, entry: Entry, settings: Settings) -> QVBoxLayout:
        field = self.fields[entry.key] = SettingField(self._theme, entry, value_now(settings, entry.key))
        part = QVBoxLayout()
        part.setSpacing(self._theme.px(4))
        if entry.kind is not Kind.SWITCH:
            caption = plain_label(say(f"settings.{entry.key}.name"), wrap=True)
            caption.setFont(self._theme.font("bodyStrong"))
            caption.setBuddy(field.widget)
            part.addWidget(caption)
        small = entry.kind in (Kind.CHOICE, Kind.NUMBER, Kind.SWITCH)
        part.addWidget(field.widget, 0, Qt.AlignmentFlag.AlignLeft if small else Qt.AlignmentFlag(0))
        part.addWidget(self._second(say(f"settings.{entry.key}.does")))
        wrong = self._wrong[entry.key] = plain_label(wrap=True)
        wrong.setProperty("tone", "danger")
        wrong.hide()
        part.addWidget(wrong)
        return part

    def _other(self, name: str) -> QVBoxLayout:
        part = QVBoxLayout()
        part.setSpacing(self._theme.px(4))
        part.addWidget(self.others[name], 0, Qt.AlignmentFlag.AlignLeft)
        part.addWidget(self._second(say(f"settings.other.{name}")))
        return part

    def touched(self) -> dict[str, object]:
        """What somebody changed, by name, as the settings take it."""
        return {key: field.value() for key, field in self.fields.items() if field.touched}

    def show_group(self, name: str) -> None:
        """Show a group by its name."""
        at = _NAMES.index(name)
        if isinstance(self.groups, QComboBox):
            self.groups.setCurrentIndex(at)
        else:
            self.groups.setCurrentRow(at)

    def show_wrong(self, key: str, words: str) -> None:
        """A value was refused: say why where it stands, and let it be put right."""
        self.show_right()
        self.show_group(_NAMES[self._group_of[key]])
        self._wrong[key].setText(plain_words(words))
        self._wrong[key].show()
        widget = self.fields[key].widget
        widget.setAccessibleDescription(plain(words))
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_right(self) -> None:
        """Nothing is wrong any more."""
        self.banner.hide()
        for key, label in self._wrong.items():
            label.hide()
            self.fields[key].widget.setAccessibleDescription(say(f"settings.{key}.does"))

    def show_failed(self, title: str, sentence: str) -> None:
        """It could not be kept."""
        self.banner.show_text("danger", title, sentence)
        self.banner.show()
