from __future__ import annotations

from datetime import date
from random import Random

import pytest

from sozialclient.demo import numbers


def test_check_digits_agree_with_published_examples() -> None:
    assert numbers.iban_is_valid("DE89 3704 0044 0532 0130 00")
    assert numbers.tax_id_is_valid("86095742719")
    assert numbers.health_insurance_number_is_valid("A123456780")
    assert numbers.pension_number_is_valid("15070649C103")


@pytest.mark.parametrize("broken", ["DE89370400440532013001", "DE98370400440532013000"])
def test_wrong_iban_is_noticed(broken: str) -> None:
    assert not numbers.iban_is_valid(broken)


def test_wrong_check_digits_are_noticed() -> None:
    assert not numbers.tax_id_is_valid("86095742718")
    assert not numbers.health_insurance_number_is_valid("A123456781")
    assert not numbers.pension_number_is_valid("15070649C104")


def test_invented_numbers_are_valid_and_cannot_exist() -> None:
    rng = Random(4)
    for _ in range(300):
        iban = numbers.iban(rng)
        assert len(iban) == 22
        assert numbers.iban_is_valid(iban)
        assert iban[4:12] == numbers.INVENTED_BANK_CODE
        tax_id = numbers.tax_id(rng)
        assert len(tax_id) == 11
        assert tax_id.startswith("0")
        assert numbers.tax_id_is_valid(tax_id)
        assert numbers.health_insurance_number_is_valid(numbers.health_insurance_number(rng))
        pension = numbers.pension_number(rng, date(1951, 3, 8), "Übung", female=True)
        assert pension.startswith("99080351U")
        assert numbers.pension_number_is_valid(pension)


def test_phone_numbers_lie_in_the_ranges_kept_free_for_media() -> None:
    rng = Random(5)
    free = ("03023125", "06990009", "04066969", "02214710", "08999998")
    for _ in range(100):
        digits = numbers.phone_number(rng).replace(" ", "")
        assert digits.startswith(free)
        assert len(digits) == len(next(prefix for prefix in free if digits.startswith(prefix))) + 3


def test_uuid_has_version_4_and_variant() -> None:
    text = numbers.uuid_text(Random(1))
    assert len(text) == 36
    assert text[14] == "4"
    assert text[19] in "89ab"
