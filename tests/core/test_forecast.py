"""What would be sent on the coming days if nobody paid."""

import datetime as dt

import pytest
from hypothesis import given
from strategies import (
    STANDARD,
    TODAY,
    days,
    debt,
    hold,
    ledger,
    ledgers,
    long,
    money,
    scenario,
    step,
)

from relance_avancee.core.channels import CHANNELS
from relance_avancee.core.decide.comparison import compare
from relance_avancee.core.decide.forecast import forecast_debtor
from relance_avancee.core.decide.grouping import messages
from relance_avancee.core.values import Past


def forecast(case, length=120, today=TODAY):
    """The messages to come."""
    return forecast_debtor(
        case.debts, case.scenarios, case.debtor, case.past, today, length
    )


def agenda(case, length=120, today=TODAY):
    """Day and delay of the step of the messages to come."""
    return [
        (planned.date, planned.message.step.delay_days)
        for planned in forecast(case, length, today)
    ]


def day_by_day(case, length):
    """The same as the forecast, simply by living every night."""
    past = {
        id: done._replace(pending=frozenset(), failed=frozenset())
        for id, done in case.past.items()
    }
    case = case._replace(debtor=case.debtor._replace(pending=False), past=past)
    found = []
    for day in (TODAY + days(number) for number in range(length)):
        for message in messages(case.decide(day), case.scenarios, case.debtor):
            found.append((day, contents(message)))
            case = case.after(message, day)
    return found


def contents(message):
    """What a message says: the debtor as known that day does not matter."""
    return message.key, message.step, message.channels, message.lines


# === WHICH DAYS ===


def test_a_new_invoice_gets_every_step_in_its_time():
    case = ledger(debt(date_due=dt.date(2026, 7, 20)), country="FR")
    assert agenda(case) == [
        (dt.date(2026, 7, 15), -5),
        (dt.date(2026, 7, 27), 5),  # the 25th is a Saturday
        (dt.date(2026, 8, 4), 15),
        (dt.date(2026, 8, 19), 30),
        (dt.date(2026, 9, 3), 45),
    ]


def test_an_old_debt_climbs_one_step_per_gap():
    assert agenda(ledger(debt(90))) == [
        (TODAY, 5),
        (TODAY + days(7), 15),
        (TODAY + days(14), 30),
        (TODAY + days(21), 45),
    ]


def test_public_holidays_of_the_debtor_push_a_message_on():
    monthly = STANDARD._replace(min_gap_days=31)
    case = ledger(debt(20), scenarios=(monthly,), country="FR")
    # the 15th of August, a holiday, is a Saturday this year
    assert agenda(case, 40) == [(TODAY, 5), (dt.date(2026, 8, 17), 15)]


def test_today_counts_and_the_last_day_does_not():
    case = ledger(debt(90))
    assert agenda(case, 0) == []
    assert agenda(case, 1) == [(TODAY, 5)]
    assert agenda(case, 7) == [(TODAY, 5)]
    assert agenda(case, 8) == [(TODAY, 5), (TODAY + days(7), 15)]


def test_two_debts_share_their_messages():
    case = ledger(debt(20, id=1), debt(1, id=2))
    found = forecast(case, 14)
    assert [planned.date for planned in found] == [TODAY, TODAY + days(7)]
    levels = [
        [line.step and line.step.delay_days for line in planned.message.lines]
        for planned in found
    ]
    assert levels == [[5, None], [15, 5]]


def test_two_currencies_leave_on_the_same_day():
    case = ledger(debt(10, id=1), debt(10, 5000, id=2, currency=2))
    assert agenda(case, 5) == [(TODAY, 5), (TODAY, 5)]


def test_an_internal_task_keeps_no_contact_waiting():
    of = scenario(5, 15, channels={5: ("task",)}, min_gap_days=10)
    assert agenda(ledger(debt(30), scenarios=(of,))) == [
        (TODAY, 5),
        (TODAY + days(1), 15),
    ]


# === WHAT IS KNOWN TODAY ===


def test_actions_that_wait_leave_today():
    waiting = Past(pending=frozenset({step(5).id}))
    assert agenda(ledger(debt(10), past={1: waiting}, pending=True), 1) == [(TODAY, 5)]


def test_failed_actions_are_taken_as_mended():
    broken = Past(failed=frozenset({step(5).id}))
    assert agenda(ledger(debt(10), past={1: broken}), 1) == [(TODAY, 5)]


def test_the_last_contact_counts():
    assert agenda(ledger(debt(10), last_contact=TODAY - days(2)), 7) == [
        (TODAY + days(5), 5)
    ]


def test_dunning_resumes_the_day_after_a_hold():
    case = ledger(debt(10), holds=(hold(until=4),))
    assert agenda(case, 8) == [(TODAY + days(5), 5)]


def test_dunning_stops_when_a_hold_begins():
    case = ledger(debt(90), holds=(hold(since=3),))
    assert agenda(case) == [(TODAY, 5)]


def test_a_partial_hold_that_ends_gives_its_part_back():
    case = ledger(debt(10), holds=(hold(move=10, amount=100, until=4),))
    assert agenda(case, 8) == [(TODAY + days(5), 5)]


