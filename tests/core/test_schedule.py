"""The rules of a decision, one by one and in their order."""

import datetime as dt
import itertools

import pytest
from strategies import (
    JPY,
    KWD,
    STANDARD,
    TODAY,
    Ledger,
    days,
    debt,
    documented_reasons,
    hold,
    ledger,
    money,
    scenario,
    step,
)

from relance_avancee.core.calendars import next_sending_day
from relance_avancee.core.decide import channels, schedule
from relance_avancee.core.values import NO_PAST, ChannelPolicy, Past

LAST = STANDARD.steps[-1]
WEEKEND = dt.date(2026, 7, 18)


def first(case: Ledger, today=TODAY, **how):
    """The decision for the first debt."""
    return case.decide(today, **how)[0]


# === THE ORDER OF THE RULES ===

# A German debtor on the French national holiday: nothing stands in the way, and the
# debt is due by its invoice date but already reminded up to the step of J+5.
HOLIDAY = dt.date(2026, 7, 14)
LATE = debt(date_due=HOLIDAY - days(20))
DUE = ledger(
    LATE,
    past={1: Past(reached=step(5))},
    country="DE",
    channels=frozenset({"email"}),
    last_contact=HOLIDAY - days(10),
)


def on_debt(**values):
    """An obstacle made of values of the debt."""
    return lambda case: case._replace(debts=(case.debts[0]._replace(**values),))


def on_debtor(**values):
    """An obstacle made of values of the debtor."""
    return lambda case: case._replace(debtor=case.debtor._replace(**values))


def on_scenario(**values):
    """An obstacle made of values of the scenario."""
    return lambda case: case._replace(
        scenarios={1: case.scenarios[1]._replace(**values)}
    )


def on_past(**values):
    """An obstacle made of what was done."""
    return lambda case: case._replace(past={1: case.past[1]._replace(**values)})


# Each alone stops the reminder, in the order in which they must be told.
OBSTACLES = {
    "paid": on_debt(status="paid"),
    "money_back": on_debt(status="money_back"),
    "no_scenario": on_debt(scenario_id=None),
    "no_step": on_scenario(steps=()),
    "hold": on_debtor(holds=(hold(since=-30),)),
    "covered_by_credit": on_debtor(credits=(money(100),)),
    "payment_in_flight": on_debtor(in_flight=(money(100),)),
    "below_minimum": on_scenario(min_amount=100.01),
    "we_owe": on_debtor(we_owe=100.0),
    "last_step": on_past(reached=LAST),
    "already_planned": on_past(pending=frozenset({step(15).id})),
    "failed": on_past(failed=frozenset({step(15).id})),
    "not_due_yet": on_debt(date_due=HOLIDAY - days(14)),
    "contact_pending": on_debtor(pending=True),
    "min_gap": on_debtor(last_contact=HOLIDAY - days(6)),
    "time_to_pay": on_past(granted=HOLIDAY),
    "tried_today": on_past(
        given_up=frozenset({(step(15).id, "letter")}), tried=HOLIDAY
    ),
    "not_a_sending_day": on_debtor(country="FR"),
    "no_channel": on_debtor(channels=frozenset()),
    "weekly_cap": on_debtor(
        policy=ChannelPolicy(caps={"email": 1}),
        recent=(("email", HOLIDAY - days(1)),),
    ),
}


def test_what_nothing_is_left_of_is_not_weighed():
    """Open in the ledger, worth nothing in its currency: no share of the minimum."""
    small = STANDARD._replace(min_amount=50.0)
    found = ledger(debt(20, residual=0.0), debt(20, id=2), scenarios=(small,))
    assert found.reasons() == ["paid", "due"]


def test_a_notice_before_the_due_date_counts_on_its_very_day():
    small = STANDARD._replace(min_amount=50.0)
    for late, reason in ((-5, "below_minimum"), (-6, "not_due_yet")):
        found = ledger(debt(late, residual=30.0), scenarios=(small,))
        assert found.reasons() == [reason]


def test_a_broken_promise_brings_nothing_forward_of_what_is_not_late():
    past = {1: Past(sooner=TODAY)}
    for late, reason in ((-3, "not_due_yet"), (0, "not_due_yet"), (1, "due_sooner")):
        found = ledger(debt(late), scenarios=(scenario(5, 15),), past=past)
        assert found.reasons() == [reason]


