"""Reminders of instalments obey the rules of every reminder."""

import datetime as dt

import pytest
from strategies import EUR, TODAY, days

from relance_avancee.core.decide import ladder
from relance_avancee.core.plan import plans
from relance_avancee.core.plan.plans import Plan
from relance_avancee.core.values import (
    NO_PAST,
    Debt,
    Debtor,
    Hold,
    Money,
    Past,
    Scenario,
    Step,
)

BEFORE, AFTER = Step(11, 9, -3), Step(12, 9, 3)
SCENARIOS = {9: Scenario(9, (BEFORE, AFTER), min_gap_days=3)}
INSIDE, OUTSIDE = 100, 200
DEBTOR = Debtor(1, 1, "FR")


def make_plan(*offsets, amount=50.0):
    """A plan with a line so many days from TODAY for each offset."""
    debts = tuple(
        Debt(-number, None, 1, 1, EUR, TODAY + days(offset), amount, amount)._replace(
            scenario_id=9, plan_id=7
        )
        for number, offset in enumerate(offsets, 1)
    )
    return Plan(7, 1, 1, frozenset({INSIDE}), debts)


def decide(plan, debtor=DEBTOR, past=None, today=TODAY):
    found = plans.decide_plan(plan, SCENARIOS, debtor, past or {}, today)
    return [(decision.kind, decision.reason) for decision in found]


def test_only_the_line_whose_day_has_come():
    assert decide(make_plan(3, 33)) == [("send", "due"), ("wait", "not_due_yet")]


def test_each_step_once():
    past = {-1: Past(reached=BEFORE, done=(BEFORE.id,))}
    assert decide(make_plan(3), past=past) == [("wait", "not_due_yet")]
    assert decide(make_plan(-3), past=past) == [("send", "due")]
    past = {-1: Past(reached=AFTER, done=(BEFORE.id, AFTER.id))}
    assert decide(make_plan(-3), past=past) == [("wait", "last_step")]


@pytest.mark.parametrize(
    ("hold", "kind"),
    [
        (Hold(1, "plan", TODAY, move_id=INSIDE), "send"),
        (Hold(1, "manual", TODAY, move_id=OUTSIDE), "send"),
        (Hold(1, "manual", TODAY, move_id=INSIDE), "hold"),
        (Hold(1, "dispute", TODAY, move_id=INSIDE, amount=5.0), "hold"),
        (Hold(1, "insolvency", TODAY), "hold"),
        (Hold(1, "reply", TODAY - days(9), TODAY - days(1)), "send"),
    ],
)
def test_holds(hold, kind):
    [(found, _reason)] = decide(make_plan(3), DEBTOR._replace(holds=(hold,)))
    assert found == kind


@pytest.mark.parametrize(
    ("money", "kind"),
    [
        (Money(50.0, EUR), "wait"),
        (Money(50.0, EUR, (INSIDE,)), "wait"),
        (Money(50.0, EUR, (OUTSIDE,)), "send"),
        (Money(20.0, EUR), "send"),
        (Money(50.0, 2), "send"),
    ],
)
def test_money_on_its_way(money, kind):
    for where in ("credits", "in_flight"):
        [(found, _reason)] = decide(make_plan(3), DEBTOR._replace(**{where: (money,)}))
        assert found == kind


def test_gap_pending_and_sending_days():
    contacted = DEBTOR._replace(last_contact=TODAY - days(2))
    assert decide(make_plan(-3), contacted) == [("wait", "min_gap")]
    assert decide(make_plan(-3), DEBTOR._replace(pending=True)) == [
        ("wait", "contact_pending")
    ]
    saturday = TODAY + days(3)
    assert decide(make_plan(0), today=saturday) == [("wait", "not_a_sending_day")]


def test_covered_only_by_money_for_the_plan():
    plan = make_plan(-20, 10)
    limit = TODAY - days(8)
    for money, covered in (
        (Money(50.0, EUR), True),
        (Money(49.0, EUR), False),
        (Money(50.0, EUR, (OUTSIDE,)), False),
    ):
        debtor = DEBTOR._replace(credits=(money,))
        assert plans.is_covered(plan, debtor, limit, TODAY) == covered


# === AFTER A BROKEN PLAN ===

FIRST, NOTICE, COURT = (
    Step(1, 1, 5),
    Step(2, 1, 45, "formal_notice"),
    Step(3, 1, 90, "litigation"),
)
NORMAL = Scenario(1, (FIRST, NOTICE, COURT))


def escalated(late, past=NO_PAST, escalate=True, scenario=NORMAL):
    debt = Debt(
        1, INSIDE, 1, 1, EUR, TODAY - dt.timedelta(late), 10.0, 10.0, scenario_id=1
    )._replace(escalate=escalate)
    return ladder.next_step(scenario, debt, past, TODAY)


def test_formal_notice_comes_next_and_at_once():
    step = escalated(20)
    assert (step.id, step.delay_days) == (NOTICE.id, 20)
    assert escalated(60).delay_days == 45
    assert escalated(20, escalate=False).id == FIRST.id


def test_also_for_a_debt_already_reminded_and_over_the_reminders_left():
    reminder = Step(4, 1, 15)
    steps = NORMAL._replace(steps=(FIRST, reminder, NOTICE, COURT))
    past = Past(reached=FIRST, done=(FIRST.id,))
    step = escalated(20, past, scenario=steps)
    assert (step.id, step.delay_days) == (NOTICE.id, 20)
    assert escalated(20, past, escalate=False, scenario=steps).id == reminder.id


def test_never_twice_and_never_straight_to_court():
    past = Past(reached=NOTICE, done=(NOTICE.id,))
    assert escalated(20, past).id == COURT.id
    assert escalated(20, past).delay_days == COURT.delay_days


def test_after_a_notice_the_next_one_waits_for_its_day():
    again = Step(5, 1, 60, "formal_notice")
    steps = NORMAL._replace(steps=(FIRST, NOTICE, again))
    step = escalated(20, Past(reached=NOTICE, done=(NOTICE.id,)), scenario=steps)
    assert (step.id, step.delay_days) == (again.id, 60)


def test_not_before_the_debt_is_late_and_without_a_notice_as_usual():
    assert escalated(0).id == FIRST.id
    assert escalated(20, scenario=Scenario(1, (FIRST,))).id == FIRST.id
