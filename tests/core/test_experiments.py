"""Fair comparison of two variants."""

import random

from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.decide import experiments
from relance_avancee.core.decide.experiments import Outcome


def test_split_is_stable_even_and_differs_between_experiments():
    debtors = range(1, 4001)
    first = [experiments.variant("1", debtor) for debtor in debtors]
    assert first == [experiments.variant("1", debtor) for debtor in debtors]
    assert 0.46 < first.count("B") / len(first) < 0.54
    second = [experiments.variant("2", debtor) for debtor in debtors]
    same = sum(a == b for a, b in zip(first, second, strict=True))
    assert 0.46 < same / len(first) < 0.54


def test_a_small_share_goes_to_b():
    found = [experiments.variant("x", debtor, 0.1) for debtor in range(4000)]
    assert 0.08 < found.count("B") / len(found) < 0.12


def test_published_intervals():
    """Newcombe 1998, table II: cases (a) 56/70–48/80 and (e) 5/56–0/29."""
    low, high = experiments.newcombe(Outcome(80, 48), Outcome(70, 56))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    low, high = experiments.newcombe(Outcome(29, 0), Outcome(56, 5))
    assert (round(low, 4), round(high, 4)) == (-0.0381, 0.1926)


COUNTS = st.integers(1, 400).flatmap(
    lambda debtors: st.builds(Outcome, st.just(debtors), st.integers(0, debtors))
)


@given(COUNTS)
def test_a_share_is_within_its_interval(outcome):
    low, high = experiments.wilson(outcome.paid, outcome.debtors)
    assert 0 <= low <= outcome.share + 1e-9
    assert outcome.share - 1e-9 <= high <= 1


@given(COUNTS, COUNTS)
def test_the_other_way_round_is_the_opposite(a, b):
    one, other = experiments.compare(a, b), experiments.compare(b, a)
    assert abs(one.low + other.high) < 1e-9
    mirror = {"b_better": "a_better", "a_better": "b_better"}
    assert mirror.get(one.verdict, one.verdict) == other.verdict
    assert -1 - 1e-9 <= one.low <= one.difference <= one.high <= 1 + 1e-9


@given(COUNTS, COUNTS)
def test_nothing_is_said_of_too_few(a, b):
    found = experiments.compare(a, b)
    if min(a.debtors, b.debtors) < experiments.ENOUGH:
        assert found.verdict == "too_few"
        assert found.missing == experiments.ENOUGH - min(a.debtors, b.debtors)
    else:
        assert found.missing == 0


def test_no_winner_where_there_is_none():
    """Of 400 comparisons of the same text with itself few say that one is better."""
    rng = random.Random(7)
    wrong = 0
    for _trial in range(400):
        a, b = (sum(rng.random() < 0.4 for _ in range(150)) for _side in "AB")
        verdict = experiments.compare(Outcome(150, a), Outcome(150, b)).verdict
        wrong += verdict != "no_difference"
    assert wrong < 400 * 0.08
