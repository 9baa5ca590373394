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

PAST, FUTURE = "past", "future"
DAY = dt.timedelta(days=1)
# A day without a year that is over: next year's, when that is no further away.
NEXT_YEAR = dt.timedelta(days=183)
BEGINNING, MIDDLE = 10, 15  # days of a month
FRIDAY = 4

_MONTHS = {
    "fr": "janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil aout"
    " septembre|sept octobre|oct novembre|nov decembre|dec",
    "en": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug"
    " september|sept|sep october|oct november|nov december|dec",
    "de": "januar|janner|jan februar|feb marz|maerz|mrz april|apr mai juni|jun juli|jul"
    " august|aug september|sept|sep oktober|okt november|nov dezember|dez",
    "es": "enero|ene febrero|feb marzo abril|abr mayo junio|jun julio|jul agosto|ago"
    " septiembre|setiembre|sept|sep octubre|oct noviembre|nov diciembre|dic",
    "it": "gennaio|gen febbraio|feb marzo aprile|apr maggio|mag giugno|giu luglio|lug"
    " agosto|ago settembre|sett|set ottobre|ott novembre|nov dicembre|dic",
    "nl": "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug"
    " september|sept|sep oktober|okt november|nov december|dec",
}
_WEEKDAYS = {
    "fr": "lundi|lun mardi mercredi|mer jeudi|jeu vendredi|ven samedi dimanche",
    "en": "monday|mon tuesday|tues|tue wednesday|wed thursday|thurs|thu friday|fri saturday|sat sunday",
    "de": "montags?|mo dienstags?|di mittwochs? donnerstags? freitags?|fr samstags?|sonnabend sonntags?",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
    "it": "lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
_NUMBERS = {
    "fr": "un|une deux trois quatre cinq six sept huit neuf dix onze douze",
    "en": "one|a two three four five six seven eight nine ten eleven twelve",
    "de": "einer|einem|eine|ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "es": "un|una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "un|una|uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
}
# Days from today; the first that is found counts, so longer ones come first.
_DAYS = {
    "fr": {
        r"apres[- ]demain": 2, r"demain": 1, r"avant[- ]hier": -2, r"hier": -1,
        r"aujourd'?\s?hui|ce (?:jour|matin|soir|midi)|cet apres-midi|a l'instant|dans la journee"
        r"|(?:viens?|venons|vient) (?:tout juste )?(?:de|d')": 0,
        r"(?:sous|dans les|a) (?:une )?huitaine|huitaine": 8,
        r"(?:sous|dans) (?:une |la )?quinzaine|quinzaine": 15,
    },
    "en": {
        r"day after tomorrow": 2, r"tomorrow": 1, r"day before yesterday": -2,
        r"yesterday": -1,
        r"today|tonight|this (?:morning|afternoon|evening)|just (?:now|sent|paid|made|transferred|wired)"
        r"|(?:sent|paid|made) (?:\S+ ){0,4}now|right away|immediately|close of business": 0,
        r"within (?:the|a) fortnight|in a fortnight": 14,
    },
    "de": {
        r"ubermorgen": 2, r"vorgestern": -2, r"gestern": -1,
        r"heute(?: (?:morgen|nachmittag|abend))?|soeben|gerade eben": 0,
        r"morgen": 1, r"binnen wochenfrist": 7,
    },
    "es": {
        r"pasado manana": 2, r"anteayer|antes de ayer": -2, r"ayer": -1,
        r"(?:esta|hoy por la) manana|hoy|esta tarde|acab(?:o|amos|a) de": 0,
        r"(?<!la )(?<!por la )manana": 1,
    },
    "it": {
        r"dopodomani": 2, r"domani|domattina": 1, r"l'altro ieri|altroieri": -2, r"ieri": -1,
        r"oggi|stamattina|stamane|stasera|appena|in giornata": 0,
    },
    "nl": {
        r"overmorgen": 2, r"eergisteren": -2, r"gisteren": -1,
        r"vandaag|vanochtend|vanmorgen|vanmiddag|vanavond|zojuist|(?:heb|is|hebben) (?:\S+ ){0,3}net": 0,
        r"morgen(?:ochtend|middag)?": 1,
    },
}  # fmt: skip
# Around a weekday: (nearest, the one before, of next week)
_WEEKDAY = {
    "fr": (r"(?:ce |prochain )", r"dernier|passe", r"en huit|de la semaine prochaine"),
    "en": (r"this |coming ", r"last ", r"next |week"),
    "de": (
        r"diesen |kommenden |diesem ",
        r"letzten |vergangenen |letztem |letzter ",
        r"nachsten |nachster ",
    ),
    "es": (r"este |proximo ", r"pasado|ultimo", r"de la proxima semana"),
    "it": (r"questo |prossimo ", r"scorso|passato", r"della prossima settimana"),
    "nl": (r"deze |komende |aanstaande ", r"afgelopen |vorige ", r"volgende "),
}
# Units with their words; ``in`` and ``ago``: what stands around a number of them.
_SPANS = {
    "fr": {
        "in": r"(?:dans|sous|d'ici|sous un delai de|dans un delai de|en)(?: les| un delai de| environ| maximum)? ",
        "ago": (r"(?:il y a|ca fait|depuis)(?: environ)? ", r""),
        "day": r"jours?", "week": r"semaines?", "month": r"mois",
    },
    "en": {
        "in": r"(?:in|within)(?: the next| about| another)? ", "ago": (r"", r" (?:ago|earlier)"),
        "day": r"(?:business |working |calendar )?days?", "week": r"weeks?", "month": r"months?",
    },
    "de": {
        "in": r"(?:in|binnen|innerhalb von|innerhalb)(?: der nachsten| den nachsten| ca\.?)? ",
        "ago": (r"(?:vor|seit) ", r""),
        "day": r"(?:arbeits|werk)?tage?n?", "week": r"wochen?", "month": r"monate?n?",
    },
    "es": {
        "in": r"(?:en|dentro de|en un plazo de|en los proximos) ", "ago": (r"hace ", r""),
        "day": r"dias?", "week": r"semanas?", "month": r"mes(?:es)?",
    },
    "it": {
        "in": r"(?:entro|tra|fra|in|nel giro di|entro i prossimi) ", "ago": (r"", r" fa\b"),
        "day": r"giorn[oi]", "week": r"settiman[ae]", "month": r"mes[ei]",
    },
    "nl": {
        "in": r"(?:binnen|over|in)(?: de komende)? ", "ago": (r"", r" geleden"),
        "day": r"(?:werk)?dag(?:en)?", "week": r"we(?:ek|ken)", "month": r"maand(?:en)?",
    },
}  # fmt: skip
# (last, this, next) week and month; parts of a month
_PERIODS = {
    "fr": {
        "week": (r"semaine (?:derniere|passee)", r"cette semaine|(?:avant le |ce )week-?end|(?:en )?fin de (?:la )?semaine(?! prochaine)",
                 r"semaine (?:prochaine|suivante|qui vient)"),
        "month": (r"mois (?:dernier|passe)", r"(?:courant|ce) mois(?!\s?(?:prochain|de))|fin d[ue] (?:ce |mois)(?: en cours)?(?! prochain)"
                  r"|fin de (?:ce )?mois(?! prochain)|d'ici (?:la )?fin (?:du|de) mois(?! prochain)|fin mois", r"mois (?:prochain|suivant)"),
        "begin": r"debut", "middle": r"mi|milieu", "end": r"(?:la )?fin|courant|(?:dans le )?courant|en",
        "link": r"[- ](?:du mois d[e' ]{1,2}|du |de |d'|le |mois d[e' ]{1,2})?",
    },
    "en": {
        "week": (r"(?:last|past) week", r"this week|(?:before |by |this )(?:the )?weekend|end of (?:the )?week", r"next week|following week"),
        "month": (r"last month", r"this month|(?:end of (?:the |this )?|month[- ]?)(?:month|end)(?: end)?", r"next month"),
        "begin": r"early|(?:the )?(?:beginning|start) of", "middle": r"mid|(?:the )?middle of",
        "end": r"late|(?:the )?end of|(?:some ?time )?in|during", "link": r"[- ]",
    },
    "de": {
        "week": (r"(?:letzte|vorige|vergangene)[rn]? woche", r"diese[rn]? woche|(?:vor dem |diesem )?wochenende|ende der woche", r"(?:nachste|kommende)[rn]? woche"),
        "month": (r"(?:letzten|vorigen) monat", r"diesen monat|(?:ende|zum ende) (?:des|dieses) monats|monatsende|ultimo", r"(?:nachsten|kommenden) monat"),
        "begin": r"anfang", "middle": r"mitte", "end": r"ende|im(?: laufe)?", "link": r" (?:des )?(?:monats )?",
    },
    "es": {
        "week": (r"semana pasada", r"esta semana|fin(?:ales)? de (?:la )?semana", r"(?:proxima semana|semana (?:que viene|proxima))"),
        "month": (r"mes pasado", r"este mes|fin(?:ales)? de(?:l| este)? ?mes(?! que)|fin de mes", r"(?:proximo mes|mes (?:que viene|proximo))"),
        "begin": r"principios de|primeros de", "middle": r"mediados de", "end": r"fin(?:ales)? de|en|durante", "link": r" (?:mes de )?",
    },
    "it": {
        "week": (r"settimana scorsa", r"(?:questa|in) settimana|fine settimana|weekend", r"(?:prossima settimana|settimana prossima)"),
        "month": (r"mese scorso|scorso mese", r"questo mese|fin[ea](?: (?:del|di|questo))? mese(?! prossimo)|mese corrente", r"(?:prossimo mese|mese prossimo)"),
        "begin": r"(?:inizio|primi di)", "middle": r"(?:meta|meta di)", "end": r"(?:fine|a|in|nel mese di)", "link": r" (?:di )?",
    },
    "nl": {
        "week": (r"(?:vorige|afgelopen) week", r"deze week|(?:voor het |dit )weekend|eind(?:e)? van (?:de|deze) week", r"(?:volgende|komende) week"),
        "month": (r"vorige maand", r"deze maand|eind(?:e)?(?: van)? (?:de |deze )?maand|maandeinde", r"(?:volgende|komende) maand"),
        "begin": r"begin|(?:het )?begin van", "middle": r"(?:half|medio|midden)", "end": r"eind(?:e)?(?: van)?|in(?: de loop van)?", "link": r" ",
    },
}  # fmt: skip
_END_OF_NEXT = {
    "fr": r"fin (?:du |de )?mois prochain", "en": r"end of next month",
    "de": r"ende (?:des )?nachsten monats", "es": r"fin(?:ales)? del (?:mes que viene|proximo mes)",
    "it": r"fine (?:del )?(?:mese prossimo|prossimo mese)", "nl": r"eind(?:e)? (?:van )?volgende maand",
}  # fmt: skip
# Before a bare number: a day of a month
_THE = {
    "fr": r"(?:le|du|au|avant le|pour le|depuis le)",
    "en": r"(?:the|on)",
    "de": r"(?:am|zum|vom|den|dem|der)",
    "es": r"(?:el|del|al|el dia|dia)",
    "it": r"(?:il|dal|al|del|giorno)",
    "nl": r"(?:de|op|op de|voor de)",
}
_INVOICE_OF = re.compile(
    r"\b(?:factures?|invoices?|bill|rechnung|factura|fattura|factuur|bestellung|commande|order"
    r"|relance|mail|courrier|reminder|e-mail|letter|message)"
    r"(?: (?:n[°o]?\.?|nr\.?|number|numero|\S*\d\S*)){0,3} (?:du|of|dated|from|vom|del|de|van"
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
    months = _index(_MONTHS[lang], 1)
    weekdays = {
        word.replace("s?", ""): place
        for word, place in _index(_WEEKDAYS[lang], 0).items()
    }
    numbers = _index(_NUMBERS[lang], 1)
    return _Words(
        months,
        weekdays,
        numbers,
        *(
            "|".join(sorted(found, key=len, reverse=True))
            for found in (months, weekdays, numbers)
        ),
    )


_WORDS = {lang: _words(lang) for lang in _MONTHS}


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
    r"(?<![\w.,/-])(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})(?!\d)|\.(?!\d)|(?![\d/-]|[.,]\d))"
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
    for match in re.finditer(_END_OF_NEXT[lang], plain):
        yield match.start(), match.end(), _sided(_month_end(today, 1), today, side)
    for count, pattern in zip((-1, 0, 1), _PERIODS[lang]["week"], strict=True):
        for match in re.finditer(rf"\b(?:{pattern})\b", plain):
            day = _friday(today, count)
            if side == FUTURE and day < today:  # on a Saturday
                day = today
            elif side == PAST and day > today:
                day = today
            yield match.start(), match.end(), _sided(day, today, side)
    for count, pattern in zip((-1, 0, 1), _PERIODS[lang]["month"], strict=True):
        for match in re.finditer(rf"\b(?:{pattern})\b", plain):
            day = _month_end(today, count)
            yield match.start(), match.end(), _sided(day, today, side)


def _spoken_days(plain: str, lang: str, today: dt.date, side: str) -> Found:
    for pattern, count in _DAYS[lang].items():
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
    _near, before, after = _WEEKDAY[lang]
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
        rf"(?<![\d.,/-])(\d{{1,2}})(?:er|st|nd|rd|th|o|e)?\.?\s?(?:de |of |d'|di )?({words.month})\b\.?"
        r"(?:,?\s?(?:de |del |d'|van )?((?:19|20)\d\d)\b)?"
    )
    for lang, words in _WORDS.items()
}
_MONTH_DAY = re.compile(
    rf"\b({_WORDS['en'].month})\.?\s(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s((?:19|20)\d\d)\b)?"
)
_PART = {
    lang: re.compile(
        rf"\b(?:(?P<begin>{words['begin']})|(?P<middle>{words['middle']})|(?:{words['end']}))"
        rf"{words['link']}(?P<month>{_WORDS[lang].month})\b\.?(?!\s\d{{1,2}}\b)(?:\s(?P<year>20\d\d)\b)?"
    )
    for lang, words in _PERIODS.items()
}


