"""No text reaches a widget beside the door: shown by reading the program, for widgets no test opens too."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest

import sozialclient.gui
from sozialclient.gui import plain, wording
from tests.hostile.rows import guarded_by
from tests.hostile.shown_lint import DOORS, in_source, offences

GUI = Path(sozialclient.gui.__file__).parent
PLANTED = (
    "label.setText(name)", "label.setText(f'Antrag von {name}')", "label.setText('Antrag von ' + name)",
    "label.setText('Antrag von %s' % name)", "label.setText(text.strip())", "self.label.setText(say('x') + name)",
    "widget.setToolTip(name)", "widget.setToolTip(plain(name))", "window.setWindowTitle(title if title else name)",
    "edit.setPlainText('\\n'.join(lines))",
    "button.setAccessibleName(name or say('x'))", "box.addItems([say('all'), *names])", "box.addItem(name)",
    "menu.addAction(name)", "painter.drawText(box, flags, row.title)", "QLabel('Fest')", "QLabel(name)",
    "QPushButton(name, parent)", "QCheckBox(name)", "QMessageBox.warning(None, 'x', name)",
    "browser.setHtml('<b>x</b>')",
    "label.setTextFormat(Qt.TextFormat.RichText)", "Shown(name)", "label.setText(text=name)",
    "QFileDialog.getSaveFileName(None, name, 'x', 'y')", "QAccessibleAnnouncementEvent(widget, name)",
)
SOUND = (
    "label.setText('Fest')", "label.setText(plain(name))", "label.setText(say('key', name=name))",
    "label.setText(plain(name) if name else say('none'))", "box.addItems([plain(one) for one in names])",
    "QAction(literal_caption(name), parent)", "QMenu(parent=window)", "menu.addActions([action])",
)


@guarded_by("sozialclient.gui.plain")
def test_u_06_no_text_reaches_a_widget_beside_the_door() -> None:
    """In the source of the window every call that shows or speaks a text takes it from the door or is constant."""
    assert offences(GUI) == []
    assert len(list(GUI.rglob("*.py"))) > 90


@pytest.mark.parametrize("line", PLANTED)
def test_u_06a_a_planted_offender_is_found(line: str) -> None:
    assert list(in_source(f"def show(self, name):\n    {line}\n"))


@pytest.mark.parametrize("line", SOUND)
def test_u_06b_sound_lines_are_left_alone(line: str) -> None:
    assert not list(in_source(f"def show(self, name):\n    {line}\n"))


def test_u_06c_every_door_gives_text_that_was_made_showable() -> None:
    """The list of doors holds no function that hands text on as it came."""
    for name in DOORS:
        door = getattr(plain, name, None) or getattr(wording, name)
        assert typing.get_type_hints(door)["return"] is plain.Shown, name
