"""Days on which a reminder may leave."""

import datetime as dt

import holidays
import pytest

from relance_avancee.core.calendars import is_sending_day, next_sending_day, place
from relance_avancee.core.regions import TABLES


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


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(("FR", None, "67000"), "FR-6AE", id="Strasbourg"),
        pytest.param(("FR", None, "F-57 000"), "FR-57", id="Metz, as people write it"),
        pytest.param(("FR", None, "68100"), "FR-6AE", id="Mulhouse"),
        pytest.param(("FR", None, "75001"), "FR", id="Paris"),
        pytest.param(("FR", None, None), "FR", id="no post code"),
        pytest.param(("FR", "57", None), "FR-57", id="the department alone"),
        pytest.param(("FR", None, "97110"), "FR-971", id="Guadeloupe"),
        pytest.param(("FR", None, "97133"), "FR-BL", id="Saint-Barthélemy"),
        pytest.param(("FR", None, "98800"), "FR-NC", id="Nouméa"),
        pytest.param(("GP", None, "97110"), "GP", id="a country of its own"),
        pytest.param(("DE", "BY", "80331"), "DE-BY", id="state given"),
        pytest.param(("DE", None, "80331"), "DE-BY", id="post code alone"),
        pytest.param(("DE", None, "89073"), "DE-BW+BY", id="on a border"),
        pytest.param(("DE", "BW", "89073"), "DE-BW", id="on a border, state given"),
        pytest.param(("DE", "DE-BW", ""), "DE-BW", id="state as Odoo writes it"),
        pytest.param(("CH", "GE", "1201"), "CH-GE", id="canton"),
        pytest.param(("CH", "ZH-FR", "8001"), "CH-ZH", id="canton named in French"),
        pytest.param(("ES", "B", "08001"), "ES-CT", id="province gives its community"),
        pytest.param(("GB", None, "EH1 1AA"), "GB-SCT", id="Edinburgh"),
        pytest.param(("GB", None, "E1 6AN"), "GB-ENG", id="London"),
        pytest.param(("BE", None, "1000"), "BE", id="no parts"),
        pytest.param(("FR", "XX", "00000"), "FR", id="nonsense"),
        pytest.param(("XX", "57", "57000"), "XX", id="unknown country"),
        pytest.param((None, None, "67000"), None, id="no country"),
    ],
)
def test_an_address_says_whose_holidays_it_keeps(address, expected):
    assert place(*address) == expected


@pytest.mark.parametrize(
    ("day", "where", "expected"),
    [
        pytest.param(dt.date(2026, 4, 3), "FR-6AE", False, id="Good Friday, Alsace"),
        pytest.param(dt.date(2026, 4, 3), "FR", True, id="Good Friday, Paris"),
        pytest.param(dt.date(2025, 12, 26), "FR-57", False, id="26 December, Metz"),
        pytest.param(dt.date(2026, 7, 14), "FR-57", False, id="14 July, Metz"),
        pytest.param(dt.date(2026, 5, 22), "FR-972", False, id="Martinique"),
        pytest.param(dt.date(2026, 5, 22), "FR-971", True, id="not Guadeloupe's day"),
        pytest.param(dt.date(2026, 6, 4), "DE-BY", False, id="Corpus Christi, Munich"),
        pytest.param(dt.date(2026, 6, 4), "DE-BE", True, id="Corpus Christi, Berlin"),
        pytest.param(dt.date(2026, 1, 6), "DE-BE+ST", False, id="either rests"),
        pytest.param(dt.date(2026, 4, 6), "GB-ENG", False, id="Easter Monday, London"),
        pytest.param(dt.date(2026, 4, 6), "GB-SCT", True, id="Easter Monday, Scotland"),
        pytest.param(dt.date(2026, 7, 18), "FR-57", False, id="Saturday, Metz"),
    ],
)
def test_a_part_of_a_country_adds_its_holidays(day, where, expected):
    assert is_sending_day(day, where) is expected


def test_every_part_named_in_a_table_has_a_calendar():
    known = holidays.list_supported_countries()
    for country, table in TABLES.items():
        named = {part for parts in table.values() for part in parts.split()}
        assert named <= set(known[country]), country
