"""Two forecasts side by side: what a change of scenario would change."""

from collections.abc import Iterable
from typing import NamedTuple

from .forecast import Planned


class Difference(NamedTuple):
    """``change`` is ``same``, ``added`` (only in the new one) or ``dropped``."""

    change: str
    planned: Planned


def compare(before: Iterable[Planned], after: Iterable[Planned]) -> list[Difference]:
    """Messages of two forecasts; the same when debtor, day, currency and way agree.

    A message that only moves to another day is one dropped and one added.

    >>> compare([], [])
    []
    """
    before = {_key(planned): planned for planned in before}
    after = {_key(planned): planned for planned in after}
    found = [
        Difference("same" if key in before else "added", planned)
        for key, planned in after.items()
    ]
    found += [
        Difference("dropped", planned)
        for key, planned in before.items()
        if key not in after
    ]
    return sorted(found, key=lambda item: (item.planned.date, _key(item.planned)[1:]))


def _key(planned):
    message = planned.message
    return (
        planned.date,
        message.debtor.company_id,
        message.debtor.partner_id,
        message.currency_id,
        message.move_id or 0,
        message.step.kind,
        message.channels,
    )
