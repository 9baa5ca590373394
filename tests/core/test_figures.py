"""Formulas of the figures against a computation debt by debt, day by day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.figures import figures
from relance_avancee.core.figures.figures import DAY, Sums

START = dt.date(2025, 1, 1)
DATES = st.integers(0, 500).map(lambda days: START + days * DAY)
CENTS = st.integers(10_000, 500_000).map(lambda cents: cents / 100)
# (invoiced on, days to due date, amount, [(days after, share)])
DEBTS = st.lists(
    st.tuples(
        DATES,
        st.integers(0, 60),
        CENTS,
        st.lists(st.tuples(st.integers(0, 200), st.integers(1, 40)), max_size=2),
    ),
    max_size=12,
)


def payments(debt):
    """(day, amount) of what was paid; never more than the debt."""
    day, _term, amount, paid = debt
    return [
        (day + after * DAY, round(amount * share / 100, 2)) for after, share in paid
    ]


def open_at(debt, day):
    if debt[0] > day:
        return 0.0
    return debt[2] - sum(amount for paid, amount in payments(debt) if paid <= day)


def count_back_by_day(debts, date_to):
    """Each day of a month is worth the same part of its invoicing."""
    left, day = sum(open_at(debt, date_to) for debt in debts), date_to
    first = min(debt[0] for debt in debts).replace(day=1)
    days = 0.0
    while left > 0.004 and day >= first:
        month = day.replace(day=1)
        last = min(date_to, (month + 31 * DAY).replace(day=1) - DAY)
        length = (last - month).days + 1
        sales = sum(debt[2] for debt in debts if month <= debt[0] <= last)
        worth = sales / length
        if worth > left:
            return days + left / worth
        left -= worth
        days += 1
        day -= DAY
    return days


@given(DEBTS, DATES)
def test_dso_by_exhaustion_day_by_day(debts, date_to):
    debts = [debt for debt in debts if debt[0] <= date_to]
    if not debts:
        return
    first = min(debt[0] for debt in debts)
    count = 12 * (date_to.year - first.year) + date_to.month - first.month + 1
    spans = figures.months_back(date_to, count)
    months = tuple(
        (
            sum(debt[2] for debt in debts if start <= debt[0] <= end),
            (end - start).days + 1,
        )
        for start, end in spans
    )
    closing = sum(open_at(debt, date_to) for debt in debts)
    found = figures.dso_count_back(Sums(closing=closing, months=months))
    assert abs(found - count_back_by_day(debts, date_to)) < 0.02


@given(DEBTS, DATES, st.integers(1, 18))
def test_history_is_what_was_open_each_month(debts, date_to, count):
    """Going backwards by movements gives the same as adding everything up each time."""
    spans = figures.months_back(date_to, count)
    movements = [
        sum(debt[2] for debt in debts if start <= debt[0] <= end)
        - sum(
            amount
            for debt in debts
            for day, amount in payments(debt)
            if start <= day <= end
        )
        for start, end in spans
    ]
    closing = sum(open_at(debt, date_to) for debt in debts)
    found = figures.history(closing, movements)
    for (_start, end), opened in zip(spans, found, strict=False):
        assert abs(opened - sum(open_at(debt, end) for debt in debts)) < 0.01


@given(st.integers(-400, 400), st.lists(st.integers(0, 365), min_size=1, unique=True))
def test_every_debt_has_one_range(days_late, limits):
    limits.sort()
    names = figures.bucket_names(limits)
    assert len(set(names)) == len(names) == len(limits) + 1
    name = figures.bucket(days_late, limits)
    if name == "not_due":
        assert days_late <= limits[0]
    elif name.endswith("+"):
        assert days_late > limits[-1]
    else:
        low, high = map(int, name.split("-"))
        assert low <= days_late <= high


def test_nothing_to_compute_is_none():
    empty = figures.compute(Sums(days=30))
    for name in ("open", "invoiced"):
        assert empty.pop(name) == 0
    assert set(empty.values()) == {None}


def test_by_hand():
    sums = Sums(
        days=90,
        opening=1000.0,
        closing=1500.0,
        not_due=500.0,
        invoiced=1500.0,
        paid=1600.0,
        paid_days=1000 * 10 - 600 * 5,
        paid_late=1000.0,
        collected=4000.0,
        reminded=2000.0,
        recovered=500.0,
        contacts=10,
        promises_kept=3,
        promises_decided=4,
        disputed=150.0,
        disputes_closed=2,
        dispute_days=25.0,
    )
    found = figures.compute(sums)
    assert found["dso"] == 90.0
    assert found["average_days_late"] == 4.375
    assert found["late_rate"] == 0.625
    assert found["cei"] == 50.0
    assert found["recovery_rate"] == 0.25
    assert found["promise_keep_rate"] == 0.75
    assert found["dispute_rate"] == 0.1
    assert found["dispute_length"] == 12.5
    assert found["contacts_per_thousand"] == 2.5


# === THE REGISTRY ===


@pytest.mark.parametrize("name", figures.FIGURES)
def test_no_part_of_a_figure_is_missing(name):
    figure = figures.FIGURES[name]
    assert figure.unit in ("days", "share", "percent", "amount", "number")
    assert figure.better in ("low", "high")
    assert figure.rows, "a click must open something"
    assert figure.card and figure.column, "it has a place"


def test_places_are_nobody_elses():
    for place in ("card", "column"):
        ranks = [getattr(figure, place) for figure in figures.FIGURES.values()]
        assert len(ranks) == len(set(ranks))


def test_a_figure_from_outside_takes_its_place():
    mine = figures.Figure(
        lambda sums: sums.more.get("silent"), "number", rows="mine", column=25
    )
    more = figures.FIGURES | {"mine": mine}
    assert "mine" not in figures.in_place(more, "card")
    assert figures.in_place(more, "column")[:3] == ["open", "dso", "mine"]
    assert figures.compute(Sums(more={"silent": 4.0}), more)["mine"] == 4.0
    assert figures.compute(Sums(), more)["mine"] is None
