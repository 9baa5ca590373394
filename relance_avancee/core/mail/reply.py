"""What a person answers to a reminder, read by rules: offline, the same every time.

Only what the sender wrote himself is read (:mod:`.reply_text`). One intent comes out,
the one whose answer helps most. The order, and why:

insolvency
    everything else becomes void: claims are lodged, reminders are forbidden.
dispute
    money will not come before it is settled, whatever else is said or promised ("I pay
    once you send the credit note").
paid
    looked for in the bank first: a plan or promise for the rest follows from the balance.
plan
    before promise: who asks for instalments nearly always promises the first.
promise
    a promise that hangs on a paper of ours is none: it is a dispute or a copy.
copy
    the paper is what is wanted, before anybody else is asked.
contact
    last: "I forward it, it will be paid on Friday" is a promise.

A proposal for a person, not a decision: what no rule knows is :data:`OTHER`.
"""

import datetime as dt
import functools
import itertools
import re
from typing import NamedTuple

from . import reply_dates, reply_figures
from .reply_text import Sentence, fold, new_text, sentences
from .reply_words import (
    CLAUSES,
    LANGUAGES,
    NAMES,
    NO_DISPUTE,
    RULES,
    STOPWORDS,
    compiled,
)

INSOLVENCY, DISPUTE, PAID, PLAN = "insolvency", "dispute", "paid", "plan"
PROMISE, COPY, CONTACT, OTHER = "promise", "copy", "contact", "other"
INTENTS = (INSOLVENCY, DISPUTE, PAID, PLAN, PROMISE, COPY, CONTACT)  # strongest first

_DATED = {
    PROMISE: reply_dates.FUTURE,
    PLAN: reply_dates.FUTURE,
    PAID: reply_dates.PAST,
    INSOLVENCY: reply_dates.PAST,
}
_WITH_AMOUNT = frozenset((PAID, PROMISE, PLAN, DISPUTE))
_WITH_REFERENCE = frozenset((PAID, PROMISE, PLAN, DISPUTE, COPY))
MAX_SENTENCES = 60
# A language is taken for the one expected unless another shows clearly more of its words.
CLEARLY = 1.5
LIKELY = 0.6  # of the likeliest's words: read too, where the likeliest says nothing
SHORT = 60  # a sentence that only completes the one before: "On Friday at the latest."


class Reply(NamedTuple):
    """What an answer says; what it does not say is None."""

    intent: str = OTHER
    quote: str = ""  # the sentence that says it, as written, on one line
    date: dt.date | None = None  # paid, promised, plan from or until, insolvent since
    amount: float | None = None
    reference: str | None = None  # number of an invoice or of a payment


class _Compiled(NamedTuple):
    told: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    asked: re.Pattern[str] | None
    dated: re.Pattern[str] | None
    by_clause: bool


@functools.cache
def _rules(lang: str) -> dict[str, _Compiled]:
    """Made when a language is first read: it takes a moment."""
    names = NAMES[lang]
    return {
        intent: _Compiled(
            compiled(rule.told, names),
            compiled(rule.unless, names),
            compiled(rule.asked, names),
            compiled(rule.dated, names),
            rule.by_clause,
        )
        for intent, rule in RULES[lang].items()
    }


def languages(plain: str, expected: str | None) -> list[str]:
    """Languages to read a folded text in, the likeliest first.

    A customer's card has a language by chance: what he writes counts more.

    >>> languages("we have paid the invoice", "fr")[0], languages("ok", "de_DE")[0]
    ('en', 'de')
    """
    words = re.findall(r"[a-z']+", plain[:4000])
    scores = {
        lang: float(sum(word in known for word in words))
        for lang, known in STOPWORDS.items()
    }
    first = str(expected or "")[:2].lower()
    if first in scores:
        scores[first] = scores[first] * CLEARLY + 1.5
    order = sorted(LANGUAGES, key=lambda lang: -scores[lang])
    # a word is the same in two languages by chance: only what may be meant is read
    return [lang for lang in order if scores[lang] >= scores[order[0]] * LIKELY]


def _tells(rule: _Compiled, sentence: Sentence) -> bool:
    if rule.asked and rule.asked.search(sentence.plain):
        return True
    if rule.by_clause and sentence.is_question:
        return False
    pieces = CLAUSES.split(sentence.plain) if rule.by_clause else [sentence.plain]
    return any(
        rule.told
        and rule.told.search(piece)
        and not (rule.unless and rule.unless.search(piece))
        for piece in pieces
    )


# To be rung up, or met, is no delay of a payment.
_MEETING = re.compile(
    r"\b(?:r?appel\w*|call\w*|ring|phone|meet\w*|rendez-vous|reunion|anruf\w*|ruf\w*"
    r"|telefon\w*|llam\w*|reunion\w*|chiam\w*|richiam\w*|sentirci|bell?en|terugbel\w*)\b"
)


