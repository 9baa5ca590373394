"""Hours of the day at which one may ring or text a debtor, where the debtor is.

Moments are aware ``datetime`` in UTC. A window is a pair of hours of the local day,
9.5 for half past nine. A debtor may have several possible time zones (a country with
many, a number that does not say): a moment is then decent when it is decent in all.
"""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
import pytz
from phonenumbers import timezone

from ..calendars import is_sending_day

Window = tuple[float, float]
ALL_DAY: tuple[Window, ...] = ((0.0, 24.0),)
# No statute sets hours for reminders; these are the courteous ones of the trade (legal
# notes, "harassment"): offices are rung at office hours, people neither early nor at lunch.
CALL_HOURS: dict[str, tuple[Window, ...]] = {
    "company": ((9.0, 18.0),),
    "public": ((9.0, 17.0),),
    "consumer": ((10.0, 13.0), (14.0, 19.0)),
}
# Beyond that nothing changes any more: the windows repeat every week, holidays apart.
LOOK_AHEAD_DAYS = 14


@lru_cache(maxsize=4096)
def zones_of_number(number: str | None) -> tuple[str, ...]:
    """Time zones a number in international form may be in; empty when it does not say.

    >>> zones_of_number("+16175550123")
    ('America/New_York',)
    >>> zones_of_number("12")
    ()
    """
    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(number or ""))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in found if zone in pytz.all_timezones_set)


def zones_of_country(country: str | None) -> tuple[str, ...]:
    """Time zones of an ISO 3166 country; empty for an unknown one.

    >>> zones_of_country("FR")
    ('Europe/Paris',)
    """
    return tuple(pytz.country_timezones.get(country or "", ()))


def zones(
    chosen: str | None,
    default: str | None,
    number: str | None,
    country: str | None,
) -> tuple[str, ...]:
    """Where the debtor may be: the zone on its record, else its country's, which a
    number of that country narrows.

    :param chosen: the zone on the contact. Odoo fills it with that of whoever made the
        record, so one that is the company's own and not the country's says nothing
    :param default: the company's own zone, also the last resort

    >>> zones("Europe/Paris", "Europe/Paris", None, "RE")
    ('Indian/Reunion',)
    >>> zones("Asia/Tokyo", "Europe/Paris", None, "FR")
    ('Asia/Tokyo',)
    """
    of_country = zones_of_country(country)
    if chosen and (chosen != default or not of_country or chosen in of_country):
        return (chosen,)
    of_number = zones_of_number(number)
    narrowed = tuple(zone for zone in of_number if zone in of_country)
    return narrowed or of_country or of_number or (default or "UTC",)


def outside(quiet_from: float, quiet_to: float) -> tuple[Window, ...]:
    """The windows left open by quiet hours; equal bounds = no quiet hours.

    >>> outside(20.0, 8.0)
    ((8.0, 20.0),)
    >>> outside(12.0, 14.0)
    ((0.0, 12.0), (14.0, 24.0))
    """
    if quiet_from == quiet_to:
        return ALL_DAY
    if quiet_from > quiet_to:
        return ((quiet_to, quiet_from),)
    return ((0.0, quiet_from), (quiet_to, 24.0))


def is_open(
    moment: dt.datetime,
    where: Sequence[str],
    windows: Sequence[Window],
    country: str | None = None,
) -> bool:
    """Whether a moment is decent in every possible zone.

    :param country: with it, weekends and public holidays of that country are closed

    >>> ten = dt.datetime(2026, 3, 12, 10, tzinfo=dt.UTC)
    >>> is_open(ten, ("Europe/Paris",), ((9.0, 18.0),))
    True
    >>> is_open(ten, ("America/New_York",), ((9.0, 18.0),))
    False
    """
    return all(
        _is_open_at(moment.astimezone(ZoneInfo(zone)), windows, country)
        for zone in where
    )


def next_open(
    moment: dt.datetime,
    where: Sequence[str],
    windows: Sequence[Window],
    country: str | None = None,
) -> dt.datetime:
    """The first decent moment from ``moment`` on; the first zone alone if none suits all.

    >>> late = dt.datetime(2026, 3, 13, 20, tzinfo=dt.UTC)
    >>> next_open(late, ("Europe/Paris",), ((8.0, 20.0),), "FR")
    datetime.datetime(2026, 3, 16, 7, 0, tzinfo=datetime.timezone.utc)
    """
    if is_open(moment, where, windows, country):
        return moment
    # open hours begin where those of one of the zones begin
    openings = sorted(
        opening
        for zone in where
        for opening in _openings(moment, zone, windows)
        if opening > moment
    )
    for opening in openings:
        if is_open(opening, where, windows, country):
            return opening
    return (
        next_open(moment, where[:1], windows, country)
        if len(where) > 1
        else openings[0]
    )


def _is_open_at(local, windows, country):
    hour = local.hour + local.minute / 60 + local.second / 3600
    return any(begin <= hour < end for begin, end in windows) and (
        country is None or is_sending_day(local.date(), country)
    )


def _openings(moment, zone, windows):
    """Starts of the windows of the coming days, in UTC."""
    tz = ZoneInfo(zone)
    first = moment.astimezone(tz).date()
    for index in range(LOOK_AHEAD_DAYS):
        day = first + dt.timedelta(days=index)
        for begin, _end in windows:
            hour, minute = divmod(round(begin * 60), 60)
            local = dt.datetime.combine(day, dt.time(hour, minute), tz)
            yield local.astimezone(dt.timezone.utc)
