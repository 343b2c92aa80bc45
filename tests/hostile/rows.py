"""What a test says about the row of the catalogue it stands for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., object])

GUARDS = "guards"
"""Attribute of a test that holds the dotted names of what guards against its row."""

ROWS = {"X": 21, "S": 40, "E": 18, "M": 16, "C": 24, "A": 34, "N": 27, "U": 16, "P": 18}
"""Rows of the catalogue by group; each group's are numbered from 01."""

windows_only = pytest.mark.skipif(sys.platform != "win32", reason="only Windows can show this row")
"""For rows, or parts of rows, that rest on something Windows does."""


def guarded_by(*names: str) -> Callable[[Test], Test]:
    """Names what refuses a row's input: functions, classes, modules or tables as `sozialclient.wire.xml.parse`."""

    def marked(test: Test) -> Test:
        setattr(test, GUARDS, names)
        return test

    return marked
