"""What to do for a debt on a day, and why: the only place that decides.

:data:`RULES` lists the rules in the order of the design; the first that has
something to say is the decision. A rule takes a :class:`Case` and gives a decision
or None. Reason codes, all of them:

==================  ==========================================================
paid, draft …       not a debt (see ``status`` of a debt)
no_scenario         nobody said how to remind this debt
no_step             its scenario has no step
hold                suspended; the hold carries its own reason
covered_by_credit   open credits are worth the whole claim
payment_in_flight   money on its way is worth the whole claim
money_back          money was given back and no credit accounts for it
we_owe              we owe the debtor as much, as a supplier
below_minimum       the debtor owes less than the scenario's minimum
last_step           every step was done
already_planned     the next step waits to leave
failed              the next step failed and waits for somebody
not_due_yet         the next step's day has not come
contact_pending     another contact of this debtor waits to leave
min_gap             the debtor was contacted too recently
time_to_pay         the last message gave the debtor until a day that is not over
tried_today         the step failed today and leaves by another channel later
not_a_sending_day   weekend or public holiday
no_channel          no usable way to reach the debtor for this step
weekly_cap          the debtor was contacted often enough this week
due                 send
due_sooner          send before the step's own day: a promise was broken
==================  ==========================================================
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from .. import calendars
from ..values import (
    MONEY_BACK,
    NO_PAST,
    OPEN,
    Claim,
    Debt,
    Debtor,
    Decision,
    Hold,
    Past,
    Scenario,
    Step,
    is_positive,
)
from .channels import free_day, reaches, ways
from .claims import claims_of
from .experiments import assigned
from .ladder import next_step, step_by_hand, this_time

NOTHING: frozenset[str] = frozenset()


class Case(NamedTuple):
    """One debt with all that bears on its decision."""

    debt: Debt
    scenario: Scenario | None
    past: Past
    debtor: Debtor
    claim: Claim
    step: Step | None
    below_minimum: bool
    today: dt.date
    # what was already worked out for this debtor: most debts share a step
    ways: dict
    # what we owe the debtor is worth all that is claimed of it
    is_netted: bool = False

    def answer(self, kind, reason, date=None, hold=None, channels=()) -> Decision:
        """A decision about this case."""
        return Decision(
            self.debt,
            kind,
            reason,
            self.claim,
            self.step,
            date,
            hold,
            channels,
            self.debtor.we_owe,
        )

    @property
    def given_up(self) -> frozenset[str]:
        """Channels on which the next step already failed for good."""
        return frozenset(
            channel
            for step_id, channel in self.past.given_up
            if step_id == self.step.id
        )

    @property
    def way(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The channels by which the next step leaves, and those it may use today."""
        given_up = self.given_up if self.past.given_up else NOTHING
        key = self.step.id, given_up
        found = self.ways.get(key)
        if found is None:
            found = ways(self.step, self.debtor, given_up, self.today)
            self.ways[key] = found
        return found

    @property
    def tried(self) -> dt.date:
        """The day on which the next step was last tried in vain."""
        if not self.past.tried or not self.given_up:
            return dt.date.min
        return self.past.tried

    @property
    def step_date(self) -> dt.date:
        """The day on which the next step falls due."""
        day = self.step.falls_due(self.debt.date_due)
        sooner = self.past.sooner
        # only a late debt: what is not due yet cannot be claimed, promise or not
        return min(day, sooner) if sooner and self.debt.date_due < sooner else day

    @property
    def comes_sooner(self) -> bool:
        """Whether the next step leaves before its own day: a promise was broken."""
        if self.past.sooner is None:
            return False
        return self.today < self.step.falls_due(self.debt.date_due)

    @property
    def is_due(self) -> bool:
        """Whether the day of the next step has come."""
        return self.step is not None and self.step_date <= self.today

    @property
    def gap_end(self) -> dt.date:
        """The first day on which the debtor may be contacted again.

        Never the day of the last contact itself, even with a gap of 0: after an
        outage nobody may receive two steps on one day.
        """
        if not self.debtor.last_contact:
            return dt.date.min
        key = self.scenario.min_gap_days
        if key not in self.ways:
            gap = dt.timedelta(days=max(1, key))
            self.ways[key] = self.debtor.last_contact + gap
        return self.ways[key]

    @property
    def has_time_left(self) -> bool:
        """Whether the debtor may still pay by the day the last message named."""
        return self.past.granted is not None and self.today <= self.past.granted

    @property
    def expected(self) -> dt.date:
        """The day on which the next step would leave if nothing else changed."""
        day = max(self.step_date, self.gap_end, self.today)
        if self.past.tried:
            day = max(day, self.tried + calendars.DAY)
        if self.past.granted:
            day = max(day, self.past.granted + calendars.DAY)
        return calendars.next_sending_day(day, self.debtor.country)


