"""The words of one intent, and how they are written down."""

import re
from typing import NamedTuple


class Rule(NamedTuple):
    """By which words an intent is told in one language.

    Each is a regular expression on one folded sentence (:func:`.reply_text.fold`: no
    accents, no capitals), in which ``<3>`` is a gap of at most three words and
    ``<name>`` one of the language's ``NAMES``. Gaps are bounded, so that none takes
    long.
    """

    told: tuple[str, ...]
    unless: tuple[str, ...] = ()  # not when the same sentence has this
    asked: tuple[str, ...] = ()  # tells it in any case, in a question too
    by_clause: bool = False  # a negation belongs to its verb: clause by clause
    dated: tuple[str, ...] = ()  # tells it when nothing else does and a day is named


_NAME = re.compile(r"<(\w+)>")


def compiled(
    patterns: tuple[str, ...], names: dict[str, str]
) -> re.Pattern[str] | None:
    """One expression for all; None for none.

    >>> compiled((r"<pay> <1>done", "ok"), {"pay": "(?:payment)"}).pattern
    '(?:(?:payment) (?:\\\\S+ ){0,1}?done)|(?:ok)'
    """

    def meant(found: re.Match[str]) -> str:
        if found[1].isdecimal():
            return rf"(?:\S+ ){{0,{found[1]}}}?"
        return names[found[1]]

    if not patterns:
        return None
    return re.compile("|".join(f"(?:{_NAME.sub(meant, text)})" for text in patterns))
