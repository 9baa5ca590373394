"""The last step said again every so many days, so many times at most."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    TODAY,
    days,
    debt,
    hold,
    ledger,
    ledgers,
    long,
    money,
    quick,
    scenario,
)

from relance_avancee.core.decide.experiments import variant
from relance_avancee.core.decide.forecast import forecast_debtor
from relance_avancee.core.decide.grouping import messages
from relance_avancee.core.decide.ladder import next_cycle
from relance_avancee.core.plan.plans import Plan, decide_plan
from relance_avancee.core.values import NO_PAST, Past, Step, Trial, Turn


def repeating(*delays, every=10, times=3, **values):
    """A scenario whose last step is said again."""
    made = scenario(*delays, **values)
    *others, last = made.steps
    last = last._replace(repeat_days=every, repeat_times=times)
    return made._replace(steps=(*others, last))


LADDER = repeating(5, 15)
FIRST, LAST = LADDER.steps


def said(*ago, step=LAST, **values):
    """The step was said so many days ago, each a time of its own."""
    turns = tuple(
        Turn(step.id, cycle, "done", TODAY - days(number), "email")
        for cycle, number in enumerate(ago)
    )
    return Past(step, (step.id,) * len(ago), turns=turns, **values)


def decide(past, today=TODAY, ladder=LADDER, late=60, **values):
    [found] = ledger(debt(late), scenarios=(ladder,), past={1: past}, **values).decide(
        today
    )
    return found


def told(found):
    return found.kind, found.reason, found.step and found.step.again, found.date


# === WHEN ===


def test_so_many_days_after_it_was_said():
    assert told(decide(said(9))) == ("wait", "not_due_yet", 1, TODAY + days(1))
    assert told(decide(said(10))) == ("send", "due", 1, TODAY)
    assert told(decide(said(50))) == ("send", "due", 1, TODAY)


def test_so_many_times_at_most():
    assert decide(said(30, 20, 10)).step.again == 3
    assert told(decide(said(40, 30, 20, 10)))[:3] == ("wait", "last_step", None)


def test_the_others_come_first_and_are_said_once():
    assert decide(NO_PAST).step.id == FIRST.id
    assert decide(said(20, step=FIRST)).step == LAST


def test_not_without_days_or_times():
    for ladder in (LADDER, repeating(5, 15, every=0), repeating(5, 15, times=0)):
        due = ladder is LADDER
        assert (decide(said(20), ladder=ladder).kind == "send") == due


def test_after_an_outage_once_and_the_days_count_anew():
    """Three times were missed: one message, the next counts from it (not a Saturday)."""
    past = said(45)
    assert decide(past).step.again == 1
    past = said(45, 0)
    assert told(decide(past)) == ("wait", "not_due_yet", 2, TODAY + days(12))


def test_only_a_late_reminder_that_is_the_last():
    notice = repeating(5, 15, kinds={15: "formal_notice"})
    early = repeating(-9, -5)
    assert decide(said(30, step=notice.steps[-1]), ladder=notice).reason == "last_step"
    assert decide(said(30, step=early.steps[-1]), ladder=early).reason == "last_step"
    on_the_day = repeating(-5, 0, every=1)
    assert decide(said(1, step=on_the_day.steps[-1]), ladder=on_the_day).kind == "send"
    longer = LADDER._replace(steps=(*LADDER.steps, Step(199, 1, 50, channels=("sms",))))
    assert decide(said(30), ladder=longer).step.id == 199


def test_not_before_the_debt_is_late_again():
    """The due date was put off: the debt gets its own delay once more."""
    assert decide(said(30), late=0).reason == "last_step"
    assert told(decide(said(30), late=3)) == (
        *("wait", "not_due_yet", 1),
        TODAY + days(12),
    )


def test_nothing_softer_after_a_formal_notice():
    past = said(30)
    assert decide(past._replace(noticed=TODAY - days(5))).reason == "last_step"
    assert decide(past._replace(noticed=TODAY - days(30))).reason == "last_step"
    # a scenario that reminds after its notice goes on doing so
    assert decide(past._replace(noticed=TODAY - days(31))).kind == "send"
    again = said(40, 20)._replace(noticed=TODAY - days(30))
    assert decide(again).reason == "last_step"


def test_not_at_a_level_of_another_scenario():
    other = Step(900, 9, 90)
    past = said(30)._replace(reached=other)
    assert decide(past).reason == "last_step"
    assert decide(Past(other, (other.id,))).reason == "last_step"


def test_nothing_is_repeated_that_nobody_knows_was_said():
    assert decide(Past(LAST, (LAST.id,))).reason == "last_step"


def test_it_says_when_it_was_last_said():
    step = decide(said(30, 15)).step
    assert (step.said_on, step.again_on) == (TODAY - days(15), TODAY - days(5))


def test_said_to_a_former_customer_only():
    turns = (Turn(LAST.id, 0, "elsewhere", TODAY - days(40)),)
    past = said(10)._replace(elsewhere=(LAST.id,), turns=(*turns, *said(10).turns))
    assert decide(past).step.again == 1


# === THE OTHER RULES ===


def test_the_gap_the_cap_and_the_holds_are_kept():
    assert decide(said(20), last_contact=TODAY - days(1)).reason == "min_gap"
    assert decide(said(20), pending=True).reason == "contact_pending"
    assert decide(said(20), holds=(hold(),)).kind == "hold"
    assert decide(said(20), credits=(money(100),)).reason == "covered_by_credit"
    assert decide(said(20), channels=frozenset()).reason == "no_channel"
    assert decide(said(20, granted=TODAY)).reason == "time_to_pay"
    saturday = dt.date(2026, 7, 18)
    found = decide(said(20), today=saturday)
    assert (found.reason, found.date) == ("not_a_sending_day", saturday + days(2))


def test_a_broken_promise_brings_it_sooner_and_a_broken_plan_the_notice():
    assert decide(said(2, sooner=TODAY)).reason == "due_sooner"
    ladder = repeating(30, 45, kinds={30: "formal_notice"})
    case = ledger(
        debt(60, escalate=True),
        scenarios=(ladder,),
        past={1: said(30, step=ladder.steps[-1])},
    )
    # the notice of the scenario is behind: its last reminder goes on
    assert case.decide()[0].step.id == ladder.steps[-1].id


def test_what_waits_or_failed_is_that_time_only():
    def turn(cycle, state, ago, channel="email"):
        return Turn(LAST.id, cycle, state, TODAY - days(ago), channel)

    def after(*turns, **values):
        past = said(20)
        return decide(past._replace(turns=(*past.turns, *turns), **values))

    own = frozenset({LAST.id})
    # a call of the first time, never made: it keeps nothing from being said
    old = after(turn(0, "pending", 20, "call"), pending=own)
    assert (old.kind, old.step.again) == ("send", 1)
    waits = after(turn(1, "pending", 2), pending=own)
    assert (waits.reason, waits.step.again) == ("already_planned", 1)
    assert after(turn(0, "failed", 20, "sms"), failed=own).kind == "send"
    assert after(turn(1, "failed", 2), failed=own).reason == "failed"
    tried = {"given_up": frozenset({(LAST.id, "email")}), "tried": TODAY - days(2)}
    assert after(turn(0, "given_up", 20), **tried).channels == ("email",)
    assert after(turn(1, "given_up", 2), **tried).reason == "failed"
    # a call left over from the last of two times
    past = said(40, 20)
    call = turn(1, "pending", 20, "call")
    past = past._replace(turns=(*past.turns, call), pending=own)
    assert told(decide(past)) == ("send", "due", 2, TODAY)


def test_a_time_cancelled_by_hand_is_one_of_them():
    past = said(20)
    gone = Turn(LAST.id, 1, "cancelled", TODAY - days(5), "email")
    past = past._replace(turns=(*past.turns, gone), skipped=frozenset({LAST.id}))
    assert told(decide(past)) == ("wait", "not_due_yet", 2, TODAY + days(5))
    # cancelled before it was said by hand: that was the first time
    gone, by_hand = gone._replace(cycle=0), said(10).turns[0]._replace(cycle=1)
    past = said(10)._replace(turns=(gone, by_hand), skipped=frozenset({LAST.id}))
    assert decide(past).step.again == 1
    # cancelled the first time: it was never said
    never = Past(
        FIRST,
        (FIRST.id,),
        skipped=frozenset({LAST.id}),
        turns=(gone._replace(cycle=0),),
    )
    assert decide(never).reason == "last_step"


def test_two_channels_are_one_time():
    past = said(20)
    call = Turn(LAST.id, 0, "done", TODAY - days(18), "call")
    past = past._replace(turns=(*past.turns, call), done=(LAST.id,) * 2)
    found = decide(past)
    # from the later of the two
    assert (found.step.again, found.step.again_on) == (1, TODAY - days(8))


def test_the_message_speaks_at_the_highest_step_whatever_the_day():
    """A second reminder said again is no graver than another debt's third."""
    other = scenario(40, id=2)
    case = ledger(
        debt(60), debt(45, id=2, scenario_id=2), scenarios=(LADDER, other)
    )._replace(past={1: said(20)})
    [message] = messages(case.decide(), case.scenarios, case.debtor)
    assert message.step.id == other.steps[0].id
    assert [line.step.id for line in message.lines] == [LAST.id, other.steps[0].id]


