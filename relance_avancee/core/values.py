"""The values that travel between the records and the rules.

Amounts are floats in the debt's own currency, as the ledger gives them; every
comparison goes through :func:`is_positive` with the currency's rounding, so that
0.1 + 0.2 - 0.3 is nobody's debt. Days are ``datetime.date``.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from .channels import CHANNELS, Channels

OPEN = "open"
# given back by the bank or by us, and no credit accounts for it: somebody has to look
MONEY_BACK = "money_back"
KIND_RANK = {"reminder": 0, "formal_notice": 1, "litigation": 2}


class Step(NamedTuple):
    """One step of a scenario; ``delay_days`` from the due date, negative = before.

    ``channels`` are those it leaves by, ``spare`` those it has a text for besides.
    ``grants`` is how many days to pay its message names, 0 when it names none.
    ``variant`` says which of two delays being compared a debtor got, ``A`` or ``B``.
    As the last of its scenario it is said again every ``repeat_days`` days, at most
    ``repeat_times`` times; ``again`` is which of these times it is, 0 for the first
    saying, and ``again_on`` its day, with ``said_on`` the day it was last said.
    """

    id: int
    scenario_id: int
    delay_days: int
    kind: str = "reminder"
    channels: tuple[str, ...] = ("email",)
    needs_approval: bool = False
    spare: tuple[str, ...] = ()
    variant: str = ""
    grants: int = 0
    repeat_days: int = 0
    repeat_times: int = 0
    again: int = 0
    again_on: dt.date | None = None
    said_on: dt.date | None = None

    def falls_due(self, date_due: dt.date) -> dt.date:
        """The day of the step for a debt due on that date."""
        return self.again_on or date_due + dt.timedelta(days=self.delay_days)

    @property
    def is_repeated(self) -> bool:
        """Whether it may be said again as the last of its scenario: a reminder of what is due."""
        return self.kind == "reminder" and self.delay_days >= 0 and self.repeat_days > 0

    @property
    def place(self) -> tuple[int, int]:
        """How far along a scenario it stands: levels climb in this order."""
        return self.delay_days, self.id

    @property
    def rank(self) -> tuple[int, int, int]:
        """Severity, to compare steps of different scenarios."""
        return KIND_RANK[self.kind], self.delay_days, self.id


class Trial(NamedTuple):
    """Two delays of one step being compared: a share of the debtors gets ``delay_days``.

    ``key`` names the comparison: who is drawn depends on it and on the debtor alone.
    """

    key: str
    step_id: int
    delay_days: int
    share: float = 0.5


class Scenario(NamedTuple):
    """An ordered list of steps; ``min_amount`` in company currency.

    ``for_plans``: its days count from the instalments of payment plans, and no invoice
    is reminded by it. ``trials`` are the delays being compared
    (:func:`~relance_avancee.core.decide.experiments.assigned`).
    """

    id: int
    steps: tuple[Step, ...]
    grouping: str = "debtor"
    min_amount: float = 0.0
    min_gap_days: int = 7
    catch_up: str = "sequential"
    for_plans: bool = False
    trials: tuple[Trial, ...] = ()


class Debt(NamedTuple):
    """One receivable journal item, as the ledger has it.

    ``status`` is ``open`` or the reason code that makes it no debt at all.
    ``residual_company`` is the same amount in company currency. An instalment of a
    payment plan is a debt with a ``plan_id``, a negative id and no ``move_id``;
    ``escalate`` says that a plan it was in was broken: the formal notice comes next.
    ``reader_id`` is the contact the invoice is made out to, when it is not the debtor itself.
    ``discounted`` is what settles it until ``discount_until``, both None without an early
    payment discount.
    """

    id: int
    move_id: int
    partner_id: int
    company_id: int
    currency_id: int
    date_due: dt.date
    residual: float
    residual_company: float
    rounding: float = 0.01
    status: str = OPEN
    scenario_id: int | None = None
    plan_id: int | None = None
    escalate: bool = False
    discounted: float | None = None
    discount_until: dt.date | None = None
    reader_id: int | None = None


class Turn(NamedTuple):
    """What became of one time a step was said of a debt, by one channel.

    ``state`` is ``done``, ``pending``, ``failed`` (tried again), ``given_up``,
    ``cancelled`` (by hand) or ``elsewhere`` (said to a former customer). ``cycle`` tells
    the times apart: all channels of one time share it. ``day`` is when it was done, else
    planned.
    """

    step_id: int
    cycle: int
    state: str
    day: dt.date
    channel: str = ""


class Past(NamedTuple):
    """What dunning already did for one debt.

    ``reached`` is the highest step that really reached the debtor; ``done`` the ids of
    all that did, one for each time. ``pending`` and ``failed`` hold ids of steps whose
    action waits, or failed and will be tried again. ``given_up`` holds (step id,
    channel) of what failed for good, ``tried`` the last day on which that was tried.
    ``sooner`` is the day on which a promise about the debt was broken, if its next step
    need not wait for its own day. ``granted`` is the last day the debtor was given to pay.
    ``elsewhere`` are the ids of steps that reached another debtor, before the customer of
    the invoice was corrected; ``skipped`` those of steps that somebody cancelled by hand:
    the debt gets the others. ``turns`` tells the times of a step that may be said again
    apart; ``noticed`` is the last day on which something graver than a reminder was said.
    """

    reached: Step | None = None
    done: tuple[int, ...] = ()
    pending: frozenset[int] = frozenset()
    failed: frozenset[int] = frozenset()
    given_up: frozenset[tuple[int, str]] = frozenset()
    tried: dt.date | None = None
    sooner: dt.date | None = None
    granted: dt.date | None = None
    elsewhere: tuple[int, ...] = ()
    skipped: frozenset[int] = frozenset()
    turns: tuple[Turn, ...] = ()
    noticed: dt.date | None = None


NO_PAST = Past()


class Hold(NamedTuple):
    """A suspension; ``move_id`` None = the whole debtor, ``amount`` 0 = all of it.

    Both dates are included; ``date_to`` None = until lifted. ``currency_id`` is that of
    the amount.
    """

    id: int
    reason: str
    date_from: dt.date
    date_to: dt.date | None = None
    move_id: int | None = None
    amount: float = 0.0
    currency_id: int | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether the hold is in force on that day."""
        return self.date_from <= day and (self.date_to is None or day <= self.date_to)