def test_who_is_at_rest():
    yesterday = TODAY - days(1)
    heard = ledger(last_contact=yesterday).debtor
    for one, resting in (
        (heard, True),
        (heard._replace(last_contact=TODAY - days(7)), False),
        (heard._replace(last_contact=None), False),
        (heard._replace(last_contact=None, pending=True), True),
        # somebody is to match that money, gap or not
        (heard._replace(credits=(money(1),)), False),
        (heard._replace(in_flight=(money(1),)), False),
    ):
        assert schedule.at_rest(one, 7, TODAY) is resting
    # never twice a day, even without a gap
    assert schedule.at_rest(heard._replace(last_contact=TODAY), 0, TODAY)
    assert not schedule.at_rest(heard, 0, TODAY)


def test_what_another_step_gave_up_keeps_no_task_from_being_done():
    """An e-mail that never arrived, then a step by which the customer hears nothing."""
    ladder = scenario(5, 15, channels={15: ("task",)})
    gone = frozenset({(ladder.steps[0].id, "email")})
    past = Past(ladder.steps[0], (ladder.steps[0].id,), given_up=gone, tried=TODAY)
    [found] = ledger(debt(20), scenarios=(ladder,), past={1: past}).decide()
    assert (found.kind, found.channels) == ("send", ("task",))


def test_without_obstacle_the_reminder_is_sent():
    assert first(DUE, HOLIDAY)[:3] == (LATE, "send", "due")
    assert first(DUE, HOLIDAY).step == step(15)
    assert first(DUE, HOLIDAY).claim.amount == 100


@pytest.mark.parametrize("reason", OBSTACLES)
def test_each_rule_stops_the_reminder(reason):
    decision = first(OBSTACLES[reason](DUE), HOLIDAY)
    assert decision.reason == reason
    assert decision.kind == ("hold" if reason == "hold" else "wait")


# without any channel left what was tried today does not leave tomorrow: it failed
PAIRS = [
    pair
    for pair in itertools.combinations(OBSTACLES, 2)
    if pair != ("tried_today", "no_channel")
]


def test_what_failed_by_the_only_channel_waits_for_somebody():
    case = OBSTACLES["tried_today"](OBSTACLES["no_channel"](DUE))
    assert first(case, HOLIDAY).reason == "failed"


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=lambda reason: reason)
def test_each_rule_speaks_before_all_that_follow(before, after):
    both = OBSTACLES[before](OBSTACLES[after](DUE))
    assert first(both, HOLIDAY).reason == before


def test_every_reason_documented_is_tested():
    assert documented_reasons() == {*OBSTACLES, "draft", "due", "due_sooner"}


# === NOT A DEBT ===


@pytest.mark.parametrize("status", ["paid", "draft", "cancelled", "no_followup"])
def test_what_is_not_a_debt_says_why(status):
    case = ledger(debt(status=status))
    assert first(case)[1:3] == ("wait", status)


def test_a_scenario_nobody_knows_is_no_scenario():
    assert ledger(debt(scenario_id=99)).reasons() == ["no_scenario"]


def test_an_open_debt_without_residual_is_paid():
    assert first(ledger(debt(residual=0.001)))[1:3] == ("wait", "paid")


# === HOLDS ===

MOVE = debt().move_id


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param(-9, None, "hold", id="until lifted"),
        pytest.param(0, 9, "hold", id="from its first day"),
        pytest.param(-9, 0, "hold", id="to its last day"),
        pytest.param(-9, -1, "due", id="over"),
        pytest.param(1, 9, "due", id="not begun"),
    ],
)
def test_a_hold_counts_from_its_first_to_its_last_day(since, until, expected):
    for move in (None, MOVE):
        case = ledger(debt(), holds=(hold(since=since, until=until, move=move),))
        assert case.reasons() == [expected]


def test_a_hold_on_an_invoice_leaves_the_others_alone():
    case = ledger(debt(id=1), debt(id=2), holds=(hold(move=MOVE),))
    assert case.reasons() == ["hold", "due"]


