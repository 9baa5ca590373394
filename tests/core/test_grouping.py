"""From decisions to messages."""

import pytest
from hypothesis import given
from strategies import (
    EUR,
    JPY,
    STANDARD,
    TODAY,
    days,
    debt,
    hold,
    ledger,
    ledgers,
    money,
    quick,
    scenario,
    step,
)

from relance_avancee.core.channels import CHANNELS
from relance_avancee.core.decide.grouping import (
    messages,
    messages_by_hand,
    to_reconcile,
)
from relance_avancee.core.values import Past

PER_INVOICE = STANDARD._replace(grouping="invoice")
AFTER_30 = Past(reached=step(30))


def to_send(case, today=TODAY):
    """The messages of a debtor."""
    return messages(case.decide(today), case.scenarios, case.debtor)


def only(found):
    """The one message there must be."""
    assert len(found) == 1
    return found[0]


def lines(message):
    """Debt, delay of the step it reaches (None = for information), amount claimed."""
    return [
        (line.debt.id, line.step and line.step.delay_days, line.amount)
        for line in message.lines
    ]


# === ONE MESSAGE PER DEBTOR, AT THE HIGHEST STEP ===


def test_one_message_at_the_highest_step_with_each_debt_at_its_own_level():
    case = ledger(
        debt(20, 100, id=1), debt(6, 50, id=2), past={1: Past(reached=step(5))}
    )
    message = only(to_send(case))
    assert message.step == step(15)
    assert lines(message) == [(1, 15, 100), (2, 5, 50)]


def test_debts_not_due_for_a_step_are_listed_for_information():
    case = ledger(debt(10, 100, id=1), debt(2, 50, id=2), debt(-9, 30, id=3))
    assert lines(only(to_send(case))) == [(1, 5, 100), (2, None, 0), (3, None, 0)]


def test_debts_on_hold_or_covered_are_listed_for_information():
    case = ledger(
        debt(30, 100, id=1),
        debt(20, 50, id=2),
        debt(10, 30, id=3),
        holds=(hold(move=10),),
        credits=(money(50, 20),),
    )
    assert lines(only(to_send(case))) == [(1, None, 0), (2, None, 0), (3, 5, 30)]


def test_what_is_not_a_debt_is_not_listed():
    case = ledger(
        debt(10, 100, id=1),
        debt(10, 50, id=2, status="no_followup"),
        debt(10, 30, id=3, status="paid"),
    )
    assert lines(only(to_send(case))) == [(1, 5, 100)]


def test_no_message_when_nothing_is_to_be_sent():
    assert to_send(ledger(debt(2))) == []
    assert to_send(ledger(debt(10), holds=(hold(),))) == []
    assert to_send(ledger()) == []


def test_lines_come_in_order_of_due_date():
    case = ledger(debt(10, id=1), debt(30, id=2), debt(10, id=0), debt(20, id=3))
    assert [line.debt.id for line in only(to_send(case)).lines] == [2, 3, 0, 1]


def test_the_amount_claimed_is_what_credits_and_disputes_leave():
    case = ledger(
        debt(10, 100, id=1), credits=(money(25),), holds=(hold(move=10, amount=30),)
    )
    assert lines(only(to_send(case))) == [(1, 5, 45)]


def test_a_sterner_kind_of_step_is_higher_than_a_later_one():
    strict = scenario(10, id=2, kinds={10: "formal_notice"})
    case = ledger(
        debt(40, id=1),
        debt(40, id=2, scenario_id=2),
        past={1: Past(reached=step(15))},
        scenarios=(STANDARD, strict),
    )
    assert only(to_send(case)).step == strict.steps[0]


def test_the_message_takes_the_usable_channels_of_its_step():
    of = scenario(5, 15, channels={5: ("email",), 15: ("letter", "sms", "email")})
    case = ledger(
        debt(20, id=1),
        debt(6, id=2),
        past={1: Past(reached=step(5, of))},
        scenarios=(of,),
        channels=frozenset({"email", "letter"}),
    )
    assert only(to_send(case)).channels == ("letter", "email")


def test_a_step_that_cannot_reach_the_debtor_does_not_keep_back_the_others():
    of = scenario(5, 15, channels={15: ("letter",)})
    case = ledger(
        debt(20, id=1),
        debt(6, id=2),
        past={1: Past(reached=step(5, of))},
        scenarios=(of,),
    )
    assert lines(only(to_send(case))) == [(1, None, 0), (2, 5, 100)]


