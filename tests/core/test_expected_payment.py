"""When an open invoice will be paid."""

import datetime as dt
import random
import statistics

from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.figures import expected_payment
from relance_avancee.core.figures.expected_payment import DAY, Delays, expect

DUE = dt.date(2026, 3, 2)
STEADY = Delays(20, (9.0, *([10.0] * 9), 11.0))
SPREAD = Delays(20, tuple(range(0, 110, 10)))

QUANTILES = st.lists(st.integers(-60, 300), min_size=11, max_size=11).map(
    lambda values: tuple(float(value) for value in sorted(values))
)
TODAYS = st.integers(-40, 500).map(lambda days: DUE + days * DAY)


def one(delays, today=DUE, source="customer", **options):
    return expect(DUE, today, [(source, delays)], **options)


def test_the_median_of_the_customer():
    found = one(STEADY)
    assert (found.date, found.source, found.sure) == (
        DUE + 10 * DAY,
        "customer",
        "high",
    )


def test_an_early_payer_is_expected_early():
    early = Delays(9, tuple([-5.0] * 11))
    assert one(early, today=DUE - 20 * DAY).date == DUE - 5 * DAY


def test_wide_spread_is_less_sure():
    found = one(SPREAD)
    assert found.sure == "low"
    assert (found.earliest, found.latest) == (DUE + 20 * DAY, DUE + 80 * DAY)


def test_delays_already_outlived_are_left_out():
    # 50 days late: of the delays still possible (50 to 100) the middle is 75
    assert one(SPREAD, today=DUE + 51 * DAY).date == DUE + 75 * DAY


def test_later_than_ever_before():
    today = DUE + 200 * DAY
    found = one(SPREAD, today=today)
    assert found.date == today + expected_payment.BEYOND * DAY
    assert found.sure == "low"


def test_later_than_ever_asks_the_others():
    today = DUE + 30 * DAY
    found = expect(DUE, today, [("customer", STEADY), ("company", SPREAD)])
    assert found.source == "company"
    assert found.date > today
    assert found.sure != "high"


def test_thin_history_falls_back_and_is_less_sure():
    thin, segment = Delays(4, tuple([0.0] * 11)), STEADY
    found = expect(DUE, DUE, [("customer", thin), ("segment", segment)])
    assert (found.source, found.sure) == ("segment", "medium")
    found = expect(
        DUE, DUE, [("customer", thin), ("segment", None), ("company", STEADY)]
    )
    assert found.source == "company"


def test_no_history_at_all_is_the_due_date():
    today = DUE - 10 * DAY
    found = expect(DUE, today, [("customer", None)])
    assert (found.date, found.source, found.sure) == (DUE, "due_date", "low")
    assert expect(DUE, DUE + 3 * DAY, []).date == DUE + 3 * DAY


def test_a_promise_wins_while_it_can_be_kept():
    day = DUE + 40 * DAY
    assert one(STEADY, committed=("promise", day)).date == day
    assert one(STEADY, committed=("promise", DUE - DAY)).source == "customer"


@given(QUANTILES, TODAYS)
def test_never_in_the_past_and_in_order(quantiles, today):
    found = one(Delays(50, quantiles), today=today)
    assert today <= found.earliest <= found.date <= found.latest


@given(QUANTILES, st.floats(0, 1))
def test_position_is_the_inverse(quantiles, position):
    at = expected_payment.at(quantiles, position)
    assert quantiles[0] <= at <= quantiles[-1]
    # a step of the distribution has many positions: the highest is given
    assert expected_payment.position_of(quantiles, at) >= position - 1e-6


@given(QUANTILES, TODAYS, TODAYS)
def test_waiting_longer_never_brings_the_day_nearer(quantiles, one_day, other_day):
    before, after = sorted((one_day, other_day))
    delays = Delays(50, quantiles)
    assert one(delays, today=before).date <= one(delays, today=after).date + DAY


def test_backtest_beats_due_date_and_company_average():
    """Generated customers with habits of their own, half of the past hidden."""
    rng = random.Random(20261122)
    errors = {"ours": [], "due": [], "average": []}
    customers = [
        [round(rng.gauss(habit, 4)) for _payment in range(24)]
        for habit in (rng.choice((-3, 0, 5, 15, 30, 60)) for _customer in range(60))
    ]
    known = [delays[:12] for delays in customers]
    average = statistics.mean(day for delays in known for day in delays)
    for past, delays in zip(known, customers, strict=True):
        cuts = statistics.quantiles(past, n=10, method="inclusive")
        history = Delays(len(past), (min(past), *cuts, max(past)))
        for actual in delays[12:]:
            guess = (one(history, today=DUE - 60 * DAY).date - DUE).days
            errors["ours"].append(abs(actual - guess))
            errors["due"].append(abs(actual))
            errors["average"].append(abs(actual - average))
    mean = {name: statistics.mean(values) for name, values in errors.items()}
    assert mean["ours"] < 0.5 * min(mean["due"], mean["average"])