# === THE RULES, IN ORDER ===


def not_a_debt(case: Case) -> Decision | None:
    """Paid, draft, cancelled, marked not to follow, excluded, without scenario."""
    if case.debt.status == MONEY_BACK:
        # a date says, as below, that somebody has to look at it now
        return case.answer("wait", MONEY_BACK, case.step_date if case.is_due else None)
    if case.debt.status != OPEN:
        return case.answer("wait", case.debt.status)
    if not is_positive(case.debt.residual, case.debt.rounding):
        return case.answer("wait", "paid")
    if case.scenario is None:
        return case.answer("wait", "no_scenario")
    if not case.scenario.steps:
        return case.answer("wait", "no_step")
    return None


def on_hold(case: Case) -> Decision | None:
    """Suspended: a hold on the invoice speaks before one on the whole debtor."""
    if not case.debtor.holds:
        return None
    hold = _hold_of(case.debt, case.debtor.holds)
    if hold is None:
        return None
    after = hold.date_to and hold.date_to + calendars.DAY
    return case.answer("hold", "hold", after, hold)


def nothing_left(case: Case) -> Decision | None:
    """Credits, money in flight or a partial hold are worth the claim, or it is tiny."""
    claim, rounding = case.claim, case.debt.rounding
    if not is_positive(claim.amount, rounding):
        # a date here says that a step was due: somebody has to match that money
        since = case.step_date if case.is_due else None
        if is_positive(claim.in_flight, rounding):
            return case.answer("wait", "payment_in_flight", since)
        if is_positive(claim.credited, rounding):
            return case.answer("wait", "covered_by_credit", since)
        hold = _hold_of(case.debt, case.debtor.holds, in_part=True)
        after = hold and hold.date_to and hold.date_to + calendars.DAY
        return case.answer("hold", "hold", after, hold)
    if case.below_minimum:
        return case.answer("wait", "below_minimum")
    return None


def we_owe_as_much(case: Case) -> Decision | None:
    """What we owe the debtor is worth all it owes us: somebody decides first."""
    if case.debtor.netting_seen or not case.is_netted:
        return None
    return case.answer("wait", "we_owe", case.step_date if case.is_due else None)


def nothing_more(case: Case) -> Decision | None:
    """Every step was done, or the next one is already in somebody's hands."""
    if case.step is None:
        return case.answer("wait", "last_step")
    if case.step.id in case.past.pending:
        return case.answer("wait", "already_planned", case.today)
    if case.step.id in case.past.failed:
        return case.answer("wait", "failed")
    if case.past.given_up and case.given_up and not _reaches(case, case.way[0]):
        return case.answer("wait", "failed")
    return None


def _reaches(case: Case, channels) -> bool:
    return reaches(channels, case.debtor.policy.registry)


def not_due_yet(case: Case) -> Decision | None:
    """The day of the next step has not come."""
    return None if case.is_due else _wait(case, "not_due_yet")


def contacted_recently(case: Case) -> Decision | None:
    """Minimum gap since the last contact, and the days the last message gave to pay."""
    if case.debtor.pending:
        return _wait(case, "contact_pending")
    if case.today < case.gap_end:
        return _wait(case, "min_gap")
    if case.has_time_left:
        return _wait(case, "time_to_pay")
    if case.past.tried and case.tried >= case.today:
        return _wait(case, "tried_today")
    return None


