"""What should come in, week by week."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.figures import cash_forecast
from relance_avancee.core.figures.cash_forecast import Inflow

TODAY = dt.date(2026, 11, 18)  # a Wednesday
INFLOWS = st.lists(
    st.builds(
        Inflow,
        date=st.integers(-300, 400).map(lambda days: TODAY + dt.timedelta(days=days)),
        amount=st.integers(1, 10**6).map(lambda cents: cents / 100),
    )
)


@given(INFLOWS, INFLOWS, INFLOWS)
def test_nothing_is_lost_and_weeks_follow(contractual, expected, committed):
    lines = cash_forecast.forecast(contractual, expected, committed, TODAY)
    assert [line.place for line in lines] == ["late", *["week"] * 13, "later"]
    for name, inflows in zip(
        cash_forecast.VIEWS, (contractual, expected, committed), strict=True
    ):
        total = sum(getattr(line, name) for line in lines)
        assert abs(total - sum(inflow.amount for inflow in inflows)) < 0.1
    starts = [line.start for line in lines[1:-1]]
    assert starts[0] == dt.date(2026, 11, 16)
    assert all(
        later - sooner == dt.timedelta(days=7)
        for sooner, later in zip(starts, starts[1:], strict=False)
    )


@given(st.integers(0, 90).map(lambda days: TODAY + dt.timedelta(days=days)))
def test_a_day_falls_in_its_own_week(day):
    lines = cash_forecast.forecast([Inflow(day, 1.0)], (), (), TODAY)
    [line] = [line for line in lines if line.contractual]
    if line.place == "week":
        assert line.start <= day <= line.start + dt.timedelta(days=6)
    else:
        assert day >= dt.date(2026, 11, 16) + dt.timedelta(weeks=13)


def test_accuracy():
    assert cash_forecast.accuracy(1000.0, 1000.0) == 1
    assert cash_forecast.accuracy(1000.0, 1300.0) == 0.7
    assert cash_forecast.accuracy(1000.0, 5000.0) == 0
    assert cash_forecast.accuracy(0.0, 0.0) is None