def test_a_hold_on_the_debtor_holds_every_debt():
    case = ledger(debt(id=1), debt(id=2, currency=JPY), holds=(hold(),))
    assert case.reasons() == ["hold", "hold"]


@pytest.mark.parametrize(
    ("holds", "spoken"),
    [
        pytest.param(
            [hold("manual", until=90), hold("dispute", move=MOVE, until=5)],
            "dispute",
            id="on the invoice before on the debtor",
        ),
        pytest.param(
            [hold("promise", move=MOVE, until=5), hold("plan", move=MOVE, until=9)],
            "plan",
            id="the longest",
        ),
        pytest.param(
            [hold("manual", until=9), hold("insolvency")],
            "insolvency",
            id="without end is the longest",
        ),
        pytest.param(
            [hold("promise", move=MOVE, amount=30), hold("manual")],
            "manual",
            id="one on a part does not hold the rest",
        ),
    ],
)
def test_the_most_specific_hold_speaks(holds, spoken):
    for order in (holds, holds[::-1]):
        decision = first(ledger(debt(), holds=tuple(order)))
        assert (decision.reason, decision.hold.reason) == ("hold", spoken)


def test_a_hold_says_the_first_day_after_it():
    decision = first(ledger(debt(), holds=(hold(until=4),)))
    assert decision.date == TODAY + days(5)
    assert first(ledger(debt(), holds=(hold(until=None),))).date is None


def test_a_partial_hold_lets_the_rest_be_claimed():
    decision = first(ledger(debt(), holds=(hold(move=MOVE, amount=30),)))
    assert (decision.kind, decision.claim.amount) == ("send", 70)


def test_a_partial_hold_worth_the_whole_debt_holds_it():
    dispute = hold("dispute", move=MOVE, amount=100)
    decision = first(ledger(debt(), holds=(dispute,)))
    assert (decision.kind, decision.reason, decision.hold) == ("hold", "hold", dispute)


def test_a_partial_hold_says_the_first_day_after_it():
    decision = first(ledger(debt(), holds=(hold(move=MOVE, amount=100, until=4),)))
    assert decision.date == TODAY + days(5)


# === NOTHING LEFT TO CLAIM ===


@pytest.mark.parametrize(
    ("credits", "in_flight", "expected"),
    [
        pytest.param([100], [], "covered_by_credit", id="credit of the whole"),
        pytest.param([60, 40], [], "covered_by_credit", id="several credits"),
        pytest.param([99.99], [], "due", id="a cent is left"),
        pytest.param([], [100], "payment_in_flight", id="payment of the whole"),
        pytest.param([60], [40], "payment_in_flight", id="both: wait for the payment"),
        pytest.param([60], [39.99], "due", id="both, a cent is left"),
        pytest.param([99.996], [], "covered_by_credit", id="less than a cent is left"),
    ],
)
def test_nobody_is_reminded_who_has_paid_otherwise(credits, in_flight, expected):
    case = ledger(
        debt(),
        credits=tuple(map(money, credits)),
        in_flight=tuple(map(money, in_flight)),
    )
    assert case.reasons() == [expected]


def test_a_credit_in_another_currency_pays_nothing():
    assert ledger(debt(), credits=(money(9999, currency=JPY),)).reasons() == ["due"]


def test_a_credit_first_lowers_what_is_about_to_be_claimed():
    case = ledger(
        debt(30, id=1), debt(10, id=2), holds=(hold(move=MOVE),), credits=(money(100),)
    )
    assert case.reasons() == ["hold", "covered_by_credit"]


def test_what_remains_is_claimed():
    decision = first(ledger(debt(), credits=(money(30),), in_flight=(money(20),)))
    assert (decision.kind, decision.claim.amount) == ("send", 50)


def test_a_covered_debt_says_since_when_a_step_was_due():
    covered = {"credits": (money(1000),)}
    assert first(ledger(debt(10), **covered)).date == TODAY - days(5)
    assert first(ledger(debt(3), **covered)).date is None


# === BELOW THE MINIMUM ===

SMALL = scenario(-5, 5, 15, min_amount=20)
SMALL_INVOICES = scenario(-5, 5, 15, min_amount=20, grouping="invoice")


