"""Opens the small dialogs that ask or tell one thing, for `screens.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QDialog, QWidget

from sozialclient.gui.applications.save_view_dialog import SaveViewDialog
from sozialclient.gui.certificates.confirm_dialog import ConfirmDialog
from sozialclient.gui.certificates.desk import CertificatesDesk
from sozialclient.gui.schemas.replace_dialog import ReplaceDialog
from sozialclient.gui.screen_samples import sample_replacement
from sozialclient.gui.shell.about_dialog import AboutDialog
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.store_keys.dialogs import PassphraseDialog
from sozialclient.store.keys.wraps import LEAST_PASSPHRASE

Draw = Callable[[Desktop], QWidget]


def question_screens(main: Draw, transfer: Draw, settle: Callable[[Desktop], None]) -> Mapping[str, Draw]:
    """Screens by name; `main` shows an application, `transfer` carries one over."""

    def shown(dialog: QDialog) -> QWidget:
        dialog.show()
        return dialog

    def again(desktop: Desktop) -> QWidget:
        main(desktop)
        desktop.unprocessable.ask()
        settle(desktop)
        assert desktop.unprocessable.dialog is not None
        return desktop.unprocessable.dialog

    def removal(desktop: Desktop) -> QWidget:
        desktop.removal.open()
        settle(desktop)
        assert desktop.removal.dialog is not None
        return desktop.removal.dialog

    def authority(desktop: Desktop) -> QWidget:
        known = CertificatesDesk(desktop._desk.workplace).believed().authorities[0].certificate
        return shown(ConfirmDialog(desktop.theme, "new_root", None, known, asks=True, parent=desktop.window))

    def finish(desktop: Desktop) -> QWidget:
        transfer(desktop)
        page = desktop.transfer.page
        assert page is not None
        page.finish.click()
        settle(desktop)
        assert desktop.transfer.finish_dialog is not None
        return desktop.transfer.finish_dialog

    def deviation(desktop: Desktop) -> QWidget:
        transfer(desktop)
        page = desktop.transfer.page
        assert page is not None
        page.wanted.emit("deviation")
        settle(desktop)
        assert desktop.transfer.deviation_dialog is not None
        return desktop.transfer.deviation_dialog

    return {
        "again": again, "remove-mailbox": removal, "authority": authority, "transfer-finish": finish,
        "transfer-deviation": deviation,
        "schemas-replace": lambda desktop: shown(ReplaceDialog(desktop.theme, [sample_replacement()], desktop.window)),
        "about": lambda desktop: shown(AboutDialog(desktop.theme, desktop.window)),
        "save-view": lambda desktop: shown(SaveViewDialog(desktop.theme, "Meine offenen Anträge", desktop.window)),
        "passphrase": lambda desktop: shown(PassphraseDialog(desktop.theme, LEAST_PASSPHRASE, desktop.window)),
    }
