"""What must always hold of decisions, whatever the ledger and whatever happens."""

import datetime as dt
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    ALL_CHANNELS,
    ROUNDING,
    TODAY,
    Ledger,
    days,
    documented_reasons,
    ledgers,
    long,
    quick,
)

from relance_avancee.core.calendars import is_sending_day
from relance_avancee.core.decide.grouping import Message, calls_for_action, messages
from relance_avancee.core.decide.ladder import horizon
from relance_avancee.core.decide.schedule import at_rest
from relance_avancee.core.values import Decision, Hold, Money, Past

STATUSES = ("open", "open", "open", "paid", "no_followup")


def reminded(case, today=TODAY):
    """Ids of the debts that would be claimed today."""
    return {each.debt.id for each in case.decide(today) if each.kind == "send"}


def in_force(case):
    """The holds that count today."""
    return tuple(
        hold
        for hold in case.debtor.holds
        if hold.date_from <= TODAY <= (hold.date_to or dt.date.max)
    )


def held(case, debt):
    """Whether the whole of a debt is on hold today."""
    return any(
        hold.move_id in (None, debt.move_id) and not hold.amount
        for hold in in_force(case)
    )


# === ONE NIGHT ===


@quick
@given(ledgers(statuses=STATUSES), st.sampled_from([None, 1, 3, 7]), st.booleans())
def test_nothing_to_do_for_a_debtor_at_rest(case, days_ago, pending):
    last = days_ago and TODAY - days(days_ago)
    debtor = case.debtor._replace(last_contact=last, pending=pending)
    case = case._replace(debtor=debtor)
    gap = min(each.min_gap_days for each in case.scenarios.values())
    if at_rest(debtor, gap, TODAY):
        assert not any(map(calls_for_action, case.decide()))


@quick
@given(ledgers(statuses=STATUSES), st.booleans(), st.sampled_from([0, 3, 8]))
def test_nothing_to_do_for_a_debt_beyond_the_horizon(case, broken, later):
    """Also when every step comes late and a broken promise or plan brings it forward."""
    scenarios = {
        key: each._replace(
            steps=tuple(
                step._replace(delay_days=abs(step.delay_days) + later)
                for step in each.steps
            )
        )
        if later
        else each
        for key, each in case.scenarios.items()
    }
    case = case._replace(
        scenarios=scenarios,
        debts=tuple(each._replace(escalate=broken) for each in case.debts),
        past={
            key: each._replace(sooner=TODAY if broken else None)
            for key, each in case.past.items()
        },
    )
    limit = horizon(case.scenarios.values(), TODAY)
    for each in case.decide():
        assert each.debt.date_due <= limit or not calls_for_action(each)


@quick
@given(ledgers(statuses=STATUSES))
def test_every_debt_gets_one_decision_with_a_known_reason(case):
    decisions = case.decide()
    assert [each.debt for each in decisions] == list(case.debts)
    for each in decisions:
        assert each.reason in documented_reasons() | {"no_followup"}
        assert (each.kind == "send") == (each.reason == "due")
        assert (each.kind == "hold") == (each.reason == "hold")
        assert (each.kind == "hold") == (each.hold is not None)


@quick
@given(ledgers(statuses=STATUSES))
def test_nothing_stands_in_the_way_of_what_is_sent(case):
    debtor = case.debtor
    for debt, kind, _reason, claim, step, *_rest in case.decide():
        if kind != "send":
            continue
        scenario = case.scenarios[debt.scenario_id]
        past = case.past.get(debt.id, Past())
        assert debt.status == "open"
        assert debt.rounding / 2 < claim.amount <= debt.residual
        assert step in scenario.steps
        assert step.id not in past.pending | past.failed
        assert debt.date_due + days(step.delay_days) <= TODAY
        assert step.delay_days >= 0 or TODAY <= debt.date_due
        assert past.reached is None or step.id != past.reached.id
        assert not debtor.pending
        if debtor.last_contact:
            gap = (TODAY - debtor.last_contact).days
            assert gap >= max(1, scenario.min_gap_days)
        assert is_sending_day(TODAY, debtor.country)
        assert {"task", *debtor.channels} & set(step.channels)
        assert not held(case, debt)


