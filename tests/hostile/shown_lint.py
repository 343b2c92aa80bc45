"""Finds text that reaches a widget of the window without passing the door in `sozialclient.gui.plain`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

DOORS = frozenset({
    "plain", "plain_words", "plain_joined", "plain_block", "elided", "breakable", "literal_caption", "literal_tooltip",
    "say", "count", "finding_words", "named",
})
"""Functions whose result is of the type `Shown`; a test compares this with their annotations."""

_METHODS: dict[str, tuple[int, ...]] = {
    "setText": (0,), "setWindowTitle": (0,), "setStatusTip": (0,),
    "setAccessibleName": (0,), "setAccessibleDescription": (0,), "setPlaceholderText": (0,), "setPlainText": (0,),
    "appendPlainText": (0,), "insertPlainText": (0,), "addItem": (0,), "addItems": (0,), "insertItem": (1,),
    "setItemText": (1,), "addTab": (0,), "setTabText": (1,), "setTitle": (0,),
    "setIconText": (0,), "setLabelText": (0,), "setFormat": (0,), "setPrefix": (0,), "setSuffix": (0,),
    "setHeaderLabels": (0,), "setHorizontalHeaderLabels": (0,), "addAction": (0,), "addMenu": (0,),
    "showMessage": (0, 1), "drawText": (-1,), "drawStaticText": (-1,), "getSaveFileName": (1, 3),
    "getOpenFileName": (1, 3), "getExistingDirectory": (1,),
}
"""Which arguments are shown or spoken, -1 for the last."""

_WIDGETS: dict[str, tuple[int, ...]] = {
    "QPushButton": (0,), "QToolButton": (0,), "QCheckBox": (0,), "QRadioButton": (0,), "QGroupBox": (0,),
    "QAction": (0,), "QMenu": (0,), "QDockWidget": (0,), "QListWidgetItem": (0,), "QTableWidgetItem": (0,),
    "QStandardItem": (0,), "QStaticText": (0,), "QAccessibleAnnouncementEvent": (1,), "QLineEdit": (0,),
    "QPlainTextEdit": (0,),
}
"""The same of constructors; a parent is given by its keyword."""

_FORBIDDEN = frozenset({
    "QMessageBox", "QErrorMessage", "QInputDialog", "QProgressDialog", "QSystemTrayIcon", "QTextEdit", "QTextBrowser",
    "QTextDocument", "QToolTip", "QWhatsThis", "QTreeWidgetItem", "setHtml", "insertHtml", "appendHtml", "setMarkdown",
    "setTextFormat", "setToolTip", "setTabToolTip", "setWhatsThis", "QLabel", "Shown",
})
"""Rich text by default, whatever went through the door, or beyond it; the modules that make the door may."""

_MAKERS = {"plain.py": _FORBIDDEN | frozenset(_METHODS), "wording.py": frozenset({"Shown"}),
           "clipboard.py": frozenset({"setText"}), "announce.py": frozenset({"QAccessibleAnnouncementEvent"}),
           "icon.py": frozenset({"QSystemTrayIcon", "setToolTip", "showMessage"})}
"""What the door itself, the clipboard (values, not words), the speaker behind `announce` and the tray's sign may."""

_SILENT = frozenset({"hideText", "isSystemTrayAvailable"})
"""Calls that show nothing, whatever they belong to."""


def offences(folder: Path) -> list[str]:
    """`module:line: call` for everything below `folder` that shows text it did not make showable."""
    return [f"{path.name}:{found}" for path in sorted(folder.rglob("*.py"))
            for found in in_source(path.read_text(encoding="utf-8"), path.name)]


def in_source(source: str, module: str = "") -> Iterator[str]:
    """`line: call` of each offence in one module."""
    allowed = _MAKERS.get(module, frozenset())
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) not in allowed and not _sound(node):
            yield f"{node.lineno}: {ast.unparse(node)[:120]}"


def _sound(call: ast.Call) -> bool:
    name = _name(call.func)
    if name in _SILENT:
        return True
    if name in _FORBIDDEN or (isinstance(call.func, ast.Attribute) and _name(call.func.value) in _FORBIDDEN):
        return False
    if name == "addAction" and "ActionPosition" in ast.unparse(call):
        return True  # An icon inside a field.
    places = (_METHODS if isinstance(call.func, ast.Attribute) else _WIDGETS).get(name, ())
    texts = [call.args[place] for place in places if -len(call.args) <= place < len(call.args)]
    texts += [each.value for each in call.keywords if places and each.arg in ("text", "title", "caption")]
    return all(map(_through_door, texts))


def _through_door(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.Call):
        return _name(value.func) in DOORS
    if isinstance(value, ast.IfExp):
        return _through_door(value.body) and _through_door(value.orelse)
    if isinstance(value, ast.BoolOp):
        return all(map(_through_door, value.values))
    if isinstance(value, ast.List | ast.Tuple):
        return all(map(_through_door, value.elts))
    if isinstance(value, ast.ListComp | ast.GeneratorExp):
        return _through_door(value.elt)
    return isinstance(value, ast.Starred) and _through_door(value.value)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
