"""Keeps every test away from the user's screen, key ring and data, and names the shared test data."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"

# Read by Qt and keyring when they are first imported, so these can't wait for a fixture.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.platform == "win32":
    os.environ.setdefault("QT_QPA_FONTDIR", str(Path(os.environ["SYSTEMROOT"], "Fonts")))
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

_numbers = itertools.count()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the checkout; skips where a checkout came without it."""
    if not SHARED.is_dir():
        pytest.skip("no folder 'shared' beside the checkout: its vectors and schemas can't be tested here")
    return SHARED


@pytest.fixture(scope="session")
def _data_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def _own_data(_data_root: Path) -> Iterator[None]:
    """Each test has a SOZIALCLIENT_DATA of its own, which it may find missing like a new user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOZIALCLIENT_DATA", str(_data_root / str(next(_numbers))))
        yield
