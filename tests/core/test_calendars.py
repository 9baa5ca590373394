"""Days on which a reminder may leave."""

import datetime as dt

import pytest

from relance_avancee.core.calendars import is_sending_day, next_sending_day


@pytest.mark.parametrize(
    ("day", "country", "expected"),
    [
        pytest.param(dt.date(2026, 7, 14), "FR", False, id="14 July in France"),
        pytest.param(dt.date(2026, 7, 14), "DE", True, id="14 July in Germany"),
        pytest.param(dt.date(2026, 10, 3), "DE", False, id="3 October in Germany"),
        pytest.param(dt.date(2026, 4, 6), "FR", False, id="Easter Monday moves (2026)"),
        pytest.param(
            dt.date(2027, 3, 29), "FR", False, id="Easter Monday moves (2027)"
        ),
        pytest.param(
            dt.date(2027, 4, 6), "FR", True, id="not the date of another year"
        ),
        pytest.param(dt.date(2026, 7, 18), "FR", False, id="Saturday in France"),
        pytest.param(dt.date(2026, 7, 19), "FR", False, id="Sunday in France"),
        pytest.param(dt.date(2026, 7, 17), "FR", True, id="Friday in France"),
        pytest.param(dt.date(2026, 7, 17), "SA", False, id="Friday in Saudi Arabia"),
        pytest.param(dt.date(2026, 7, 18), "SA", False, id="Saturday in Saudi Arabia"),
        pytest.param(dt.date(2026, 7, 19), "SA", True, id="Sunday in Saudi Arabia"),
        pytest.param(dt.date(2026, 7, 17), "AE", True, id="Friday in the Emirates"),
        pytest.param(dt.date(2026, 7, 19), "AE", False, id="Sunday in the Emirates"),
        pytest.param(dt.date(2026, 7, 14), None, True, id="no country: no holiday"),
        pytest.param(dt.date(2026, 7, 18), None, False, id="no country: Saturday"),
        pytest.param(
            dt.date(2026, 7, 14), "XX", True, id="unknown country: no holiday"
        ),
        pytest.param(dt.date(2026, 7, 19), "XX", False, id="unknown country: Sunday"),
    ],
)
def test_neither_weekend_nor_holiday_of_the_country(day, country, expected):
    assert is_sending_day(day, country) is expected


@pytest.mark.parametrize(
    ("day", "country", "expected"),
    [
        pytest.param(
            dt.date(2026, 7, 15), "FR", dt.date(2026, 7, 15), id="that very day"
        ),
        pytest.param(
            dt.date(2026, 7, 14), "FR", dt.date(2026, 7, 15), id="after a holiday"
        ),
        pytest.param(
            dt.date(2026, 7, 18), "FR", dt.date(2026, 7, 20), id="after weekend"
        ),
        pytest.param(
            dt.date(2026, 5, 1), "FR", dt.date(2026, 5, 4), id="holiday, weekend"
        ),
        pytest.param(
            dt.date(2026, 12, 31), "FR", dt.date(2026, 12, 31), id="last of year"
        ),
        pytest.param(
            dt.date(2027, 1, 1), "FR", dt.date(2027, 1, 4), id="new year, weekend"
        ),
        pytest.param(
            dt.date(2026, 7, 17), "SA", dt.date(2026, 7, 19), id="Saudi weekend"
        ),
        pytest.param(dt.date(2026, 7, 18), None, dt.date(2026, 7, 20), id="no country"),
    ],
)
def test_next_sending_day_counts_the_day_itself(day, country, expected):
    assert next_sending_day(day, country) == expected
