"""How holds, credits and money in flight lower what may be claimed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import EUR, JPY, KWD, TODAY, accounts, debt, hold, money, quick

from relance_avancee.core.decide.claims import allocate, lowered
from relance_avancee.core.values import Claim, is_positive, round_to


def share(*debts, holds=(), credits=(), in_flight=()):
    """The claims, in the order of the debts."""
    claims = allocate(debts, holds, credits, in_flight, TODAY)
    return [claims[each.id] for each in debts]


def claimed(*debts, **sums):
    """The amounts that may be claimed, in the order of the debts."""
    return [claim.amount for claim in share(*debts, **sums)]


OLD, NEW = debt(30, 100, id=1), debt(10, 100, id=2)


def test_all_is_claimed_when_nothing_stands_against_it():
    assert share(OLD, NEW) == [Claim(100), Claim(100)]


@pytest.mark.parametrize(
    ("credits", "expected"),
    [
        pytest.param([money(40)], [60, 100], id="the oldest first"),
        pytest.param([money(130)], [0, 70], id="the rest on the next"),
        pytest.param([money(40, NEW.move_id)], [100, 60], id="the invoice it names"),
        pytest.param([money(130, NEW.move_id)], [70, 0], id="what it has too much"),
        pytest.param([money(500)], [0, 0], id="never below zero"),
        pytest.param(
            [money(40), money(80, OLD.move_id)], [0, 80], id="several, any order"
        ),
        pytest.param([money(40, 999)], [60, 100], id="naming an invoice already paid"),
        pytest.param([money(150, NEW.move_id, OLD.move_id)], [50, 0], id="naming two"),
    ],
)
def test_credits_go_to_the_invoice_they_name_then_to_the_oldest_debt(credits, expected):
    assert claimed(OLD, NEW, credits=credits) == expected
    assert claimed(OLD, NEW, in_flight=credits) == expected


def test_the_oldest_debt_is_the_one_due_first_whatever_the_order_given():
    assert claimed(NEW, OLD, credits=[money(40)]) == [100, 60]


def test_instalments_of_one_invoice_take_its_credit_in_order_of_due_date():
    first, second = debt(30, 100, id=1, move_id=7), debt(0, 100, id=2, move_id=7)
    assert claimed(first, second, credits=[money(130, 7)]) == [0, 70]


def test_credits_count_before_money_in_flight():
    assert share(OLD, credits=[money(70)], in_flight=[money(70)]) == [
        Claim(0, credited=70, in_flight=30)
    ]


def test_currencies_are_never_mixed():
    euro, yen = debt(30, 100, id=1, currency=EUR), debt(10, 5000, id=2, currency=JPY)
    assert claimed(euro, yen, credits=[money(150, currency=EUR)]) == [0, 5000]
    assert claimed(euro, yen, credits=[money(150, currency=JPY)]) == [100, 4850]


def test_a_credit_naming_an_invoice_of_another_currency_lowers_its_own():
    euro, yen = debt(30, 100, id=1, currency=EUR), debt(10, 5000, id=2, currency=JPY)
    credit = money(60, yen.move_id, currency=EUR)
    assert claimed(euro, yen, credits=[credit]) == [40, 5000]


def test_a_held_debt_gets_credits_last():
    holds = [hold(move=OLD.move_id)]
    assert claimed(OLD, NEW, holds=holds, credits=[money(40)]) == [100, 60]


def test_a_hold_that_is_over_no_longer_sends_credits_elsewhere():
    holds = [hold(since=-9, until=-1, move=OLD.move_id)]
    assert claimed(OLD, NEW, holds=holds, credits=[money(40)]) == [60, 100]


def test_a_partial_hold_lowers_its_own_invoice_only():
    assert share(OLD, NEW, holds=[hold(move=NEW.move_id, amount=30)]) == [
        Claim(100),
        Claim(70, held=30),
    ]


def test_a_partial_hold_larger_than_its_invoice_does_not_spill_over():
    holds = [hold(move=OLD.move_id, amount=130)]
    assert claimed(OLD, NEW, holds=holds) == [0, 100]


def test_a_partial_hold_on_the_debtor_starts_with_the_oldest_debt():
    assert claimed(OLD, NEW, holds=[hold(amount=130)]) == [0, 70]


def test_a_partial_hold_on_the_debtor_never_mixes_currencies():
    euro, yen = debt(30, 100, id=1, currency=EUR), debt(10, 5000, id=2, currency=JPY)
    holds = [hold(amount=150)._replace(currency_id=EUR)]
    assert claimed(euro, yen, holds=holds) == [0, 5000]


def test_a_partial_hold_on_an_invoice_counts_before_one_on_the_debtor():
    whole, named = hold(amount=100, id=1), hold(move=OLD.move_id, amount=100, id=2)
    assert claimed(OLD, NEW, holds=[named, whole]) == [0, 0]
    assert claimed(OLD, NEW, holds=[whole, named]) == [0, 0]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param(0, 0, 70, id="first and last day included"),
        pytest.param(-9, -1, 100, id="over"),
        pytest.param(1, 9, 100, id="not begun"),
        pytest.param(-9, None, 70, id="until lifted"),
    ],
)
def test_a_partial_hold_counts_while_it_is_in_force(since, until, expected):
    holds = [hold(since=since, until=until, move=OLD.move_id, amount=30)]
    assert claimed(OLD, holds=holds) == [expected]


def test_a_disputed_part_is_taken_off_before_credits():
    holds = [hold(move=OLD.move_id, amount=30)]
    assert share(OLD, NEW, holds=holds, credits=[money(90)]) == [
        Claim(0, held=30, credited=70),
        Claim(80, credited=20),
    ]


@pytest.mark.parametrize("status", ["paid", "draft", "no_followup"])
def test_what_is_not_a_debt_takes_no_credit(status):
    other = debt(40, 100, id=3, status=status)
    assert claimed(other, OLD, credits=[money(40)]) == [0, 60]


@pytest.mark.parametrize(
    ("currency", "residual", "credit", "expected"),
    [
        pytest.param(EUR, 0.3, 0.1 + 0.2, 0, id="2 decimals: no ghost of a cent"),
        pytest.param(EUR, 100.01, 100, 0.01, id="2 decimals: a cent is a debt"),
        pytest.param(JPY, 5000, 4999, 1, id="0 decimals"),
        pytest.param(KWD, 10.001, 10, 0.001, id="3 decimals"),
        pytest.param(KWD, 0.007, 0.003, 0.004, id="3 decimals, all below a cent"),
    ],
)
def test_amounts_follow_the_rounding_of_their_currency(
    currency, residual, credit, expected
):
    claim = claimed(
        debt(10, residual, currency=currency),
        credits=[money(credit, currency=currency)],
    )
    assert claim == [expected]


@pytest.mark.parametrize(
    ("amount", "rounding", "expected"),
    [
        (2.675, 0.01, 2.68),
        (-2.675, 0.01, -2.68),
        (1.005, 0.01, 1.01),
        (2.5, 1, 3),
        (-2.5, 1, -3),
        (0.0005, 0.001, 0.001),
        (7.3, 0.05, 7.3),
        (7.33, 0.05, 7.35),
        (0.004, 0.01, 0),
        (123456789.125, 0.01, 123456789.13),
    ],
)
def test_rounding_is_half_up_away_from_zero(amount, rounding, expected):
    assert round_to(amount, rounding) == expected


@pytest.mark.parametrize(
    ("amount", "rounding", "expected"),
    [
        (0.01, 0.01, True),
        (0.1 + 0.2 - 0.3, 0.01, False),
        (0.004, 0.01, False),
        (0.004, 0.001, True),
        (0.4, 1, False),
        (1, 1, True),
        (-5, 0.01, False),
    ],
)
def test_positive_means_at_least_one_unit_of_the_currency(amount, rounding, expected):
    assert is_positive(amount, rounding) is expected


@pytest.mark.parametrize(
    ("claim", "owed", "expected"),
    [
        pytest.param(100, 40, 40, id="a part was paid"),
        pytest.param(60, 80, 60, id="a disputed part stays out"),
        pytest.param(60, 0, 0, id="paid"),
        pytest.param(60, -20, 0, id="paid twice"),
    ],
)
def test_a_claim_already_made_never_exceeds_what_is_owed(claim, owed, expected):
    assert lowered(claim, owed) == expected


@quick
@given(accounts(statuses=("open", "paid")))
def test_the_parts_of_a_claim_add_up_to_the_residual(case):
    debtor = case.debtor
    claims = allocate(case.debts, debtor.holds, debtor.credits, debtor.in_flight, TODAY)
    for each in case.debts:
        residual = each.residual if each.status == "open" else 0
        assert sum(claims[each.id]) == pytest.approx(residual, abs=each.rounding / 10)
        assert all(part >= 0 for part in claims[each.id])


@quick
@given(accounts())
def test_every_credit_is_used_as_far_as_there_is_something_to_lower(case):
    debtor = case.debtor
    claims = allocate(case.debts, (), debtor.credits, debtor.in_flight, TODAY)
    for currency in (EUR, JPY, KWD):
        debts = [each for each in case.debts if each.currency_id == currency]
        sums = [
            each.amount
            for each in (*debtor.credits, *debtor.in_flight)
            if each.currency_id == currency
        ]
        left = sum(each.residual for each in debts) - sum(sums)
        total = sum(claims[each.id].amount for each in debts)
        assert total == pytest.approx(max(0, left), abs=1e-6)


@quick
@given(accounts(), st.randoms(use_true_random=False))
def test_the_order_in_which_debts_holds_and_credits_are_read_changes_nothing(
    case, random
):
    def shuffled(values):
        return random.sample(values, len(values))

    debtor = case.debtor
    sums = debtor.holds, debtor.credits, debtor.in_flight
    once = allocate(case.debts, *sums, TODAY)
    again = allocate(shuffled(case.debts), *map(shuffled, sums), TODAY)
    assert {key: pytest.approx(claim) for key, claim in once.items()} == again


@quick
@given(accounts(), st.data())
def test_one_more_credit_never_raises_a_claim(case, data):
    debtor = case.debtor
    paid = data.draw(st.sampled_from(case.debts))
    more = money(paid.residual, paid.move_id, currency=paid.currency_id)
    before = allocate(case.debts, debtor.holds, debtor.credits, (), TODAY)
    after = allocate(case.debts, debtor.holds, (*debtor.credits, more), (), TODAY)
    for each in case.debts:
        assert after[each.id].amount <= before[each.id].amount + each.rounding / 10


# === OTHER CURRENCIES, AT THE DAY'S RATE ===

RATES = {EUR: 1.0, JPY: 160.0, KWD: 0.35}


def exchanged(*debts, credits=(), in_flight=(), rates=RATES):
    """What may be claimed when currencies pay one another."""
    claims = allocate(debts, (), credits, in_flight, TODAY, rates)
    return [claims[each.id].amount for each in debts]


def test_a_credit_pays_its_own_currency_first():
    euro, yen = debt(30, 100, id=1, currency=EUR), debt(10, 16000, id=2, currency=JPY)
    assert exchanged(euro, yen, credits=[money(16000, currency=JPY)]) == [100, 0]
    assert exchanged(euro, yen, credits=[money(24000, currency=JPY)]) == [50, 0]


def test_a_credit_of_a_third_currency_pays_the_oldest_debts():
    euro, yen = debt(30, 100, id=1, currency=EUR), debt(10, 16000, id=2, currency=JPY)
    # 52.5 dinars are 150 euros: the euros first, then 50 euros of yens
    assert exchanged(euro, yen, credits=[money(52.5, currency=KWD)]) == [0, 8000]


def test_what_the_rate_leaves_is_claimed_of_nobody():
    euro = debt(30, 1000, id=1)
    assert exchanged(euro, in_flight=[money(157_000, currency=JPY)]) == [0]
    # two thirds are not a difference of rates
    assert exchanged(euro, in_flight=[money(106_400, currency=JPY)]) == [335]


def test_money_for_one_invoice_alone_pays_no_other_in_any_currency():
    paid, other = debt(30, 100, id=1), debt(10, 16000, id=2, currency=JPY)
    meant = money(500, paid.move_id)._replace(only_named=True)
    assert exchanged(paid, other, in_flight=[meant]) == [0, 16000]
    gone = money(500, 999)._replace(only_named=True)
    assert exchanged(paid, other, in_flight=[gone]) == [100, 16000]


def test_a_currency_without_a_rate_pays_only_itself():
    euro = debt(30, 100, id=1)
    assert exchanged(
        euro, credits=[money(16000, currency=JPY)], rates={EUR: 1.0, KWD: 0.35}
    ) == [100]


def test_money_of_another_currency_goes_on_from_debt_to_debt():
    yen = debt(30, 4000, id=1, currency=JPY), debt(10, 8000, id=2, currency=JPY)
    # 50 euros are 8,000 yen: the first whole, and half of the second
    assert exchanged(*yen, credits=[money(50)]) == [0, 4000]
