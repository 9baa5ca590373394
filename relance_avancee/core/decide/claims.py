"""How much of each debt may be claimed once holds, credits and payments count.

Money that names an invoice goes to that invoice; the rest goes to the oldest debts
first, in its own currency and then in the others at the day's rate, as art. 1342-10 of
the French Code civil does when the debtor has said nothing (also the usual rule
elsewhere). Debts under a full hold come last: a credit must first lower what we are
about to claim.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from types import MappingProxyType

from ..values import OPEN, Claim, Debt, Debtor, Hold, Money, is_positive, round_to

# What is left of a debt paid in another currency, as a part of what was paid: the bank's
# rate is never quite the one of the books, and nobody is dunned for the difference.
EXCHANGE_MARGIN = 0.03
NO_RATES: Mapping[int, float] = MappingProxyType({})


def claims_of(debts: Sequence[Debt], debtor: Debtor, today: date) -> dict[int, Claim]:
    """Claims of one debtor by debt id: holds, credits and money on its way counted."""
    return allocate(
        debts, debtor.holds, debtor.credits, debtor.in_flight, today, debtor.rates
    )


def allocate(
    debts: Sequence[Debt],
    holds: Sequence[Hold],
    credits: Sequence[Money],
    in_flight: Sequence[Money],
    today: date,
    rates: Mapping[int, float] = NO_RATES,
) -> dict[int, Claim]:
    """Share holds, credits and money in flight over the debts of one debtor.

    :param debts: every open debt of the debtor, all currencies
    :param rates: units of a currency for one of the company's, by currency id; without
        them no currency pays another
    :return: claim by debt id; the four parts of a claim add up to the residual
    """
    if not (holds or credits or in_flight):
        return {debt.id: _whole(debt) for debt in debts}
    shares = {debt.id: _Share(debt) for debt in _in_order(debts, holds, today)}
    by_move = _group_by_move(shares.values())
    # what is held of one invoice first, or a hold on the debtor would take its room
    for hold in sorted(holds, key=lambda hold: hold.move_id is None):
        if hold.amount and hold.covers(today):
            named = by_move.get(hold.move_id, ()) if hold.move_id else shares.values()
            _pour(named, hold.amount, "held", hold.currency_id)
    left = [
        (money, _pour_money(money, part, shares.values(), by_move), part)
        for money, part in (
            *((money, "credited") for money in credits),
            *((money, "in_flight") for money in in_flight),
        )
    ]
    if len(rates) > 1:
        for money, amount, part in left:
            _pour_exchanged(money, amount, part, shares.values(), by_move, rates)
    return {debt_id: share.claim() for debt_id, share in shares.items()}


def _whole(debt: Debt) -> Claim:
    # the ledger keeps what is left of an item rounded: only sharing makes it otherwise
    return Claim(debt.residual if debt.status == OPEN else 0.0, 0.0, 0.0, 0.0)


def lowered(amount: float, owed: float) -> float:
    """A claim already made, once the debt has changed: never more than is owed.

    >>> lowered(100.0, 40.0), lowered(60.0, 80.0), lowered(60.0, 0.0)
    (40.0, 60.0, 0.0)
    """
    return max(0.0, min(amount, owed))


class _Share:
    """The room left in one debt while sums are poured into it."""

    __slots__ = ("debt", "left", "held", "credited", "in_flight")

    def __init__(self, debt: Debt):
        self.debt = debt
        self.left = debt.residual if debt.status == OPEN else 0.0
        self.held = self.credited = self.in_flight = 0.0

    def take(self, amount: float, part: str) -> float:
        """Take up to ``amount`` and say how much was taken."""
        taken = min(self.left, amount)
        self.left -= taken
        setattr(self, part, getattr(self, part) + taken)
        return taken

    def claim(self) -> Claim:
        parts = (self.held, self.credited, self.in_flight)
        if not any(parts):
            # rounded already, as in :func:`_whole`
            return Claim(self.left)
        rounding = self.debt.rounding
        return Claim(
            *(part and round_to(part, rounding) for part in (self.left, *parts))
        )


def _in_order(debts, holds, today):
    """Free debts before held ones, then the oldest due first."""
    if len(debts) == 1:
        return debts
    held_moves = {
        hold.move_id
        for hold in holds
        if hold.move_id and not hold.amount and hold.covers(today)
    }
    ordered = sorted(debts, key=attrgetter("date_due", "id"))
    if held_moves:
        ordered.sort(key=lambda debt: debt.move_id in held_moves)
    return ordered


def _group_by_move(shares):
    by_move: dict[int, list] = {}
    for share in shares:
        by_move.setdefault(share.debt.move_id, []).append(share)
    return by_move


def _pour(shares, amount, part, currency_id=None):
    """Pour ``amount`` into the shares in order; return what found no place."""
    for share in shares:
        if amount <= 0:
            break
        if currency_id and share.debt.currency_id != currency_id:
            continue
        if is_positive(share.left, share.debt.rounding):
            amount -= share.take(amount, part)
    return amount


def _pour_money(money, part, shares, by_move):
    """Pour money into debts of its own currency; return what found no place."""
    amount = money.amount
    for move_id in money.move_ids:
        amount = _pour(by_move.get(move_id, ()), amount, part, money.currency_id)
    return (
        amount if money.only_named else _pour(shares, amount, part, money.currency_id)
    )


def _pour_exchanged(money, amount, part, shares, by_move, rates):
    """Pour what is left of money into debts of other currencies, at the day's rate."""
    named = [share for move_id in money.move_ids for share in by_move.get(move_id, ())]
    for share in named if money.only_named else [*named, *shares]:
        if share.debt.currency_id == money.currency_id:
            continue
        ours, theirs = rates.get(money.currency_id), rates.get(share.debt.currency_id)
        if not (ours and theirs) or not is_positive(share.left, share.debt.rounding):
            continue
        worth = amount / ours * theirs
        if not is_positive(worth, share.debt.rounding):
            continue
        taken = share.take(worth, part)
        amount -= taken / theirs * ours
        if share.left <= taken * EXCHANGE_MARGIN:
            share.take(share.left, part)
