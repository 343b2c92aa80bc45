"""The mailbox with three deliveries behind a proxy, and a window on a store, as other tests have them."""

from __future__ import annotations

from tests.e2e.conftest import filled, make_scene, scene
from tests.gui.conftest import desktop, empty_workplace, example_folder, qapp, start, workplace

__all__ = [
    "desktop", "empty_workplace", "example_folder", "filled", "make_scene", "qapp", "scene", "start", "workplace",
]