@pytest.mark.parametrize(
    ("residuals", "expected"),
    [
        pytest.param([19.99], "below_minimum", id="below"),
        pytest.param([20], "due", id="exactly"),
        pytest.param([12, 8], "due", id="together"),
        pytest.param([12, 7.99], "below_minimum", id="together below"),
    ],
)
def test_the_minimum_is_compared_with_what_one_message_claims(residuals, expected):
    debts = [debt(10, amount, id=id) for id, amount in enumerate(residuals, 1)]
    reasons = ledger(*debts, scenarios=(SMALL,)).reasons()
    assert set(reasons) == {expected}


def test_the_minimum_is_per_currency():
    case = ledger(debt(10, 12), debt(10, 2000, 2, JPY), scenarios=(SMALL,))
    assert case.reasons() == ["below_minimum", "below_minimum"]


@pytest.mark.parametrize(
    ("currency", "residual", "expected"),
    [
        pytest.param(JPY, 3000, "below_minimum", id="3000 yen are 18 euros"),
        pytest.param(JPY, 3500, "due", id="3500 yen are 21 euros"),
        pytest.param(KWD, 6.800, "below_minimum", id="6.800 dinars are 19.72 euros"),
        pytest.param(KWD, 7.000, "due", id="7 dinars are 20.30 euros"),
    ],
)
def test_the_minimum_is_in_company_currency(currency, residual, expected):
    case = ledger(debt(10, residual, currency=currency), scenarios=(SMALL,))
    assert case.reasons() == [expected]


def test_the_minimum_is_per_invoice_when_messages_are():
    case = ledger(
        debt(10, 12, id=1, move_id=7),
        debt(10, 8, id=2, move_id=7),
        debt(10, 19, id=3, move_id=8),
        scenarios=(SMALL_INVOICES,),
    )
    assert case.reasons() == ["due", "due", "below_minimum"]


def test_the_minimum_looks_at_what_credits_leave():
    case = ledger(debt(10, 100), scenarios=(SMALL,), credits=(money(81),))
    assert case.reasons() == ["below_minimum"]


def test_a_debt_not_due_yet_does_not_count_for_the_minimum():
    case = ledger(debt(10, 12, id=1), debt(-20, 500, id=2), scenarios=(SMALL,))
    assert case.reasons() == ["below_minimum", "not_due_yet"]


def test_a_debt_whose_notice_before_the_due_date_has_come_counts_for_the_minimum():
    case = ledger(debt(10, 12, id=1), debt(-4, 500, id=2), scenarios=(SMALL,))
    assert case.reasons() == ["due", "due"]


def test_a_debt_overdue_between_two_steps_counts_for_the_minimum():
    case = ledger(debt(10, 12, id=1), debt(3, 500, id=2), scenarios=(SMALL,))
    assert case.reasons() == ["due", "not_due_yet"]


def test_a_debt_on_hold_does_not_count_for_the_minimum():
    case = ledger(
        debt(10, 12, id=1),
        debt(10, 500, id=2),
        scenarios=(SMALL,),
        holds=(hold(move=20),),
    )
    assert case.reasons() == ["below_minimum", "hold"]


@pytest.mark.parametrize("status", ["paid", "no_followup"])
def test_what_is_not_a_debt_does_not_count_for_the_minimum(status):
    case = ledger(
        debt(10, 12, id=1), debt(10, 500, id=2, status=status), scenarios=(SMALL,)
    )
    assert case.reasons() == ["below_minimum", status]


def test_each_scenario_has_its_own_minimum():
    generous = scenario(5, id=2, min_amount=50)
    case = ledger(
        debt(10, 30, id=1),
        debt(10, 10, id=2, scenario_id=2),
        scenarios=(SMALL, generous),
    )
    assert case.reasons() == ["due", "below_minimum"]


# === WHICH STEP ===

JUMP = STANDARD._replace(catch_up="jump")


def next_delay(of, days_late, reached=None):
    """The delay of the next step, None when all are done."""
    past = Past(reached=reached and step(reached))
    found = schedule.next_step(of, debt(days_late), past, TODAY)
    return found and found.delay_days


