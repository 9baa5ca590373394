"""Amounts, and numbers of invoices and payments, as people write them in an answer.

Texts are folded (:func:`.reply_text.fold`); ``raw`` is the same text as written.
"""

import re

_NUMBER = (
    r"(?<![\w.,/-])(\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)"
    r"(?![\d/])"
)
_MONEY = (
    r"(?:€|\$|£|euros?\b|eur\b|dollars?\b|usd\b|pounds?\b|gbp\b|livres\b|pfund\b"
    r"|chf\b|francs?\b|franken\b|cad\b)"
)
_BEFORE = re.compile(_MONEY + r" ?" + _NUMBER)
_AFTER = re.compile(_NUMBER + r" ?(k)? ?" + _MONEY)
# a bare number is an amount beside the word for it, with its cents
_NAMED = re.compile(
    r"\b(?:montant|somme|solde|amount|sum|balance|betrag|summe|importe|cantidad|saldo"
    r"|importo|somma|bedrag)\b[^\d.;?!]{0,20}"
    r"(?<![\w.,/-])(\d{1,3}(?:[ .,']\d{3})*[.,]\d{2})(?![\d/.,])"
)


def number(text: str) -> float:
    """What the digits mean, whatever the separators: two digits at the end are cents.

    >>> number("1.250,00"), number("1,250.5"), number("1 250"), number("1.250"), number("12,5")
    (1250.0, 1250.5, 1250.0, 1250.0, 12.5)
    """
    text = text.replace(" ", "").replace("'", "")
    last = max(text.rfind("."), text.rfind(","))
    if last < 0 or len(text) - last - 1 == 3:
        return float(re.sub(r"[.,]", "", text))
    return float(re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :])


def amount(plain: str) -> float | None:
    """The first amount of a sentence, whatever its currency.

    >>> amount("virement de 1 250,00 eur"), amount("we wired $1,240.50"), amount("le 5 mars")
    (1250.0, 1240.5, None)
    >>> amount("1,5 k€")
    1500.0
    """
    found = [
        (
            match.start(1),
            number(match[1]) * (1000 if match.re is _AFTER and match[2] else 1),
        )
        for pattern in (_BEFORE, _AFTER, _NAMED)
        for match in (pattern.search(plain),)
        if match
    ]
    return round(min(found)[1], 2) if found else None


_TOKEN = r"((?:[a-z]{1,8}[-/]?)?\d[\w/-]{0,30}(?:\.\d{2,})*)"
_SIGN = (
    r"(?:\s*(?:n[°ºo]?\.?|nr\.?|number|num(?:ero|mer|\.)?|id|:|#|is|est|"
    r"ist)(?=[\s:#\d]|$)){0,3}\s*"
)
_PAYMENT = re.compile(
    r"\b(?:ref(?:erence|erenz|erencia|erentie|\.)?|riferimento|kenmerk|"
    r"transaction|cheque|check|scheck|assegno|trace|trn|cro"
    r"|trx|virement n|transfer|verwendungszweck|omschrijving|concepto)\b\.?"
    + _SIGN
    + _TOKEN
)
_INVOICE = re.compile(
    r"(?:\b(?:factures?|fact|invoices?|inv|bill|rechnung(?:snummer|snr)?|rg|factura"
    r"|fra|fattura|ft|factuur(?:nummer)?)\b\.?|\bn[°º]|#)" + _SIGN + _TOKEN
)
_SHAPED = re.compile(r"(?<![\w/@.-])([a-z]{1,8}(?:[-/]\d|\d)[\w/-]{2,30})(?![\w@])")
_DATE_LIKE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?$|\d{4}-\d{2}-\d{2}$|(?:19|20)\d\d$"
)
_NOT_AFTER = re.compile(
    r"\s?(?:€|\$|£|eur|euros?|%|fois|jours|days|tage|dias|giorni|dagen)\b|[.,]\d|\s?[€$£%]"
)


def _references(pattern: re.Pattern[str], plain: str, raw: str):
    for match in pattern.finditer(plain):
        token = match[1].rstrip("/-.")
        digits = sum(char.isdigit() for char in token)
        if digits < 3 or _DATE_LIKE.match(token):
            continue
        end = match.start(1) + len(token)
        if not _NOT_AFTER.match(plain[end : end + 8]):
            yield raw[match.start(1) : end]


def reference(plain: str, raw: str, of_payment: bool = False) -> str | None:
    """The number of an invoice, or of a payment where that is asked first; as written.

    >>> text = "facture FAC/2026/00042, ref: VIR-88213"
    >>> [reference(text.lower(), text, of_payment=first) for first in (False, True)]
    ['FAC/2026/00042', 'VIR-88213']
    """
    patterns = (_PAYMENT, _INVOICE) if of_payment else (_INVOICE, _PAYMENT)
    for pattern in (*patterns, _SHAPED):
        for found in _references(pattern, plain, raw):
            return found
    return None
