"""Names and subjects of strangers on one line: literal, visible, short, and never more than they are."""

from __future__ import annotations

import unicodedata
from array import array
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication, QPushButton, QStyleOptionViewItem

from sozialclient.gui.applications.table_model import ApplicationTableModel, about, subject_of, title_of
from sozialclient.gui.evidence.table_model import EvidenceRow
from sozialclient.gui.plain import LINE_LIMIT, elided, literal_tooltip, plain, plain_block, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import set_caption
from sozialclient.gui.widgets.card_delegate import CardDelegate
from sozialclient.gui.wording import say
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.listing import Listing, code_of
from sozialclient.model.verdict import Verdict
from sozialclient.settings import Appearance
from tests.hostile.rows import guarded_by
from tests.hostile.shown_texts import Said, faults
from tests.unit.store.samples import content

HIDDEN = {
    "turned": "Antrag\u202efdp.exe", "isolated": "a\u2066b\u2069c", "zero width": "Mü\u200bl\u200cl\u200der\ufeff",
    "marks": "e" + "\u0301" * 500, "control": "a\x00\x1b[31mb\x7f", "line ends": "a\r\nb\u2028c\u2029d\x85e",
    "joined emoji": "\U0001f468\u200d\U0001f469", "tags": "a\U000e0041\U000e007f", "fillers": "a\u3164\u115fb",
    "surrogate": "a\ud800b", "arabic": "\u0645\u062d\u0645\u062f", "soft hyphen": "So\xadzial",
}


def card_of(subject: str, *, service: str = "Wohngeld", applicant: str = "Zwergfell, Erika") -> ApplicationCard:
    """A card with texts of a stranger."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return ApplicationCard(
        id="A-2026-000001", mailbox="Amt", message_id="urn:m:1", state=State.NEW, subject=subject, service_key=None,
        service_name=service, applicant=applicant, received=now, fetched=now, opened=None, content_count=1,
        attachment_count=0, size=1, verdict=Verdict.PASSED, finding_count=0, training=True)


@pytest.mark.parametrize("literal", ["%1 %n", "{0} {n} {name}", "%(x)s", "a\\nb", "Meier & Söhne", "&amp;", "<b>x</b>"])
@guarded_by("sozialclient.gui.plain.literal_caption", "sozialclient.gui.wording.say")
def test_u_05_placeholders_and_key_letters_in_names_stay_letters(qapp: QApplication, literal: str) -> None:
    """A name full of what Qt, Python or printf would fill in is shown letter by letter, on buttons too."""
    assert plain_label(literal).text() == literal
    assert say("folders.mailbox", name=literal) == f"Postfach {literal}"
    assert f"„{literal}“" in say("pin.why", mailbox=literal)
    assert plain(literal) == plain_block(literal) == literal
    button = QPushButton()
    set_caption(button, literal)
    assert button.text().replace("&&", "&") == literal
    assert button.text().count("&") == 2 * literal.count("&")
    assert button.shortcut().isEmpty()


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
@guarded_by("sozialclient.gui.plain.plain", "sozialclient.documents.shown_text.hidden_named")
def test_u_07_nothing_hidden_or_turning_is_left_in_a_name(qapp: QApplication, hidden: str) -> None:
    """Direction marks, invisible characters and towers of marks cannot hide in or turn a name, wherever it stands."""
    for where, shown in (("line", plain(hidden)), ("block", plain_block(hidden)), ("tip", literal_tooltip(hidden))):
        assert faults(Said(where, shown, rich=where == "tip")) == []
        assert len(shown) < 200 or where != "line"
    assert max(len(list(run)) for run in _runs_of_marks(plain(hidden))) <= 4
    assert plain_label(plain(hidden)).text() == plain(hidden), "what came through the door once is not changed again"


def _runs_of_marks(text: str) -> list[str]:
    marks = "".join(char if unicodedata.combining(char) else " " for char in text)
    return marks.split(" ") or [""]


@guarded_by("sozialclient.gui.plain.plain")
def test_u_07a_right_to_left_text_is_kept_and_cannot_turn_its_surroundings(qapp: QApplication) -> None:
    """An Arabic name is shown whole, and the words around it stay in their order."""
    name = HIDDEN["arabic"]
    assert plain(name) == f"\u2068{name}\u2069"
    assert plain(plain(name), " · ", "Nachricht 1") == f"\u2068{name}\u2069 · Nachricht 1"
    assert faults(Said("", plain(name))) == []


@guarded_by("sozialclient.gui.wording.named")
def test_u_07b_a_name_that_borrows_letters_of_another_alphabet_is_marked() -> None:
    """A name whose words mix look-alike alphabets begins with a hint where names are shown; honest names carry none."""
    faked, honest = "\u0405oz\u0456alamt", ("Sozialamt", "Олександра Müller", "Ελένη Schmidt", "王 Wei")
    assert about(card_of("", applicant=faked)) == f"Gemischte Alphabete: {faked}"
    assert EvidenceRow(content("c", b"", f"{faked}.pdf"), "evidence").name == f"Gemischte Alphabete: {faked}.pdf"
    for name in honest:
        assert "emischt" not in about(card_of("", applicant=name))


@pytest.mark.parametrize(
    "subject", ["x" * 100_000, "Zeile\r\nZeile\n" * 5000, "", " ", "\t\n \u00a0", "\u202e" * 100_000])
@guarded_by("sozialclient.gui.plain.plain", "sozialclient.gui.plain.elided")
def test_u_09_a_subject_of_any_length_is_one_short_line(qapp: QApplication, subject: str) -> None:
    """Long, many-lined, empty and blank subjects make one line that fits its row; the whole is offered on demand."""
    card = card_of(subject, service=subject, applicant=subject)
    for line in (title_of(card), about(card), subject_of(card), plain(subject)):
        assert "\n" not in line and "\r" not in line
        assert len(line) < 12 * LINE_LIMIT
    assert about(card).strip(), "who is not named is said to be"
    metrics = QFontMetrics(qapp.font())
    assert metrics.horizontalAdvance(elided(metrics, subject, 300)) <= 300
    model, delegate = ApplicationTableModel(), CardDelegate(Theme(Appearance.LIGHT))
    model.show_listing(Listing(array("q", [code_of(card.id)])), [card], grouped=False)
    picture = QImage(400, 80, QImage.Format.Format_RGB32)
    painter, option = QPainter(picture), QStyleOptionViewItem()
    option.rect = picture.rect()
    delegate.paint(painter, option, model.index(0))
    painter.end()
    assert delegate.sizeHint(option, model.index(0)).height() < 90
    assert len(str(model.index(0).data(Qt.ItemDataRole.ToolTipRole))) < 24 * LINE_LIMIT