def closed_today(case: Case) -> Decision | None:
    """Weekend or public holiday in the debtor's country."""
    if not calendars.is_sending_day(case.today, case.debtor.country):
        return _wait(case, "not_a_sending_day")
    return None


def not_late(case: Case) -> Decision | None:
    """By hand only late debts are claimed; the others are listed for information."""
    if case.step is None:
        return case.answer("wait", "not_due_yet")
    return None


def unreachable(case: Case) -> Decision | None:
    """Neither a channel of the step nor another can be used for this debtor."""
    channels, rested_today = case.way
    if rested_today:
        return None
    if not channels:
        return case.answer("wait", "no_channel")
    return _over_the_cap(case, channels)


def _over_the_cap(case: Case, channels) -> Decision:
    """Every channel of the step has reached the debtor often enough this week."""
    free = min(
        free_day(c, case.debtor, case.today) for c in channels if _reaches(case, [c])
    )
    day = calendars.next_sending_day(free, case.debtor.country)
    return case.answer("wait", "weekly_cap", day)


RULES = (
    not_a_debt,
    on_hold,
    nothing_left,
    we_owe_as_much,
    nothing_more,
    not_due_yet,
    contacted_recently,
    closed_today,
    unreachable,
)
# What a person sends by hand may come early, again or on a Sunday, never to somebody
# who owes nothing (or next to nothing), who is on hold, or who cannot be reached.
RULES_BY_HAND = (not_a_debt, on_hold, nothing_left, not_late, unreachable)


# === DECIDING ===


def decide(case: Case, rules=RULES) -> Decision:
    """The decision for one debt: the first rule that has something to say."""
    for rule in rules:
        decision = rule(case)
        if decision is not None:
            return decision
    reason = "due_sooner" if case.comes_sooner else "due"
    return case.answer("send", reason, case.today, channels=case.way[1])


def at_rest(debtor: Debtor, shortest_gap: int, today: dt.date) -> bool:
    """Whether nothing can be done for a debtor today, whatever its debts.

    Contacted within the shortest gap of all scenarios, or about to be, and without money
    that somebody should match: no debt needs to be looked at. Most debtors, most nights.

    >>> day = dt.date(2026, 3, 12)
    >>> at_rest(Debtor(1, 1, last_contact=day), 7, day + dt.timedelta(days=6))
    True
    >>> at_rest(Debtor(1, 1, last_contact=day), 7, day + dt.timedelta(days=7))
    False
    """
    if debtor.credits or debtor.in_flight:
        return False
    if debtor.pending:
        return True
    gap = dt.timedelta(days=max(1, shortest_gap))
    return debtor.last_contact is not None and today < debtor.last_contact + gap


def decide_debtor(
    debts: Sequence[Debt],
    scenarios: Mapping[int, Scenario],
    debtor: Debtor,
    past: Mapping[int, Past],
    today: dt.date,
    *,
    by_hand: Step | None = None,
) -> list[Decision]:
    """Decide every debt of one debtor, in the order given.

    :param debts: all open debts of the debtor (credits are shared over all of them)
    :param past: history by debt id; a missing one has none
    :param by_hand: the step somebody chose for a reminder sent by hand, which waits
        neither for its day nor for the gap
    """
    rules: tuple[Callable[[Case], Decision | None], ...] = RULES
    choose: Callable[..., Step | None] = next_step
    if by_hand:
        rules, choose = RULES_BY_HAND, partial(step_by_hand, by_hand)
        # somebody chose the channel: no cap, and an earlier failure is his to judge
        debtor = debtor._replace(recent=())
        past = {
            debt_id: item._replace(given_up=frozenset())
            for debt_id, item in past.items()
        }
    if debtor.holds:
        in_force = tuple(hold for hold in debtor.holds if hold.covers(today))
        debtor = debtor._replace(holds=in_force)
    scenarios = assigned(scenarios, debtor.partner_id)
    claims = claims_of(debts, debtor, today)
    steps = {
        debt.id: choose(
            scenarios.get(debt.scenario_id), debt, past.get(debt.id, NO_PAST), today
        )
        for debt in debts
    }
    netted = _is_netted(debts, debtor, claims)
    too_small = _below_minimum(debts, scenarios, debtor, claims, steps, today)
    ways: dict = {}
    # of a step that is said again, only its present time counts
    now = {
        debt.id: this_time(step, past[debt.id])
        for debt in debts
        if (step := steps[debt.id]) and step.again
    }
    return [
        decide(
            Case(
                debt,
                scenarios.get(debt.scenario_id),
                now.get(debt.id) or past.get(debt.id, NO_PAST),
                debtor,
                claims[debt.id],
                steps[debt.id],
                debt.id in too_small,
                today,
                ways,
                netted,
            ),
            rules,
        )
        for debt in debts
    ]


