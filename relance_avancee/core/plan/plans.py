"""Reminders of a payment plan: the same rules as everywhere, on its instalments.

An instalment is a debt of its own, with the plan's scenario; its id is negative so that
it is never taken for a journal item. What suspends the plan's invoices because of the
plan itself does not suspend the plan.
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from ..decide.claims import allocate
from ..decide.schedule import decide_debtor
from ..values import Debt, Debtor, Decision, Past, Scenario, is_positive

OWN_HOLD = "plan"


class Plan(NamedTuple):
    """A running plan as the rules need it: its invoices and what is left of its lines."""

    id: int
    partner_id: int
    company_id: int
    move_ids: frozenset[int]
    debts: tuple[Debt, ...]


def as_seen(plan: Plan, debtor: Debtor) -> Debtor:
    """The debtor as a plan sees it.

    Holds of the whole debtor count, and those of an invoice of the plan: whoever
    disputes it, even in part, is not asked for instalments meanwhile. Money that names
    an invoice outside the plan does not pay the plan.
    """
    holds = tuple(
        hold._replace(move_id=None, amount=0.0) if hold.move_id else hold
        for hold in debtor.holds
        if hold.reason != OWN_HOLD
        and (hold.move_id is None or hold.move_id in plan.move_ids)
    )
    return debtor._replace(
        holds=holds,
        credits=_for_plan(plan, debtor.credits),
        in_flight=_for_plan(plan, debtor.in_flight),
    )


def _for_plan(plan, moneys):
    return tuple(
        money._replace(move_ids=(), only_named=False)
        for money in moneys
        if not money.move_ids or plan.move_ids.intersection(money.move_ids)
    )


def decide_plan(
    plan: Plan,
    scenarios: Mapping[int, Scenario],
    debtor: Debtor,
    past: Mapping[int, Past],
    today: dt.date,
) -> list[Decision]:
    """Decide every instalment left of one plan."""
    seen = as_seen(plan, debtor)
    return decide_debtor(plan.debts, scenarios, seen, past, today)


def is_covered(
    plan: Plan, debtor: Debtor, until: dt.date, today: dt.date, rounding: float = 0.01
) -> bool:
    """Whether money not yet matched is worth every instalment due before ``until``.

    Nobody's plan is broken while his payment waits for the accountant.
    """
    seen = as_seen(plan, debtor)
    claims = allocate(plan.debts, (), seen.credits, seen.in_flight, today, seen.rates)
    return not any(
        is_positive(claims[debt.id].amount, rounding)
        for debt in plan.debts
        if debt.date_due < until
    )
