"""Amounts that somebody typed: read without guessing, refused outside their limits."""

import re
from decimal import Decimal

# Spaces of all kinds (a French thousand is "1 234,56", often with a no-break space).
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_NUMBER = re.compile(r"\d{1,12}(\.\d+)?")


class AmountError(ValueError):
    """What was typed is no acceptable amount.

    :ivar code: ``invalid``, ``ambiguous``, ``too_precise``, ``not_positive``,
        ``too_little`` or ``too_much``
    """

    def __init__(self, code: str, message: str):
        self.code = code
        super().__init__(message)


def parse(text: str, decimals: int = 2) -> Decimal:
    """Return the amount written in French, in English, or plainly.

    >>> parse("1 234,56"), parse("1,234.56"), parse("1234.5"), parse("1.234,56 €")
    (Decimal('1234.56'), Decimal('1234.56'), Decimal('1234.5'), Decimal('1234.56'))

    :param decimals: decimals of the currency
    :raises AmountError: ``invalid``; ``ambiguous`` for "1,234", which is a thousand to
        some and one and a bit to others; ``too_precise``
    """
    compact = _SPACES.sub("", text or "").strip("€$£")
    last = max(compact.rfind(","), compact.rfind("."))
    if last >= 0:
        whole, part = compact[:last], compact[last + 1 :]
        mark = compact[last]
        other = "," if mark == "." else "."
        if mark in whole:
            raise AmountError("invalid", f"two decimal marks: {text!r}")
        if other in whole:
            if not re.fullmatch(rf"\d{{1,3}}(\{other}\d{{3}})+", whole):
                raise AmountError("invalid", f"not an amount: {text!r}")
            whole = whole.replace(other, "")
        elif len(part) == 3 and decimals < 3:
            raise AmountError("ambiguous", f"thousands or decimals: {text!r}")
        compact = f"{whole}.{part}"
    if not _NUMBER.fullmatch(compact) or not compact.isascii():
        raise AmountError("invalid", f"not an amount: {text!r}")
    amount = Decimal(compact)
    if amount != round(amount, decimals):
        raise AmountError("too_precise", f"more than {decimals} decimals: {text!r}")
    return amount


def check(amount: Decimal, owed: Decimal, minimum: Decimal) -> None:
    """Refuse an amount to pay that is not within what is owed.

    The last of a debt may always be paid, even below the minimum.

    >>> check(Decimal("0.50"), Decimal("0.50"), Decimal("1"))

    :param owed: what may be paid at most
    :param minimum: of one payment
    :raises AmountError: ``not_positive``, ``too_much`` or ``too_little``
    """
    if not amount.is_finite() or amount <= 0:
        raise AmountError("not_positive", f"{amount} is nothing to pay")
    if amount > owed:
        raise AmountError("too_much", f"{amount} is more than {owed}")
    if amount < min(minimum, owed):
        raise AmountError("too_little", f"{amount} is less than {minimum}")
