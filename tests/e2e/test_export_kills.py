"""Exports that are killed; the long form kills two hundred."""

from __future__ import annotations

import sys

import pytest

from tests.e2e.export_kills import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills the POSIX way")


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.timeout(3600)
def test_no_half_export_is_taken_for_a_whole_one(kills: int) -> None:
    outcome = run(kills)
    assert outcome.complaints == []
    assert outcome.kills == kills and outcome.drafts > 0, outcome.summary(0)
