"""Amounts typed by a customer."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.pay.amounts import AmountError, check, parse


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.50", "12.50"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1.234.567,89", "1234567.89"),
        ("1,234.56", "1234.56"),
        ("0,01", "0.01"),
    ],
)
def test_read_as_written(text, amount):
    assert parse(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid"),
        (None, "invalid"),
        ("-5", "invalid"),
        ("1e3", "invalid"),
        ("NaN", "invalid"),
        ("Infinity", "invalid"),
        ("0x10", "invalid"),
        ("12 euros", "invalid"),
        ("1,2,3", "invalid"),
        ("12,34.56", "invalid"),
        ("١٢", "invalid"),
        ("9" * 13, "invalid"),
        ("1,234", "ambiguous"),
        ("1.234", "ambiguous"),
        ("1,2345", "too_precise"),
        ("1,2", "too_precise_without_cents"),
    ],
)
def test_refused(text, code):
    decimals = 0 if code == "too_precise_without_cents" else 2
    with pytest.raises(AmountError) as error:
        parse(text, decimals)
    assert error.value.code == code.removesuffix("_without_cents")


@pytest.mark.parametrize(
    ("amount", "owed", "minimum", "code"),
    [
        ("0", "100", "1", "not_positive"),
        ("-1", "100", "1", "not_positive"),
        ("NaN", "100", "1", "not_positive"),
        ("100.01", "100", "1", "too_much"),
        ("0.99", "100", "1", "too_little"),
        ("0.40", "0.50", "1", "too_little"),
    ],
)
def test_outside_the_limits(amount, owed, minimum, code):
    with pytest.raises(AmountError) as error:
        check(Decimal(amount), Decimal(owed), Decimal(minimum))
    assert error.value.code == code


@pytest.mark.parametrize(
    ("amount", "owed", "minimum"),
    [("100", "100", "1"), ("1", "100", "1"), ("0.50", "0.50", "1")],
)
def test_inside_the_limits(amount, owed, minimum):
    check(Decimal(amount), Decimal(owed), Decimal(minimum))


@given(st.decimals(min_value=0, max_value=999_999_999, places=2))
def test_what_a_page_shows_is_read_back(amount):
    french = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert parse(french) == parse(f"{amount:,.2f}") == parse(f"{amount:.2f}") == amount