@pytest.mark.parametrize(
    ("days_late", "reached", "expected"),
    [
        pytest.param(90, None, 5, id="an old debt starts at the first step after due"),
        pytest.param(90, 5, 15, id="then climbs"),
        pytest.param(90, 15, 30, id="one step at a time"),
        pytest.param(90, 30, 45, id="to the last"),
        pytest.param(90, 45, None, id="and stops"),
        pytest.param(1, None, 5, id="just overdue: no notice before the due date"),
        pytest.param(1, -5, 5, id="after the notice"),
    ],
)
def test_sequential_climbs_one_step_at_a_time(days_late, reached, expected):
    assert next_delay(STANDARD, days_late, reached) == expected


@pytest.mark.parametrize(
    ("days_late", "reached", "expected"),
    [
        pytest.param(
            90, None, 45, id="an old debt goes to the last step that has come"
        ),
        pytest.param(45, None, 45, id="on its very day"),
        pytest.param(44, None, 30, id="the day before"),
        pytest.param(20, None, 15, id="in the middle"),
        pytest.param(20, 5, 15, id="after a step"),
        pytest.param(20, 15, 30, id="nothing new has come: the next one"),
        pytest.param(3, None, 5, id="none has come: the first after due"),
        pytest.param(90, 45, None, id="all done"),
    ],
)
def test_jump_takes_the_last_step_whose_day_has_come(days_late, reached, expected):
    assert next_delay(JUMP, days_late, reached) == expected


THREE_NOTICES = scenario(-15, -7, -1, 5)


@pytest.mark.parametrize("catch_up", ["sequential", "jump"])
@pytest.mark.parametrize(
    ("days_late", "reached", "expected"),
    [
        pytest.param(-30, None, -15, id="long before: the first"),
        pytest.param(-15, None, -15, id="on its day"),
        pytest.param(-8, None, -15, id="late, the next has not come"),
        pytest.param(-7, None, -7, id="a missed one is skipped"),
        pytest.param(-2, None, -7, id="still the latest"),
        pytest.param(0, None, -1, id="on the due date: the latest"),
        pytest.param(-8, -15, -7, id="after the first"),
        pytest.param(-1, -15, -1, id="the second was missed"),
        pytest.param(0, -1, 5, id="all notices done: the first reminder"),
        pytest.param(1, None, 5, id="no notice once the due date has passed"),
        pytest.param(1, -15, 5, id="even if one was sent"),
    ],
)
def test_of_the_notices_before_the_due_date_only_the_latest_makes_sense(
    catch_up, days_late, reached, expected
):
    of = THREE_NOTICES._replace(catch_up=catch_up)
    past = Past(reached=reached and step(reached, THREE_NOTICES))
    found = schedule.next_step(of, debt(days_late), past, TODAY)
    assert found.delay_days == expected


def test_a_step_on_the_due_date_is_not_lost_when_that_day_was_closed():
    of = scenario(-5, 0, 10)
    on_the_day = [schedule.next_step(of, debt(late), NO_PAST, TODAY) for late in (0, 2)]
    assert [found.delay_days for found in on_the_day] == [0, 0]


def test_only_notices_before_the_due_date_leave_an_old_debt_alone():
    assert ledger(debt(10), scenarios=(scenario(-10, -5),)).reasons() == ["last_step"]


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        pytest.param(4, 5, id="before the first"),
        pytest.param(5, 15, id="same delay"),
        pytest.param(20, 30, id="between two"),
        pytest.param(60, None, id="beyond the last"),
    ],
)
def test_a_step_of_another_scenario_counts_by_its_delay(reached, expected):
    other = scenario(reached, id=2).steps[0]
    found = schedule.next_step(STANDARD, debt(90), Past(reached=other), TODAY)
    assert (found and found.delay_days) == expected


def test_a_step_taken_out_of_the_scenario_counts_by_its_delay():
    shorter = STANDARD._replace(steps=tuple(s for s in STANDARD.steps if s != step(15)))
    found = schedule.next_step(shorter, debt(90), Past(reached=step(15)), TODAY)
    assert found == step(30)


def test_a_step_moved_by_the_accountant_keeps_its_place():
    moved = step(15)._replace(delay_days=40)
    found = schedule.next_step(STANDARD, debt(90), Past(reached=moved), TODAY)
    assert found == step(30)


def test_a_step_already_done_is_not_taken_again():
    past = Past(reached=step(15), done=(step(15).id, step(30).id))
    assert schedule.next_step(STANDARD, debt(90), past, TODAY) == step(45)


