"""Whom to act on first."""

from hypothesis import given
from hypothesis import strategies as st
from strategies import quick

from relance_avancee.core.figures.priority import (
    DEFAULT_WEIGHTS,
    Standing,
    factors,
    total,
)


def points(standing, work=None, weights=DEFAULT_WEIGHTS):
    return total(factors(standing, work or {}, weights))


QUIET = Standing(days_silent=0)


def test_nothing_weighs_nothing():
    assert points(QUIET) == 0
    assert factors(QUIET, {}, DEFAULT_WEIGHTS) == []


def test_each_factor_reaches_its_weight_and_no_more():
    full = {
        "amount": (QUIET._replace(overdue=99_999.0), QUIET._replace(overdue=1e9)),
        "delay": (QUIET._replace(days_late=90), QUIET._replace(days_late=900)),
        "risk": (QUIET._replace(risk="D"),),
        "promise": (QUIET._replace(promise_broken=True),),
        "limitation": (QUIET._replace(days_left=0), QUIET._replace(days_left=-50)),
        "silence": (QUIET._replace(days_silent=30), QUIET._replace(days_silent=None)),
    }
    for code, standings in full.items():
        for standing in standings:
            assert points(standing) == DEFAULT_WEIGHTS[code], code


def test_the_most_pressing_work_counts_once():
    assert points(QUIET, {"call": 18, "match": 12}) == 18
    [factor] = factors(QUIET, {"call": 18, "match": 12}, DEFAULT_WEIGHTS)
    assert factor == ("work", "call", 18)


def test_reasons_add_up_and_the_weightiest_comes_first():
    found = factors(
        Standing(1000.0, 45, "D", True, 90, 15), {"reply": 25}, DEFAULT_WEIGHTS
    )
    assert [factor.code for factor in found] == [
        "work",
        "amount",
        "promise",
        "risk",
        "delay",
        "limitation",
        "silence",
    ]
    assert total(found) == round(25 + 18.0 + 15 + 15 + 10 + 10 + 5, 1)


def test_a_weight_of_zero_switches_a_factor_off():
    weights = DEFAULT_WEIGHTS | {"risk": 0}
    assert points(QUIET._replace(risk="D"), weights=weights) == 0


standings = st.builds(
    Standing,
    overdue=st.floats(0, 1e7),
    days_late=st.integers(0, 2000),
    risk=st.sampled_from(["A", "B", "C", "D", None]),
    promise_broken=st.booleans(),
    days_left=st.none() | st.integers(-100, 400),
    days_silent=st.none() | st.integers(0, 400),
)


@quick
@given(standings, st.floats(0, 1e6), st.integers(0, 500))
def test_more_owed_or_later_is_never_less_pressing(standing, more, later):
    worse = standing._replace(
        overdue=standing.overdue + more, days_late=standing.days_late + later
    )
    assert points(worse) >= points(standing)


@quick
@given(standings)
def test_never_beyond_the_sum_of_the_weights(standing):
    assert 0 <= points(standing) <= sum(DEFAULT_WEIGHTS.values())
