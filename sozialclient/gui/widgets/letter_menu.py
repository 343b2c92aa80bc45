"""A menu in which a letter leads to the next entry that begins with it, as people know it from lists."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu


class LetterMenu(QMenu):
    """Entries have no key letters of their own; Enter carries out what a letter led to."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next possible entry with this letter, round and round."""
        letter = event.text().casefold()
        entries = [each for each in self.actions() if each.isEnabled() and each.isVisible() and not each.isSeparator()]
        if not letter.isalpha() or not entries:
            super().keyPressEvent(event)
            return
        at = entries.index(self.activeAction()) + 1 if self.activeAction() in entries else 0
        found = [each for each in entries[at:] + entries[:at] if each.text().casefold().startswith(letter)]
        if found:
            self.setActiveAction(found[0])
        event.accept()
