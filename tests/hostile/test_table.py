"""The table of rows is whole, true and written down."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.hostile.table import PAGE, all_rows, collect, missing_rows, page, resolve, strays

TESTS = collect()


def test_every_row_has_a_test() -> None:
    assert missing_rows(TESTS) == []


def test_every_test_stands_for_a_row_of_the_catalogue() -> None:
    assert {test.row for test in TESTS} - set(all_rows()) == set()
    assert strays() == []


def test_no_name_is_used_twice() -> None:
    assert [name for name, times in Counter(test.name for test in TESTS).items() if times > 1] == []


def test_every_row_says_what_arrives_and_what_refuses_it() -> None:
    """Controls, which show that a test can fail, may leave that to the test they are for."""
    assert {test.row for test in TESTS} - {test.row for test in TESTS if test.guards and test.says} == set()
    assert [test.name for test in TESTS if test.guards and not test.says] == []


def test_every_guard_is_there() -> None:
    assert {test.name: guard for test in TESTS for guard in test.guards if not _is_ours(guard)} == {}


def _is_ours(guard: str) -> bool:
    try:
        resolve(guard)
    except LookupError:
        return False
    return guard.startswith("sozialclient.")


def test_the_written_table_is_current() -> None:
    """`python -m tests.hostile --write` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page(TESTS)


@pytest.mark.parametrize(
    "name",
    [
        "sozialclient.wire.xml.no_such_function",
        "sozialclient.no_such_module.parse",
        "no_such_package",
        "sozialclient.wire.xml.parse_xml.no_such_part",
    ],
)
def test_a_guard_that_is_not_there_is_noticed(name: str) -> None:
    with pytest.raises(LookupError):
        resolve(name)


def test_a_row_without_a_test_is_noticed() -> None:
    without = [test for test in TESTS if test.row != "X-01"]
    assert "X-01" in missing_rows(without)
