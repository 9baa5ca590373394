"""What is the same for every debtor of one run: read once, carried as an argument."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from .values import Scenario, Step


class Run(NamedTuple):
    """One company tree on one day, frozen for as long as a transaction works on it.

    Ids are those of the records; ``steps`` are those in use: one that is somebody's level
    all the same is read when it is met. ``rules`` choose the scenario of a debt
    (:mod:`~relance_avancee.core.decide.assignment`). ``rates`` are the units of each currency
    for one of the company's, empty when one currency is in use.
    """

    root_id: int
    company_ids: tuple[int, ...]
    currency_id: int
    today: dt.date
    mode: str
    scenarios: Mapping[int, Scenario]
    steps: Mapping[int, Step]
    rules: list
    accounts: tuple[int, ...]
    payables: tuple[int, ...]
    rates: Mapping[int, float]
