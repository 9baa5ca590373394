"""How much of a risk a customer is: a sum of points anybody can check by hand.

Each criterion gives between 0 and 1 on a straight line from its good value to its bad
one, times its weight. The score is what was given, in percent of the weights of the
criteria that could be judged, so that a customer without a credit limit is not judged
on it. Classes are ranges of the score. The principle, a weighted scorecard read line by
line, is that of Siddiqi, Credit Risk Scorecards (Wiley, 2006); weights and limits are
the company's own data.

The score informs: nothing with a legal effect on a person may follow from it alone
(article 22 of Regulation (EU) 2016/679, General Data Protection Regulation).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

CLASSES = ("A", "B", "C", "D")
LIMITS = (15, 35, 60)


class Behaviour(NamedTuple):
    """How a customer pays, as far as known; None = nothing allows to say.

    ``delay`` average days late, weighted by amount, early payments negative; ``late``
    share of the amount paid after due date (0 to 1); ``trend`` days by which the last
    quarter is later than the months before; ``promises`` share of the promises broken
    (0 to 1); ``reminders`` contacts before an invoice was paid; ``oldest`` days late of
    the oldest open debt (0 = none is late); ``exposure`` what is owed in share of the
    credit limit.
    """

    delay: float | None = None
    late: float | None = None
    trend: float | None = None
    promises: float | None = None
    reminders: float | None = None
    oldest: float | None = None
    exposure: float | None = None


class Criterion(NamedTuple):
    """How one value of :class:`Behaviour` counts; ``weight`` 0 = not at all.

    ``good`` and below gives no point, ``bad`` and above all of them.
    """

    code: str
    weight: float
    good: float
    bad: float


# What a fresh company starts with; the same figures are in data/cockpit/dunning_risk_data.xml.
CRITERIA = (
    Criterion("delay", 30, 0, 60),
    Criterion("late", 15, 0.1, 0.9),
    Criterion("trend", 10, 0, 30),
    Criterion("promises", 15, 0, 0.5),
    Criterion("reminders", 10, 0, 4),
    Criterion("oldest", 30, 0, 60),
    Criterion("exposure", 10, 0.8, 1.2),
)


class Reason(NamedTuple):
    """What one criterion gave: its value and its points of the score."""

    code: str
    value: float
    points: float


class Assessment(NamedTuple):
    """Score (0 good, 100 bad) and class, None when nothing is known of the customer."""

    score: int | None
    risk: str | None
    reasons: tuple[Reason, ...] = ()


def severity(criterion: Criterion, value: float) -> float:
    """Between 0 (good) and 1 (bad), on a straight line.

    >>> severity(Criterion("delay", 30, 0, 60), 15)
    0.25
    >>> severity(Criterion("delay", 30, 0, 60), -5)
    0.0
    """
    if criterion.bad <= criterion.good:
        return float(value > criterion.good)
    share = (value - criterion.good) / (criterion.bad - criterion.good)
    return min(1.0, max(0.0, share))


def assess(
    behaviour: Behaviour,
    criteria: Iterable[Criterion] = CRITERIA,
    limits: Sequence[int] = LIMITS,
) -> Assessment:
    """Score, class and reasons, those that weigh most first.

    :param limits: the scores from which a customer is B, C and D

    >>> assess(Behaviour(delay=30, late=0.5, oldest=0)).risk
    'B'
    >>> assess(Behaviour()).risk is None
    True
    """
    if not has_evidence(behaviour):
        return Assessment(None, None)
    known = [
        (criterion, value)
        for criterion in criteria
        if criterion.weight > 0
        and (value := getattr(behaviour, criterion.code)) is not None
    ]
    total = sum(criterion.weight for criterion, _value in known)
    if not total:
        return Assessment(None, None)
    reasons = [
        Reason(
            criterion.code,
            value,
            round(100 * criterion.weight * severity(criterion, value) / total, 1),
        )
        for criterion, value in known
    ]
    score = round(
        100
        * sum(
            criterion.weight * severity(criterion, value) for criterion, value in known
        )
        / total
    )
    reasons.sort(key=lambda reason: (-reason.points, reason.code))
    return Assessment(score, risk_class(score, limits), tuple(reasons))


def has_evidence(behaviour: Behaviour) -> bool:
    """Whether the customer has shown anything: paid, promised or been late.

    >>> has_evidence(Behaviour(oldest=0)), has_evidence(Behaviour(oldest=3))
    (False, True)
    """
    shown = behaviour.delay, behaviour.promises
    return any(value is not None for value in shown) or bool(behaviour.oldest)


def risk_class(score: float, limits: Sequence[int] = LIMITS) -> str:
    """A to D.

    >>> [risk_class(score) for score in (0, 14, 15, 35, 60, 100)]
    ['A', 'A', 'B', 'C', 'D', 'D']
    """
    return CLASSES[sum(score >= limit for limit in limits)]


def worsened(score: int | None, before: Iterable[int | None], points: int) -> bool:
    """Whether a customer got suddenly worse: from its best of the last months.

    :param before: its scores at the end of those months
    :param points: from how many points on it is sudden; 0 = never

    >>> worsened(60, [35, 42], 20), worsened(50, [35, 42], 20), worsened(60, [], 20)
    (True, False, False)
    """
    known = [past for past in before if past is not None]
    if score is None or not known or points <= 0:
        return False
    return score - min(known) >= points


def as_reasons(stored: Iterable[Sequence]) -> tuple[Reason, ...]:
    """Reasons as they were stored, for those who show them."""
    return tuple(Reason(*item) for item in stored or ())