def _span(lang: str, before: str, after: str) -> re.Pattern[str]:
    units = _SPANS[lang]
    return re.compile(
        rf"\b{before}(?P<n>\d{{1,3}}|{_WORDS[lang].number}) (?:{units['day']}"
        rf"|(?P<week>{units['week']})|(?P<month>{units['month']}))\b{after}"
    )


_IN = {lang: _span(lang, str(words["in"]), "") for lang, words in _SPANS.items()}
_AGO = {lang: _span(lang, *words["ago"]) for lang, words in _SPANS.items()}
_WEEKDAY_FORM = {
    lang: re.compile(rf"\b({words.weekday})s?\b") for lang, words in _WORDS.items()
}
_BARE = {
    lang: re.compile(
        rf"\b{the}\s(\d{{1,2}})(?:er|st|nd|rd|th|o|e)?\b(?![\d/:%€$£-]|[.,]\d"
        r"|\s?(?:€|\$|£|%|eur|fois|jours|semaines|mois|days|weeks|months|tage|wochen|dias|giorni|dagen|h\b|k€|\d))"
    )
    for lang, the in _THE.items()
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
    >>> str(find("am 5. dezember", "de", today, FUTURE)), str(find("last friday", "en", today, PAST))
    ('2026-12-05', '2026-03-06')
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
