"""One debt with all that bears on its decision: what the rules look at."""

import datetime as dt
from typing import NamedTuple

from .. import calendars
from ..values import Claim, Debt, Debtor, Decision, Past, Scenario, Step
from .channels import rested, select

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
            chosen = select(self.step, self.debtor, given_up)
            found = chosen, rested(chosen, self.debtor, self.today)
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
        day = self.debt.date_due + dt.timedelta(days=self.step.delay_days)
        sooner = self.past.sooner
        # only a late debt: what is not due yet cannot be claimed, promise or not
        return min(day, sooner) if sooner and self.debt.date_due < sooner else day

    @property
    def comes_sooner(self) -> bool:
        """Whether the next step leaves before its own day: a promise was broken."""
        if self.past.sooner is None:
            return False
        return self.today < self.debt.date_due + dt.timedelta(days=self.step.delay_days)

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
