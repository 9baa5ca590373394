"""ISO 11649 references: known vectors and what must be refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.pay.creditor_reference import (
    CreditorReferenceError,
    is_valid_rf,
    rf_reference,
)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("FAC2026000123", "RF33FAC2026000123"),
        ("FAC/2026/000123", "RF33FAC2026000123"),
        ("fac-2026 000123", "RF33FAC2026000123"),
        ("fác.2026_000123", "RF33FAC2026000123"),
        ("539007547034", "RF18539007547034"),
        ("A", "RF25A"),  # 10271500 mod 97 = 73
        ("0", "RF040"),  # 0271500 mod 97 = 94
    ],
)
def test_reference_of_an_invoice_number(text, reference):
    assert rf_reference(text) == reference
    assert is_valid_rf(reference)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("-/ ", "empty"),
        ("A" * 22, "too_long"),
        ("ΦΑΚ2026", "invalid_character"),
        ("٣٤٥", "invalid_character"),  # digits for Python, not for ISO 11649
    ],
)
def test_refused(text, code):
    with pytest.raises(CreditorReferenceError) as caught:
        rf_reference(text)
    assert caught.value.code == code


def test_longest_reference():
    reference = rf_reference("A" * 21)
    assert len(reference) == 25
    assert is_valid_rf(reference)


@pytest.mark.parametrize(
    "text", ["RF18 5390 0754 7034", "RF18539007547034", "rf18539007547034"]
)
def test_printed_forms_are_valid(text):
    assert is_valid_rf(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RF18",
        "RF19539007547034",
        "RF18539007547043",
        "XX18539007547034",
        "RF18-539007547034",
        "RF18539007547034\n",
        "RF" + "33" + "A" * 22,
        "RF1٨539007547034",
    ],
)
def test_invalid(text):
    assert not is_valid_rf(text)


def test_check_digits_outside_02_to_98_are_invalid():
    # "97" and "00" leave the same remainder; ISO 7064 only ever writes the first.
    number = next(str(n) for n in range(999) if rf_reference(str(n))[2:4] == "97")
    assert is_valid_rf(f"RF97{number}")
    assert not is_valid_rf(f"RF00{number}")


@given(st.text("ABCXYZ0123456789", min_size=1, max_size=21))
def test_remainder_is_one(text):
    reference = rf_reference(text)
    moved = reference[4:] + reference[:4]
    assert int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


@given(st.text("ABCXYZ0123456789", min_size=2, max_size=21), st.data())
def test_one_wrong_digit_or_letter_is_seen(text, data):
    reference = rf_reference(text)
    place = data.draw(st.integers(4, len(reference) - 1))
    same_class = "0123456789" if reference[place].isdigit() else "ABCXYZ"
    other = data.draw(st.sampled_from(same_class))
    wrong = reference[:place] + other + reference[place + 1 :]
    assert is_valid_rf(wrong) == (wrong == reference)