def test_by_hand_it_may_come_at_once():
    found = ledger(debt(60), scenarios=(LADDER,), past={1: said(1)}).decide(
        by_hand=LAST
    )
    assert (found[0].kind, found[0].step.id) == ("send", LAST.id)


def test_two_delays_being_compared_say_nothing_of_a_repetition():
    trial = Trial("7", LAST.id, 20)
    ladder = LADDER._replace(trials=(trial,))
    assert variant("7", 1) in "AB"
    found = decide(said(20), ladder=ladder)
    assert (found.step.again, found.step.variant) == (1, "")


def test_an_instalment_too():
    ladder = repeating(5, for_plans=True)
    late = debt(40, id=-3, move_id=None, plan_id=4)
    plan = Plan(4, 1, 1, frozenset({10}), (late,))
    case = ledger(scenarios=(ladder,), past={-3: said(10, step=ladder.steps[-1])})
    [found] = decide_plan(plan, case.scenarios, case.debtor, case.past, TODAY)
    assert (found.kind, found.step.again) == ("send", 1)


# === THE UNIQUE KEY ===


def test_each_time_has_a_place_of_its_own():
    assert next_cycle(LAST, NO_PAST) == 0
    assert next_cycle(LAST, said(20)) == 1
    # the first came back since: the second's place stays taken
    [_first, second] = said(20, 10).turns
    assert next_cycle(LAST, Past(LAST, (LAST.id,), turns=(second,))) == 2
    gone = second._replace(state="cancelled")
    assert next_cycle(LAST, said(20)._replace(turns=(gone,))) == 2
    former = second._replace(state="elsewhere")
    assert next_cycle(LAST, Past(elsewhere=(LAST.id,), turns=(former,))) == 2
    assert next_cycle(FIRST, said(20)) == 0
    # what only waits, or failed, was not said
    for state in ("pending", "failed", "given_up"):
        assert next_cycle(LAST, Past(turns=(second._replace(state=state),))) == 0


