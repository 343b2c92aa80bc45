"""Chooses the stage of a request for evidence, and takes what people found about the case before they warn."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from sozialclient.gui.plain import literal_caption, plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import beside
from sozialclient.gui.wording import say
from sozialclient.model.evidence_request import WORDS, Findings, Stage, Way
from sozialclient.texts import text

_LONGEST = 200


class StageChoice(QWidget):
    """One of the stages; `changed` when another was chosen or a finding was written.

    `findings_area` holds the fields for the findings; whoever makes this puts it where it belongs.
    """

    changed = Signal()

    def __init__(self, theme: Theme, *, asked: bool, warns: bool, needed: tuple[str, ...]) -> None:
        """`asked`: there was a letter before; `warns`: a warning is offered; `needed`: findings it is not without."""
        super().__init__()
        self.stages = {stage: QRadioButton(literal_caption(text("evidence", f"stage.{stage.value}")))
                       for stage in Stage}
        group = QButtonGroup(self)
        for stage, button in self.stages.items():
            button.setAccessibleName(plain(text("evidence", f"stage.{stage.value}")))
            button.setEnabled(stage is Stage.REQUEST or (asked and (warns or stage is not Stage.WARNING)))
            button.toggled.connect(self._on_turned)
            group.addButton(button)
        self.way = QComboBox()
        for way in Way:
            self.way.addItem(plain(text("evidence", f"way.{way.value}")), way)
        # Its longest way would make the dialog wider than a small screen at a large text size.
        self.way.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.words = {name: QLineEdit() for name in WORDS if name in needed or "part" in needed}
        self.findings_area = self._findings_area(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addLayout(beside(theme, *self.stages.values()))
        self.stages[Stage.REQUEST].setChecked(True)
        self._on_turned()

    def _findings_area(self, theme: Theme) -> QWidget:
        area = QWidget()
        layout = QVBoxLayout(area)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        fields: dict[str, QWidget] = {**self.words, "way": self.way}
        for name, field in fields.items():
            label = plain_label(say(f"request.findings.{name}"), wrap=True)
            label.setBuddy(field)
            field.setAccessibleName(say(f"request.findings.{name}"))
            layout.addWidget(label)
            layout.addWidget(field)
        for line in self.words.values():
            line.setMaxLength(_LONGEST)
            line.textChanged.connect(self.changed)
        self.way.currentIndexChanged.connect(self.changed)
        return area

    def _on_turned(self) -> None:
        self.findings_area.setVisible(self.stage is Stage.WARNING)
        self.changed.emit()

    @property
    def stage(self) -> Stage:
        """The one that is chosen."""
        return next((stage for stage, button in self.stages.items() if button.isChecked()), Stage.REQUEST)

    @property
    def findings(self) -> Findings:
        """What is written; nothing but for a warning."""
        if self.stage is not Stage.WARNING:
            return Findings()
        way = self.way.currentData()
        return Findings(way=way if isinstance(way, Way) else None,
                        **{name: line.text().strip() for name, line in self.words.items()})
