"""Which scenario a debt follows.

Invoice first, then customer, then the first scenario whose rules match, then the
company's default. A scenario without any rule is never chosen by the rules: it would
catch everybody.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Profile(NamedTuple):
    """What the rules may ask about a debtor."""

    kind: str = "company"
    country_id: int | None = None
    tag_ids: frozenset[int] = frozenset()
    risk: str | None = None
    scenario_id: int | None = None
    cause_id: int | None = None


class Rule(NamedTuple):
    """For whom a scenario is meant; an empty criterion accepts everybody.

    Amounts are the invoice's total in company currency; ``amount_max`` 0 = no limit.
    """

    scenario_id: int
    kinds: frozenset[str] = frozenset()
    country_ids: frozenset[int] = frozenset()
    tag_ids: frozenset[int] = frozenset()
    risks: frozenset[str] = frozenset()
    journal_ids: frozenset[int] = frozenset()
    amount_min: float = 0.0
    amount_max: float = 0.0
    cause_ids: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not any(self[1:])

    def accepts(self, profile: Profile, journal_id: int, amount: float) -> bool:
        """Whether a debt of this debtor, journal and amount is meant."""
        return (
            _within(self.kinds, profile.kind)
            and _within(self.country_ids, profile.country_id)
            and (not self.tag_ids or bool(self.tag_ids & profile.tag_ids))
            and _within(self.risks, profile.risk)
            and _within(self.journal_ids, journal_id)
            and _within(self.cause_ids, profile.cause_id)
            and amount >= self.amount_min
            and (not self.amount_max or amount <= self.amount_max)
        )


def asking(rules: Iterable[Rule]) -> list[Rule]:
    """Those of some rules that ask for something: the others choose nobody."""
    return [rule for rule in rules if not rule.is_empty]


def choose(
    invoice_scenario_id: int | None,
    profile: Profile,
    rules: Sequence[Rule],
    journal_id: int,
    amount: float,
    default_id: int | None,
) -> int | None:
    """The scenario of one debt, or None when nobody said.

    >>> choose(None, Profile(kind="consumer"), [], 1, 100.0, 7)
    7
    >>> choose(None, Profile(scenario_id=3), [], 1, 100.0, 7)
    3
    >>> choose(5, Profile(scenario_id=3), [], 1, 100.0, 7)
    5
    """
    if invoice_scenario_id or profile.scenario_id:
        return invoice_scenario_id or profile.scenario_id
    for rule in rules:
        if not rule.is_empty and rule.accepts(profile, journal_id, amount):
            return rule.scenario_id
    return default_id


def _within(accepted, value):
    return not accepted or value in accepted
