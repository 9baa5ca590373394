"""What strangers type: read without trust, never with an error of the machine."""

import re
import unicodedata

# What no form sends on purpose and no database takes: NUL and its like, half characters.
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MAX_DIGITS = 9  # numbers of records


def words(text: object, size: int) -> str:
    """The text as it may be kept, at most ``size`` characters of it.

    >>> words(" a\\x00b\\n ", 10), words(None, 10), words(["x"], 10), words("abc", 2)
    ('a b', '', '', 'ab')
    """
    if not isinstance(text, str):
        return ""
    return unicodedata.normalize("NFC", _ODD.sub(" ", text)).strip()[:size]


def line(text: object, size: int) -> str:
    """The same on one line.

    >>> line(" a \\r\\n b ", 10)
    'a b'
    """
    return " ".join(words(text, size * 2).split())[:size]


def number(text: object) -> int:
    """The number of a record, or 0.

    >>> number("12"), number("-1"), number("1e9"), number("9" * 5000), number("\\u0663")
    (12, 0, 0, 0, 0)
    """
    if not isinstance(text, str):
        return 0
    text = text.strip()
    plain = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if plain else 0
