"""Schema packages by keyboard, and what they say of the application on show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.gui.schemas.controller import SchemasController
from sozialclient.gui.schemas.page import SchemasDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import press
from tests.gui.screen_walk import nameless
from tests.gui.test_screens import open_first
from tests.unit.documents.schema_samples import NOW, flat, main_xsd, nested, types_xsd, zipped


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def opened(desktop: Desktop) -> tuple[SchemasController, SchemasDialog]:
    desktop.window.actions_table["schemas"].trigger()
    settle(desktop, 0.1)
    controller = desktop.keeping.schemas
    assert controller.dialog is not None
    return controller, controller.dialog


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))


def archive(tmp_path: Path, files: dict[str, bytes]) -> Path:
    path = tmp_path / "delivery.zip"
    path.write_bytes(zipped(files))
    return path


def test_a_package_is_imported_listed_and_removed_by_keys(
    desktop: Desktop, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _controller, dialog = opened(desktop)
    assert "noch kein Schema-Paket" in dialog.banner.title.text()
    assert "1. Mai" in words(dialog) and not dialog.remove.isEnabled() and not nameless(dialog)
    choose(monkeypatch, archive(tmp_path, nested()))
    press(dialog.file, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    assert "1 Schema-Paket ist importiert" in dialog.banner.title.text()
    assert "XMuster 1.0.0" in words(dialog) and "Musterstandard" in words(dialog)
    assert [one.id for one in SchemaLibrary(workplace.store.folder).packages()] == ["xmuster-1.0.0"]
    assert not nameless(dialog)
    dialog.remove.menu().actions()[0].trigger()
    settle(desktop, 0.2)
    assert "noch kein Schema-Paket" in dialog.banner.title.text()
    assert SchemaLibrary(workplace.store.folder).packages() == ()


def test_a_package_with_other_files_is_asked_about_by_keys(
    desktop: Desktop, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = SchemaLibrary(workplace.store.folder)
    library.add(archive(tmp_path, flat()), NOW)
    (before,) = library.packages()
    changed = {**flat(), "xmuster-typen.xsd": types_xsd().replace(b"klein", b"winzig")}
    choose(monkeypatch, archive(tmp_path, changed))
    controller, dialog = opened(desktop)
    press(dialog.file, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    asking = controller.replacing
    assert asking is not None and asking.isVisible() and not nameless(asking)
    told = words(asking).replace("\u200b", "")
    assert "XMuster 1.0.0 ist schon da" in told and "Anders als bisher ist (1): xmuster-typen.xsd" in told
    press(asking, Qt.Key.Key_Escape)
    settle(desktop, 0.2)
    assert library.packages() == (before,) and dialog.file.isEnabled()
    assert "1 Schema-Paket ist importiert" in dialog.banner.title.text()
    press(dialog.file, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    again = controller.replacing
    assert again is not None and again is not asking and again.go.hasFocus()
    press(again.go, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    (after,) = library.packages()
    assert not again.isVisible() and b"winzig" in b"".join(library.schemas(after).values())


def test_a_folder_that_lacks_something_is_told_and_a_wrong_one_changes_nothing(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _controller, dialog = opened(desktop)
    folder = tmp_path / "package"
    folder.mkdir()
    choose(monkeypatch, folder)
    press(dialog.folder, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    error = next(child for child in dialog.findChildren(QWidget) if type(child).__name__ == "ErrorDialog")
    assert "SCHEMA-EMPTY" in words(error) or "weder ein lesbares Schema" in words(error)
    error.close()
    for name, data in (("xmuster.xsd", main_xsd()), ("xmuster-typen.xsd", types_xsd())):
        (folder / name).write_bytes(data)
    press(dialog.folder, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    assert "Einem Paket fehlen Bausteine" in dialog.banner.title.text()
    assert "baustein.xsd" in words(dialog).replace("\u200b", "")


def test_hostile_names_stay_text(desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = main_xsd().replace(b"Musterstandard", "<b>\u202eevil</b>&amp;".encode().replace(b"<", b"&lt;"))
    choose(monkeypatch, archive(tmp_path, {**nested(), "XMuster/xsd/xmuster.xsd": evil}))
    _controller, dialog = opened(desktop)
    press(dialog.file, Qt.Key.Key_Space)
    settle(desktop, 0.2)
    assert "\u202e" not in words(dialog) and "<b>" in words(dialog)
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def shown_rows(desktop: Desktop) -> Sequence[str]:
    _head, rows = desktop.window.application.inspection._lists["message"]
    return [label.text().replace("\u200b", "") for label in rows.findChildren(QLabel) if label.text()]


def show_inspection(desktop: Desktop) -> Sequence[str]:
    open_first(desktop)
    desktop.window.application.show_tab("inspection")
    settle(desktop, 0.4)
    return shown_rows(desktop)


def test_the_inspection_page_tells_that_a_schema_is_missing(desktop: Desktop) -> None:
    assert any("Schema fehlt" in line for line in show_inspection(desktop))


def test_the_inspection_page_tells_what_the_schema_objects_to(
    desktop: Desktop, workplace: Workplace, tmp_path: Path
) -> None:
    """A schema of the training standard that allows its root element nothing at all."""
    open_first(desktop)
    current = desktop.controller.application.current
    assert current is not None and current.fields is not None
    xsd = (f"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='{current.fields.namespace}' "
           f"version='1.0.0'><xs:element name='{current.fields.root_name}'><xs:complexType/></xs:element></xs:schema>")
    SchemaLibrary(workplace.store.folder).add(archive(tmp_path, {"uebung.xsd": xsd.encode()}), NOW)
    desktop.window.application.show_tab("inspection")
    settle(desktop, 0.4)
    rows = shown_rows(desktop)
    assert "Befunde" in rows[0] and "1.0.0" in rows[0]
    assert any("Das Attribut standard ist nicht vorgesehen" in line for line in rows)
    assert not any("wird geprüft" in line for line in rows)


def test_an_import_labels_the_application_on_show_anew(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_first(desktop)
    current = desktop.controller.application.current
    assert current is not None and current.fields is not None
    first = current.fields.fields[0]
    name = first.path.rpartition(":")[2]
    xsd = (f"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='{current.fields.namespace}' "
           f"version='1.0.0'><xs:element name='{current.fields.root_name}'><xs:complexType><xs:sequence>"
           f"<xs:element name='{name}'><xs:annotation><xs:appinfo><title>Amtlicher Name</title></xs:appinfo>"
           "</xs:annotation></xs:element></xs:sequence></xs:complexType></xs:element></xs:schema>")
    choose(monkeypatch, archive(tmp_path, {"uebung.xsd": xsd.encode()}))
    _controller, dialog = opened(desktop)
    press(dialog.file, Qt.Key.Key_Space)
    settle(desktop, 0.4)
    model = desktop.window.application.fields.model
    labels = [field.label for row in range(model.rowCount()) if (field := model.entry_at(row))]
    assert "Amtlicher Name" in labels