def _wait(case: Case, reason: str) -> Decision:
    """Wait for the step that will really leave, and its day.

    The gap or a holiday may push a step so far that another takes its place: a notice
    whose due date has passed is of no use, and ``jump`` takes the latest step.
    """
    day = case.expected
    if case.step.delay_days >= 0 and case.scenario.catch_up != "jump":
        return case.answer("wait", reason, day)
    step = next_step(case.scenario, case.debt, case.past, day)
    if step is None:
        return case._replace(step=None).answer("wait", "last_step")
    if step.id == case.step.id:
        return case.answer("wait", reason, day)
    return _wait(case._replace(step=step), reason)


def _hold_of(debt: Debt, holds: Iterable[Hold], in_part=False) -> Hold | None:
    """Of the holds in force, that of a debt: most specific first, then the longest."""
    found = [
        hold
        for hold in holds
        if bool(hold.amount) == in_part and hold.move_id in (None, debt.move_id)
    ]
    if not found:
        return None
    return max(
        found, key=lambda hold: (hold.move_id is not None, hold.date_to or dt.date.max)
    )


def _below_minimum(debts, scenarios, debtor, claims, steps, today) -> set[int]:
    """Debts whose message would claim less than the scenario's minimum.

    The minimum is in company currency and is compared with what one message would
    claim: the debts of the debtor (or invoice) in that currency whose step has come
    or whose due date has passed.
    """
    if not any(scenario.min_amount for scenario in scenarios.values()):
        return set()
    totals: dict[tuple, float] = {}
    members: dict[tuple, list[tuple[int, float]]] = {}
    for debt in debts:
        scenario = scenarios.get(debt.scenario_id)
        if scenario is None or (debtor.holds and _hold_of(debt, debtor.holds)):
            continue
        if not _counts(debt, claims[debt.id], steps, today):
            continue
        per_invoice = scenario.grouping == "invoice" and debt.move_id
        key = debt.currency_id, per_invoice
        rate = debt.residual_company / debt.residual
        totals[key] = totals.get(key, 0.0) + claims[debt.id].amount * rate
        members.setdefault(key, []).append((debt.id, scenario.min_amount))
    return {
        debt_id
        for key, found in members.items()
        for debt_id, minimum in found
        if is_positive(minimum - totals[key], 0.01)
    }


def _is_netted(debts, debtor, claims) -> bool:
    """Whether we owe the debtor at least what is claimed of it, in company currency."""
    if debtor.we_owe <= 0:
        return False
    claimed = sum(
        claims[debt.id].amount * debt.residual_company / debt.residual
        for debt in debts
        if debt.status == OPEN and debt.residual
    )
    return not is_positive(claimed - debtor.we_owe, 0.01)


def _counts(debt, claim, steps, today) -> bool:
    if debt.status != OPEN or not is_positive(claim.amount, debt.rounding):
        return False
    step = steps[debt.id]
    return debt.date_due < today or bool(
        step and step.falls_due(debt.date_due) <= today
    )
