"""The notes on an application, newest first, each with its author and time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from sozialclient.gui.plain import plain, plain_block, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.stack import Stack
from sozialclient.gui.wording import full, say
from sozialclient.model.work import Note

_MOST = 100
_LONGEST = 10_000


class NoteList(Stack):
    """Each text can be reached, marked and copied by keyboard; of very many only the newest are shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._layout.setSpacing(theme.px(8))

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Replace all."""
        self._clear()
        for note in reversed(notes[-_MOST:]):
            self._layout.addWidget(self._card(note))
        if len(notes) > _MOST:
            self._layout.addWidget(plain_label(say("work.older_notes", n=len(notes) - _MOST), wrap=True))
        if not notes:
            none = plain_label(say("work.no_notes"), wrap=True)
            none.setProperty("tone", "second")
            self._layout.addWidget(none)

    def _card(self, note: Note) -> QFrame:
        theme, card = self._theme, QFrame()
        card.setProperty("card", "plain")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        rows.setSpacing(theme.px(2))
        head = say("work.by", who=note.who, when=full(note.at))
        caption = plain_label(head, wrap=True)
        caption.setFont(theme.font("caption"))
        caption.setProperty("tone", "second")
        text = plain_label(wrap=True, keys=True)
        text.setText(plain_block(note.text, _LONGEST))
        text.setAccessibleName(plain(head, ": ", note.text))
        rows.addWidget(caption)
        rows.addWidget(text)
        return card
