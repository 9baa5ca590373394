"""From decisions to messages: one per debtor, currency and day.

A message speaks at the highest step due among the debtor's debts. Every open debt is
listed with its own level; those not due for a step are there for information and
claim nothing. A formal notice claims by name only the debts that reached it: the
others wait for their own turn, since a notice to pay (art. 1344 C. civ.) must be a
sufficient call for a certain sum.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..calendars import DAY
from ..values import Debt, Debtor, Decision, Scenario, Step, is_positive
from .channels import usable_channels

# Reasons for which somebody has to act in the ledger before anything is claimed.
TO_RECONCILE = ("covered_by_credit", "payment_in_flight", "money_back", "we_owe")


class MessageLine(NamedTuple):
    """One debt in a message; ``step`` None = for information, ``amount`` then 0."""

    decision: Decision
    step: Step | None
    amount: float

    @property
    def debt(self) -> Debt:
        """The debt listed."""
        return self.decision.debt


class Message(NamedTuple):
    """One contact to make, by one or several channels."""

    debtor: Debtor
    currency_id: int
    move_id: int | None
    step: Step
    channels: tuple[str, ...]
    lines: tuple[MessageLine, ...]

    @property
    def key(self) -> tuple[int, int, int | None]:
        """What makes it one message: debtor, currency, and invoice when asked."""
        return self.debtor.partner_id, self.currency_id, self.move_id


def calls_for_action(decision: Decision) -> bool:
    """Whether a decision may lead to an action: most, most nights, do not."""
    return (
        decision.kind == "send"
        or decision.reason == "no_channel"
        or _waits_for_matching(decision)
    )


def _waits_for_matching(decision: Decision) -> bool:
    """Whether a step is due but for money that somebody has to match."""
    return (
        decision.reason in TO_RECONCILE
        and decision.step is not None
        and decision.date is not None
    )


def messages(
    decisions: Iterable[Decision], scenarios: Mapping[int, Scenario], debtor: Debtor
) -> list[Message]:
    """Group one debtor's decisions into the messages to send.

    >>> messages([], {}, Debtor(1, 1))
    []
    """

    silent = debtor.policy.registry.silent

    def key(decision):
        debt = decision.debt
        per_invoice = scenarios[debt.scenario_id].grouping == "invoice"
        # an internal task reaches nobody: it must not swallow a message
        heard = not silent.issuperset(decision.channels)
        return debt.currency_id, debt.move_id if per_invoice else None, heard

    return _messages(decisions, debtor, key)


def messages_by_hand(
    decisions: Iterable[Decision], debtor: Debtor, move_id: int | None = None
) -> list[Message]:
    """The same for a reminder sent by hand: of one invoice, or of all of them.

    A formal notice names the debts old enough for it; all of them when none is, for then
    somebody wants it all the same.
    """
    about = [d for d in decisions if move_id in (None, d.debt.move_id)]
    ripe = {d.debt.currency_id for d in about if _is_ripe(d)}
    about = [
        d._replace(kind="wait") if d.debt.currency_id in ripe and not _is_ripe(d) else d
        for d in about
    ]
    return _messages(about, debtor, lambda d: (d.debt.currency_id, move_id, True))


def _is_ripe(decision: Decision) -> bool:
    """Whether a debt has waited as long as the formal notice it gets by hand asks."""
    step = decision.step
    if step is None or decision.date is None:
        return False
    return (
        decision.kind == "send"
        and step.kind != "reminder"
        and decision.debt.date_due + step.delay_days * DAY <= decision.date
    )


def _messages(decisions, debtor, key):
    decisions = list(decisions)
    due: dict[tuple, list[Decision]] = {}
    for decision in decisions:
        if decision.kind == "send":
            due.setdefault(key(decision), []).append(decision)
    return [
        _message(found, sends, decisions, debtor)
        for found, sends in sorted(due.items(), key=lambda item: item[0][0])
    ]


def _message(key, sends, decisions, debtor) -> Message:
    currency_id, move_id, _reaches = key
    step = max((decision.step for decision in sends), key=lambda step: step.rank)
    claimed = {
        decision.debt.id
        for decision in sends
        if (step.kind == "reminder" or decision.step.kind == step.kind)
        # what is not late yet has no place in the total of a reminder that is
        and (step.delay_days < 0 or decision.step.delay_days >= 0)
    }
    listed = (
        decision
        for decision in decisions
        if decision.debt.currency_id == currency_id
        and decision.debt.status == "open"
        and (move_id is None or decision.debt.move_id == move_id)
    )
    lines = tuple(
        MessageLine(decision, decision.step, decision.claim.amount)
        if decision.debt.id in claimed
        else MessageLine(decision, None, 0.0)
        for decision in sorted(listed, key=lambda d: (d.debt.date_due, d.debt.id))
    )
    channels = _channels(step, sends, debtor)
    return Message(debtor, currency_id, move_id, step, channels, lines)


def _channels(step, sends, debtor) -> tuple[str, ...]:
    """Those of the step's debts: one that had to change channel decides for all."""
    found = {decision.channels for decision in sends if decision.step.id == step.id}
    if len(found) > 1:
        found.discard(usable_channels(step, debtor))
    return min(found)


def to_reconcile(decisions: Iterable[Decision]) -> dict[int, list[Decision]]:
    """Debts that would get a step today but for money waiting to be matched.

    :return: decisions by currency id; each currency deserves one task for the
        accountant, and no letter
    """
    found: dict[int, list[Decision]] = {}
    for decision in decisions:
        if _waits_for_matching(decision) and is_positive(
            decision.debt.residual, decision.debt.rounding
        ):
            found.setdefault(decision.debt.currency_id, []).append(decision)
    return found
