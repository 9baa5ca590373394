"""Payment plans: what is agreed adds up, what is paid is shared in order."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import days, quick

from relance_avancee.core import calendars
from relance_avancee.core.plan import instalments
from relance_avancee.core.plan.instalments import Instalment, Limits, PlanError, Terms

START = dt.date(2026, 3, 12)
ROUNDINGS = (0.01, 1.0, 0.001)
amounts = st.integers(1, 5_000_000).map(lambda cents: cents / 100)
firsts = st.integers(0, 400).map(lambda number: START + days(number))
rhythms = st.sampled_from(sorted(instalments.RHYTHMS))


def cents(amount):
    return round(amount * 100)


def lines_of(*amounts, every=30):
    return [
        Instalment(number, START + days(every * number), amount)
        for number, amount in enumerate(amounts)
    ]


@st.composite
def plans(draw):
    """Lines with their amounts, what was received, what is not owed any more."""
    parts = draw(st.lists(amounts, min_size=1, max_size=12))
    total = sum(parts)
    received = draw(st.floats(0, 2)) * total
    dropped = draw(st.floats(0, 1.2)) * total
    return lines_of(*parts), round(received, 2), round(dropped, 2)


# === THE SCHEDULE ===


@quick
@given(amounts, st.integers(1, 60), st.sampled_from(ROUNDINGS))
def test_parts_add_up_to_the_total(total, count, rounding):
    try:
        parts = instalments.split(total, count, rounding)
    except PlanError:
        # too little for so many
        assert total / count < 60 * rounding
        return
    assert len(parts) == count
    assert abs(sum(parts) - total) <= rounding / 2 + 1e-6
    assert all(part > 0 for part in parts)
    assert len(set(parts[:-1])) <= 1


@quick
@given(amounts, amounts)
def test_parts_of_an_amount(total, amount):
    try:
        parts = instalments.split_by_amount(total, amount)
    except PlanError:
        assert total / amount > instalments.MOST_LINES
        return
    assert cents(sum(parts)) == cents(total)
    assert all(part == amount for part in parts[:-1])
    assert 0 < parts[-1] <= amount + 1e-9


@quick
@given(amounts, st.floats(0, 1.1), st.integers(1, 24), rhythms, firsts)
def test_first_payment_then_the_others(total, share, count, rhythm, first):
    amount_first = round(total * share, 2)
    terms = Terms(total, first, rhythm, count, amount_first=amount_first)
    try:
        found = instalments.schedule(terms, "FR")
    except PlanError as error:
        assert error.code in ("first", "count")
        assert amount_first >= total or count == 1 or total < count
        return
    assert cents(sum(amount for _day, amount in found)) == cents(total)
    assert len(found) == count
    if amount_first:
        assert found[0][1] == pytest.approx(amount_first)


@quick
@given(firsts, st.integers(1, 24), rhythms, st.sampled_from(["FR", "US", "AE", None]))
def test_dates_are_working_days_in_order(first, count, rhythm, country):
    found = instalments.dates(first, count, rhythm, country)
    assert all(calendars.is_sending_day(day, country) for day in found)
    assert found == sorted(set(found))
    assert found[0] >= first
    # a holiday moves its own date and no other
    step = instalments.RHYTHMS[rhythm]
    for index, day in enumerate(found):
        assert 0 <= (day - (first + step * index)).days < 10


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(0.0, START), "empty"),
        (Terms(100.0, START, count=0), "count"),
        (Terms(100.0, START, count=61), "count"),
        (Terms(0.05, START, count=12), "count"),
        (Terms(100.0, START, count=1, amount_first=40.0), "count"),
        (Terms(100.0, START, count=2, amount_first=100.0), "first"),
        (Terms(100.0, START, count=2, amount_first=-1.0), "first"),
        (Terms(100.0, START, amount=-5.0), "count"),
        (Terms(100.0, START, amount=1.0), "count"),
    ],
)
def test_terms_without_sense(terms, code):
    with pytest.raises(PlanError) as caught:
        instalments.schedule(terms)
    assert caught.value.code == code


# === INTEREST ===


def test_interest_worked_out_by_hand():
    """1,200 in three payments at 5 %: 30 days on 1,200, 31 on 800, 30 on 400."""
    lines = [
        (START + days(30), 400.0),
        (START + days(61), 400.0),
        (START + days(91), 400.0),
    ]
    assert instalments.interest(lines, START, 5.0) == [4.93, 3.40, 1.64]


@quick
@given(amounts, st.integers(1, 12), firsts, st.floats(0.1, 20))
def test_interest_is_never_less_than_nothing(total, count, first, rate):
    try:
        parts = instalments.split(total, count)
    except PlanError:
        return
    lines = list(
        zip(instalments.dates(first, count, "month", "FR"), parts, strict=True)
    )
    found = instalments.interest(lines, START, rate)
    assert len(found) == count
    assert all(amount >= 0 for amount in found)
    # no more than if everything had been owed to the end
    longest = (lines[-1][0] - START).days
    most = total * rate / 100 * longest / 365
    assert sum(found) <= most + count * 0.005 + 1e-6
    assert instalments.interest(lines, START, 0.0) == [0.0] * count


# === LIMITS ===


def test_each_limit_is_said():
    lines = [(START + days(40), 10.0), (START + days(80), 10.0)]
    limits = Limits(1, 60, 15.0, 19.0, 30)
    assert instalments.breaches(lines, limits, START) == [
        "first_days",
        "max_lines",
        "max_days",
        "min_amount",
        "max_total",
    ]
    assert instalments.breaches(lines, Limits(), START) == []
    assert instalments.breaches(lines, Limits(2, 80, 10.0, 20.0, 40), START) == []
    assert instalments.breaches(lines, Limits(), START + days(41)) == ["past"]


def test_last_line_may_be_small():
    lines = [(START, 40.0), (START + days(30), 1.0)]
    assert not instalments.breaches(lines, Limits(min_amount=40.0), START)
    # alone, it is the regular one
    assert instalments.breaches(lines[1:], Limits(min_amount=40.0), START) == [
        "min_amount"
    ]


# === WHAT IS PAID ===


@quick
@given(plans())
def test_payments_fill_lines_in_order(plan):
    lines, received, dropped = plan
    total = sum(line.amount for line in lines)
    found = instalments.pay(lines, received, dropped=dropped)
    asked = max(0.0, total - dropped)
    assert sum(line.paid for line in found) == pytest.approx(
        min(received, asked), abs=0.02
    )
    assert sum(line.dropped for line in found) == pytest.approx(
        min(dropped, total), abs=0.02
    )
    open_lines = [index for index, line in enumerate(found) if line.left > 0.005]
    for index in range(len(found)):
        line = found[index]
        assert 0 <= line.paid <= line.amount - line.dropped + 1e-6
        # nothing is paid behind a line that is still open
        if open_lines and index > open_lines[0]:
            assert line.paid == 0


@quick
@given(plans(), amounts)
def test_more_money_never_makes_it_worse(plan, more):
    lines, received, dropped = plan
    before = instalments.pay(lines, received, dropped=dropped)
    after = instalments.pay(lines, received + more, dropped=dropped)
    for old, new in zip(before, after, strict=True):
        assert new.left <= old.left + 1e-6
    rank = {"broken": 0, "active": 1, "done": 2}
    today = START + days(75)
    states = [instalments.plan_state(found, today, 8) for found in (before, after)]
    assert rank[states[0]] <= rank[states[1]]


@quick
@given(plans())
def test_what_is_offered_to_pay(plan):
    lines, received, dropped = plan
    found = instalments.pay(lines, received, dropped=dropped)
    today = START + days(45)
    late, now, coming = instalments.to_pay(found, today)
    left = sum(line.left for line in found)
    assert late <= now + 1e-6
    assert now <= left + 0.01
    assert (coming is None) or coming >= today
    if left > 0.01:
        assert now > 0


def test_broken_after_so_many_days():
    lines = lines_of(50.0, 50.0)
    limit = lines[0].date + days(8)
    assert instalments.plan_state(lines, limit, 8) == "active"
    assert instalments.plan_state(lines, limit + days(1), 8) == "broken"
    paid = instalments.pay(lines, 50.0)
    assert instalments.plan_state(paid, limit + days(1), 8) == "active"
    assert instalments.plan_state(instalments.pay(lines, 100.0), limit, 8) == "done"


def test_cancelled_part_is_no_longer_asked():
    lines = instalments.pay(lines_of(50.0, 50.0), 50.0, dropped=50.0)
    assert [line.left for line in lines] == [0.0, 0.0]
    assert instalments.instalment_state(lines[1], START + days(90)) == "dropped"
    assert instalments.plan_state(lines, START + days(90), 8) == "done"


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([], (0.0, 0.0)),
        ([(100.0, 40.0), (50.0, 50.0)], (60.0, 0.0)),
        # cancelled, or a draft again: no longer owed, nobody paid it
        ([(100.0, 40.0), (50.0, None)], (60.0, 50.0)),
        # a payment of before was undone: it lowers nothing of what came in since
        ([(100.0, 40.0), (50.0, 70.0)], (60.0, 0.0)),
    ],
)
def test_what_came_in_since_the_plan_was_proposed(moves, expected):
    assert instalments.came_in(moves) == expected


def test_progress_is_of_what_is_still_asked():
    assert instalments.progress([]) == 0.0
    assert instalments.progress(instalments.pay(lines_of(50.0, 50.0), 50.0)) == 50.0
    dropped = instalments.pay(lines_of(50.0, 50.0), 50.0, dropped=50.0)
    assert instalments.progress(dropped) == 100.0
    assert instalments.progress(instalments.pay(lines_of(50.0), 0.0, 50.0)) == 0.0