def _names_a_day(intent: str, sentence: Sentence, lang: str, today: dt.date) -> bool:
    """Whether a day makes a promise of "I'll see to it", a payment of "it was done"."""
    rule = _rules(lang)[intent]
    return bool(
        rule.dated
        and rule.dated.search(sentence.plain)
        and not (rule.unless and rule.unless.search(sentence.plain))
        and not _MEETING.search(sentence.plain)
        and reply_dates.find(sentence.plain, lang, today, _DATED[intent])
    )


def _intents(sentence: Sentence, lang: str, today: dt.date) -> set[str]:
    rules = _rules(lang)
    said = Sentence(sentence.text, NO_DISPUTE.sub(" ", sentence.plain))
    found = {intent for intent, rule in rules.items() if _tells(rule, said)}
    if PROMISE in found and sentence.is_question:
        # "Can we pay on Friday?" asks for time; "How do I pay?" promises nothing
        found.remove(PROMISE)
        if reply_dates.find(sentence.plain, lang, today, reply_dates.FUTURE):
            found.add(PLAN)
    if not found:
        by_day = (PLAN,) if sentence.is_question else (PROMISE, PAID)
        likely = (one for one in by_day if _names_a_day(one, said, lang, today))
        found.update(itertools.islice(likely, 1))
    return found


def _clauses(sentence: Sentence) -> list[Sentence]:
    cuts = [(match.start(), match.end()) for match in CLAUSES.finditer(sentence.plain)]
    starts = [0, *(end for _start, end in cuts)]
    ends = [*(start for start, _end in cuts), len(sentence.plain)]
    return [
        Sentence(sentence.text[start:end], sentence.plain[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]


def _details(
    intent: str, sentence: Sentence, mixed: bool, lang: str, today: dt.date
) -> Reply:
    """What belongs to an intent in its sentence.

    :param mixed: the sentence says something else too ("12 is paid, 13 we refuse"):
        only the clauses that tell the intent count
    """
    said = sentence
    if mixed:
        own = [
            part for part in _clauses(sentence) if _tells(_rules(lang)[intent], part)
        ]
        said = own[0] if own else sentence
    side = _DATED.get(intent)
    return Reply(
        intent,
        sentence.text,
        reply_dates.find(said.plain, lang, today, side) if side else None,
        reply_figures.amount(said.plain) if intent in _WITH_AMOUNT else None,
        _reference(intent, [said]),
    )


def _reference(intent: str, said: list[Sentence]) -> str | None:
    if intent not in _WITH_REFERENCE:
        return None
    for sentence in said:
        if found := reply_figures.reference(
            sentence.plain, sentence.text, intent == PAID
        ):
            return found
    return None


def _completed(
    reply: Reply, after: Sentence | None, lang: str, today: dt.date
) -> Reply:
    """With the date and amount of a short sentence that follows, where it had none."""
    if after is None or len(after.text) > SHORT:
        return reply
    more = _details(reply.intent, after, False, lang, today)
    return reply._replace(
        date=reply.date or more.date, amount=reply.amount or more.amount
    )


def _read(said: list[Sentence], lang: str, today: dt.date) -> Reply | None:
    """The strongest intent, by the sentence that says most of it."""
    told = [_intents(sentence, lang, today) for sentence in said]
    for intent in INTENTS:
        places = [place for place, found in enumerate(told) if intent in found]
        if not places:
            continue
        replies = []
        for place in places:
            silent = place + 1 < len(said) and not told[place + 1]
            mixed = len(told[place]) > 1
            reply = _details(intent, said[place], mixed, lang, today)
            replies.append(
                _completed(reply, said[place + 1] if silent else None, lang, today)
            )
        best = max(replies, key=lambda reply: (bool(reply.date), bool(reply.amount)))
        others = [
            sentence
            for sentence, found in zip(said, told, strict=True)
            if len(found) < 2
        ]
        return best._replace(reference=best.reference or _reference(intent, others))
    return None


def understand(text: object, lang: str | None, today: dt.date) -> Reply:
    """What an answer says, of its new text alone.

    :param text: of the message, as text or HTML; anything else says nothing
    :param lang: expected language or locale code; what is written counts more
    :param today: the day the answer came in, from which "Friday" is counted

    >>> day = dt.date(2026, 3, 12)
    >>> understand("Nous n'avons pas encore payé, ce sera fait vendredi.", "fr", day)[::2]
    ('promise', datetime.date(2026, 3, 13), None)
    >>> understand("I will pay once you send the credit note.", "en", day).intent
    'dispute'
    """
    written = new_text(text)
    said = sentences(written)[:MAX_SENTENCES]
    if not said:
        return Reply()
    for code in languages(fold(written), lang):
        if reply := _read(said, code, today):
            return reply
    return Reply(quote=said[0].text)
