"""The score of a customer: a sum anybody can check by hand."""

from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.figures import risk
from relance_avancee.core.figures.risk import Behaviour, Criterion

VALUES = st.none() | st.floats(-100, 400)
BEHAVIOURS = st.builds(
    Behaviour,
    delay=VALUES,
    late=st.none() | st.floats(0, 1),
    trend=VALUES,
    promises=st.none() | st.floats(0, 1),
    reminders=st.none() | st.floats(0, 20),
    oldest=st.none() | st.integers(0, 2000).map(float),
    exposure=st.none() | st.floats(0, 5),
)


def test_computed_by_hand():
    # 30 days late: 30 × 0.5 = 15; half paid late: 15 × 0.5 = 7.5; nothing open: 0 of 30
    assessed = risk.assess(Behaviour(delay=30, late=0.5, oldest=0))
    assert assessed.score == round(100 * 22.5 / 75)
    assert [reason.code for reason in assessed.reasons] == ["delay", "late", "oldest"]
    assert [reason.points for reason in assessed.reasons] == [20.0, 10.0, 0.0]


def test_always_on_time_is_a_and_the_worst_is_d():
    good = Behaviour(-3, 0.0, 0.0, 0.0, 0.0, 0, 0.1)
    bad = Behaviour(90, 1.0, 60, 1.0, 6, 200, 2.0)
    assert risk.assess(good)[:2] == (0, "A")
    assert risk.assess(bad)[:2] == (100, "D")


def test_a_new_customer_has_no_class():
    assert risk.assess(Behaviour(oldest=0, exposure=0.5)).risk is None


def test_an_old_debt_alone_is_evidence():
    assert risk.assess(Behaviour(oldest=100)).risk == "D"


def test_a_weight_of_nothing_does_not_count():
    criteria = [Criterion("delay", 0, 0, 60), Criterion("late", 10, 0, 1)]
    assessed = risk.assess(Behaviour(delay=60, late=0.0), criteria)
    assert assessed.score == 0
    assert [reason.code for reason in assessed.reasons] == ["late"]


def test_limits_are_the_company_s():
    behaviour = Behaviour(delay=30)
    assert risk.assess(behaviour).risk == "C"
    assert risk.assess(behaviour, limits=(60, 70, 80)).risk == "A"
    assert risk.assess(behaviour, limits=(10, 20, 50)).risk == "D"


@given(BEHAVIOURS)
def test_score_and_reasons_agree(behaviour):
    assessed = risk.assess(behaviour)
    if assessed.score is None:
        assert not risk.has_evidence(behaviour)
        return
    assert 0 <= assessed.score <= 100
    total = sum(reason.points for reason in assessed.reasons)
    # each reason is rounded to a tenth, the score to a whole
    assert abs(total - assessed.score) <= 0.5 + 0.05 * len(assessed.reasons) + 1e-9
    points = [reason.points for reason in assessed.reasons]
    assert points == sorted(points, reverse=True)


@given(BEHAVIOURS, st.sampled_from(Behaviour._fields), st.floats(0, 500))
def test_getting_worse_never_lowers_the_score(behaviour, name, more):
    value = getattr(behaviour, name)
    before = risk.assess(behaviour).score
    if value is None or before is None:
        return
    worse = risk.assess(behaviour._replace(**{name: value + more}))
    assert worse.score >= before
    assert worse.risk >= risk.risk_class(before)


def test_sudden_worsening_is_from_the_best_of_the_last_months():
    assert risk.worsened(50, [40, 30], 20)
    assert not risk.worsened(49, [40, 30], 20)
    assert not risk.worsened(90, [], 20)
    assert not risk.worsened(None, [10], 20)
    assert not risk.worsened(90, [None], 20)
    assert not risk.worsened(90, [10], 0)
