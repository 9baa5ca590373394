"""When a debt might be time-barred, at the earliest."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import quick

from relance_avancee.core.law.limitation import barred_on, last_due, period

KINDS = ("company", "consumer", "public")


@pytest.mark.parametrize(
    "country, kind, due, expected",
    [
        # art. L110-4 C. com.: five years between traders
        ("FR", "company", dt.date(2021, 9, 10), dt.date(2026, 9, 10)),
        # art. L218-2 C. conso.: two years against a consumer
        ("FR", "consumer", dt.date(2024, 9, 10), dt.date(2026, 9, 10)),
        # loi 68-1250: four years against the State and local authorities
        ("FR", "public", dt.date(2022, 9, 10), dt.date(2026, 9, 10)),
        ("DE", "consumer", dt.date(2023, 9, 10), dt.date(2026, 9, 10)),
    ],
)
def test_periods(country, kind, due, expected):
    assert barred_on(due, country, kind) == expected


def test_unknown_law_says_nothing():
    assert period("US", "company") is None
    assert barred_on(dt.date(2020, 1, 1), "US", "company") is None
    assert last_due("US", KINDS, dt.date(2026, 1, 1)) is None
    assert barred_on(dt.date(2020, 1, 1), None, "company") is None


def test_every_period_names_its_source():
    for country in ("FR", "DE", "ES", "NL"):
        for kind in KINDS:
            assert period(country, kind).source


@quick
@given(
    st.dates(dt.date(2010, 1, 1), dt.date(2030, 1, 1)),
    st.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1)),
    st.sampled_from(["FR", "DE", "ES", "NL"]),
    st.sampled_from(KINDS),
)
def test_what_is_due_later_is_not_barred(due, day, country, kind):
    limit = last_due(country, KINDS, day)
    # a 29 February ends a day early in ordinary years
    if due > limit + dt.timedelta(days=1):
        assert barred_on(due, country, kind) > day
