"""Tells whether the caps-lock key is on."""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_VK_CAPITAL = 0x14


def caps_lock_on() -> bool | None:
    """The state the system reports; None where it cannot be asked."""
    if sys.platform == "win32":
        return bool(ctypes.windll.user32.GetKeyState(_VK_CAPITAL) & 1)
    return None


def caps_lock_guess(event: QKeyEvent) -> bool | None:
    """What a typed letter tells: upper case without shift means on; None for anything but a letter."""
    typed = event.text()
    if len(typed) != 1 or not typed.isalpha():
        return None
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return typed.isupper() != shifted
