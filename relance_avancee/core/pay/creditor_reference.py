"""ISO 11649 creditor reference ("RF" reference), check digits by ISO 7064 mod 97-10.

``RF`` + two check digits + 1 to 21 characters of A-Z and 0-9. Letters count as numbers
(A = 10 … Z = 35); the check digits are 98 - (number of reference + "RF00") mod 97.
"""

import re
import unicodedata

_MAX_LENGTH = 21
_RF = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")


class CreditorReferenceError(ValueError):
    """The text cannot become a creditor reference.

    :ivar code: ``empty``, ``too_long`` or ``invalid_character``
    """

    def __init__(self, code: str, message: str):
        self.code = code
        super().__init__(message)


def rf_reference(text: str) -> str:
    """Return the creditor reference of an invoice number, without spaces.

    Punctuation and spaces are dropped, letters put in upper case without accents:
    ``FAC/2026/000123`` and ``FAC2026000123`` give the same reference, so the numbering
    must not rely on punctuation alone. Never shortened, which would mix invoices up.

    >>> rf_reference("FAC/2026/000123")
    'RF33FAC2026000123'

    :raise CreditorReferenceError: nothing left, more than 21 characters, or a letter
        or digit that is not Latin
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if c.isalnum())
    plain = plain.upper()
    if not plain:
        raise CreditorReferenceError("empty", f"no letter or digit in {text!r}")
    if not plain.isascii():
        raise CreditorReferenceError("invalid_character", f"not Latin: {text!r}")
    if len(plain) > _MAX_LENGTH:
        raise CreditorReferenceError(
            "too_long", f"more than {_MAX_LENGTH} letters and digits: {text!r}"
        )
    return f"RF{_check_digits(plain)}{plain}"


def is_valid_rf(text: str) -> bool:
    """Whether ``text`` is a creditor reference; spaces and lower case are accepted.

    >>> is_valid_rf("RF18 5390 0754 7034")
    True
    """
    compact = text.replace(" ", "").upper()
    if not _RF.fullmatch(compact):
        return False
    # Comparing digits also refuses 00, 01 and 99, which pass mod 97 = 1 but which
    # ISO 7064 never yields.
    return compact[2:4] == _check_digits(compact[4:])


def _check_digits(reference: str) -> str:
    number = int("".join(str(int(c, 36)) for c in f"{reference}RF00"))
    return f"{98 - number % 97:02d}"