def test_an_internal_task_does_not_take_the_place_of_a_message():
    of = scenario(5, 15, channels={15: ("task",)})
    case = ledger(
        debt(20, id=1),
        debt(6, id=2),
        past={1: Past(reached=step(5, of))},
        scenarios=(of,),
    )
    claiming = [
        message
        for message in to_send(case)
        if any(line.debt.id == 2 and line.step for line in message.lines)
    ]
    assert set(CHANNELS.contacts).intersection(only(claiming).channels)


# === FORMAL NOTICE ===


def test_a_formal_notice_claims_only_the_debts_that_reached_it():
    case = ledger(
        debt(50, 100, id=1), debt(20, 50, id=2), debt(6, 30, id=3), past={1: AFTER_30}
    )
    message = only(to_send(case))
    assert message.step == step(45)
    assert lines(message) == [(1, 45, 100), (2, None, 0), (3, None, 0)]


def test_a_formal_notice_claims_all_the_debts_that_reached_one():
    strict = scenario(40, id=2, kinds={40: "formal_notice"})
    case = ledger(
        debt(50, 100, id=1),
        debt(45, 50, id=2, scenario_id=2),
        past={1: AFTER_30},
        scenarios=(STANDARD, strict),
    )
    assert lines(only(to_send(case))) == [(1, 45, 100), (2, 40, 50)]


def test_litigation_claims_neither_reminders_nor_formal_notices():
    court = scenario(5, 45, 60, kinds={45: "formal_notice", 60: "litigation"})
    case = ledger(
        debt(70, 100, id=1),
        debt(50, 50, id=2),
        debt(6, 30, id=3),
        past={1: Past(reached=step(45, court)), 2: Past(reached=step(5, court))},
        scenarios=(court,),
    )
    assert lines(only(to_send(case))) == [(1, 60, 100), (2, None, 0), (3, None, 0)]


# === CURRENCIES ===


def test_one_message_per_currency():
    case = ledger(
        debt(10, 5000, id=1, currency=JPY), debt(10, 100, id=2), debt(-9, 40, id=3)
    )
    found = to_send(case)
    assert [message.currency_id for message in found] == [EUR, JPY]
    assert [lines(message) for message in found] == [
        [(2, 5, 100), (3, None, 0)],
        [(1, 5, 5000)],
    ]


def test_each_currency_speaks_at_its_own_highest_step():
    case = ledger(
        debt(50, id=1), debt(10, 5000, id=2, currency=JPY), past={1: AFTER_30}
    )
    assert [message.step for message in to_send(case)] == [step(45), step(5)]


def test_no_message_in_a_currency_in_which_nothing_is_due():
    case = ledger(debt(10, id=1), debt(-9, 5000, id=2, currency=JPY))
    assert only(to_send(case)).currency_id == EUR


# === ONE MESSAGE PER INVOICE ===


def test_one_message_per_invoice_when_the_scenario_asks():
    case = ledger(
        debt(10, 100, id=1, move_id=7),
        debt(-9, 50, id=2, move_id=7),
        debt(10, 30, id=3, move_id=8),
        debt(-9, 20, id=4, move_id=9),
        scenarios=(PER_INVOICE,),
    )
    found = to_send(case)
    assert [message.move_id for message in found] == [7, 8]
    assert [lines(message) for message in found] == [
        [(1, 5, 100), (2, None, 0)],
        [(3, 5, 30)],
    ]


def test_one_message_for_the_debtor_is_of_no_invoice():
    assert only(to_send(ledger(debt(10)))).move_id is None


def test_debts_of_two_scenarios_may_be_grouped_differently():
    apart = scenario(5, id=2, grouping="invoice")
    case = ledger(
        debt(10, 100, id=1, move_id=7),
        debt(10, 50, id=2, move_id=8, scenario_id=2),
        scenarios=(STANDARD, apart),
    )
    found = {message.move_id: lines(message) for message in to_send(case)}
    assert found == {None: [(1, 5, 100), (2, None, 0)], 8: [(2, 5, 50)]}


def test_the_key_tells_messages_of_one_night_apart():
    case = ledger(
        debt(10, id=1, move_id=7),
        debt(10, id=2, move_id=8),
        debt(10, 5000, id=3, move_id=7, currency=JPY),
        scenarios=(PER_INVOICE,),
    )
    keys = [message.key for message in to_send(case)]
    assert len(set(keys)) == len(keys) == 3


# === BY HAND ===

SEVERAL = ledger(
    debt(50, 100, id=1, move_id=7),
    debt(10, 50, id=2, move_id=8),
    debt(-9, 30, id=3, move_id=7),
    debt(10, 5000, id=4, move_id=9, currency=JPY),
    past={1: AFTER_30},
    scenarios=(PER_INVOICE,),
)


