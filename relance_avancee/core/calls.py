"""Phone calls: on which day, when to try again, and what to say.

Days are ``datetime.date``; countries ISO 3166 codes, None when unknown.
"""

import datetime as dt
import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from .calendars import DAY, is_sending_day

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# Two countries whose open days never meet do not exist; this only bounds the search.
LOOK_AHEAD_DAYS = 60


def call_day(day: dt.date, *countries: str | None) -> dt.date:
    """The first day from ``day`` on when the collector works and the debtor too.

    :param countries: the company's first: its day is kept when none suits everybody

    >>> call_day(dt.date(2026, 7, 14), "FR", "BE")
    datetime.date(2026, 7, 15)
    >>> call_day(dt.date(2026, 7, 20), "FR", "BE")
    datetime.date(2026, 7, 20)
    """
    candidates = [day + DAY * index for index in range(LOOK_AHEAD_DAYS)]
    for wanted in (countries, countries[:1]):
        for candidate in candidates:
            if all(is_sending_day(candidate, country) for country in wanted):
                return candidate
    return day


def next_try(
    tries: int,
    max_tries: int,
    retry_days: int,
    today: dt.date,
    *countries: str | None,
) -> dt.date | None:
    """When to ring again after ``tries`` calls without an answer; None: give up.

    :param max_tries: calls in all, the first one included; another channel takes over
    :param retry_days: days to wait, at least one: nobody is rung twice on one day

    >>> next_try(1, 3, 2, dt.date(2026, 3, 12), "FR")
    datetime.date(2026, 3, 16)
    >>> next_try(3, 3, 2, dt.date(2026, 3, 12), "FR") is None
    True
    """
    if tries >= max_tries:
        return None
    return call_day(today + DAY * max(1, retry_days), *countries)


def fill(script: str, values: Mapping[str, object]) -> Markup:
    """A call script with the debtor's own figures in place of ``{{ words }}``.

    Values are text, never markup; a word nobody knows is left as it is, so that the
    author sees it.

    >>> fill("<p>You owe {{ amount }}, {{ x }}</p>", {"amount": "1 < 2"})
    Markup('<p>You owe 1 &lt; 2, {{ x }}</p>')
    """
    return Markup(
        PLACEHOLDER.sub(
            lambda found: (
                str(escape(values[found[1]])) if found[1] in values else found[0]
            ),
            script or "",
        )
    )
