"""Promises: what counts as kept, for any mix of payments and credits."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.pay import promises
from relance_avancee.core.pay.promises import Decided, Limits, Promise, Receipt

MADE = dt.date(2026, 3, 2)
LIMIT = dt.date(2026, 3, 13)
AFTER = dt.date(2026, 3, 14)
AMOUNTS = st.integers(1, 20_000).map(lambda cents: cents / 100)
RECEIPTS = st.builds(
    Receipt,
    st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 30)),
    AMOUNTS,
    st.booleans(),
)


@given(AMOUNTS, AMOUNTS, st.lists(RECEIPTS, max_size=6))
def test_decided_after_the_limit_and_never_beyond_what_was_due(amount, owed, receipts):
    found = promises.outcome(Promise(amount, LIMIT, owed), receipts, AFTER)
    assert found.state != "open"
    assert 0 <= found.kept <= found.due <= min(amount, owed)
    assert 0 <= found.share <= 1


@given(AMOUNTS, st.lists(RECEIPTS, max_size=6))
def test_what_was_there_before_changes_nothing(amount, receipts):
    paid = sum(item.amount for item in receipts if item.is_money)
    credited = sum(item.amount for item in receipts if not item.is_money)
    promise = Promise(amount, LIMIT, amount, paid, credited)
    found = promises.outcome(promise, receipts, LIMIT)
    assert found.received < 0.005
    assert found.state == "open"


@given(AMOUNTS.filter(lambda amount: amount > 0.01), st.dates(MADE, LIMIT))
def test_the_whole_sum_in_time_keeps_it_whatever_the_pieces(amount, day):
    half = round(amount / 2, 2)
    pieces = [Receipt(day, half), Receipt(LIMIT, round(amount - half, 2))]
    promise = Promise(amount, LIMIT, amount)
    assert promises.outcome(promise, pieces, AFTER).state == "kept"
    late = [pieces[0], pieces[1]._replace(date=AFTER)]
    found = promises.outcome(promise, late, AFTER)
    assert found.state == "broken"
    assert abs(found.kept - half) < 0.005


@given(st.lists(st.tuples(AMOUNTS, st.floats(0, 1), st.booleans())))
def test_reliability_counts_each_promise_once(rows):
    decided = [
        Decided("kept", amount, amount)
        if kept
        else Decided("broken", amount, round(amount * share, 2))
        for amount, share, kept in rows
    ]
    found = promises.reliability(
        [*decided, Decided("cancelled", 5.0), Decided("open", 5)]
    )
    assert found.count == len(rows) == found.kept + found.partly + found.broken
    assert found.rate is None if not rows else 0 <= found.rate <= 1


def test_limits_in_their_order():
    limits = Limits(max_days=30, max_open=2, max_failed=3)
    far = MADE + dt.timedelta(days=31)
    assert promises.refusal(far, MADE, 2, 3, limits) == "too_far"
    assert promises.refusal(LIMIT, MADE, 2, 3, limits) == "too_many"
    assert promises.refusal(LIMIT, MADE, 1, 3, limits) == "not_believed"
    assert promises.refusal(LIMIT, MADE, 1, 2, limits) is None
    assert promises.refusal(far, MADE, 9, 9, Limits()) is None
