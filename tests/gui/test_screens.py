"""What the window shows: documents with marks, looks, text sizes, narrow windows, errors."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSplitter, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.main_window import Layout
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import icon_button
from sozialclient.gui.window_place import WindowPlace
from sozialclient.settings import Appearance
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop


def open_first(desktop: Desktop, folder: str = "in_review") -> None:
    """Open the newest application of a folder."""
    desktop.window.folders.select(folder)
    settle(desktop, 0.05)
    view = desktop.window.applications.list
    view.setCurrentIndex(view.model().index(1, 0))
    settle(desktop, 0.2)


def test_document_is_painted_and_the_value_marked(desktop: Desktop) -> None:
    open_first(desktop)
    fields = desktop.window.application.fields
    row = next(row for row in range(fields.model.rowCount())
               if (field := fields.model.entry_at(row)) and field.label == "Krankenkasse")
    fields.list.setCurrentIndex(fields.model.index(row))
    settle(desktop, 0.4)
    view = desktop.window.application.document.view
    picture = view.grab().toImage()
    wanted = QColor(desktop.theme.tokens.paper["markOutline"])
    colors = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2)
              for y in range(0, picture.height(), 1)}
    assert wanted.name() in colors
    assert len(colors) > 20
    assert view.accessibleDescription()


def test_every_tab_and_evidence_can_be_looked_at(desktop: Desktop) -> None:
    open_first(desktop)
    page = desktop.window.application
    page.show_tab("evidence")
    names = [row.name for row in page.evidence.model.rows]
    assert any(name.lower().endswith((".heic", ".jpg")) for name in names)
    shown = 0
    for row in range(len(names)):
        page.evidence.list.setCurrentIndex(page.evidence.model.index(row))
        settle(desktop, 0.1)
        shown += page.document._pages > 0
    assert shown >= 3


def test_altered_content_is_named_in_words(desktop: Desktop, workplace: Workplace) -> None:
    for row in workplace.store.cards():
        if row.verdict.value == "failed":
            desktop.controller.application.open(row.id)
            settle(desktop, 0.2)
            assert "IT" in desktop.window.application.verdict.accessibleName()
            return
    pytest.fail("the examples hold an altered one")


def test_dark_and_light_change_at_once(desktop: Desktop) -> None:
    desktop.show_look(Appearance.DARK)
    assert desktop.theme.dark
    ground = desktop.window.grab().toImage().pixelColor(700, 880)
    assert ground.lightness() < 128
    desktop.show_look(Appearance.LIGHT)
    assert desktop.window.grab().toImage().pixelColor(700, 880).lightness() > 128


def test_text_size_rebuilds_the_window_where_it_was(desktop: Desktop) -> None:
    open_first(desktop)
    current = desktop.controller.application.current
    assert current is not None
    desktop.show_size(2.0)
    settle(desktop, 0.2)
    assert desktop.window.panes_layout is Layout.SINGLE
    again = desktop.controller.application.current
    assert again is not None
    assert again.card.id == current.card.id
    assert desktop.controller.applications.folder == "in_review"
    strip = desktop.window.application.strip.time
    assert strip.height() >= strip.heightForWidth(strip.width())


def test_what_was_asked_for_before_the_text_size_changed_comes_to_nobody(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, fault, _trace: faults.append(fault))
    gate = threading.Event()
    desktop.tasks.run(gate.wait, lambda _opened: None)
    desktop.controller.applications.refresh()
    old = desktop.window
    desktop.show_size(1.25)
    QCoreApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete.value)
    gate.set()
    settle(desktop, 0.1)
    assert not faults


def test_a_title_too_long_for_the_window_ends_in_an_ellipsis(desktop: Desktop) -> None:
    open_first(desktop)
    title = desktop.window.application.title
    whole = title.accessibleName()
    assert title.text() == whole
    desktop.window.application.title.setFixedWidth(title.width() // 3)
    settle(desktop, 0.02)
    assert title.text().endswith("…") and whole.startswith(title.text()[:-1]) and title.accessibleName() == whole


@pytest.mark.parametrize(("width", "kind"), [(1440, Layout.FOUR), (1100, Layout.THREE)])
def test_layout_follows_the_width(desktop: Desktop, width: int, kind: Layout) -> None:
    desktop.window.resize(width, 800)
    settle(desktop, 0.05)
    assert desktop.window.panes_layout is kind


def tabs_in_sight(desktop: Desktop) -> bool:
    tabs = desktop.window.application.tabs
    ends = [tabs.tabRect(at).right() for at in range(tabs.count())]
    return tabs.isVisible() and len(ends) > 6 and all(end < tabs.width() for end in ends)


def test_every_tab_is_in_sight_however_the_panes_were_left(desktop: Desktop, tmp_path: Path) -> None:
    open_first(desktop)
    splitters = desktop._splitters()
    for at, width in enumerate((1440, 1366, 1280, 1100, 1040, 1024)):
        desktop.window.resize(width, 760)
        settle(desktop, 0.02)
        desktop.window.splitter.setSizes([width, width, 1])
        settle(desktop, 0.02)
        assert tabs_in_sight(desktop), width
        left = QSettings(str(tmp_path / str(at)), QSettings.Format.IniFormat)
        stray = QSplitter()
        for _ in range(3):
            stray.addWidget(QWidget())
        stray.setSizes([width, width, 10])
        left.setValue("splitter/main", stray.saveState())
        left.sync()
        WindowPlace(tmp_path / str(at)).restore(desktop.window, splitters)
        settle(desktop, 0.02)
        assert tabs_in_sight(desktop), width


def whole(label: QLabel) -> bool:
    return label.height() >= label.heightForWidth(label.width())


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_every_tab_is_in_sight_with_large_letters(desktop: Desktop, scale: float) -> None:
    desktop.show_size(scale)
    open_first(desktop)
    tabs = desktop.window.application.tabs
    for width in (1366, 1440, 1920):
        desktop.window.resize(width, 700)
        settle(desktop, 0.02)
        assert tabs_in_sight(desktop), width
        page = desktop.window.application
        assert tabs.height() >= tabs.minimumSizeHint().height()
        assert whole(page.strip.time) and not page.strip.time.visibleRegion().isEmpty(), "the Eingang is never cut"
    desktop.window.setMinimumSize(1, 1)
    desktop.window.resize(800, 760)
    settle(desktop, 0.02)
    assert not tabs_in_sight(desktop) and tabs.usesScrollButtons(), "only then they move behind arrows"


def test_new_user_is_welcomed(start: StartDesktop, empty_workplace: Workplace) -> None:
    desktop = start(empty_workplace)
    assert desktop.window.empty.isVisible()
    assert desktop.window.empty.button.text().strip().startswith("Postfach einrichten")
    assert not desktop.window.applications.isVisible()


@pytest.mark.parametrize(("fetched", "title"), [(False, "Noch nicht abgeholt"), (True, "Alles abgeholt")])
def test_an_empty_mailbox_says_whether_it_was_ever_fetched(
    start: StartDesktop, empty_workplace: Workplace, workplace: Workplace, fetched: bool, title: str
) -> None:
    (mailbox,) = workplace.store.mailboxes()
    empty_workplace.store.save_mailbox(mailbox)
    if fetched:
        empty_workplace.store.record_fetch(mailbox.name, datetime.now(UTC), "ok")
    desktop = start(empty_workplace)
    assert title in {label.text() for label in desktop.window.empty.findChildren(QLabel)}


class _Broken(SozialclientError):
    reference = "STORE-FULL"


def test_error_dialog_says_three_things_and_can_be_copied(qapp: QApplication) -> None:
    theme = Theme(Appearance.LIGHT)
    theme.apply(qapp)
    dialog = ErrorDialog(theme, Clipboard(), _Broken(needed=1, free=0), "Titel")
    dialog.show()
    for part in ("Was ist passiert", "Was ist sicher", "Was können Sie tun"):
        assert part in dialog.accessibleDescription()
    copy = next(button for button in dialog.findChildren(type(icon_button(theme, "copy", "x")))
                if "kopieren" in button.accessibleName())
    copy.click()
    assert "STORE-FULL" in QGuiApplication.clipboard().text()
    dialog.close()


def test_qt_speaks_german(qapp: QApplication) -> None:
    assert qapp.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_faults_of_a_worker_become_errors_in_words(qapp: QApplication) -> None:
    tasks = TaskRunner()
    seen: list[Any] = []
    tasks.unhandled = seen.append
    tasks.run(lambda: 1 / 0, lambda _value: None)
    dropped = tasks.run(lambda: "late", seen.append)
    dropped.cancel()
    while tasks.running:
        qapp.processEvents()
    tasks.close()
    assert [type(error).__name__ for error in seen] == ["UnexpectedError"]
    assert seen[0].parameters["kind"] == "ZeroDivisionError"


def test_first_paint_needs_no_heavy_library() -> None:
    code = (
        "import sys, os, tempfile; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from pathlib import Path\n"
        "from sozialclient.app import build_desktop\n"
        "from sozialclient.settings import DataFolder, Settings\n"
        "folder = DataFolder(Path(tempfile.mkdtemp()), chosen=True)\n"
        "desktop, desk = build_desktop(folder, Settings())\n"
        "desktop.window.show(); desktop.window.grab()\n"
        "heavy = ('reportlab', 'zeep', 'pypdfium2', 'PIL', 'urllib3', 'keyring', 'lxml', 'cryptography', 'apsw')\n"
        "print([name for name in heavy if name in sys.modules]); desktop.close(); desk.close()\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.strip() == "[]"


def test_key_hint_is_not_part_of_the_name(desktop: Desktop) -> None:
    primary: QPushButton = desktop.window.toolbar.primary
    assert "F5" in primary.text()
    assert primary.accessibleName() == "Jetzt abholen"
    assert primary.focusPolicy() & Qt.FocusPolicy.TabFocus


class _Named(SozialclientError):
    reference = "SETTINGS-UNKNOWN"


def test_error_about_a_setting_names_it(qapp: QApplication) -> None:
    dialog = ErrorDialog(Theme(Appearance.LIGHT), Clipboard(), _Named(key="display.farbe"), "Titel")
    assert "display.farbe" in dialog.accessibleDescription()
