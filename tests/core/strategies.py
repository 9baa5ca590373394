"""Builders and hypothesis strategies shared by the tests of the rules.

A builder gives the simplest value that gets a reminder today; a test says only what
differs from that.
"""

import datetime as dt
import os
import re
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from relance_avancee.core.channels import CHANNELS
from relance_avancee.core.decide import schedule
from relance_avancee.core.decide.grouping import Message
from relance_avancee.core.values import (
    NO_PAST,
    Debt,
    Debtor,
    Decision,
    Hold,
    Money,
    Past,
    Scenario,
    Step,
    Turn,
)

# A Wednesday on which the whole world works.
TODAY = dt.date(2026, 7, 15)
EUR, JPY, KWD = 1, 2, 3
ROUNDING = {EUR: 0.01, JPY: 1.0, KWD: 0.001}
COMPANY_RATE = {EUR: 1.0, JPY: 0.006, KWD: 2.9}
ALL_CHANNELS = tuple(channel.code for channel in CHANNELS.chosen)
SOME_CHANNELS = [
    frozenset(channels)
    for channels in (("email", "letter"), ("email", "letter"), ("email",), ())
]

# Same examples on every machine and every run, each test well under three seconds;
# with RELANCE_EXAMPLES=5000 in the environment, that many, and new ones every time;
# with RELANCE_SAME=1 as well, the same ones every time.
EXAMPLES = int(os.environ.get("RELANCE_EXAMPLES", "0"))
SAME = not EXAMPLES or "RELANCE_SAME" in os.environ
quick = settings(max_examples=EXAMPLES or 200, deadline=None, derandomize=SAME)
long = settings(quick, max_examples=EXAMPLES or 80)


def days(number: int) -> dt.timedelta:
    """A number of days, to add to a date."""
    return dt.timedelta(days=number)


def documented_reasons() -> set[str]:
    """The reason codes that the module's table explains."""
    rows = re.findall(r"^(\w[\w, ]*\w)[ …]* {2,}\w", schedule.__doc__, re.MULTILINE)
    return {code for row in rows for code in row.split(", ")}


# === BUILDERS ===


def scenario(*delays, id=1, kinds=None, channels=None, **values) -> Scenario:
    """A scenario with one step per delay: an e-mail reminder unless told otherwise."""
    steps = tuple(
        Step(
            id * 100 + position,
            id,
            delay,
            (kinds or {}).get(delay, "reminder"),
            (channels or {}).get(delay, ("email",)),
        )
        for position, delay in enumerate(delays)
    )
    return Scenario(id, steps, **values)


STANDARD = scenario(-5, 5, 15, 30, 45, kinds={45: "formal_notice"})


def step(delay: int, of: Scenario = STANDARD) -> Step:
    """The step of a scenario with that delay."""
    return next(step for step in of.steps if step.delay_days == delay)


def debt(days_late=10, residual=100.0, id=1, currency=EUR, **values) -> Debt:
    """An open debt ``days_late`` days after its due date, an invoice of its own."""
    return Debt(
        **{
            "id": id,
            "move_id": id * 10,
            "partner_id": 1,
            "company_id": 1,
            "currency_id": currency,
            "date_due": TODAY - days(days_late),
            "residual": residual,
            "residual_company": residual * COMPANY_RATE[currency],
            "rounding": ROUNDING[currency],
            "scenario_id": 1,
            **values,
        }
    )


def hold(reason="dispute", since=0, until=None, move=None, amount=0.0, id=1) -> Hold:
    """A hold from ``since`` to ``until`` days from today, both included."""
    date_to = None if until is None else TODAY + days(until)
    return Hold(id, reason, TODAY + days(since), date_to, move, amount)


def money(amount, *moves, currency=EUR) -> Money:
    """A credit, meant for the invoices named."""
    return Money(amount, currency, moves)


class Ledger(NamedTuple):
    """All that is known about one debtor."""

    debts: tuple[Debt, ...]
    scenarios: dict[int, Scenario]
    debtor: Debtor
    past: dict[int, Past]

    def decide(self, today=TODAY, **how) -> list[Decision]:
        """The decision for every debt."""
        return schedule.decide_debtor(
            self.debts, self.scenarios, self.debtor, self.past, today, **how
        )

    def reasons(self, today=TODAY, **how) -> list[str]:
        """The reason code for every debt."""
        return [decision.reason for decision in self.decide(today, **how)]

    def after(self, message: Message, day: dt.date) -> "Ledger":
        """What is known once a message has reached the debtor."""
        past = dict(self.past)
        for line in message.lines:
            if line.step:
                before = past.get(line.debt.id, NO_PAST)
                steps = [step for step in (before.reached, line.step) if step]
                times = {turn.cycle for turn in before.turns}
                turn = Turn(line.step.id, len(times), "done", day)
                graver = line.step.kind != "reminder"
                past[line.debt.id] = before._replace(
                    reached=max(steps, key=lambda step: step.place),
                    done=(*before.done, line.step.id),
                    turns=(*before.turns, turn),
                    noticed=day if graver else before.noticed,
                )
        debtor = self.debtor
        if set(message.channels) != {"task"}:
            debtor = debtor._replace(last_contact=day)
        return self._replace(past=past, debtor=debtor)


def ledger(*debts, scenarios=(STANDARD,), past=None, **debtor) -> Ledger:
    """A debtor with these debts; the other arguments are fields of the debtor."""
    return Ledger(
        debts,
        {each.id: each for each in scenarios},
        Debtor(1, 1, **debtor),
        past or {},
    )


