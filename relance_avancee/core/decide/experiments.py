"""Comparing two variants of a step (two texts, two delays), fairly.

Each debtor gets one variant for the whole experiment, by a stable hash: no list to keep,
no drift, and nobody chooses. One debtor counts once, so that observations are
independent. Shares come with Wilson's interval (JASA 22, 1927), their difference with
Newcombe's (Statistics in Medicine 17, 1998, method 10), which stay honest with few or
extreme observations.
"""

import hashlib
import math
from collections.abc import Mapping
from typing import NamedTuple

from ..values import Scenario

VARIANTS = ("A", "B")
Z95 = 1.959963984540054
# Fewer debtors than this in a variant: nothing is said, whatever the numbers look like.
ENOUGH = 30


class Outcome(NamedTuple):
    """What became of the debtors of one variant: how many, and how many paid in time."""

    debtors: int
    paid: int

    @property
    def share(self) -> float | None:
        """Share of the debtors that paid, 0 to 1; None without any."""
        return self.paid / self.debtors if self.debtors else None


class Comparison(NamedTuple):
    """B against A: difference of the shares paid, its 95% interval, and the verdict.

    ``verdict``: ``too_few``, ``b_better``, ``a_better`` or ``no_difference`` (none that
    these numbers can show). ``missing`` debtors are needed in the smaller variant.
    """

    a: Outcome
    b: Outcome
    difference: float | None
    low: float | None
    high: float | None
    verdict: str
    missing: int = 0


def variant(experiment: str, debtor_id: int, share_b: float = 0.5) -> str:
    """The variant of a debtor: always the same one for the same experiment.

    >>> variant("12", 7) == variant("12", 7)
    True
    >>> {variant("12", debtor, 0.0) for debtor in range(50)}
    {'A'}
    """
    digest = hashlib.sha256(f"{experiment}:{debtor_id}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    return "B" if place < share_b else "A"


def assigned(
    scenarios: Mapping[int, Scenario], debtor_id: int
) -> Mapping[int, Scenario]:
    """The scenarios as one debtor gets them: where two delays are compared, with its own.

    The steps keep their order: a comparison is only accepted with a delay between those
    of its neighbours. Whatever was done stays done, since steps are known by their id.

    >>> from ..values import Step, Trial
    >>> tried = Scenario(1, (Step(7, 1, 5),), trials=(Trial("12", 7, 9, share=1.0),))
    >>> [step.delay_days for step in assigned({1: tried}, 3)[1].steps]
    [9]
    """
    if not any(scenario.trials for scenario in scenarios.values()):
        return scenarios
    return {
        key: _assigned(scenario, debtor_id) if scenario.trials else scenario
        for key, scenario in scenarios.items()
    }


def _assigned(scenario, debtor_id):
    steps = {step.id: step for step in scenario.steps}
    for trial in scenario.trials:
        step = steps.get(trial.step_id)
        if step is None:
            continue
        drawn = variant(trial.key, debtor_id, trial.share)
        delay = trial.delay_days if drawn == "B" else step.delay_days
        steps[step.id] = step._replace(delay_days=delay, variant=drawn)
    # decided once: what is assigned is not assigned again
    return scenario._replace(steps=tuple(steps.values()), trials=())


def delay_limits(scenario: Scenario, step_id: int) -> tuple[int | None, int | None]:
    """The first and last delay a step may be given; None where nothing limits it.

    Between its neighbours, whichever delay of theirs a debtor gets, so that steps keep
    their order for everybody. A notice before the due date stays before it and a
    reminder on or after it; a formal notice claims what is late.

    >>> from ..values import Step, Trial
    >>> steps = (Step(1, 1, -3), Step(2, 1, 5), Step(3, 1, 15), Step(4, 1, 30))
    >>> tried = Scenario(1, steps, trials=(Trial("12", 3, 11),))
    >>> [delay_limits(tried, step.id) for step in steps]
    [(None, -1), (0, 10), (6, 29), (16, None)]
    """
    delays = {step.id: [step.delay_days] for step in scenario.steps}
    for trial in scenario.trials:
        delays.get(trial.step_id, []).append(trial.delay_days)
    steps = sorted(scenario.steps, key=lambda step: step.delay_days)
    place = next(i for i, step in enumerate(steps) if step.id == step_id)
    step = steps[place]
    lows = [max(delays[step.id]) + 1 for step in steps[:place][-1:]]
    highs = [min(delays[step.id]) - 1 for step in steps[place + 1 :][:1]]
    if step.delay_days < 0:
        highs.append(-1)
    else:
        lows.append(0 if step.kind == "reminder" else 1)
    return max(lows, default=None), min(highs, default=None)


def wilson(paid: int, debtors: int, z: float = Z95) -> tuple[float, float]:
    """Interval of a share (Wilson, without continuity correction).

    >>> [round(bound, 4) for bound in wilson(15, 148)]
    [0.0624, 0.1605]
    """
    if not debtors:
        return 0.0, 1.0
    share, square = paid / debtors, z * z
    middle = (share + square / (2 * debtors)) / (1 + square / debtors)
    width = (
        z
        * math.sqrt(share * (1 - share) / debtors + square / (4 * debtors**2))
        / (1 + square / debtors)
    )
    return max(0.0, middle - width), min(1.0, middle + width)


def newcombe(a: Outcome, b: Outcome, z: float = Z95) -> tuple[float, float]:
    """Interval of the difference of two shares, b − a (hybrid score, method 10).

    The example is the published one (56/70 against 48/80).

    >>> [round(bound, 4) for bound in newcombe(Outcome(80, 48), Outcome(70, 56))]
    [0.0524, 0.3339]
    """
    share_a, share_b = a.paid / a.debtors, b.paid / b.debtors
    low_a, high_a = wilson(a.paid, a.debtors, z)
    low_b, high_b = wilson(b.paid, b.debtors, z)
    difference = share_b - share_a
    return (
        difference - math.hypot(share_b - low_b, high_a - share_a),
        difference + math.hypot(high_b - share_b, share_a - low_a),
    )


def compare(a: Outcome, b: Outcome, enough: int = ENOUGH) -> Comparison:
    """What may be said of B against A.

    >>> compare(Outcome(10, 2), Outcome(10, 9)).verdict
    'too_few'
    >>> compare(Outcome(200, 80), Outcome(200, 120)).verdict
    'b_better'
    """
    missing = max(0, enough - min(a.debtors, b.debtors))
    if not a.debtors or not b.debtors:
        return Comparison(a, b, None, None, None, "too_few", missing)
    low, high = newcombe(a, b)
    difference = (b.share or 0.0) - (a.share or 0.0)
    if missing:
        verdict = "too_few"
    elif low > 0:
        verdict = "b_better"
    elif high < 0:
        verdict = "a_better"
    else:
        verdict = "no_difference"
    return Comparison(a, b, difference, low, high, verdict, missing)
