"""Text of the SEPA credit transfer QR code: EPC069-12 version 2.1, data version 002.

Twelve lines separated by LF, none after the last one used: BCD, 002, 1 (UTF-8), SCT,
BIC, name, IBAN, amount, purpose, structured reference, text, information. At most 331
bytes, which is what a QR code of version 13 with error level M holds: the drawing must
use level M and no version above 13.

Strict on purpose: a code that a bank refuses, or worse misreads, is worse than none.
"""

import re
import unicodedata
from decimal import Decimal

from .creditor_reference import is_valid_rf

MAX_BYTES = 331
MAX_NAME = 70
MAX_PURPOSE = 4
MAX_REFERENCE = 35
MAX_TEXT = 140
MAX_INFORMATION = 70
MIN_AMOUNT = Decimal("0.01")
MAX_AMOUNT = Decimal("999999999.99")

_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_PURPOSE = re.compile(rf"[A-Z0-9]{{1,{MAX_PURPOSE}}}")
_RF_LIKE = re.compile(r"RF[0-9]{2}", re.IGNORECASE)
# Length of the IBAN in the countries of SEPA (EPC409-09; ISO 13616 registry). Not taken
# from stdnum.iban: Odoo 19 wraps the import of stdnum so that it cannot find its table.
_EEA_LENGTHS = {
    **{"AT": 20, "BE": 16, "BG": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20},
    **{"ES": 24, "FI": 18, "FR": 27, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26},
    **{"IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MT": 31, "NL": 18, "NO": 15},
    **{"PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24},
}
_LENGTHS = _EEA_LENGTHS | {
    **{"AD": 24, "AL": 28, "CH": 21, "GB": 22, "GI": 23, "MC": 27, "MD": 24, "ME": 22},
    **{"MK": 19, "RS": 22, "SM": 27, "VA": 22},
}
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


class EpcError(ValueError):
    """The data cannot make a valid code.

    :ivar code: ``name_missing``, ``name_too_long``, ``iban_invalid``,
        ``iban_not_sepa``, ``bic_invalid``, ``bic_missing``, ``amount_invalid``,
        ``amount_out_of_range``, ``purpose_invalid``, ``reference_invalid``,
        ``reference_too_long``, ``text_too_long``, ``information_too_long``,
        ``reference_and_text``, ``control_character`` or ``payload_too_long``
    """

    def __init__(self, code: str, message: str):
        self.code = code
        super().__init__(message)


def epc_payload(
    name: str,
    iban: str,
    amount: Decimal | None,
    bic: str = "",
    reference: str = "",
    text: str = "",
    purpose: str = "",
    information: str = "",
) -> str:
    r"""Return the text to encode, as UTF-8, in the QR code.

    >>> epc_payload("Société Exemple SAS", "FR14 2004 1010 0505 0001 3M02 606",
    ...             Decimal("12473.74"), reference="RF33FAC2026000123").split("\n")[5:8]
    ['Société Exemple SAS', 'FR1420041010050500013M02606', 'EUR12473.74']

    :param name: beneficiary, 1 to 70 characters
    :param iban: with or without spaces, of the right length and check digits
    :param amount: EUR, 0.01 to 999999999.99, two decimals; None lets the payer fill it
    :param bic: 8 or 11 characters, needed for an IBAN outside the EEA
    :param reference: structured, at most 35 characters; checked when it is an RF one
    :param text: unstructured, at most 140 characters; excludes ``reference``
    :param purpose: ISO 20022 code, at most 4 characters
    :param information: for the payer to read, at most 70 characters
    :raise EpcError: any fault; see its ``code``. Nothing is ever cut: see :func:`fit`
    """
    account = _checked_iban(iban)
    lines = [
        "BCD",
        "002",
        "1",
        "SCT",
        _checked_bic(bic, account),
        _checked_name(name),
        account,
        _checked_amount(amount),
        _checked_purpose(purpose),
        _checked_reference(reference),
        _checked_text(text, "text", MAX_TEXT),
        _checked_text(information, "information", MAX_INFORMATION),
    ]
    if lines[9] and lines[10]:
        raise EpcError("reference_and_text", "either a reference or a text, not both")
    payload = "\n".join(lines).rstrip("\n")
    size = len(payload.encode())
    if size > MAX_BYTES:
        raise EpcError("payload_too_long", f"{size} bytes, at most {MAX_BYTES}")
    return payload


def fit(text: str, limit: int) -> str:
    """Return ``text`` on one line, cut to ``limit`` characters for :func:`epc_payload`.

    Line breaks and control characters become spaces. The cut never separates a letter
    from its combining accents.
    """
    line = "".join(" " if _is_control(c) else c for c in text)
    line = " ".join(line.split())
    end = min(limit, len(line))
    while 0 < end < len(line) and unicodedata.combining(line[end]):
        end -= 1
    return line[:end].rstrip()


def _is_control(character: str) -> bool:
    # Control, surrogate (not encodable), line and paragraph separator.
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _checked_text(text: str, field: str, limit: int) -> str:
    text = (text or "").strip(" ")
    if any(map(_is_control, text)):
        raise EpcError("control_character", f"line break or control in {field}")
    if len(text) > limit:
        raise EpcError(
            f"{field}_too_long", f"{field}: {len(text)} characters, at most {limit}"
        )
    return text


def _checked_name(name: str) -> str:
    name = _checked_text(name, "name", MAX_NAME)
    if not name:
        raise EpcError("name_missing", "the beneficiary has no name")
    return name


def _checked_iban(iban: str) -> str:
    account = (iban or "").replace(" ", "").upper()
    if not _IBAN.fullmatch(account):
        raise EpcError("iban_invalid", f"not an IBAN: {iban!r}")
    if account[:2] not in _LENGTHS:
        raise EpcError("iban_not_sepa", f"not an IBAN of SEPA: {iban!r}")
    if len(account) != _LENGTHS[account[:2]]:
        raise EpcError("iban_invalid", f"IBAN of the wrong length: {iban!r}")
    # ISO 7064 mod 97-10. Computed, not only tested for remainder 1, which 00, 01 and 99
    # could give without ever being written by the standard.
    number = int("".join(str(int(c, 36)) for c in f"{account[4:]}{account[:2]}00"))
    if account[2:4] != f"{98 - number % 97:02d}":
        raise EpcError("iban_invalid", f"wrong check digits of IBAN: {iban!r}")
    return account


def _checked_bic(bic: str, account: str) -> str:
    bic = (bic or "").replace(" ", "").upper()
    if not bic and account[:2] not in _EEA_LENGTHS:
        raise EpcError("bic_missing", f"an IBAN of {account[:2]} needs a BIC")
    if bic and not _BIC.fullmatch(bic):
        raise EpcError("bic_invalid", f"invalid BIC: {bic!r}")
    return bic


def _checked_amount(amount: Decimal | int | None) -> str:
    if amount is None:
        return ""
    # No float: 0.1 + 0.2 is not 0.30. A bool is an int for Python, not an amount.
    if not isinstance(amount, Decimal | int) or isinstance(amount, bool):
        raise EpcError("amount_invalid", f"not a Decimal: {amount!r}")
    amount = Decimal(amount)
    if not amount.is_finite():
        raise EpcError("amount_invalid", f"not an amount: {amount}")
    if not MIN_AMOUNT <= amount <= MAX_AMOUNT:
        raise EpcError("amount_out_of_range", f"{amount} EUR cannot be encoded")
    if amount != round(amount, 2):
        raise EpcError("amount_invalid", f"more than two decimals: {amount}")
    return f"EUR{amount:.2f}"


def _checked_purpose(purpose: str) -> str:
    if purpose and not _PURPOSE.fullmatch(purpose):
        raise EpcError("purpose_invalid", f"invalid purpose code: {purpose!r}")
    return purpose or ""


def _checked_reference(reference: str) -> str:
    # Other structured references (Belgian, Finnish) are used on this line too; one
    # that looks like ISO 11649 must be right, or the payer's bank refuses the transfer.
    if reference and _RF_LIKE.match(reference.strip(" ")):
        if not is_valid_rf(reference):
            raise EpcError("reference_invalid", f"wrong check digits: {reference!r}")
        return reference.replace(" ", "").upper()
    return _checked_text(reference, "reference", MAX_REFERENCE)