def test_a_step_jumped_over_is_not_taken_later():
    early = scenario(5, 15, 30, 45, kinds={5: "formal_notice"}, catch_up="jump")
    past = Past(reached=step(5, early), done=(step(5, early).id, step(45, early).id))
    assert schedule.next_step(early, debt(90), past, TODAY) is None


def test_a_step_jumped_over_is_not_taken_later_after_another_scenario():
    notice = scenario(10, id=2, kinds={10: "formal_notice"}).steps[0]
    past = Past(reached=notice, done=(notice.id, step(30).id))
    assert schedule.next_step(JUMP, debt(35), past, TODAY) == step(45)


def test_two_steps_of_one_delay_come_one_after_the_other():
    of = scenario(5, 5, 15)
    found = schedule.next_step(of, debt(90), Past(reached=of.steps[0]), TODAY)
    assert found == of.steps[1]


def test_instalments_of_one_invoice_are_decided_one_by_one():
    case = ledger(
        debt(50, id=1, move_id=7),
        debt(20, id=2, move_id=7),
        debt(-10, id=3, move_id=7),
        past={1: Past(reached=step(30)), 2: Past(reached=step(5))},
    )
    found = [(each.kind, each.step.delay_days) for each in case.decide()]
    assert found == [("send", 45), ("send", 15), ("wait", -5)]


# === IN SOMEBODY'S HANDS ===


def test_the_action_of_another_step_neither_waits_nor_failed_for_this_one():
    others = frozenset({step(5).id, step(30).id})
    case = ledger(debt(20), past={1: Past(step(5), pending=others, failed=others)})
    assert case.reasons() == ["due"]


# === NOT DUE YET ===


@pytest.mark.parametrize(
    ("days_late", "expected"),
    [
        pytest.param(-6, "not_due_yet", id="the day before the notice"),
        pytest.param(-5, "due", id="the day of the notice"),
        pytest.param(1, "not_due_yet", id="between two steps"),
        pytest.param(4, "not_due_yet", id="the day before a step"),
        pytest.param(5, "due", id="the day of a step"),
        pytest.param(6, "due", id="the day after"),
    ],
)
def test_a_step_is_due_from_its_day_on(days_late, expected):
    assert ledger(debt(days_late)).reasons() == [expected]


@pytest.mark.parametrize(
    ("days_late", "last_contact", "expected"),
    [
        pytest.param(4, None, TODAY + days(1), id="the day of the step"),
        pytest.param(2, None, dt.date(2026, 7, 20), id="Saturday: the Monday after"),
        pytest.param(4, 1, TODAY + days(6), id="the end of the gap"),
    ],
)
def test_a_step_not_due_says_when_it_will_leave(days_late, last_contact, expected):
    contact = last_contact and TODAY - days(last_contact)
    decision = first(ledger(debt(days_late), last_contact=contact))
    assert (decision.reason, decision.date) == ("not_due_yet", expected)


# === MINIMUM GAP ===


@pytest.mark.parametrize(
    ("gap", "days_ago", "expected"),
    [
        pytest.param(7, 6, "min_gap", id="the day before its end"),
        pytest.param(7, 7, "due", id="its end"),
        pytest.param(1, 0, "min_gap", id="one day: not on the same day"),
        pytest.param(1, 1, "due", id="one day: on the next"),
        pytest.param(0, 0, "min_gap", id="none: still never twice a day"),
        pytest.param(0, 1, "due", id="none: on the next day"),
    ],
)
def test_the_minimum_gap_since_the_last_contact(gap, days_ago, expected):
    of = STANDARD._replace(min_gap_days=gap)
    case = ledger(debt(), scenarios=(of,), last_contact=TODAY - days(days_ago))
    assert case.reasons() == [expected]


def test_the_gap_is_of_the_debtor_whatever_the_debt_or_scenario():
    other = scenario(5, id=2, min_gap_days=3)
    case = ledger(
        debt(id=1),
        debt(id=2, currency=JPY),
        debt(id=3, scenario_id=2),
        scenarios=(STANDARD, other),
        last_contact=TODAY - days(4),
    )
    assert case.reasons() == ["min_gap", "min_gap", "due"]


