"""Where there is little room words end in an ellipsis, and all of them can still be read and heard."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from sozialclient.gui.actions import Actions
from sozialclient.gui.applications.page import ApplicationsPage
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.fetch.page import FetchPage
from sozialclient.gui.theme import Theme
from sozialclient.gui.unprocessable.band import UnprocessableBand
from sozialclient.gui.unprocessable.words import Unread
from sozialclient.gui.widgets.elided_button import ElidedButton
from sozialclient.gui.widgets.status_bar import StatusBar
from sozialclient.settings import Appearance

NOTE = "30 Anträge liegen jetzt unter „In Prüfung“. Strg+Z macht es rückgängig."


def words_of(button: ElidedButton) -> str:
    return button.text().strip()


def overlapping(bar: StatusBar) -> bool:
    """Whether two things in the bar lie over each other, or one beyond its edge."""
    shown = [*bar.buttons.values(), bar.balance, bar._note]
    places = sorted((each.x(), each.x() + each.width()) for each in shown if each.isVisible() and each.width() > 1)
    return places[-1][1] > bar.width() or any(left[1] > right[0] for left, right in pairwise(places))


def test_a_button_says_less_before_it_ends_in_an_ellipsis(qapp: QApplication) -> None:
    theme = Theme(Appearance.LIGHT)
    theme.apply(qapp)
    button = ElidedButton(theme, "status")
    whole, short = "Letzter erfolgreicher Abruf heute 07:31", "Abruf heute 07:31"
    theme.set_icon(button, "clock")
    button.show_caption(whole, short=short)
    button.show()
    button.resize(button.sizeHint())
    assert words_of(button) == whole and not button.toolTip()
    button.resize(button.sizeHint().width() - 4, 30)
    assert words_of(button) == short and button.accessibleDescription() == whole
    button.resize(button.minimumSizeHint().width(), 30)
    assert words_of(button) == short
    button.resize(button.minimumSizeHint().width() - 20, 30)
    assert words_of(button).endswith("…") and short.startswith(words_of(button)[:-1])
    assert button.accessibleName() == whole and whole in button.toolTip()
    button.close()


def test_the_status_bar_tells_the_last_fetch_at_any_size_and_a_note_whole(qapp: QApplication) -> None:
    theme = Theme(Appearance.LIGHT)
    theme.scale = 2.0
    theme.apply(qapp)
    bar = StatusBar(theme, ("fetch", "certificate", "backup"))
    bar.show_state("fetch", "clock", "Letzter erfolgreicher Abruf heute 07:31", short="Abruf heute 07:31")
    bar.show_state("certificate", "cert", "Zertifikat gültig bis 26.01.2029")
    bar.show_state("backup", "backup", "Keine Datensicherung eingerichtet", due=True)
    bar.show_balance("30 abgeholt = 30 vorhanden", right=True)
    bar.resize(1440, 50)
    bar.show()
    qapp.processEvents()
    fetched, backup = bar.buttons["fetch"], bar.buttons["backup"]
    assert words_of(fetched) == "Abruf heute 07:31" and words_of(bar.balance) == "30 abgeholt = 30 vorhanden"
    assert words_of(backup).endswith("…") and backup.accessibleDescription() == "Keine Datensicherung eingerichtet"
    assert not overlapping(bar)
    before = [(words_of(each), each.width()) for each in (*bar.buttons.values(), bar.balance)]
    bar.note(NOTE)
    qapp.processEvents()
    assert bar._note.text() == NOTE and not overlapping(bar)
    assert words_of(fetched) == "Abruf heute 07:31"
    bar.note("")
    qapp.processEvents()
    assert [(words_of(each), each.width()) for each in (*bar.buttons.values(), bar.balance)] == before
    bar.close()


def test_the_order_of_the_list_is_never_cut_off(qapp: QApplication) -> None:
    theme = Theme(Appearance.LIGHT)
    theme.apply(qapp)
    page = ApplicationsPage(theme, ApplicationTableModel())
    page.show_head("Nicht verarbeitbar", 50_000)
    page.show()
    for width in (280, 300, 356):
        page.resize(width, 600)
        qapp.processEvents()
        assert page.narrow.geometry().right() <= page.width(), width
        assert page.order.geometry().right() < page.narrow.x(), width
        assert words_of(page.order) == "Neueste" or words_of(page.order).endswith("…"), width
    assert page.order.accessibleName() == "Nach Eingang geordnet, Neueste zuerst"
    page.close()


def test_how_a_round_of_fetches_ended_is_told_whole_on_a_small_screen(qapp: QApplication) -> None:
    theme = Theme(Appearance.LIGHT)
    theme.scale = 2.0
    theme.apply(qapp)
    page = FetchPage(theme)
    page.resize(1198, 486)
    page.show()
    sentence = "2 Postfächer wurden nicht ganz abgeholt. Nichts ging verloren; alles Weitere liegt beim Intermediär."
    facts = [(f"Stelle {number}", "Die PIN wurde nicht eingegeben.") for number in range(9)]
    page.show_round("danger", "9 neue Anträge, 1 von 3 Postfächern abgeholt", sentence, [("Nicht abgeholt", facts)])
    qapp.processEvents()
    for label in (page._title, page.banner.sentence):
        needed = label.heightForWidth(label.width())
        assert label.isVisible() and label.height() >= needed > label.fontMetrics().height()
    assert not page._sentence.isVisible(), "said once"
    assert page.mailboxes.height() >= theme.px(40) and page.close_button.height() >= theme.px(30)
    page.resize(1198, 900)
    qapp.processEvents()
    assert page._sentence.isVisible()
    page.close()


def test_an_unreadable_message_says_more_where_there_is_room(qapp: QApplication) -> None:
    theme = Theme(Appearance.LIGHT)
    theme.scale = 1.5
    theme.apply(qapp)
    pane = QWidget()
    layout = QVBoxLayout(pane)
    band = UnprocessableBand(theme, Actions(theme, pane))
    layout.addWidget(band)
    layout.addStretch(1)
    pane.resize(1300, 800)
    pane.show()
    band.show_unread(Unread(application_id="1", failure="OSCI-SIGNATURE", parameters={}, waits=False))
    qapp.processEvents()
    assert band.sentences.isVisible() and band.sentences.text()
    pane.resize(1300, 500)
    qapp.processEvents()
    assert not band.sentences.isVisible() and band.title.isVisible()
    assert band.sentences.text() in band.accessibleName() and band.sentences.text() in band.toolTip()
    pane.close()
