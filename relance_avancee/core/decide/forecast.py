"""What would be sent on the coming days if nobody paid.

The same decisions as every night, with each message taken as delivered. Days on
which nothing can change are skipped, so the cost follows the messages, not the days.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..calendars import DAY, next_sending_day
from ..values import NO_PAST, Debt, Debtor, Past, Scenario, Turn
from .grouping import Message, messages
from .ladder import next_cycle
from .schedule import decide_debtor


class Planned(NamedTuple):
    """A message and the day on which it would leave."""

    date: dt.date
    message: Message


def forecast_debtor(
    debts: Sequence[Debt],
    scenarios: Mapping[int, Scenario],
    debtor: Debtor,
    past: Mapping[int, Past],
    today: dt.date,
    days: int,
) -> list[Planned]:
    """Messages for one debtor from ``today`` on, over ``days`` days (today counts).

    Actions that wait to leave today are taken as leaving today.
    """
    # of this debtor alone: each message copies it, and the ledger's is everybody's
    past = {
        debt.id: past[debt.id]._replace(failed=frozenset())
        for debt in debts
        if debt.id in past
    }
    debtor, past = debtor._replace(pending=False), _without_pending(past)
    planned, day, end = [], today, today + days * DAY
    while day < end:
        decisions = decide_debtor(debts, scenarios, debtor, past, day)
        for message in messages(decisions, scenarios, debtor):
            planned.append(Planned(day, message))
            past = _delivered(past, message, day)
            debtor = _contacted(debtor, message, day)
        day = _next_day(decisions, debtor, day, end)
    return planned


def _without_pending(past):
    return {
        debt_id: item._replace(
            pending=frozenset(),
            turns=tuple(t for t in item.turns if t.state not in ("pending", "failed")),
        )
        for debt_id, item in past.items()
    }


def _delivered(past, message, day):
    """History once the message has reached the debtor."""
    # a broken promise brings one message forward, not all of them
    past = {debt_id: item._replace(sooner=None) for debt_id, item in past.items()}
    grants = message.step.grants
    granted = grants and next_sending_day(day + grants * DAY, message.debtor.country)
    for line in message.lines:
        if line.step:
            known = past.get(line.debt.id, NO_PAST)
            past[line.debt.id] = _told(known, line.step, day)._replace(
                granted=granted or known.granted
            )
    return past


def _told(past, step, day):
    """One debt's history once a step was said of it; a repetition is no other level."""
    if step.is_repeated:
        turn = Turn(step.id, next_cycle(step, past), "done", day)
        past = past._replace(turns=(*past.turns, turn))
    return past if step.again else past._replace(reached=step)


def _contacted(debtor, message, day):
    """The debtor once the message has reached him; a task alone does not."""
    used = set(debtor.policy.registry.contacts).intersection(message.channels)
    if not used:
        return debtor
    recent = (*debtor.recent, *((channel, day) for channel in sorted(used)))
    return debtor._replace(last_contact=day, recent=recent)


def _next_day(decisions, debtor, day, end):
    """The next day on which a decision may differ."""
    # A small debtor may pass the minimum on the day another debt falls due, and a step
    # without channel gives way to the next one when its time is over.
    restless = ("due", "due_sooner", "below_minimum", "no_channel")
    if any(decision.reason in restless for decision in decisions):
        return day + DAY
    dates = [
        decision.date for decision in decisions if decision.date and decision.date > day
    ]
    dates += [
        edge
        for hold in debtor.holds
        for edge in (hold.date_from, hold.date_to and hold.date_to + DAY)
        if edge and edge > day
    ]
    return min(dates, default=end)
