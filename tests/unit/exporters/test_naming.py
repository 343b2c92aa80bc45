from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from sozialclient.exporters.name_facts import read_name_facts
from sozialclient.exporters.naming import (
    DEFAULT_PATTERN,
    LONGEST_NAME,
    NameFacts,
    NamePatternError,
    NamePersonalError,
    Token,
    naming_pattern,
    preview,
)
from sozialclient.texts import error_text
from tests.unit.documents.samples import Sample, xsozial
from tests.unit.exporters.exports import NAME, application, full_sample

FACTS = NameFacts(
    application_id="A-2026-000017", received=datetime(2026, 1, 9, 23, 30, tzinfo=UTC),
    service="Hilfe zum Lebensunterhalt", service_short="HzL", leika="99015001017000",
    application_number="067e-80a1-ff", number=7, family_name="Łąka",
    given_name="Zoë", town="Bad Ort", file_number="50.1/2026", mailbox="Sozialamt / Nord",
)  # fmt: skip


def named(pattern: str, facts: NameFacts = FACTS) -> str:
    return preview(naming_pattern(pattern), facts).name


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        (DEFAULT_PATTERN, "2026-01-10_HzL_067e80a1"),
        ("{eingang:date}_{leika}", "2026-01-10_99015001017000"),
        ("{leistung}-{laufnr}", "Hilfe zum Lebensunterhalt-007"),
        ("{antragsnr}", "067e80a1ff"),
        ("{nachname:3}, {vorname} ({ort})", "Łąka"[:3] + ", Zoë (Bad Ort)"),
        ("{aktenzeichen}_{postfach}", "50_1-2026_Sozialamt - Nord"),
        ("Antrag", "Antrag"),
    ],
)
def test_each_token_stands_for_its_fact(pattern: str, name: str) -> None:
    assert named(pattern) == name


def test_what_is_unknown_is_said_and_no_name_is_empty() -> None:
    nothing = NameFacts(application_id="A-2026-000017")
    every = "".join(f"[{{{token.value}}}]" for token in Token)
    assert "[]" not in named(every, nothing)
    assert named("{eingang}_{antragsnr:8}", nothing) == "ohne-Eingang_A2026000"


@pytest.mark.parametrize("pattern", ["", "  ", "{eingang", "eingang}", "{}", "{name}", "{eingang:8}", "{ort:0}",
                                     "{antragsnr:999}", "{{eingang}}", "x" * 301])  # fmt: skip
def test_a_pattern_that_is_not_understood_is_refused(pattern: str) -> None:
    with pytest.raises(NamePatternError):
        naming_pattern(pattern)


def test_the_words_for_a_wrong_pattern_name_every_impersonal_token() -> None:
    action = error_text("EXPORT-PATTERN", {"part": "x"}).action
    assert set(re.findall(r"\{([a-z_]+)", action)) == {token.value for token in Token if not token.personal}


def test_personal_data_is_told_from_the_rest() -> None:
    naming_pattern(DEFAULT_PATTERN).require_impersonal()
    with pytest.raises(NamePersonalError) as caught:
        naming_pattern("{eingang}_{nachname}").require_impersonal()
    assert caught.value.parameters == {"token": "{nachname}"}
    assert preview(naming_pattern("{ort}{vorname}"), FACTS).personal == (Token.TOWN, Token.GIVEN_NAME)


@pytest.mark.parametrize("value", ["CON", "NUL ", "a/../b", "x. ", "..", "\u202egpj.exe", "/etc/passwd", "C:\\x"])
def test_what_a_stranger_wrote_makes_no_forbidden_name(value: str) -> None:
    found = preview(naming_pattern("{nachname}"), NameFacts(application_id="A-1", family_name=value))
    assert found.changed or found.name == value
    assert not re.search(r"[/\\:.\u202e]|^\s|\s$", found.name)
    assert found.name.upper() not in ("CON", "NUL", "")


def test_a_long_name_is_cut_and_the_preview_says_so() -> None:
    facts = NameFacts(application_id="A-1", service="x" * 400)
    found = preview(naming_pattern("{leistung}"), facts)
    assert found.cut and found.changed and len(found.name) == LONGEST_NAME
    assert not preview(naming_pattern("{laufnr}"), facts).cut


def test_the_facts_of_an_application_are_those_of_its_card_and_its_message() -> None:
    facts = read_name_facts(application(full_sample(), applicant="Muster, Eva"))
    assert preview(naming_pattern(DEFAULT_PATTERN), facts).name == NAME
    assert (facts.family_name, facts.given_name, facts.service_short) == ("Muster", "Eva", "HzL")
    assert read_name_facts(application(Sample().data(xsozial()))).town == "Musterstadt"
