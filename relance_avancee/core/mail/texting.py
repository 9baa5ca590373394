"""Short text messages: which numbers take them, how long they are, in which alphabet.

An SMS holds 160 characters of the GSM alphabet (3GPP TS 23.038) or 70 of any other
writing; a longer one leaves in parts of 153 or 67, each paid for. One narrow space of a
formatted amount is enough to fall from 160 to 70.
"""

import unicodedata
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# these take two places
EXTENDED = frozenset("^{}\\[~]|€")
GSM = BASIC | EXTENDED
# typography has a plain form even where its letters have none
PLAIN = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "\u2011": "-",
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "°": "o",
    }
)
MAX_PARTS = 3
# kinds of numbers on which nobody reads a text
NOT_TEXTED = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
        PhoneNumberType.VOIP,
        PhoneNumberType.PAGER,
    }
)


@lru_cache(maxsize=65536)
def can_text(number: str | None) -> bool:
    """Whether a number in international form is valid and may be a mobile phone.

    >>> can_text("+33612345678"), can_text("+33123456789"), can_text("+336")
    (True, False, False)
    """
    try:
        parsed = phonenumbers.parse(number or "")
    except phonenumbers.NumberParseException:
        return False
    return (
        phonenumbers.is_valid_number(parsed)
        and phonenumbers.number_type(parsed) not in NOT_TEXTED
    )


def to_gsm(text: str) -> str:
    """The same text in the GSM alphabet, if it can be read in it; else as it is.

    Spaces and quotes become plain, accents the alphabet lacks are dropped. A text in
    another writing (Arabic, Greek, Chinese) keeps its letters: it is better long than
    unreadable.

    >>> to_gsm("Échéance : 1\u202f234,50\u00a0€, l’impôt reçu")
    "Échéance : 1 234,50 €, l'impot recu"
    >>> to_gsm("مرحبا") == "مرحبا"
    True
    """
    plain = "".join(map(_to_gsm, text.translate(PLAIN)))
    return plain if GSM.issuperset(plain) else text


def parts(text: str) -> int:
    """How many SMS a text takes.

    >>> parts("a" * 160), parts("a" * 161), parts("€" * 81), parts("ж" * 71)
    (1, 2, 2, 2)
    """
    if GSM.issuperset(text):
        length = len(text) + sum(char in EXTENDED for char in text)
        single, multiple = 160, 153
    else:
        length = len(text.encode("utf-16-le")) // 2
        single, multiple = 70, 67
    if length <= single:
        return 1
    return -(-length // multiple)


def _to_gsm(char):
    if char in GSM:
        return char
    bare = "".join(
        part
        for part in unicodedata.normalize("NFKD", char)
        if not unicodedata.combining(part)
    )
    return bare if bare and GSM.issuperset(bare) else char
