"""Decent hours, where the debtor is."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.mail import hours

PARIS = ("Europe/Paris",)
OFFICE = ((9.0, 18.0),)
CONSUMER = hours.CALL_HOURS["consumer"]


def utc(*args):
    return dt.datetime(*args, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("chosen", "default", "number", "country", "expected"),
    [
        pytest.param(
            "Asia/Tokyo", "Europe/Paris", None, "FR", ("Asia/Tokyo",), id="said"
        ),
        pytest.param(
            "Europe/Paris", "Europe/Paris", None, "FR", PARIS, id="said, same as ours"
        ),
        pytest.param(
            "Europe/Paris",
            "Europe/Paris",
            None,
            "RE",
            ("Indian/Reunion",),
            id="ours by default, and not that of the country",
        ),
        pytest.param(
            False,
            "Europe/Paris",
            "+16175550123",
            "US",
            ("America/New_York",),
            id="the number tells more than the country",
        ),
        pytest.param(
            "Europe/Paris",
            "Europe/Paris",
            "+16175550123",
            "US",
            ("America/New_York",),
            id="the number tells more than a default",
        ),
        pytest.param(
            False,
            "Europe/Paris",
            "+33612345678",
            "NZ",
            ("Pacific/Auckland", "Pacific/Chatham"),
            id="a number from elsewhere tells nothing",
        ),
        pytest.param(
            False,
            "Europe/Paris",
            "+16175550123",
            None,
            ("America/New_York",),
            id="a number and no country",
        ),
        pytest.param(False, "Europe/Paris", None, None, PARIS, id="nothing known"),
        pytest.param(None, None, None, None, ("UTC",), id="nothing at all"),
        pytest.param(
            "Europe/Paris", "Europe/Paris", None, None, PARIS, id="no country"
        ),
    ],
)
def test_zones(chosen, default, number, country, expected):
    assert hours.zones(chosen, default, number, country) == expected


def test_a_country_with_many_zones_gives_them_all():
    found = hours.zones(None, "Europe/Paris", None, "US")
    assert {"America/New_York", "America/Los_Angeles", "Pacific/Honolulu"} <= set(found)


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(8, 59, False), (9, 0, True), (17, 59, True), (18, 0, False)],
)
def test_bounds(hour, minute, expected):
    """Paris is one hour ahead of UTC in winter."""
    moment = utc(2026, 3, 12, hour - 1, minute)
    assert hours.is_open(moment, PARIS, OFFICE) is expected


def test_summer_time():
    assert hours.is_open(utc(2026, 7, 15, 7), PARIS, OFFICE)
    assert not hours.is_open(utc(2026, 3, 12, 7), PARIS, OFFICE)


def test_consumers_eat_in_peace():
    assert not hours.is_open(utc(2026, 3, 12, 12, 30), PARIS, CONSUMER)
    assert hours.next_open(utc(2026, 3, 12, 12, 30), PARIS, CONSUMER) == utc(
        2026, 3, 12, 13
    )


def test_weekend_only_counts_with_a_country():
    saturday = utc(2026, 3, 14, 10)
    assert hours.is_open(saturday, PARIS, OFFICE)
    assert not hours.is_open(saturday, PARIS, OFFICE, "FR")
    assert hours.next_open(saturday, PARIS, OFFICE, "FR") == utc(2026, 3, 16, 8)


def test_public_holiday():
    """14 July 2026 is a Tuesday."""
    assert hours.next_open(utc(2026, 7, 14, 8), PARIS, OFFICE, "FR") == utc(
        2026, 7, 15, 7
    )


def test_the_day_is_that_of_the_debtor():
    """Friday evening in Paris is already Saturday in Nouméa."""
    moment = utc(2026, 3, 13, 21)
    where = ("Pacific/Noumea",)
    assert not hours.is_open(moment, where, ((8.0, 20.0),), "NC")
    assert hours.next_open(moment, where, ((8.0, 20.0),), "NC") == utc(2026, 3, 15, 21)


def test_decent_in_all_possible_zones():
    where = ("America/New_York", "America/Los_Angeles")
    window = ((8.0, 20.0),)
    assert not hours.is_open(utc(2026, 3, 12, 13), where, window)
    # 8:00 in Los Angeles, daylight saving time since 8 March
    assert hours.next_open(utc(2026, 3, 12, 13), where, window) == utc(2026, 3, 12, 15)


def test_zones_that_never_agree_follow_the_first():
    where = ("Pacific/Auckland", "Europe/London")
    found = hours.next_open(utc(2026, 3, 12, 12), where, ((9.0, 12.0),))
    assert hours.is_open(found, where[:1], ((9.0, 12.0),))


@pytest.mark.parametrize(
    ("begin", "end", "windows"),
    [
        (20.0, 8.0, ((8.0, 20.0),)),
        (12.0, 14.0, ((0.0, 12.0), (14.0, 24.0))),
        (8.0, 8.0, hours.ALL_DAY),
        (0.0, 7.5, ((0.0, 0.0), (7.5, 24.0))),
    ],
)
def test_outside_quiet_hours(begin, end, windows):
    assert hours.outside(begin, end) == windows


@given(
    moment=st.datetimes(
        min_value=dt.datetime(2025, 1, 1),
        max_value=dt.datetime(2030, 1, 1),
        timezones=st.just(dt.UTC),
    ),
    zone=st.sampled_from(
        ["Europe/Paris", "Pacific/Noumea", "America/Cayenne", "Asia/Kolkata"]
    ),
    windows=st.sampled_from([OFFICE, CONSUMER, ((8.0, 20.0),), ((7.5, 12.25),)]),
    country=st.sampled_from([None, "FR", "DE"]),
)
def test_next_open_is_open_and_not_before(moment, zone, windows, country):
    found = hours.next_open(moment, (zone,), windows, country)
    assert found >= moment
    assert hours.is_open(found, (zone,), windows, country)
    assert (found == moment) == hours.is_open(moment, (zone,), windows, country)


@given(number=st.text(max_size=30))
def test_any_text_may_be_a_number(number):
    assert isinstance(hours.zones_of_number(number), tuple)
