"""The mailbox with three deliveries behind a proxy, and a window on a store, as other tests have them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Scene, filled, make_scene, scene
from tests.e2e.place import desk, hub, three_applications
from tests.e2e.wire_between import between
from tests.gui.conftest import desktop, empty_workplace, example_folder, open_folder, qapp, start, workplace

__all__ = [
    "desktop", "empty_workplace", "example_folder", "filled", "make_scene", "open_folder", "qapp", "quiet", "scene",
    "start", "workplace",
]


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory, filled: tuple[Path, list[str]]) -> Iterator[Scene]:
    """A scene for all tests of a module that must leave everything as it was; after them a fetch brings it all."""
    folder = tmp_path_factory.mktemp("quiet")
    shutil.copytree(filled[0], folder / "hub")
    with hub(folder / "hub") as running, between(running.url) as proxy, desk(folder / "desk", proxy.url) as office:
        running.rig.clock.now = three_applications()[-1].created_at
        made = Scene(running, proxy, office, list(filled[1]))
        yield made
        made.assert_next_fetch_completes()