@quick
@given(ledgers(statuses=STATUSES))
def test_nobody_is_reminded_of_more_than_what_is_left_to_claim(case):
    decisions = case.decide()
    sums = (*case.debtor.credits, *case.debtor.in_flight)
    for currency, rounding in ROUNDING.items():
        debts = [each for each in decisions if each.debt.currency_id == currency]
        owed = sum(each.debt.residual for each in debts if each.debt.status == "open")
        owed -= sum(each.amount for each in sums if each.currency_id == currency)
        claimed = [each.claim.amount for each in debts if each.kind == "send"]
        assert sum(claimed) <= max(0, owed) + rounding / 10
        if owed < rounding / 2:
            assert not claimed


@quick
@given(ledgers(statuses=STATUSES), st.randoms(use_true_random=False))
def test_deciding_again_in_any_order_of_debts_gives_the_same(case, random):
    once = case.decide()
    assert case.decide() == once
    debts = random.sample(case.debts, len(case.debts))
    again = {each.debt.id: each for each in case._replace(debts=debts).decide()}
    assert [again[each.debt.id] for each in once] == once


@quick
@given(ledgers(), st.data())
def test_nothing_leaves_before_the_day_told(case, data):
    for place, told in enumerate(case.decide()):
        if told.reason in ("not_due_yet", "min_gap", "not_a_sending_day"):
            wait = (told.date - TODAY).days
            assert wait > 0
            earlier = TODAY + days(data.draw(st.integers(0, wait - 1)))
            assert case.decide(earlier)[place].kind != "send"


@quick
@given(ledgers(max_debts=1))
def test_the_step_told_is_the_one_of_the_day_told(case):
    alone = case._replace(
        debtor=case.debtor._replace(holds=(), credits=(), in_flight=(), pending=False)
    )
    (told,) = alone.decide()
    if told.reason in ("not_due_yet", "min_gap", "not_a_sending_day"):
        (then,) = alone.decide(told.date)
        assert then.step == told.step
        assert then.reason in (
            "due",
            "no_channel",
            "failed",
            "already_planned",
            "below_minimum",
        )


@quick
@given(ledgers(statuses=STATUSES), st.data())
def test_by_hand_too_only_late_and_free_debts_are_claimed(case, data):
    scenario = case.scenarios[data.draw(st.sampled_from((1, 2)))]
    chosen = data.draw(st.sampled_from(scenario.steps))
    for debt, kind, _reason, claim, step, *_rest in case.decide(by_hand=chosen):
        if kind == "send":
            assert debt.status == "open"
            assert debt.rounding / 2 < claim.amount <= debt.residual
            assert debt.date_due < TODAY
            assert step.rank <= chosen.rank
            assert {"task", *case.debtor.channels} & set(step.channels)
            assert not held(case, debt)


@quick
@given(ledgers(), st.data())
def test_a_payment_never_provokes_a_reminder(case, data):
    before = reminded(case)
    paid = data.draw(st.sampled_from(case.debts))
    share = data.draw(st.sampled_from((0.3, 1.0)))
    assert reminded(pay(case, paid.id, share)) <= before


@quick
@given(ledgers(), st.data())
def test_a_hold_never_provokes_a_reminder(case, data):
    before = reminded(case)
    debt = data.draw(st.sampled_from(case.debts))
    amount = data.draw(st.sampled_from((0.0, debt.residual)))
    more = Hold(99, "dispute", TODAY, None, debt.move_id, amount)
    debtor = case.debtor._replace(holds=(*case.debtor.holds, more))
    assert reminded(case._replace(debtor=debtor)) <= before