# === STRATEGIES ===


def amounts(currency: int, least=1, most=100_000):
    """Amounts a currency can express."""
    return st.integers(least, most).map(
        lambda units: round(units * ROUNDING[currency], 3)
    )


@st.composite
def scenario_values(draw, id=1, first_delay=-10, **fixed):
    """A scenario of two to five steps, one of them perhaps a formal notice."""
    delays = sorted(draw(st.sets(st.integers(first_delay, 50), min_size=2, max_size=5)))
    some_channels = st.sampled_from(
        [("email",), ("email", "letter"), ("letter",), ("email", "sms"), ("task",)]
    )
    kind = draw(st.sampled_from(("reminder", "formal_notice", "litigation")))
    values = {
        "kinds": {draw(st.sampled_from(delays)): kind},
        "channels": {delay: draw(some_channels) for delay in delays},
        "grouping": draw(st.sampled_from(("debtor", "invoice"))),
        "min_amount": draw(st.sampled_from((0.0, 0.0, 300.0))),
        "min_gap_days": draw(st.integers(0, 12)),
        "catch_up": draw(st.sampled_from(("sequential", "jump"))),
    }
    made = scenario(*delays, id=id, **{**values, **fixed})
    *others, last = made.steps
    last = last._replace(
        repeat_days=draw(st.sampled_from((0, 1, 6, 20))),
        repeat_times=draw(st.sampled_from((0, 1, 3))),
    )
    return made._replace(steps=(*others, last))


@st.composite
def debt_values(draw, id, statuses, late):
    """A debt so many days late, at least and at most; two may share an invoice."""
    currency = draw(st.sampled_from((EUR, EUR, EUR, EUR, JPY, KWD)))
    return debt(
        draw(st.integers(*late)),
        draw(amounts(currency)),
        id=id,
        currency=currency,
        move_id=draw(st.sampled_from((1, 2, 3))) * 10 + currency,
        status=draw(st.sampled_from(statuses)),
        scenario_id=draw(st.sampled_from((1, 1, 2))),
    )


@st.composite
def hold_values(draw, debts, id):
    """A hold on the debtor or one invoice, on all or a part of the amount."""
    since = draw(st.integers(-20, 20))
    length = draw(st.none() | st.integers(0, 30))
    until = None if length is None else since + length
    held = draw(st.sampled_from(debts))
    if draw(st.booleans()):
        amount = draw(amounts(held.currency_id))
        return hold("dispute", since, until, held.move_id, amount, id)
    move = draw(st.sampled_from((None, held.move_id)))
    return hold("manual", since, until, move, id=id)


@st.composite
def money_values(draw, debts):
    """A credit in the currency of one of the debts, which it may name."""
    meant = draw(st.sampled_from(debts))
    moves = draw(st.sampled_from(((), (meant.move_id,))))
    amount = draw(amounts(meant.currency_id))
    return money(amount, *moves, currency=meant.currency_id)


@st.composite
def past_values(draw, scenarios):
    """What was done for a debt: nothing, or a step of one of the scenarios."""
    steps = [step for each in scenarios for step in each.steps]
    reached = draw(st.none() | st.sampled_from(steps))
    stuck = draw(st.none() | st.sampled_from(steps))
    stuck = frozenset({stuck.id} if stuck else ())
    waits = draw(st.booleans())
    return Past(
        reached,
        (reached.id,) if reached else (),
        pending=stuck if waits else frozenset(),
        failed=frozenset() if waits else stuck,
    )


@st.composite
def accounts(draw, statuses=("open",), quiet=None, max_debts=4, late=(-20, 60)):
    """A debtor with debts, holds and credits, under the standard scenario.

    :param quiet: whether there is no hold, no credit and no money in flight; half
        the debtors unless told
    :param late: how many days, at least and at most; negative = early
    """
    ids = range(1, draw(st.sampled_from((max_debts, max_debts // 2 or 1, 1))) + 1)
    debts = tuple(draw(debt_values(id, statuses, late)) for id in ids)
    if draw(st.booleans()) if quiet is None else quiet:
        return ledger(*debts)
    return ledger(
        *debts,
        holds=tuple(
            draw(hold_values(debts, id)) for id in range(draw(st.integers(0, 3)))
        ),
        credits=tuple(draw(st.lists(money_values(debts), max_size=2))),
        in_flight=tuple(draw(st.lists(money_values(debts), max_size=2))),
    )


@st.composite
def ledgers(draw, history=True, scenarios=None, **account):
    """A debtor with debts under two scenarios, in any country, and a history.

    :param history: whether something was sent before
    :param scenarios: values the scenarios must have
    :param account: what the account must be like, see :func:`accounts`
    """
    fixed = scenarios or {}
    debts, _standard, debtor, past = draw(accounts(**account))
    scenarios = (draw(scenario_values(1, **fixed)), draw(scenario_values(2, **fixed)))
    ago = None
    if history:
        past = {each.id: draw(past_values(scenarios)) for each in debts if each.id % 2}
        ago = draw(st.none() | st.integers(1, 30))
    debtor = debtor._replace(
        country=draw(st.sampled_from((None, "FR", "SA"))),
        channels=draw(st.sampled_from(SOME_CHANNELS)),
        last_contact=ago and TODAY - days(ago),
        pending=history and draw(st.integers(0, 9)) == 9,
    )
    return Ledger(debts, {each.id: each for each in scenarios}, debtor, past)
