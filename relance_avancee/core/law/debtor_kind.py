"""A guess at what a debtor is, from what its identity record says.

Only certain signs count; whoever knows better changes the answer by hand.
"""

from stdnum import luhn

from .rates import COMPANY, CONSUMER, PUBLIC

SIREN_LENGTH, SIRET_LENGTH = 9, 14
# INSEE numbers the State 1… and local authorities with their establishments 2…
FR_PUBLIC = ("1", "2")
# Order EHA/451/2008: P local authorities, Q public bodies, S organs of the State.
ES_PUBLIC = ("P", "Q", "S")


def guess(
    is_company: bool, vat: str | None, registry: str | None, country: str | None
) -> str:
    """``company``, ``consumer`` or ``public``.

    :param vat: VAT number, with or without its country prefix
    :param registry: company number; SIREN or SIRET in France
    :param country: ISO 3166 code of the debtor

    >>> guess(True, None, "217 500 016", "FR")
    'public'
    >>> guess(False, None, None, "FR")
    'consumer'
    """
    numbers = [_clean(number) for number in (registry, vat) if number]
    if any(_is_public(number, country) for number in numbers):
        return PUBLIC
    return COMPANY if is_company or numbers else CONSUMER


def _clean(number: str) -> str:
    return "".join(char for char in number.upper() if char.isalnum())


def _is_public(number: str, country: str | None) -> bool:
    if country == "FR":
        siren = _siren(number)
        return siren is not None and siren.startswith(FR_PUBLIC)
    if country == "ES":
        nif = number.removeprefix("ES")
        return len(nif) == 9 and nif.startswith(ES_PUBLIC)
    return False


def _siren(number: str) -> str | None:
    """The valid SIREN inside a SIREN, a SIRET or a French VAT number, else None."""
    if number.startswith("FR") and len(number) == SIREN_LENGTH + 4:
        siren = number[4:]
    elif len(number) in (SIREN_LENGTH, SIRET_LENGTH):
        siren = number[:SIREN_LENGTH]
    else:
        return None
    return siren if siren.isdigit() and luhn.is_valid(siren) else None
