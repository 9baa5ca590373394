"""Days that people speak of in an answer, as absolute dates.

Texts are folded (:func:`.reply_text.fold`). A period is its last day (a week its
Friday): who promises a week has until then. ``dateparser`` 1.5 was measured on the same
words: "fin du mois", "sous huitaine", "mi-avril", "bis zum 20.03." and their like, a
third of what debtors write, it does not know.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from .reply_words.days import (
    DAYS,
    END_OF_NEXT,
    MONTHS,
    NUMBERS,
    PERIODS,
    SPANS,
    THE,
    WEEKDAY,
    WEEKDAYS,
)

PAST, FUTURE = "past", "future"
DAY = dt.timedelta(days=1)
# A day without a year that is over: next year's, when that is no further away.
NEXT_YEAR = dt.timedelta(days=183)
BEGINNING, MIDDLE = 10, 15  # days of a month
FRIDAY = 4

_INVOICE_OF = re.compile(
    r"\b(?:factures?|invoices?|bill|rechnung|factura|fattura|factuur|"
    r"bestellung|commande|order"
    r"|relance|mail|courrier|reminder|e-mail|letter|message)"
    r"(?: (?:n[°o]?\.?|nr\.?|number|numero|\S*\d\S*)){0,3} (?:du|of|dated|"
    r"from|vom|del|de|van"
    r"|datee du|datata)\s+$"
)


class _Words(NamedTuple):
    """The expressions of one language, made once."""

    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    month: str
    weekday: str
    number: str


def _index(text: str, first: int) -> dict[str, int]:
    return {
        word: place
        for place, words in enumerate(text.split(" "), first)
        for word in words.split("|")
    }


def _words(lang: str) -> _Words:
    months = _index(MONTHS[lang], 1)
    weekdays = {
        word.replace("s?", ""): place
        for word, place in _index(WEEKDAYS[lang], 0).items()
    }
    numbers = _index(NUMBERS[lang], 1)
    return _Words(
        months,
        weekdays,
        numbers,
        *(
            "|".join(sorted(found, key=len, reverse=True))
            for found in (months, weekdays, numbers)
        ),
    )


_WORDS = {lang: _words(lang) for lang in MONTHS}


# ---------------------------------------------------------------- days made of parts
def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _full_year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _sided(day: dt.date | None, today: dt.date, side: str) -> dt.date | None:
    """The day, if it is on the side of today that was spoken of."""
    if day is None:
        return None
    return day if (day >= today if side == FUTURE else day <= today) else None


def _of_year(
    month: int, day: int, year: int | None, today: dt.date, side: str
) -> dt.date | None:
    if year:
        return _sided(_day(year, month, day), today, side)
    this = _day(today.year, month, day)
    if found := _sided(this, today, side):
        return found
    other = _day(today.year + (1 if side == FUTURE else -1), month, day)
    return other if other and abs(other - today) <= NEXT_YEAR else None


def _of_month(day: int, today: dt.date, side: str) -> dt.date | None:
    """The next, or the latest, such day of a month."""
    year, month = today.year, today.month
    for _try in range(3):
        if found := _sided(_day(year, month, day), today, side):
            return found
        month += 1 if side == FUTURE else -1
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return None


def _months_later(today: dt.date, count: int) -> dt.date:
    year, month = (
        today.year + (today.month + count - 1) // 12,
        (today.month + count - 1) % 12 + 1,
    )
    return dt.date(year, month, min(today.day, _last(year, month)))


def _month_end(today: dt.date, count: int) -> dt.date:
    there = _months_later(today.replace(day=1), count)
    return there.replace(day=_last(there.year, there.month))


def _friday(today: dt.date, weeks: int) -> dt.date:
    return today + DAY * (FRIDAY - today.weekday() + 7 * weeks)


Found = Iterator[tuple[int, int, "dt.date | None"]]


# ---------------------------------------------------------------- forms
_ISO = re.compile(r"(?<![\w/.-])(\d{4})-(\d\d)-(\d\d)(?![\w/-])")
_FIGURES = re.compile(
    r"(?<![\w.,/-])(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})(?!\d)|"
    r"\.(?!\d)|(?![\d/-]|[.,]\d))"
)
_MONEY_NEXT = re.compile(r"\s?(?:€|\$|£|%|eur|k€)")
_DOT_BEFORE = re.compile(
    r"\b(?:am|bis|zum|vom|der|den|dem|le|du|au|il|el|op|al|dal|on|by)\s+$"
)


def _in_figures(plain: str, lang: str, today: dt.date, side: str) -> Found:
    for match in _ISO.finditer(plain):
        day = _day(*map(int, match.groups()))
        yield match.start(), match.end(), _sided(day, today, side)
    for match in _FIGURES.finditer(plain):
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
        if not year and match[2] == "-" or _MONEY_NEXT.match(plain[match.end() :][:6]):
            continue
        if (
            not year
            and match[2] == "."
            and not (
                match[0].endswith(".")
                or _DOT_BEFORE.search(plain[max(0, match.start() - 12) : match.start()])
            )
        ):
            continue
        days = [(second, first)]
        if lang == "en" and match[2] == "/":
            # English of two continents: the one that suits what is said
            days.append((first, second))
        dated = [_of_year(month, day, year, today, side) for month, day in days]
        near = [day for day in dated if day]
        best = min(near, key=lambda day: abs(day - today)) if near else None
        yield match.start(), match.end(), best


def _named(plain: str, lang: str, today: dt.date, side: str) -> Found:
    words = _WORDS[lang]
    for match in _DAY_MONTH[lang].finditer(plain):
        month = words.months[match[2]]
        day = _of_year(month, int(match[1]), _full_year(match[3]), today, side)
        yield match.start(), match.end(), day
    if lang == "en":
        for match in _MONTH_DAY.finditer(plain):
            month = words.months[match[1]]
            day = _of_year(month, int(match[2]), _full_year(match[3]), today, side)
            yield match.start(), match.end(), day


def _parts_of_month(plain: str, lang: str, today: dt.date, side: str) -> Found:
    for match in _PART[lang].finditer(plain):
        month, year = _WORDS[lang].months[match["month"]], _full_year(match["year"])
        last = _last(year or today.year, month)
        number = BEGINNING if match["begin"] else MIDDLE if match["middle"] else last
        yield match.start(), match.end(), _of_year(month, number, year, today, side)


def _periods(plain: str, lang: str, today: dt.date, side: str) -> Found:
    for match in re.finditer(END_OF_NEXT[lang], plain):
        yield match.start(), match.end(), _sided(_month_end(today, 1), today, side)
    for count, pattern in zip((-1, 0, 1), PERIODS[lang]["week"], strict=True):
        for match in re.finditer(rf"\b(?:{pattern})\b", plain):
            day = _friday(today, count)
            if side == FUTURE and day < today:  # on a Saturday
                day = today
            elif side == PAST and day > today:
                day = today
            yield match.start(), match.end(), _sided(day, today, side)
    for count, pattern in zip((-1, 0, 1), PERIODS[lang]["month"], strict=True):
        for match in re.finditer(rf"\b(?:{pattern})\b", plain):
            day = _month_end(today, count)
            yield match.start(), match.end(), _sided(day, today, side)


def _spoken_days(plain: str, lang: str, today: dt.date, side: str) -> Found:
    for pattern, count in DAYS[lang].items():
        for match in re.finditer(rf"\b(?:{pattern})(?!\w)", plain):
            yield match.start(), match.end(), _sided(today + DAY * count, today, side)


def _spans(plain: str, lang: str, today: dt.date, side: str) -> Found:
    pattern, sign = (_IN[lang], 1) if side == FUTURE else (_AGO[lang], -1)
    for match in pattern.finditer(plain):
        count = (
            int(match["n"])
            if match["n"].isdecimal()
            else _WORDS[lang].numbers[match["n"]]
        )
        if match["month"]:
            day = _months_later(today, sign * min(count, 60))
        else:
            day = today + DAY * (sign * min(count, 400) * (7 if match["week"] else 1))
        yield match.start(), match.end(), day


def _weekdays(plain: str, lang: str, today: dt.date, side: str) -> Found:
    _near, before, after = WEEKDAY[lang]
    for match in _WEEKDAY_FORM[lang].finditer(plain):
        around = (
            plain[max(0, match.start() - 12) : match.start()]
            + "|"
            + plain[match.end() :][:25]
        )
        number = _WORDS[lang].weekdays[match[1]]
        ahead = (number - today.weekday() - 1) % 7 + 1
        if side == PAST or re.search(
            rf"(?:{before})\s*\|" if before.endswith(" ") else rf"\|\s*(?:{before})\b",
            around,
        ):
            yield (
                match.start(),
                match.end(),
                _sided(today + DAY * (ahead - 7 if ahead < 7 else -7), today, side),
            )
            continue
        if re.search(
            rf"(?:{after})\s*\||\|\s*(?:{after})\b"
            if lang in ("en", "de", "nl")
            else rf"\|\s*(?:{after})",
            around,
        ):
            day = today + DAY * (number - today.weekday() + 7)
        else:
            day = today + DAY * ahead
        yield match.start(), match.end(), day


def _bare_days(plain: str, lang: str, today: dt.date, side: str) -> Found:
    for match in _BARE[lang].finditer(plain):
        yield match.start(), match.end(), _of_month(int(match[1]), today, side)


_DAY_MONTH = {
    lang: re.compile(
        rf"(?<![\d.,/-])(\d{{1,2}})(?:er|st|nd|rd|th|o|e)?\.?\s?(?:de |of |d'|di "
        rf")?({words.month})\b\.?"
        r"(?:,?\s?(?:de |del |d'|van )?((?:19|20)\d\d)\b)?"
    )
    for lang, words in _WORDS.items()
}
_MONTH_DAY = re.compile(
    rf"\b({_WORDS['en'].month})\.?\s(?:the )?(\d{{1,2}})(?:st|nd|rd|"
    rf"th)?\b(?:,?\s((?:19|20)\d\d)\b)?"
)
_PART = {
    lang: re.compile(
        rf"\b(?:(?P<begin>{words['begin']})|(?P<middle>{words['middle']})|"
        rf"(?:{words['end']}))"
        rf"{words['link']}(?P<month>{_WORDS[lang].month})\b\.?(?!\s\d{{1,2}}\b)(?:\s(?P<year>20\d\d)\b)?"
    )
    for lang, words in PERIODS.items()
}


def _span(lang: str, before: str, after: str) -> re.Pattern[str]:
    units = SPANS[lang]
    return re.compile(
        rf"\b{before}(?P<n>\d{{1,3}}|{_WORDS[lang].number}) (?:{units['day']}"
        rf"|(?P<week>{units['week']})|(?P<month>{units['month']}))\b{after}"
    )


_IN = {lang: _span(lang, str(words["in"]), "") for lang, words in SPANS.items()}
_AGO = {lang: _span(lang, *words["ago"]) for lang, words in SPANS.items()}
_WEEKDAY_FORM = {
    lang: re.compile(rf"\b({words.weekday})s?\b") for lang, words in _WORDS.items()
}
_BARE = {
    lang: re.compile(
        rf"\b{the}\s(\d{{1,2}})(?:er|st|nd|rd|th|o|e)?\b(?![\d/:%€$£-]|[.,]\d"
        r"|\s?(?:€|\$|£|%|eur|fois|jours|semaines|mois|days|weeks|months|tage|"
        r"wochen|dias|giorni|dagen|h\b|k€|\d))"
    )
    for lang, the in THE.items()
}
_FORMS = (
    _in_figures,
    _named,
    _parts_of_month,
    _periods,
    _spans,
    _spoken_days,
    _weekdays,
    _bare_days,
)


def find(plain: str, lang: str, today: dt.date, side: str) -> dt.date | None:
    """The first day a sentence speaks of on one side of today; today is on both.

    The date of an invoice ("your invoice of 3 March") is none.

    :param lang: fr, en, de, es, it or nl
    :param side: :data:`PAST` or :data:`FUTURE`

    >>> today = dt.date(2026, 3, 12)
    >>> [str(find(text, "fr", today, FUTURE)) for text in (
    ...     "vendredi", "fin du mois", "le 5", "sous huitaine", "la facture du 3 mars")]
    ['2026-03-13', '2026-03-31', '2026-04-05', '2026-03-20', 'None']
    >>> str(find("am 5. dezember", "de", today, FUTURE))
    '2026-12-05'
    """
    taken: list[tuple[int, int]] = []
    dated: list[tuple[int, dt.date]] = []
    for form in _FORMS:
        for start, end, day in form(plain, lang, today, side):
            # what a longer form has read is not read again: "12" in "12 mars"
            if any(start < there_end and there < end for there, there_end in taken):
                continue
            taken.append((start, end))
            if day and not _INVOICE_OF.search(plain[max(0, start - 60) : start]):
                dated.append((start, day))
    if side == FUTURE:
        # "approved today, paid on the 27th": what is still to come was meant
        dated = [found for found in dated if found[1] > today] or dated
    return min(dated)[1] if dated else None