def test_a_disputed_part_is_claimed_once_the_dispute_ends():
    dispute = hold(move=10, amount=30, until=4)
    (planned,) = forecast(ledger(debt(10), holds=(dispute,), credits=(money(70),)), 6)
    assert planned.date == TODAY + days(5)
    assert [line.amount for line in planned.message.lines] == [30]


def test_credits_move_when_a_hold_ends():
    case = ledger(
        debt(40, id=1),
        debt(10, id=2),
        holds=(hold(move=10, until=4),),
        credits=(money(100),),
    )
    (planned,) = forecast(case, 6)
    assert planned.date == TODAY + days(5)
    assert [line.amount for line in planned.message.lines] == [0, 100]


def test_a_small_debt_waits_for_the_next_one():
    of = scenario(5, min_amount=20)
    case = ledger(debt(10, 12, id=1), debt(-1, 12, id=2), scenarios=(of,))
    assert agenda(case) == [(TODAY + days(2), 5), (dt.date(2026, 7, 24), 5)]


@pytest.mark.parametrize(
    "of",
    [
        pytest.param(
            scenario(-9, -2, channels={-9: ("letter",)}), id="before the due date"
        ),
        pytest.param(
            scenario(-9, 5, channels={-9: ("letter",)}),
            id="once the due date has passed",
        ),
    ],
)
def test_a_step_without_channel_does_not_hide_the_following(of):
    found = agenda(ledger(debt(-9), scenarios=(of,)))
    assert [delay for _day, delay in found] == [of.steps[1].delay_days]


def test_the_past_of_others_is_not_looked_at():
    """The ledger's history is everybody's: reading it for each would be quadratic."""
    case = ledger(debt())
    others = {number: None for number in range(10**6, 10**6 + 3)}
    with_others = case._replace(past={**case.past, **others})
    assert forecast(with_others) == forecast(case)


def test_nothing_is_changed_by_looking_ahead():
    case = ledger(debt(10), past={1: Past(failed=frozenset({step(5).id}))})
    assert agenda(case) == agenda(case)
    assert case.past == {1: Past(failed=frozenset({step(5).id}))}


# === WHAT ALWAYS HOLDS ===


FEW_DATES = ledgers(quiet=True, max_debts=1, late=(-20, 5))


@long
@given(ledgers(statuses=("open", "open", "paid")) | FEW_DATES)
def test_the_forecast_is_what_living_every_night_would_give(case):
    planned = [(each.date, contents(each.message)) for each in forecast(case, 90)]
    assert planned == day_by_day(case, 90)


@long
@given(ledgers())
def test_never_two_contacts_within_the_gap(case):
    last_contact = case.debtor.last_contact
    planned = forecast(case, 90)
    for day in sorted({each.date for each in planned}):
        tonight = [each.message for each in planned if each.date == day]
        if last_contact:
            assert (day - last_contact).days >= max(
                1,
                *(
                    case.scenarios[line.debt.scenario_id].min_gap_days
                    for message in tonight
                    for line in message.lines
                    if line.step
                ),
            )
        if any(
            set(CHANNELS.contacts).intersection(message.channels) for message in tonight
        ):
            last_contact = day


@long
@given(ledgers())
def test_no_debt_gets_a_step_twice(case):
    """Unless it is the last and repeated: then each repetition once."""
    steps = [
        (line.debt.id, line.step.id, line.step.again)
        for planned in forecast(case, 90)
        for line in planned.message.lines
        if line.step
    ]
    done = [(id, past.reached.id, 0) for id, past in case.past.items() if past.reached]
    assert len(set(steps + done)) == len(steps + done)


@long
@given(ledgers())
def test_a_longer_forecast_begins_with_the_shorter(case):
    short = forecast(case, 20)
    assert forecast(case, 60)[: len(short)] == short


def test_changes_are_listed_by_day_then_company_then_customer():
    def planned(company, partner, day=TODAY):
        case = ledger(debt(10))
        debtor = case.debtor._replace(partner_id=partner, company_id=company)
        return forecast_debtor(case.debts, case.scenarios, debtor, {}, day, 1)

    later = TODAY + days(1)
    found = compare([], [*planned(1, 1, later), *planned(2, 3), *planned(1, 9)])
    told = [one.planned.message.debtor[:2] for one in found]
    assert told == [(9, 1), (3, 2), (1, 1)]


def test_of_two_days_the_first_comes_first():
    case = ledger(debt(-10), debt(-20, id=2), scenarios=(scenario(0),))
    assert agenda(case) == [(TODAY + days(12), 0), (TODAY + days(20), 0)]


def test_each_invoice_of_a_day_is_compared_with_itself():
    def planned(*debts):
        each = scenario(5, grouping="invoice")
        case = ledger(*debts, scenarios=(each,))
        return forecast_debtor(
            case.debts, case.scenarios, case.debtor, case.past, TODAY, 1
        )

    before = planned(debt(10), debt(10, id=2))
    found = compare(before, planned(debt(10)))
    assert sorted(one.change for one in found) == ["dropped", "same"]
