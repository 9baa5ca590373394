"""Phone calls: on which day, when to try again, and what to say.

Days are ``datetime.date``; countries ISO 3166 codes, None when unknown.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from ..calendars import DAY, is_sending_day

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# Two countries whose open days never meet do not exist; this only bounds the search.
LOOK_AHEAD_DAYS = 60
WEEK = dt.timedelta(days=7)


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
    made: Sequence[dt.date],
    max_tries: int,
    retry_days: int,
    today: dt.date,
    *countries: str | None,
    cap: int = 0,
) -> dt.date | None:
    """When to ring again after calls without an answer; None: give up.

    :param made: the days of the calls made, the one just made included
    :param max_tries: calls in all; after that another channel takes over
    :param retry_days: days to wait, at least one: nobody is rung twice on one day
    :param cap: calls in a rolling week at most, answered or not; 0: no limit. Ringing
        again and again is what makes harassment (art. 222-16 C. pen.)

    >>> day = dt.date(2026, 3, 12)
    >>> next_try([day], 3, 2, day, "FR")
    datetime.date(2026, 3, 16)
    >>> next_try([day], 3, 2, day, "FR", cap=1)
    datetime.date(2026, 3, 19)
    >>> next_try([day] * 3, 3, 2, day, "FR") is None
    True
    """
    if len(made) >= max_tries:
        return None
    day = today + DAY * max(1, retry_days)
    if cap and len(made) >= cap:
        # the cap-th latest call must be a week old
        day = max(day, sorted(made)[-cap] + WEEK)
    return call_day(day, *countries)


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
