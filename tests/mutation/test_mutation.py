"""The short form, and whether taking a guard out does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from types import ModuleType

import pytest

from tests.conftest import CHECKOUT
from tests.mutation import switch
from tests.mutation.guards import SWITCH, instrument

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="taking guards out needs fork()")

SOURCE = '''
def positive(value):
    """Doc."""
    if value is None or value < 0:
        raise ValueError
    check_even(value)
    for known in (2, 4):
        if known == value:
            return known
    raise LookupError

def check_even(value):
    if value % 2:
        raise TypeError

class Door:
    def open(self, key):
        if (found := key.strip()) == "wrong":
            return False
        return found
'''


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType("made")
    monkeypatch.setitem(vars(made), SWITCH, switch)
    monkeypatch.setattr(switch, "off", set())
    monkeypatch.setattr(switch, "fired", set())
    tree, _ = instrument(SOURCE, "made")
    exec(compile(tree, "made", "exec"), vars(made))
    return made


def test_every_kind_of_guard_is_found() -> None:
    _, found = instrument(SOURCE, "made")
    assert [guard.key for guard in found.guards] == [
        "made.positive | value is None",
        "made.positive | value < 0",
        "made.positive | check_even(value)",
        "made.positive | raise LookupError",
        "made.check_even | value % 2",
        "made.Door.open | (found := key.strip()) == 'wrong'",
    ]
    assert found.functions == ["made.positive", "made.check_even", "made.Door.open"]


def test_in_its_place_a_guard_refuses_and_is_seen_to(module: ModuleType) -> None:
    for value, error in ((None, ValueError), (-2, ValueError), (3, TypeError), (6, LookupError)):
        with pytest.raises(error):
            module.positive(value)
    assert module.positive(4) == 4 and module.Door().open(" right ") == "right"
    assert module.Door().open("wrong") is False
    assert {key for key in switch.fired if "|" in key} == {guard.key for guard in instrument(SOURCE, "made")[1].guards}


@pytest.mark.parametrize(
    ("key", "value", "outcome"),
    [
        ("made.positive | value < 0", -2, LookupError),
        ("made.positive | check_even(value)", 3, LookupError),
        ("made.check_even | value % 2", 3, LookupError),
        ("made.positive | raise LookupError", 6, None),
        ("made.positive | value is None", None, TypeError),
        ("made.positive", -2, None),
    ],
)
def test_taken_out_it_lets_pass(
    module: ModuleType, key: str, value: int | None, outcome: type[Exception] | None
) -> None:
    switch.off.add(key)
    if outcome is None:
        assert module.positive(value) is None
    else:
        with pytest.raises(outcome):
            module.positive(value)


def test_a_function_without_its_body_says_nothing_or_yes(module: ModuleType) -> None:
    switch.off.add("made.check_even")
    assert module.check_even(3) is None
    switch.off.add(switch.YES + "made.check_even")
    assert module.check_even(3) is True


def _campaign(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.mutation", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_guard_that_no_test_misses_is_told() -> None:
    code, output = _campaign("--only", r"wire\.mime", "tests/unit/wire/test_base64.py")
    assert code == 1
    assert "SURVIVES sozialclient.wire.mime" in output


@pytest.mark.timeout(900)
def test_a_sample_of_the_guards_is_missed_each() -> None:
    code, output = _campaign("--sample", "30")
    figures = re.search(r"guards: .* and (\d+) of (\d+) in all", output)
    assert code == 0 and figures and int(figures[2]) > 20, output


@pytest.mark.slow
@pytest.mark.timeout(4 * 3600)
def test_every_guard_is_missed() -> None:
    code, output = _campaign()
    assert code == 0, output


@pytest.mark.slow
@pytest.mark.timeout(4 * 3600)
def test_what_a_row_names_is_missed_by_its_own_test() -> None:
    code, output = _campaign("--rows")
    assert code == 0, output