class Money(NamedTuple):
    """A sum to the debtor's credit; ``move_ids`` the invoices it is meant for.

    ``only_named``: it pays these invoices and no other, however much is left of it.
    ``item_id``: the journal item it is; 0 for what is only announced.
    """

    amount: float
    currency_id: int
    move_ids: tuple[int, ...] = ()
    only_named: bool = False
    item_id: int = 0


class ChannelPolicy(NamedTuple):
    """What company and debtor say of channels; see :mod:`~relance_avancee.core.decide.channels`.

    ``order`` lists what may stand in for a channel of no use, first choice first;
    ``caps`` the contacts a week by channel (absent or 0 = no cap); ``preferred`` and
    ``forbidden`` are the debtor's; ``registry`` says what each channel is.
    """

    order: tuple[str, ...] = ()
    caps: Mapping[str, int] = MappingProxyType({})
    preferred: tuple[str, ...] = ()
    forbidden: frozenset[str] = frozenset()
    registry: Channels = CHANNELS


NO_POLICY = ChannelPolicy()


class Debtor(NamedTuple):
    """One commercial partner in one company: all that is not in a single debt.

    ``country`` is where it keeps its holidays, a country or a part of one
    (:func:`~relance_avancee.core.calendars.place`).
    ``channels`` are those it can be reached by; ``recent`` holds (channel, day) of the
    contacts of the last week.
    """

    partner_id: int
    company_id: int
    country: str | None = None
    channels: frozenset[str] = frozenset({"email"})
    last_contact: dt.date | None = None
    # a written contact is already on its way: another would cross it in the post
    pending: bool = False
    # currencies in which somebody was already asked to match money with invoices
    matching: frozenset[int] = frozenset()
    holds: tuple[Hold, ...] = ()
    credits: tuple[Money, ...] = ()
    in_flight: tuple[Money, ...] = ()
    policy: ChannelPolicy = NO_POLICY
    recent: tuple[tuple[str, dt.date], ...] = ()
    # units of each currency for one of the company's, for money in other currencies
    rates: Mapping[int, float] = MappingProxyType({})
    # what we owe this debtor as a supplier, in company currency, and whether somebody
    # has already decided to be paid all the same
    we_owe: float = 0.0
    netting_seen: bool = False


class Claim(NamedTuple):
    """What may be claimed of a debt, and why the rest may not. In its currency."""

    amount: float
    held: float = 0.0
    credited: float = 0.0
    in_flight: float = 0.0


class Decision(NamedTuple):
    """The answer for one debt on one day.

    ``kind`` is ``send``, ``wait`` or ``hold``; ``reason`` a code of
    :mod:`~relance_avancee.core.decide.schedule`; ``date`` the day it may change, if known;
    ``channels`` those it leaves by when it is ``send``; ``we_owe`` what we owe the debtor
    as a supplier, in company currency.
    """

    debt: Debt
    kind: str
    reason: str
    claim: Claim
    step: Step | None = None
    date: dt.date | None = None
    hold: Hold | None = None
    channels: tuple[str, ...] = ()
    we_owe: float = 0.0


class Snapshot(NamedTuple):
    """The ledger of one company (with its branches) as the rules need it.

    ``contacts`` gives the partner to write to by (debtor id, channel), and by (debtor id,
    channel, contact id) the contact of an invoice who may be written to, ``failures``
    the failed action by (debt id, step id), ``plans`` the running payment plans
    (:class:`~relance_avancee.core.plan.plans.Plan`) by debtor id.
    """

    debts: dict[int, list[Debt]]
    scenarios: dict[int, Scenario]
    debtors: dict[int, Debtor]
    past: dict[int, Past]
    contacts: dict[tuple, int]
    failures: Mapping[tuple[int, int], int] = MappingProxyType({})
    plans: Mapping[int, list] = MappingProxyType({})


def is_positive(amount: float, rounding: float) -> bool:
    """Whether an amount is more than nothing at its currency's rounding.

    >>> is_positive(0.1 + 0.2 - 0.3, 0.01)
    False
    >>> is_positive(0.01, 0.01)
    True
    """
    return amount > rounding / 2


def round_to(amount: float, rounding: float) -> float:
    """Round half-up away from zero to a currency's rounding (0.01, 1, 0.001 …).

    >>> round_to(2.675000000001, 0.01)
    2.68
    >>> round_to(1499.6, 1)
    1500.0
    """
    units = amount / rounding
    whole = int(abs(units) + 0.5 + 1e-9)
    return round(float(whole if units >= 0 else -whole) * rounding, 9)
