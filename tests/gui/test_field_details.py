"""Nothing of a message is hidden: raw value and path one key away, technical and unknown elements on demand."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sozialclient.documents.fields import read_fields
from sozialclient.gui.fields.page import FieldsPage
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.rows import ROW_ROLE, FieldRow
from tests.gui.conftest import press
from tests.gui.screen_walk import nameless
from tests.gui.test_screens import open_first

MESSAGE = b"""<antrag id="A1"><person>
<geburtsdatum>2015-05-31+02:00</geburtsdatum><neues xml:lang="de">x\xe2\x80\xae</neues>
<geschlecht listURI="urn:xoev-de:xinneres:codeliste:geschlecht" listVersionID="1"><code>w</code></geschlecht></person>
<neues>y</neues></antrag>"""


def shown(page: FieldsPage) -> list[FieldRow]:
    rows = [page.model.data(page.model.index(row), ROW_ROLE) for row in range(page.model.rowCount())]
    return [row for row in rows if isinstance(row, FieldRow) and not row.heading]


def test_the_space_bar_shows_raw_value_and_path(desktop: Desktop) -> None:
    open_first(desktop)
    page = desktop.window.application.fields
    page.list.setFocus()
    assert not page.details.isVisible()
    press(page.list, Qt.Key.Key_Space)
    assert page.details.isVisible()
    field = page.model.entry_at(page.list.currentIndex().row())
    assert field is not None
    text = page.details.text.toPlainText()
    assert f"Pfad: {field.path}" in text and f"Rohwert: {field.raw_value}" in text
    press(page.list, Qt.Key.Key_Down)
    following = page.model.entry_at(page.list.currentIndex().row())
    assert following is not None and following != field
    assert f"Pfad: {following.path}" in page.details.text.toPlainText()
    assert not nameless(desktop.window)
    press(page.list, Qt.Key.Key_Space)
    assert not page.details.isVisible()


def test_codes_tell_their_list_and_dates_their_zone(desktop: Desktop) -> None:
    page = desktop.window.application.fields
    open_first(desktop)
    page.show_document(read_fields(MESSAGE))
    for row in range(page.model.rowCount()):
        field = page.model.entry_at(row)
        if field is None:
            continue
        page.details.show_field(field)
        text = page.details.text.toPlainText()
        assert all(leaf.path in text for leaf in field.leaves())
        assert "\u202e" not in text
        if field.code_list:
            assert "Rohwert: w" in text and "/geschlecht/@listVersionID\nRohwert: 1" in text
        if field.value == "31.05.2015":
            assert "Rohwert: 2015-05-31+02:00" in text


def test_technical_and_unknown_elements_can_be_listed(desktop: Desktop) -> None:
    open_first(desktop)
    page = desktop.window.application.fields
    page.show_document(read_fields(MESSAGE))
    settle(desktop, 0.05)
    before = len(shown(page))
    assert page.technical.isVisible() and page.unknown.isVisible()
    assert "2 technische Angaben" in page.technical.text()
    press(page.technical, Qt.Key.Key_Space)
    assert len(shown(page)) == before + 2
    assert {"A1", "de"} <= {row.value for row in shown(page)}
    press(page.technical, Qt.Key.Key_Space)
    assert len(shown(page)) == before
    press(page.unknown, Qt.Key.Key_Space)
    assert page.details.isVisible()
    assert page.details.text.toPlainText() == "/antrag/neues (2)"
    assert not nameless(desktop.window)
    page.show_document(read_fields(b"<antrag><iban>x</iban></antrag>"))
    assert not page.unknown.isVisible() and not page.technical.isVisible() and not page.details.isVisible()
