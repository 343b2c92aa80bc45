"""libxmlsec beside our verifier: it takes all genuine messages as we do, and refuses no mutant that we take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.hostile.wrapping.elements import Level, Setting, Target
from tests.hostile.wrapping.figures import opinion_line
from tests.hostile.wrapping.golden import golden_messages
from tests.hostile.wrapping.judge import truth_of
from tests.hostile.wrapping.plan import everything
from tests.hostile.wrapping.samples import own_messages
from tests.hostile.wrapping.second_opinion import accepts, comparable, compare, signer_of
from tests.hostile.wrapping.settings import settings_of
from tests.hostile.wrapping.spoiling import spoil

LEAST, LEAST_LONG = 1_000, 10_000


@pytest.fixture(scope="module")
def xmlsec() -> Any:
    return pytest.importorskip("xmlsec", reason="xmlsec is not installed: no second opinion on signatures")


def own_settings() -> list[Setting]:
    return [setting for origin in own_messages() for setting in settings_of(origin)]


def golden_settings() -> list[Setting]:
    return [setting for origin in golden_messages() for setting in settings_of(origin)]


def _standard(setting: Setting) -> bool:
    """Not where an EncryptedData is signed, whose digest is none of the standard's (PROTOCOL 6.4)."""
    return all(target.kind != "encrypted" for target in setting.stage().targets)


def refused_by_it(xmlsec: Any, settings: list[Setting]) -> Iterator[str]:
    for setting in filter(_standard, settings):
        assert truth_of(setting)
        if not accepts(xmlsec, setting.stage(), signer_of(setting)):
            yield setting.name


def test_both_take_every_genuine_signature_of_our_composer(xmlsec: Any) -> None:
    settings = own_settings()
    assert list(refused_by_it(xmlsec, settings)) == []
    assert {setting.level for setting in filter(_standard, settings)} == set(Level)


@pytest.mark.usefixtures("shared")
def test_both_take_every_genuine_signature_of_the_golden_messages(xmlsec: Any) -> None:
    settings = golden_settings()
    assert list(refused_by_it(xmlsec, settings)) == []
    assert len(list(filter(_standard, settings))) > 100


def test_it_sees_a_change_of_everything_that_is_signed(xmlsec: Any) -> None:
    """Otherwise its word would be worth nothing."""
    for setting in filter(comparable, own_settings()):
        for number, _ in enumerate(setting.stage().targets):
            stage = setting.stage()
            target: Target = stage.targets[number]
            spoil(stage, target)
            assert not accepts(xmlsec, stage, signer_of(setting)), (setting.name, target.uri)


def test_we_are_never_the_weaker_one(xmlsec: Any, capfd: pytest.CaptureFixture[str]) -> None:
    wanted = ("delivery/", "curve/")
    found = compare(xmlsec, [setting for setting in own_settings() if setting.name.startswith(wanted)], 8)
    capfd.readouterr()  # libxml2 writes on standard error what libxmlsec could not parse
    print(f"\n{opinion_line(found)}")
    assert found.weaker == []
    assert found.mutants >= LEAST and found.both_refuse > LEAST // 2 and found.both_accept > 0


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_we_are_never_the_weaker_one_anywhere(xmlsec: Any) -> None:
    found = compare(xmlsec, [setting for setting, _ in everything()], 5)
    print(f"\n{opinion_line(found)}")
    assert found.weaker == [] and found.mutants >= LEAST_LONG