def test_the_gap_says_when_it_ends():
    contact = TODAY - days(4)
    decision = first(ledger(debt(), last_contact=contact))
    assert decision.date == dt.date(2026, 7, 20), "its end is a Saturday"


# === SENDING DAYS ===


@pytest.mark.parametrize(
    ("day", "country", "expected"),
    [
        pytest.param(HOLIDAY, "FR", "not_a_sending_day", id="14 July, French debtor"),
        pytest.param(HOLIDAY, "BE", "due", id="14 July, Belgian debtor"),
        pytest.param(WEEKEND, "FR", "not_a_sending_day", id="Saturday, France"),
        pytest.param(dt.date(2026, 7, 19), "SA", "due", id="Sunday, Saudi Arabia"),
        pytest.param(
            dt.date(2026, 7, 17), "SA", "not_a_sending_day", id="Friday, Saudi Arabia"
        ),
        pytest.param(WEEKEND, None, "not_a_sending_day", id="Saturday, no country"),
        pytest.param(HOLIDAY, "XX", "due", id="unknown country: no holiday"),
    ],
)
def test_reminders_leave_on_working_days_of_the_debtor(day, country, expected):
    assert ledger(debt(20), country=country).reasons(day) == [expected]


def test_a_closed_day_says_the_next_open_one():
    assert first(ledger(debt(20)), WEEKEND).date == dt.date(2026, 7, 20)


# === CHANNELS ===


@pytest.mark.parametrize(
    ("wanted", "available", "usable"),
    [
        pytest.param(["email"], ["email"], ("email",), id="reachable"),
        pytest.param(["email", "sms"], ["sms"], ("sms",), id="one of them"),
        pytest.param(["letter", "call"], ["email"], (), id="none of them"),
        pytest.param(["task"], [], ("task",), id="an internal task needs nobody"),
        pytest.param(
            ["sms", "email"], ["email", "sms"], ("sms", "email"), id="in order"
        ),
    ],
)
def test_the_channels_of_the_step_the_debtor_can_be_reached_by(
    wanted, available, usable
):
    of = scenario(5, channels={5: tuple(wanted)})
    case = ledger(debt(), scenarios=(of,), channels=frozenset(available))
    assert channels.usable_channels(of.steps[0], case.debtor) == usable
    assert case.reasons() == ["due" if usable else "no_channel"]


# === BY HAND ===

BY_HAND = {"by_hand": step(15)}
ALSO_BY_HAND = (
    "paid",
    "no_scenario",
    "no_step",
    "hold",
    "covered_by_credit",
    "payment_in_flight",
    "no_channel",
)
NOT_BY_HAND = (
    "last_step",
    "already_planned",
    "failed",
    "not_due_yet",
    "contact_pending",
    "min_gap",
    "time_to_pay",
    "not_a_sending_day",
)


@pytest.mark.parametrize("reason", ALSO_BY_HAND)
def test_by_hand_too_nobody_is_reminded_wrongly(reason):
    assert first(OBSTACLES[reason](DUE), HOLIDAY, **BY_HAND).reason == reason


@pytest.mark.parametrize("reason", NOT_BY_HAND)
def test_by_hand_a_reminder_may_come_early_or_again(reason):
    assert first(OBSTACLES[reason](DUE), HOLIDAY, **BY_HAND).reason == "due"


@pytest.mark.parametrize("days_late", [0, -3])
def test_by_hand_a_debt_that_is_not_late_is_not_claimed(days_late):
    decision = first(ledger(debt(days_late)), **BY_HAND)
    assert decision[1:3] == ("wait", "not_due_yet")


@pytest.mark.parametrize(
    ("days_late", "reached", "chosen", "expected"),
    [
        pytest.param(90, None, 30, 5, id="its own next step: no level is skipped"),
        pytest.param(90, 5, 30, 15, id="the same further on"),
        pytest.param(90, 15, 30, 30, id="the chosen one"),
        pytest.param(90, 30, 30, 30, id="the chosen one once more"),
        pytest.param(90, 30, 5, 5, id="a milder one once more"),
        pytest.param(90, 45, 30, 30, id="all done: the chosen one once more"),
        pytest.param(3, None, 5, 5, id="before its day"),
    ],
)
def test_by_hand_a_debt_gets_its_next_step_but_none_beyond_the_chosen_one(
    days_late, reached, chosen, expected
):
    past = {1: Past(reached=reached and step(reached))}
    decision = first(ledger(debt(days_late), past=past), by_hand=step(chosen))
    assert (decision.reason, decision.step) == ("due", step(expected))


