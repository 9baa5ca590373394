"""What a debtor owes, as everything that shows it reads it."""

import datetime as dt

from strategies import EUR, JPY, TODAY, days, debt, hold, ledger, money, step

from relance_avancee.core.decide.position import discount_of, positions
from relance_avancee.core.values import Claim, Past


def read(*debts, past=None, **debtor):
    """The positions of one debtor."""
    case = ledger(*debts, past=past, **debtor)
    return positions(case.debts, case.debtor, case.past, TODAY)


def test_one_position_for_each_currency():
    found = read(debt(10, 100, id=1), debt(10, 5000, id=2, currency=JPY))
    assert {key: (value.owed, value.claimed) for key, value in found.items()} == {
        EUR: (100, 100),
        JPY: (5000, 5000),
    }


def test_what_stands_against_a_debt_is_told_apart():
    [position] = read(
        debt(10, 100, id=1),
        debt(-10, 50, id=2),
        debt(30, 70, id=3, status="no_followup"),
        holds=(hold(move=10, amount=20.0),),
        credits=(money(30),),
        in_flight=(money(5),),
    ).values()
    assert (position.owed, position.overdue(TODAY)) == (150, 100)
    assert (position.held, position.credited, position.in_transit) == (20, 30, 5)
    assert position.claimed == 95
    assert [item.debt.id for item in position.items] == [3, 1, 2]


def test_the_level_is_the_last_step_that_reached_the_debtor():
    [position] = read(debt(id=1), past={1: Past(reached=step(5))}).values()
    assert position.items[0].level == step(5)


def test_a_credit_of_another_currency_is_worth_something():
    found = read(
        debt(10, 100, id=1),
        credits=(money(8000, currency=JPY),),
        rates={EUR: 1.0, JPY: 160.0},
    )
    assert (found[EUR].credited, found[EUR].claimed) == (50, 50)


# === EARLY PAYMENT DISCOUNT ===

UNTIL = TODAY + days(2)
OFFERED = debt(-4, 1200.0, discounted=1176.0, discount_until=UNTIL)


def test_a_discount_lasts_until_its_day_included():
    whole = Claim(1200.0)
    assert discount_of(OFFERED, whole, UNTIL).amount == 1176.0
    assert discount_of(OFFERED, whole, UNTIL + days(1)) is None


def test_a_discount_is_less_than_what_is_left():
    """A part is paid: what is left is no more than the discounted price."""
    for left in (1100.0, 1176.0):
        paid = OFFERED._replace(residual=left, residual_company=left)
        assert discount_of(paid, Claim(left), TODAY) is None


def test_a_discount_is_for_a_whole_debt():
    for part in (Claim(1100.0, credited=100.0), Claim(0.0, held=1200.0)):
        assert discount_of(OFFERED, part, TODAY) is None
    assert discount_of(OFFERED._replace(status="blocked"), Claim(0.0), TODAY) is None


def test_without_a_date_or_an_amount_there_is_none():
    for values in ({"discount_until": None}, {"discounted": None}):
        assert discount_of(OFFERED._replace(**values), Claim(1200.0), TODAY) is None


def test_what_settles_a_debt_today():
    [position] = read(OFFERED).values()
    assert [item.to_pay for item in position.items] == [1176.0]
    [position] = read(OFFERED._replace(discount_until=dt.date(2026, 1, 1))).values()
    assert [item.to_pay for item in position.items] == [1200.0]
