"""The way off the GUI thread and back ends with the window."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QApplication

from sozialclient.gui.tasks import TaskRunner


def test_after_the_end_nothing_comes_back_and_nothing_is_begun(qapp: QApplication) -> None:
    """What a window would show, or begin, when it is gone would meet a store that is closed."""
    tasks, begun, go_on = TaskRunner(), threading.Event(), threading.Event()
    done: list[str] = []

    def work() -> str:
        begun.set()
        go_on.wait(30)
        return "first"

    tasks.run(work, done.append)
    assert begun.wait(30)
    threading.Timer(0.05, go_on.set).start()
    tasks.close()
    later = tasks.run(lambda: done.append("later"), lambda _none: None)
    qapp.processEvents()
    assert later.cancelled() and done == [] and tasks.running == 0
