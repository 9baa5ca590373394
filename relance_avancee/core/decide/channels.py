"""By which channels a step reaches a debtor, and how often in a week.

In this order:

1. a channel is *open* when the debtor can be reached by it and does not refuse it;
2. an ordinary reminder goes by the debtor's preferred channel where the step has a
   text for it, instead of its own written ones; a formal notice keeps its channels;
3. when none of the step's contacts is left (no address, refused, given up after a
   failure), the first open one of the company's order takes over: **one** substitute,
   never two, so that nobody gets the same message twice;
4. a channel over its weekly cap rests. What rests is not replaced: the cap is there to
   leave the debtor in peace, not to reach him some other way.

An internal task disturbs nobody: it is always open and has no cap.
"""

import datetime as dt
from collections.abc import Iterable

from ..channels import CHANNELS, Channels
from ..values import Debtor, Step

# Rolling: a contact of Wednesday counts until the next Tuesday, included.
WEEK = dt.timedelta(days=7)


def is_open(channel: str, debtor: Debtor) -> bool:
    """Whether this debtor can be reached by a channel and does not refuse it."""
    if channel in debtor.policy.registry.silent:
        return True
    return channel in debtor.channels and channel not in debtor.policy.forbidden


def usable_channels(step: Step, debtor: Debtor) -> tuple[str, ...]:
    """The step's own channels that are open for this debtor, in the step's order."""
    return tuple(channel for channel in step.channels if is_open(channel, debtor))


def reaches(channels: Iterable[str], registry: Channels = CHANNELS) -> bool:
    """Whether the debtor hears of it: an internal task alone reaches nobody."""
    return any(channel not in registry.silent for channel in channels)


def select(
    step: Step, debtor: Debtor, given_up: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The channels by which a step leaves, weekly caps apart.

    :param given_up: channels on which this very step already failed for good
    :return: at most one channel that is not the step's own; empty when there is none
    """
    registry = debtor.policy.registry
    own = tuple(c for c in usable_channels(step, debtor) if c not in given_up)
    if not reaches(step.channels, registry):
        return own
    preferred = _preferred(step, debtor, given_up)
    if preferred:
        kept = (c for c in own if c not in registry.written and c != preferred)
        return (preferred, *kept)
    if reaches(own, registry):
        return own
    substitute = _substitute(step, debtor, given_up)
    return (*own, substitute) if substitute else own


def rested(channels: Iterable[str], debtor: Debtor, today: dt.date) -> tuple[str, ...]:
    """Those channels whose weekly cap leaves room for a contact on ``today``.

    Empty when all that would reach the debtor rests: the step waits with its task.
    """
    channels = tuple(channels)
    left = tuple(c for c in channels if free_day(c, debtor, today) <= today)
    registry = debtor.policy.registry
    return () if reaches(channels, registry) and not reaches(left, registry) else left


def ways(
    step: Step, debtor: Debtor, given_up: frozenset[str], today: dt.date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The channels by which a step leaves, and those of them it may use today."""
    chosen = select(step, debtor, given_up)
    return chosen, rested(chosen, debtor, today)


def free_day(channel: str, debtor: Debtor, today: dt.date) -> dt.date:
    """The first day from ``today`` on which the channel's cap leaves room."""
    cap = debtor.policy.caps.get(channel)
    if not cap:
        return today
    # messages of one day (one per invoice, per currency) are one contact
    recent = sorted(
        {day for used, day in debtor.recent if used == channel}, reverse=True
    )
    # the cap-th latest contact must be a week old
    return max(today, recent[cap - 1] + WEEK) if len(recent) >= cap else today


def _preferred(step, debtor, given_up):
    """The debtor's preferred channel, where an ordinary reminder can take it."""
    written = debtor.policy.registry.written
    if step.kind != "reminder" or not set(written).intersection(step.channels):
        return None
    return _first_open(debtor.policy.preferred, step, debtor, given_up)


def _substitute(step, debtor, given_up):
    """The channel that takes over when the step's own are of no use."""
    order = (*debtor.policy.preferred, *debtor.policy.order)
    if step.kind != "reminder":
        order = tuple(c for c in order if c in debtor.policy.registry.formal)
    return _first_open(order, step, debtor, given_up)


def _first_open(wanted, step, debtor, given_up):
    for channel in wanted:
        can_say = channel in step.spare or channel in step.channels
        if can_say and channel not in given_up and is_open(channel, debtor):
            return channel
    return None