# === WHATEVER HAPPENS ===


def live(case, nights):
    """(debt, step, day) of what was said over these nights."""
    found = []
    for day in (TODAY + days(number) for number in nights):
        for message in messages(case.decide(day), case.scenarios, case.debtor):
            found += [
                (line.debt, line.step, day) for line in message.lines if line.step
            ]
            case = case.after(message, day)
    return found


@long
@given(
    ledgers(history=False),
    st.sets(st.integers(0, 100), min_size=20),
)
def test_never_too_often_nor_too_soon(case, nights):
    """Whatever nights the cron runs: each step once, the last at most so many times more."""
    by_step = {}
    for one, step, day in live(case, sorted(nights)):
        by_step.setdefault((one.id, step.id), []).append((step, day))
    for told_days in by_step.values():
        step = told_days[0][0]
        times = step.repeat_times if step.is_repeated else 0
        assert len(told_days) <= 1 + times
        assert [found.again for found, _day in told_days] == [*range(len(told_days))]
        for (_one, day), (_other, later) in zip(told_days, told_days[1:], strict=False):
            assert (later - day).days >= step.repeat_days


@long
@given(ledgers(history=False, quiet=True, statuses=("open",), late=(1, 40)))
def test_a_quiet_debtor_hears_all_of_them(case):
    """Nothing stands in the way: the last step is said as often as was set."""
    case = case._replace(
        debtor=case.debtor._replace(channels=frozenset({"email", "letter", "sms"})),
        scenarios={
            key: each._replace(min_amount=0.0) for key, each in case.scenarios.items()
        },
    )
    found = live(case, range(400))
    for one in case.debts:
        last = case.scenarios[one.scenario_id].steps[-1]
        count = sum(1 for each, step, _d in found if (each, step.id) == (one, last.id))
        if last.delay_days >= 0:
            assert count == 1 + (last.repeat_times if last.is_repeated else 0)


@quick
@given(ledgers(history=False), st.integers(0, 120))
def test_a_repetition_is_of_the_level_reached(case, later):
    reached = {}
    for one, step, _day in live(case, range(later)):
        assert not step.again or reached[one.id] == (step.id, step.place)
        reached[one.id] = step.id, step.place


def test_the_forecast_knows():
    case = ledger(debt(60), scenarios=(LADDER,), past={1: said(5)})
    planned = forecast_debtor(
        case.debts, case.scenarios, case.debtor, case.past, TODAY, 90
    )
    assert [(one.date, one.message.step.again) for one in planned] == [
        (TODAY + days(5), 1),
        (TODAY + days(15), 2),
        # a Saturday
        (TODAY + days(26), 3),
    ]
