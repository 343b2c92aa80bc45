"""The receipt as the pictures of all screens show it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sozialclient.gui.receipt.dialog import ReceiptDialog

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop


def receipt_screen(desktop: Desktop) -> QWidget:
    """For an invented application."""
    from sozialclient.reports.receipt import Receipt

    receipt = Receipt(
        sender=("Stadt Musterstadt", "Amt für Soziales", "Rathausplatz 1", "00042 Musterstadt"),
        contact=("Frau Beispiel, Zimmer 12", "Telefon 000 4711"),
        recipient=("Élodie Marie Beispiel-Großmann", "Am Übungsteich 38 b", "00042 Beispielhausen"),
        service="Hilfe zum Lebensunterhalt", number="SGB12-4711", file_number="50.1-1234/26",
        received=datetime(2026, 11, 20, 11, 6, 44, tzinfo=UTC),
        documents=("Antrag (Antrag.pdf)", "Mietvertrag (anhang_0001.pdf)", "Kontoauszug (anhang_0002.heic)"),
        unreadable=("Foto (anhang_0003.jpg)",), day=datetime(2026, 11, 22, 9, tzinfo=UTC))
    dialog = ReceiptDialog(desktop.theme, receipt, desktop.window)
    dialog.show()
    return dialog
