"""What an export shall hold and how it is named, with the name as it will be while the pattern is typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.exporters.naming import LONGEST_NAME, naming_pattern, preview
from sozialclient.exporters.passwords import LEAST_PASSWORD, suggested_password
from sozialclient.gui.export.desk import ExportSetup, export_parts
from sozialclient.gui.plain import breakable, fill_in, plain, plain_joined, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.check_box import check_box
from sozialclient.gui.widgets.secret_edit import SecretEdit
from sozialclient.gui.wording import error_words, say


class ExportForm(QWidget):
    """Profile, pattern, password; `changed` when it may have become fit to be used, or unfit."""

    changed = Signal()

    def __init__(self, theme: Theme, setup: ExportSetup) -> None:
        super().__init__()
        self._theme, self._setup = theme, setup
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        self.profile = QComboBox()
        self.profile.setAccessibleName(say("export.profile"))
        self.profile.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.profile.setMinimumContentsLength(8)
        for choice in setup.choices:
            self.profile.addItem(plain(choice.name), choice.key)
        self.about = self._caption()
        self.pattern = QLineEdit()
        self.pattern.setAccessibleName(say("export.pattern"))
        fill_in(self.pattern, setup.pattern)
        self.preview = self._caption("mono")
        self.problem = self._caption()
        self.tokens = self._caption()
        self.tokens.setText(breakable(say("export.tokens")))
        self.secret = self._make_secret()
        self.parts = {key: check_box(theme, words) for key, words in export_parts()}
        self._chosen = {choice.key: choice.chosen for choice in setup.choices}
        self.resume = check_box(theme, say("export.resume"))
        resume_note = self._caption()
        resume_note.setText(say("export.resume_note"))
        self.resume.setAccessibleDescription(say("export.resume_note"))
        for widget in (self._heading("export.profile"), self.profile, self.about, *self.parts.values(), self.secret,
                       self._heading("export.pattern"), self.pattern, self.preview, self.problem, self.tokens,
                       self.resume, resume_note):
            layout.addWidget(widget)
        self.profile.currentIndexChanged.connect(self._on_profile)
        for box in self.parts.values():
            box.clicked.connect(self._on_part)
        self.pattern.textChanged.connect(self._on_pattern)
        self.password.line.textChanged.connect(self.changed)
        self._on_profile()
        self._on_pattern()

    def _heading(self, key: str) -> QLabel:
        label = plain_label(say(key))
        label.setFont(self._theme.font("heading"))
        return label

    def _caption(self, font: str = "caption") -> QLabel:
        label = plain_label(wrap=True)
        label.setFont(self._theme.font(font))
        label.setProperty("tone", "second")
        return label

    def _make_secret(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self._theme.px(6))
        layout.addWidget(self._heading("export.password"))
        self.password = SecretEdit(self._theme, say("export.password"), say("export.password_show"), say("pin.caps"))
        self.password.line.setMinimumWidth(self._theme.px(180))
        self.suggest = push_button(self._theme, say("export.suggest"))
        self.suggest.clicked.connect(self._on_suggest)
        row = QHBoxLayout()
        row.addWidget(self.password, 1)
        row.addWidget(self.suggest)
        layout.addLayout(row)
        note = self._caption()
        note.setText(say("export.password_note", least=LEAST_PASSWORD))
        layout.addWidget(note)
        return box

    def choose(self, profile: str, chosen: frozenset[str], pattern: str) -> None:
        """Begin with what was chosen before; `chosen` are keys of `export_parts`."""
        self._chosen[profile] = chosen
        self.profile.setCurrentIndex(max(self.profile.findData(profile), 0))
        self._on_profile()
        fill_in(self.pattern, pattern)

    @property
    def key(self) -> str:
        """Key of the chosen profile."""
        return str(self.profile.currentData())

    @property
    def chosen(self) -> frozenset[str]:
        """Keys of the `export_parts` that are wanted."""
        return frozenset(key for key, box in self.parts.items() if box.isChecked())

    @property
    def fit(self) -> bool:
        """Whether pattern and password can be used."""
        needed = self._setup.choices[self.profile.currentIndex()].needs_password
        return not self.problem.text() and (not needed or len(self.password.line.text()) >= LEAST_PASSWORD)

    def _on_profile(self) -> None:
        choice = self._setup.choices[max(self.profile.currentIndex(), 0)]
        self.about.setText(plain_words(choice.description))
        self.profile.setAccessibleDescription(plain_words(choice.description))
        self.secret.setVisible(choice.needs_password)
        for key, box in self.parts.items():
            box.setChecked(key in self._chosen[choice.key])
        self.changed.emit()

    def _on_part(self) -> None:
        """What is ticked belongs to the profile, so that looking at another one loses nothing."""
        self._chosen[self.key] = self.chosen

    def _on_pattern(self) -> None:
        problem = ""
        try:
            pattern = naming_pattern(self.pattern.text())
            if not self._setup.personal:
                pattern.require_impersonal()
            found = preview(pattern, self._setup.facts)
        except SozialclientError as error:
            problem = plain_words(error_words(error.reference, error.parameters).happened)
            self.preview.setText("")
        else:
            remarks = [say("export.name_length", length=len(found.name), most=LONGEST_NAME)]
            remarks += [say("export.name_cut")] if found.cut else []
            remarks += [say("export.name_changed")] if found.changed and not found.cut else []
            remarks += [say("export.name_personal")] if found.personal else []
            self.preview.setText(breakable(plain_joined("\n", (found.name, " · ".join(remarks)))))
        self.problem.setText(plain_words(problem))
        self.problem.setVisible(bool(problem))
        self.preview.setVisible(not problem)
        self.problem.setProperty("tone", "danger")
        said = problem or self.preview.text()
        self.pattern.setAccessibleDescription(plain_words(said))
        self.changed.emit()

    def _on_suggest(self) -> None:
        fill_in(self.password.line, suggested_password())
        self.password.line.setEchoMode(QLineEdit.EchoMode.Normal)
        self.password.line.selectAll()
        self.password.line.setFocus()