@quick
@given(ledgers())
def test_a_hold_that_is_over_or_to_come_changes_nothing(case):
    known = case._replace(debtor=case.debtor._replace(holds=in_force(case)))
    assert known.decide() == case.decide()


# === MONTHS OF NIGHTS ===


class Event(NamedTuple):
    """Something that happens to one debt before the night of that day."""

    day: int
    kind: str
    place: int
    share: float


EVENTS = ("payment", "undone", "credit", "in_flight", "arrived", "hold", "dispute")
NIGHTS = 90
events = st.lists(
    st.builds(
        Event,
        st.integers(0, NIGHTS - 1),
        st.sampled_from(EVENTS),
        st.integers(0, 3),
        st.sampled_from((0.3, 1.0)),
    ),
    max_size=6,
)
# Nights on which the server was down.
outages = st.frozensets(st.integers(0, NIGHTS - 1), max_size=20)


def round_up(amount, debt):
    """A share of a debt that its currency can express."""
    return round(-(-amount // debt.rounding) * debt.rounding, 3)


def change(case, debt_id, **values):
    """The ledger with other values of one debt."""
    return case._replace(
        debts=tuple(
            each._replace(**values) if each.id == debt_id else each
            for each in case.debts
        )
    )


def pay(case, debt_id, share):
    """A share of what is left of a debt is paid."""
    debt = next(each for each in case.debts if each.id == debt_id)
    left = max(0.0, round(debt.residual - round_up(debt.residual * share, debt), 3))
    status = (
        "paid" if left < debt.rounding / 2 and debt.status == "open" else debt.status
    )
    company = debt.residual and debt.residual_company * left / debt.residual
    return change(case, debt_id, residual=left, residual_company=company, status=status)


def happen(case: Ledger, event: Event, original: Ledger) -> Ledger:
    """The ledger once something has happened."""
    first = original.debts[event.place % len(original.debts)]
    debtor, today = case.debtor, TODAY + days(event.day)
    money = Money(
        round_up(first.residual * event.share, first),
        first.currency_id,
        (first.move_id,) if event.day % 2 else (),
    )
    match event.kind:
        case "payment":
            return pay(case, first.id, event.share)
        case "undone":
            return change(case, **_identity(first))
        case "credit":
            debtor = debtor._replace(credits=(*debtor.credits, money))
        case "in_flight":
            debtor = debtor._replace(in_flight=(*debtor.in_flight, money))
        case "arrived":
            debtor = debtor._replace(in_flight=())
        case "hold" | "dispute":
            move_id = None if event.share < 1 else first.move_id
            amount = money.amount if event.kind == "dispute" else 0.0
            if amount:
                move_id = first.move_id
            hold = Hold(event.day, event.kind, today, today + days(9), move_id, amount)
            debtor = debtor._replace(holds=(*debtor.holds, hold))
    return case._replace(debtor=debtor)


def _identity(debt):
    return {
        "debt_id": debt.id,
        "residual": debt.residual,
        "residual_company": debt.residual_company,
        "status": debt.status,
    }


class Night(NamedTuple):
    """What was known, decided and sent one night."""

    day: dt.date
    case: Ledger
    decisions: list[Decision]
    messages: list[Message]


def live(case, events=(), outages=(), nights=NIGHTS) -> list[Night]:
    """Nightly runs; every message reaches the debtor at once."""
    original, found = case, []
    for number in range(nights):
        for event in events:
            if event.day == number:
                case = happen(case, event, original)
        if number in outages:
            continue
        day = TODAY + days(number)
        decisions = case.decide(day)
        sent = messages(decisions, case.scenarios, case.debtor)
        found.append(Night(day, case, decisions, sent))
        for message in sent:
            case = case.after(message, day)
    return found


def levels(nights, debt_id):
    """The steps one debt reached, in order; a repetition is no level."""
    return [
        line.step
        for night in nights
        for message in night.messages
        for line in message.lines
        if line.debt.id == debt_id and line.step and not line.step.again
    ]


@long
@given(ledgers(statuses=STATUSES), events, outages)
def test_never_two_contacts_within_the_gap(case, events, outages):
    last_contact = case.debtor.last_contact
    for night in live(case, events, outages):
        for message in night.messages:
            for line in message.lines:
                if line.step and last_contact:
                    gap = case.scenarios[line.debt.scenario_id].min_gap_days
                    assert (night.day - last_contact).days >= max(1, gap)
        if any(set(message.channels) != {"task"} for message in night.messages):
            last_contact = night.day


@long
@given(ledgers(statuses=STATUSES), events, outages)
def test_never_an_action_on_a_debt_with_nothing_left_to_claim(case, events, outages):
    for night in live(case, events, outages):
        residuals = {each.id: each.residual for each in night.case.debts}
        for message in night.messages:
            sums = (*night.case.debtor.credits, *night.case.debtor.in_flight)
            owed = sum(
                each.residual
                for each in night.case.debts
                if each.currency_id == message.currency_id and each.status == "open"
            )
            owed -= sum(
                each.amount for each in sums if each.currency_id == message.currency_id
            )
            claimed = [line for line in message.lines if line.step]
            assert claimed
            assert sum(line.amount for line in claimed) <= owed + 1e-6
            for line in claimed:
                assert line.debt.status == "open"
                assert 0 < line.amount <= residuals[line.debt.id]


@long
@given(
    ledgers(
        statuses=STATUSES,
        history=False,
        scenarios={"catch_up": "sequential", "first_delay": 0},
    ),
    events,
    outages,
)
def test_levels_never_skip_when_they_climb_one_by_one(case, events, outages):
    nights = live(case, events, outages)
    for debt in case.debts:
        steps = case.scenarios[debt.scenario_id].steps
        reached = levels(nights, debt.id)
        assert reached == list(steps[: len(reached)])


@long
@given(ledgers(statuses=STATUSES), events, outages)
def test_levels_never_come_twice_or_fall(case, events, outages):
    nights = live(case, events, outages)
    for debt in case.debts:
        start = case.past.get(debt.id, Past()).reached
        reached = (
            [start, *levels(nights, debt.id)] if start else levels(nights, debt.id)
        )
        delays = [step.delay_days for step in reached]
        assert delays == sorted(set(delays))


@long
@given(ledgers(statuses=STATUSES), events, st.integers(0, NIGHTS - 1))
def test_what_happens_later_never_makes_an_earlier_decision_wrong(case, events, day):
    nights = live(case, events)
    known = [event for event in events if event.day <= day]
    assert live(case, known)[: day + 1] == nights[: day + 1]
    for night in reversed(nights):
        assert night.case.decide(night.day) == night.decisions


@long
@given(
    ledgers(quiet=True, history=False, scenarios={"min_amount": 0.0, "first_delay": 0})
)
def test_no_debt_is_lost_each_reaches_the_last_step(case):
    reachable = case.debtor._replace(channels=frozenset(ALL_CHANNELS))
    case = case._replace(debtor=reachable)
    # the latest step, then at worst one message per step and gap, and closed days
    steps = [step for each in case.scenarios.values() for step in each.steps]
    gap = max(each.min_gap_days for each in case.scenarios.values())
    latest = max(
        (debt.date_due - TODAY).days
        + case.scenarios[debt.scenario_id].steps[-1].delay_days
        for debt in case.debts
    )
    again = sum(step.repeat_times * (step.repeat_days + gap + 10) for step in steps)
    nights = live(case, nights=max(0, latest) + len(steps) * (gap + 10) + again)
    for debt in case.debts:
        assert levels(nights, debt.id)[-1] == case.scenarios[debt.scenario_id].steps[-1]
        assert nights[-1].decisions[case.debts.index(debt)].reason == "last_step"
