"""Strangers' text is shown literally, whatever it holds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sozialclient.gui.plain import (
    BLOCK_LIMIT,
    literal_caption,
    literal_tooltip,
    mixes_alphabets,
    plain,
    plain_block,
    plain_label,
)
from tests.pace import within


@pytest.mark.parametrize(
    ("untrusted", "shown"),
    [
        ("Müller", "Müller"),
        ("Thị Lan Nguyễn", "Thị Lan Nguyễn"),
        ("a\u202egnp.exe", "a⟨U+202E⟩gnp.exe"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("eins\r\nzwei\tdrei", "eins zwei drei"),
        ("a\x00b", "a⟨U+0000⟩b"),
        ("%1 {0} %(x)s", "%1 {0} %(x)s"),
        ("<b>fett</b>", "<b>fett</b>"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_invisible_characters_become_visible(untrusted: str, shown: str) -> None:
    assert plain(untrusted) == shown


def test_long_line_is_clipped_and_says_so() -> None:
    assert plain("x" * 100_000) == "x" * 400 + "…"


def test_towers_of_marks_are_cut() -> None:
    assert len(plain("e" + "\u0301" * 300)) == 5


def test_megabyte_without_blanks_is_clipped_and_broken() -> None:
    block = within(2, lambda: plain_block("x" * 1_000_000))
    assert len(block.replace("\n", "")) == BLOCK_LIMIT
    assert max(map(len, block.split("\n"))) == 256


def test_label_is_plain_text(qapp: QApplication) -> None:
    label = plain_label("<img src='//host/x'>")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == "<img src='//host/x'>"


def test_tooltip_escapes_markup() -> None:
    assert "<img" not in literal_tooltip("<img src='//host/x'>")


def test_caption_keeps_its_ampersand() -> None:
    assert literal_caption("Meier & Sohn") == "Meier && Sohn"


def test_faked_words_are_noticed() -> None:
    assert mixes_alphabets("\u0405oz\u0456alamt")
    assert not mixes_alphabets("Sozialamt Großmühle")
    assert not mixes_alphabets("Олександра Müller")