@pytest.mark.parametrize(
    ("days_late", "reached"),
    [
        pytest.param(3, None, id="however early"),
        pytest.param(90, 5, id="before its turn"),
        pytest.param(90, 45, id="once more"),
    ],
)
def test_by_hand_a_formal_notice_is_one(days_late, reached):
    past = {1: Past(reached=reached and step(reached))}
    decision = first(ledger(debt(days_late), past=past), by_hand=step(45))
    assert (decision.reason, decision.step) == ("due", step(45))


# === TIME TO PAY ===


@pytest.mark.parametrize(
    ("granted", "reason", "date"),
    [
        pytest.param(-1, "due", 0, id="over yesterday"),
        pytest.param(0, "time_to_pay", 1, id="the last day"),
        pytest.param(5, "time_to_pay", 6, id="days left"),
    ],
)
def test_no_step_before_the_last_day_to_pay_is_over(granted, reason, date):
    past = {1: Past(reached=step(5), granted=TODAY + dt.timedelta(days=granted))}
    decision = first(ledger(debt(20), past=past))
    assert decision.reason == reason
    assert decision.date == next_sending_day(TODAY + dt.timedelta(days=date), "FR")


def test_the_time_given_for_one_debt_binds_no_other():
    past = {1: Past(reached=step(5), granted=TODAY + dt.timedelta(days=5))}
    decisions = ledger(debt(20, id=1), debt(6, id=2), past=past).decide()
    assert [decision.reason for decision in decisions] == ["time_to_pay", "due"]


# === A DECISION FOR EVERY DEBT ===


def test_decisions_come_in_the_order_of_the_debts():
    debts = [debt(late, id=id) for id, late in ((3, 10), (1, 50), (2, -9))]
    found = [decision.debt for decision in ledger(*debts).decide()]
    assert found == debts


def test_a_debtor_without_debt_needs_no_decision():
    assert ledger().decide() == []


def test_a_notice_pushed_past_the_due_date_gives_way_to_the_next_step():
    notice = ledger(debt(days_late=-2), last_contact=TODAY - days(1))
    told = first(notice)
    assert (told.reason, told.step) == ("min_gap", step(5))
    assert told.date == TODAY + days(7)


def test_a_notice_that_comes_too_late_is_not_announced():
    only_before = scenario(-5)
    case = ledger(
        debt(days_late=-2), scenarios=(only_before,), last_contact=TODAY - days(1)
    )
    assert first(case)[1:3] == ("wait", "last_step")


# === MONEY GIVEN BACK, AND WHAT WE OWE ===


def test_money_given_back_is_looked_at_when_a_step_is_due():
    back = debt(status="money_back", days_late=4)
    assert first(ledger(back)).date is None
    assert first(ledger(back), TODAY + days(1)).date == TODAY + days(1)
    assert ledger(back).decide()[0].claim.amount == 0


def test_what_we_owe_counts_against_all_that_is_claimed():
    two = ledger(debt(10, id=1), debt(20, id=2), we_owe=150.0)
    assert two.reasons() == ["due", "due"]
    assert two.decide()[0].we_owe == 150.0
    two = two._replace(debtor=two.debtor._replace(we_owe=200.0))
    assert two.reasons() == ["we_owe", "we_owe"]


def test_what_we_owe_is_compared_in_company_currency():
    yen = debt(10, 10_000, currency=JPY)
    assert ledger(yen, we_owe=59.99).reasons() == ["due"]
    assert ledger(yen, we_owe=60.0).reasons() == ["we_owe"]


def test_somebody_decided_to_be_paid_all_the_same():
    assert ledger(debt(), we_owe=500.0, netting_seen=True).reasons() == ["due"]


def test_by_hand_somebody_has_already_decided():
    case = ledger(debt(), we_owe=500.0)
    assert case.reasons(by_hand=step(5)) == ["due"]
