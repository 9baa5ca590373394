"""When to ring, when to give up, what to say."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.calendars import is_sending_day
from relance_avancee.core.mail import calls

THURSDAY = dt.date(2026, 3, 12)
DATES = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "countries", "expected"),
    [
        pytest.param(THURSDAY, ("FR",), THURSDAY, id="working day"),
        pytest.param(
            dt.date(2026, 3, 14), ("FR",), dt.date(2026, 3, 16), id="Saturday"
        ),
        pytest.param(
            dt.date(2026, 5, 1), ("FR",), dt.date(2026, 5, 4), id="holiday, weekend"
        ),
        pytest.param(
            dt.date(2026, 7, 20),
            ("BE", "FR"),
            dt.date(2026, 7, 20),
            id="the day before the Belgian feast",
        ),
        pytest.param(
            dt.date(2026, 7, 21),
            ("FR", "BE"),
            dt.date(2026, 7, 22),
            id="feast of the debtor alone",
        ),
        pytest.param(
            dt.date(2026, 7, 14),
            ("FR", "BE"),
            dt.date(2026, 7, 15),
            id="feast of the company alone",
        ),
        pytest.param(THURSDAY, (None, None), THURSDAY, id="countries nobody filled in"),
    ],
)
def test_call_day(day, countries, expected):
    assert calls.call_day(day, *countries) == expected


@pytest.mark.parametrize(
    ("tries", "max_tries", "retry_days", "expected"),
    [
        pytest.param(1, 3, 1, dt.date(2026, 3, 13), id="tomorrow"),
        pytest.param(1, 3, 2, dt.date(2026, 3, 16), id="not at the weekend"),
        pytest.param(2, 3, 4, dt.date(2026, 3, 16), id="one try left"),
        pytest.param(3, 3, 1, None, id="the last one was made"),
        pytest.param(4, 3, 1, None, id="more than allowed"),
        pytest.param(1, 1, 1, None, id="one try only"),
        pytest.param(1, 2, 0, dt.date(2026, 3, 13), id="never twice on one day"),
        pytest.param(1, 2, -5, dt.date(2026, 3, 13), id="never back in time"),
    ],
)
def test_next_try(tries, max_tries, retry_days, expected):
    made = [THURSDAY] * tries
    assert calls.next_try(made, max_tries, retry_days, THURSDAY, "FR") == expected


@pytest.mark.parametrize(
    ("made", "cap", "expected"),
    [
        pytest.param([0], 2, dt.date(2026, 3, 13), id="room for one more"),
        pytest.param([-1, 0], 2, dt.date(2026, 3, 18), id="a week after the first"),
        pytest.param([0], 1, dt.date(2026, 3, 19), id="one a week"),
        pytest.param([0, -1], 1, dt.date(2026, 3, 19), id="in any order"),
        pytest.param([-7, 0], 2, dt.date(2026, 3, 13), id="the first is a week old"),
        pytest.param([-1, 0], 0, dt.date(2026, 3, 13), id="no limit"),
    ],
)
def test_weekly_cap(made, cap, expected):
    days = [THURSDAY + dt.timedelta(days=day) for day in made]
    assert calls.next_try(days, 9, 1, THURSDAY, "FR", cap=cap) == expected


@given(
    tries=st.integers(1, 10),
    max_tries=st.integers(1, 10),
    retry_days=st.integers(-3, 40),
    today=DATES,
)
def test_next_try_is_a_later_working_day_of_both(tries, max_tries, retry_days, today):
    made = [today] * tries
    found = calls.next_try(made, max_tries, retry_days, today, "FR", "DE")
    assert (found is None) == (tries >= max_tries)
    if found:
        assert found > today
        assert is_sending_day(found, "FR")
        assert is_sending_day(found, "DE")


def test_fill():
    script = "<p>{{ customer }} owes {{amount}}; {{ nobody_knows }}</p>"
    values = {"customer": "<script>alert(1)</script>", "amount": "10 €"}
    assert calls.fill(script, values) == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; owes 10 €; {{ nobody_knows }}</p>"
    )


@pytest.mark.parametrize("script", ["", None, False])
def test_fill_nothing(script):
    assert calls.fill(script, {"amount": "1"}) == ""


def test_a_value_is_not_filled_in_turn():
    """A customer's name that looks like a placeholder stays a name."""
    values = {"customer": "{{ amount }}", "amount": "10 €"}
    assert calls.fill("{{ customer }}", values) == "{{ amount }}"
