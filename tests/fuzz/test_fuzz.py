"""Short forms: kept inputs, then new ones; and a look whether a fault would be found."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz import target as limits
from tests.fuzz.campaign import can_guide, fuzz
from tests.fuzz.planted import plant
from tests.fuzz.seeds import FOLDER, LARGEST, seeds
from tests.fuzz.target import Target, TooSlow
from tests.fuzz.targets import TARGETS

EXAMPLES = {"envelope": 60, "content": 60, "dialog": 80, "key-file": 40}
DEFAULT_EXAMPLES = 300
INPUTS = st.binary(max_size=200)
LONG_INPUTS = st.binary(min_size=40, max_size=200)

every_target = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
guided = pytest.mark.skipif(not can_guide(), reason="no atheris for this Python and system")


@every_target
def test_kept_inputs_still_end_typed(target: Target) -> None:
    kept = seeds(target.name)
    assert kept
    for data in kept:
        target.run(data)


@every_target
def test_new_inputs_end_typed(target: Target) -> None:
    @settings(max_examples=EXAMPLES.get(target.name, DEFAULT_EXAMPLES), deadline=None, database=None)
    @given(data=INPUTS)
    def search(data: bytes) -> None:
        target.run(data)

    target.run(b"")
    search()


def test_corpora_are_small_and_each_has_its_target() -> None:
    files = list(FOLDER.iterdir())
    assert {file.stem for file in files} == set(TARGETS)
    assert [file.name for file in files if file.stat().st_size > LARGEST] == []


@pytest.mark.parametrize(("fault", "kind"), [("untyped", IndexError), ("slow", TooSlow)])
def test_a_planted_fault_is_found(fault: str, kind: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    plant(fault, monkeypatch)
    if kind is TooSlow:  # only there: a search for another fault must not end at a busy machine's slow moment
        monkeypatch.setattr(limits, "LONGEST", 1.0)
    quick = (Phase.generate,)

    @settings(max_examples=4000, deadline=None, database=None, phases=quick, suppress_health_check=list(HealthCheck))
    @given(data=LONG_INPUTS)
    def search(data: bytes) -> None:
        TARGETS["mime"].run(data)

    with pytest.raises(kind):
        search()


@guided
@pytest.mark.slow
@pytest.mark.parametrize("fault", ["untyped", "slow"])
def test_a_planted_fault_is_found_under_guidance(fault: str) -> None:
    assert fuzz("mime", 60, fault).find is not None


@guided
@pytest.mark.slow
@every_target
def test_two_minutes_of_guided_fuzzing_find_nothing(target: Target) -> None:
    result = fuzz(target.name, 120)
    assert result.find is None, result.output
    assert result.executions > 1000
