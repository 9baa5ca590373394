"""What a status of the French electronic invoice changes for dunning.

Codes and names: AFNOR XP Z12-012 and its list BR-FR-CDV-CL-06 (life cycle of the
invoice, CDAR messages), as read in the public documentation of approved platforms:
https://docs.invopop.com/guides/fr-pa-status and
https://docs.nomana-it.fr/nomaubl/references/status-reference/. Reasons (MDT-113) are
the list BR-FR-CDV-CL-09. 200, 210, 212 and 213 are the compulsory ones; 206, 207, 208,
210 and 213 carry a reason. A status changes neither the due date nor the day from which
late-payment interest runs (art. L441-10 II C. com. counts from the date on the invoice).
"""

from typing import NamedTuple

from ..values import is_positive

CODES = frozenset(str(code) for code in range(200, 214))
# Banks take that long to bring a payment that the customer says it has sent.
PAYMENT_DAYS = 5


class Effect(NamedTuple):
    """What to do about an invoice.

    ``kind`` is ``dispute`` (of ``amount``; 0 = all of it), ``release`` (the dispute
    opened by a platform ends), ``complete`` (only one for a missing document ends),
    ``payment`` (money on its way), or ``none``.
    """

    kind: str
    amount: float = 0.0


def normal(code: object) -> str:
    """The bare code, however the platform writes it.

    >>> normal("fr:207"), normal(207), normal(" 207 ")
    ('207', '207', '207')
    """
    return str(code).strip().rpartition(":")[2]


def effect(
    code: str, amount: float | None, residual: float, rounding: float = 0.01
) -> Effect:
    """What a status changes.

    :param amount: with tax, in the invoice's currency: what is approved for 206
        (MAPTTC), what is not for the others (MNATTC); None = all of it
    :param residual: what the invoice still owes
    :raises ValueError: an unknown code, or a negative amount
    >>> effect("206", 70.0, 100.0), effect("207", 30.0, 100.0).amount
    (Effect(kind='dispute', amount=30.0), 30.0)
    >>> effect("206", 100.0, 100.0).kind, effect("210", None, 100.0)
    ('release', Effect(kind='dispute', amount=0.0))
    """
    if code not in CODES:
        raise ValueError(code)
    if amount is not None and amount < 0:
        raise ValueError(amount)
    if code == "206":
        return _approved_in_part(amount or 0.0, residual, rounding)
    if code in ("207", "208"):
        part = min(amount or 0.0, residual)
        whole = not is_positive(residual - part, rounding)
        return Effect("dispute", 0.0 if whole else part)
    if code in ("210", "213"):
        # refused or never validly issued: nothing of it may be claimed
        return Effect("dispute")
    kinds = {"205": "release", "209": "complete", "211": "payment"}
    return Effect(kinds.get(code, "none"))


def _approved_in_part(approved, residual, rounding):
    contested = residual - approved
    if not is_positive(contested, rounding):
        return Effect("release")
    return Effect("dispute", contested if is_positive(approved, rounding) else 0.0)