def by_hand(case, chosen, move_id=None):
    """What the messages of a reminder sent by hand say."""
    found = messages_by_hand(case.decide(by_hand=step(chosen)), case.debtor, move_id)
    return [(each.move_id, each.step.delay_days, lines(each)) for each in found]


def test_by_hand_one_message_per_currency_for_all_invoices():
    assert by_hand(SEVERAL, 30) == [
        (None, 30, [(1, 30, 100), (2, 5, 50), (3, None, 0)]),
        (None, 5, [(4, 5, 5000)]),
    ]


def test_by_hand_one_message_about_one_invoice():
    assert by_hand(SEVERAL, 30, 7) == [(7, 30, [(1, 30, 100), (3, None, 0)])]
    assert by_hand(SEVERAL, 30, 9) == [(9, 5, [(4, 5, 5000)])]


def test_by_hand_too_a_formal_notice_claims_only_the_debts_that_reached_it():
    assert by_hand(SEVERAL, 45)[0] == (
        None,
        45,
        [(1, 45, 100), (2, None, 0), (3, None, 0)],
    )


def test_by_hand_no_message_about_an_invoice_that_is_not_late():
    case = ledger(debt(10, id=1, move_id=7), debt(-9, id=2, move_id=8))
    assert by_hand(case, 5, 8) == []


# === WHAT ALWAYS HOLDS ===


@quick
@given(ledgers(statuses=("open", "open", "paid")))
def test_each_debt_to_send_is_claimed_once_or_waits_for_a_formal_notice(case):
    found = to_send(case)
    for decision in case.decide():
        claiming = [
            message
            for message in found
            for line in message.lines
            if line.debt == decision.debt and line.step
        ]
        if decision.kind != "send":
            assert not claiming
        elif not claiming:
            assert any(
                message.step.kind != "reminder"
                for message in found
                if decision.debt in [line.debt for line in message.lines]
            )
        else:
            assert only(claiming).step.rank >= decision.step.rank


@quick
@given(ledgers(statuses=("open", "open", "paid")))
def test_a_message_claims_the_sum_of_its_lines_in_one_currency(case):
    claims = {decision.debt.id: decision.claim for decision in case.decide()}
    for message in to_send(case):
        claimed = [line.debt.id for line in message.lines if line.step]
        assert claimed
        assert sum(line.amount for line in message.lines) == pytest.approx(
            sum(claims[id].amount for id in claimed)
        )
        assert all(line.amount == 0 for line in message.lines if not line.step)
        assert {line.debt.currency_id for line in message.lines} == {
            message.currency_id
        }


# === MONEY WAITING TO BE MATCHED ===


@pytest.mark.parametrize(
    ("days_late", "sums", "expected"),
    [
        pytest.param(10, {"credits": (money(100),)}, [1], id="a credit, step due"),
        pytest.param(10, {"in_flight": (money(100),)}, [1], id="a payment, step due"),
        pytest.param(3, {"credits": (money(100),)}, [], id="between two steps"),
        pytest.param(-9, {"in_flight": (money(100),)}, [], id="before the due date"),
        pytest.param(-5, {"credits": (money(100),)}, [1], id="the notice is due"),
        pytest.param(
            10, {"credits": (money(60),)}, [], id="a part: the rest is claimed"
        ),
        pytest.param(10, {}, [], id="no money"),
        pytest.param(
            10, {"credits": (money(100),), "holds": (hold(),)}, [], id="on hold anyway"
        ),
    ],
)
def test_money_is_to_be_matched_only_when_it_keeps_back_a_step(
    days_late, sums, expected
):
    found = to_reconcile(ledger(debt(days_late), **sums).decide())
    assert [decision.debt.id for decision in found.get(EUR, ())] == expected


def test_nothing_is_to_be_matched_once_every_step_was_done():
    case = ledger(debt(90), past={1: Past(reached=step(45))}, credits=(money(100),))
    assert to_reconcile(case.decide()) == {}


def test_money_to_match_is_told_by_currency():
    case = ledger(
        debt(10, 100, id=1),
        debt(20, 100, id=2),
        debt(10, 5000, id=3, currency=JPY),
        credits=(money(200),),
        in_flight=(money(5000, currency=JPY),),
    )
    found = to_reconcile(case.decide())
    assert {key: [each.debt.id for each in kept] for key, kept in found.items()} == {
        EUR: [1, 2],
        JPY: [3],
    }


def test_money_to_match_sends_no_letter():
    case = ledger(debt(10), in_flight=(money(100),))
    assert to_send(case) == []
    assert to_send(case, TODAY + days(200)) == []
