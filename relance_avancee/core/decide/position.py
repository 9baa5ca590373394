"""What one debtor owes one company, in one currency, on one day: the only definition.

Decision, message, letter, customer's page, card and figures take it from here, so that
nobody is shown another amount than the one that is claimed.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..values import (
    NO_PAST,
    OPEN,
    Claim,
    Debt,
    Debtor,
    Hold,
    Money,
    Past,
    Step,
    is_positive,
    round_to,
)
from .claims import claims_of


class Discount(NamedTuple):
    """Paid until ``until``, a debt is settled by ``amount``."""

    amount: float
    until: dt.date


class OpenItem(NamedTuple):
    """One debt, what may be claimed of it, and its discount while it lasts.

    ``claim`` says what of it is held (disputed, promised, planned), credited and on its
    way; ``level`` is the last step that reached the debtor.
    """

    debt: Debt
    claim: Claim
    level: Step | None = None
    discount: Discount | None = None

    @property
    def to_pay(self) -> float:
        """What settles the claim today."""
        return self.discount.amount if self.discount else self.claim.amount


class Position(NamedTuple):
    """One debtor in one company tree and one currency.

    ``items`` are oldest first, those that are no debt included (see their ``status``);
    ``credits`` and ``in_flight`` are in this currency, what other currencies pay is in
    the claims. ``we_owe`` is in company currency.
    """

    partner_id: int
    company_id: int
    currency_id: int
    items: tuple[OpenItem, ...]
    credits: tuple[Money, ...] = ()
    in_flight: tuple[Money, ...] = ()
    holds: tuple[Hold, ...] = ()
    last_contact: dt.date | None = None
    recent: tuple[tuple[str, dt.date], ...] = ()
    we_owe: float = 0.0

    @property
    def open_items(self) -> tuple[OpenItem, ...]:
        """The debts that are followed."""
        return tuple(item for item in self.items if item.debt.status == OPEN)

    @property
    def owed(self) -> float:
        """All that is open."""
        return self._sum(item.debt.residual for item in self.open_items)

    @property
    def claimed(self) -> float:
        """What may be claimed, due or not."""
        return self._sum(item.claim.amount for item in self.open_items)

    @property
    def held(self) -> float:
        """What is disputed, promised or planned in part."""
        return self._sum(item.claim.held for item in self.open_items)

    @property
    def credited(self) -> float:
        """What open credits are worth here, other currencies at the day's rate."""
        return self._sum(item.claim.credited for item in self.open_items)

    @property
    def in_transit(self) -> float:
        """What money on its way is worth here."""
        return self._sum(item.claim.in_flight for item in self.open_items)

    def overdue(self, today: dt.date) -> float:
        """What was due before today."""
        late = (item for item in self.open_items if item.debt.date_due < today)
        return self._sum(item.debt.residual for item in late)

    def _sum(self, amounts) -> float:
        rounding = self.items[0].debt.rounding if self.items else 0.01
        return round_to(sum(amounts), rounding)


def discount_of(debt: Debt, claim: Claim, today: dt.date) -> Discount | None:
    """The early payment discount still to be had, as Odoo grants it: on a whole debt.

    >>> debt = Debt(1, 1, 1, 1, 1, dt.date(2026, 3, 16), 1200.0, 1200.0,
    ...             discounted=1176.0, discount_until=dt.date(2026, 3, 14))
    >>> discount_of(debt, Claim(1200.0), dt.date(2026, 3, 14)).amount
    1176.0
    >>> discount_of(debt, Claim(1200.0), dt.date(2026, 3, 15))
    >>> discount_of(debt, Claim(1100.0, credited=100.0), dt.date(2026, 3, 14))
    """
    if not debt.discounted or debt.discount_until is None or debt.status != OPEN:
        return None
    whole = not is_positive(abs(debt.residual - claim.amount), debt.rounding)
    if today > debt.discount_until or not whole or debt.discounted >= debt.residual:
        return None
    return Discount(debt.discounted, debt.discount_until)


def positions(
    debts: Sequence[Debt],
    debtor: Debtor,
    past: Mapping[int, Past],
    today: dt.date,
) -> dict[int, Position]:
    """The positions of one debtor, by currency id.

    :param debts: every open debt of the debtor, all currencies
    :param past: history by debt id
    """
    claims = claims_of(debts, debtor, today)
    items: dict[int, list[OpenItem]] = {}
    for debt in sorted(debts, key=lambda debt: (debt.date_due, debt.id)):
        claim = claims[debt.id]
        items.setdefault(debt.currency_id, []).append(
            OpenItem(
                debt,
                claim,
                past.get(debt.id, NO_PAST).reached,
                discount_of(debt, claim, today),
            )
        )
    return {
        currency_id: Position(
            debtor.partner_id,
            debtor.company_id,
            currency_id,
            tuple(found),
            tuple(m for m in debtor.credits if m.currency_id == currency_id),
            tuple(m for m in debtor.in_flight if m.currency_id == currency_id),
            debtor.holds,
            debtor.last_contact,
            debtor.recent,
            debtor.we_owe,
        )
        for currency_id, found in items.items()
    }
