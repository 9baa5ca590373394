"""Which debtor an unmatched bank line names.

Money that has reached the bank but not the ledger must stop a reminder. A line names
a debtor when its text carries the debtor's name, or the number of one of the invoices.
Two debtors of one name are both spared: better one letter too few.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..values import Money

# Legal forms say nothing about who it is: "DUPONT" on a statement is "Dupont SARL".
LEGAL_FORMS = frozenset(
    "SA SAS SASU SARL EURL SCI SNC SCOP GMBH AG KG LTD LLC PLC INC BV NV SRL SPRL SPA SL".split()
)
# Letters that Unicode does not take apart, as banks spell them.
SPELT_OUT = str.maketrans(
    {
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "ø": "o",
        "Ø": "O",
        "ß": "ss",
        "ł": "l",
        "Ł": "L",
    }
)
INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
MIN_NAME = 4
MIN_NUMBER = 5


class BankLine(NamedTuple):
    """An incoming bank statement line not yet matched; ``partner_id`` if known."""

    amount: float
    currency_id: int
    text: str = ""
    partner_id: int | None = None


class InvoiceNumber(NamedTuple):
    """A number or payment reference printed on an open invoice."""

    text: str
    partner_id: int
    move_id: int


def words(text: str) -> tuple[str, ...]:
    """Upper-case words without accents or punctuation.

    >>> words("Société Générale d'Équipement")
    ('SOCIETE', 'GENERALE', 'D', 'EQUIPEMENT')
    """
    # "S.A.R.L." is one word
    text = INITIALS.sub(lambda found: found[0].replace(".", "") + " ", text or "")
    plain = unicodedata.normalize("NFKD", text.translate(SPELT_OUT))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(re.findall(r"[^\W_]+", plain.upper()))


def money_by_debtor(
    lines: Iterable[BankLine],
    names: Mapping[int, str],
    numbers: Iterable[InvoiceNumber],
) -> dict[int, list[Money]]:
    """Money at the bank by debtor.

    :param names: name by debtor id (commercial partners with open debts)
    :param numbers: the numbers of their open invoices
    """
    lines = list(lines)
    if not lines:
        return {}
    by_first_word = _index_names(names)
    patterns = _index_numbers(numbers)
    found: dict[int, list[Money]] = {}
    for line in lines:
        for partner_id, move_ids in _named(line, by_first_word, patterns).items():
            if partner_id in names:
                money = Money(line.amount, line.currency_id, tuple(sorted(move_ids)))
                found.setdefault(partner_id, []).append(money)
    return found


def _index_names(names):
    index: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for partner_id, name in names.items():
        kept = tuple(word for word in words(name) if word not in LEGAL_FORMS)
        if len("".join(kept)) >= MIN_NAME:
            index.setdefault(kept[0], []).append((kept, partner_id))
    return index


def _index_numbers(numbers):
    index: dict[str, set[tuple[int, int]]] = {}
    for number in numbers:
        compact = "".join(words(number.text))
        if len(compact) >= MIN_NUMBER and any(char.isdigit() for char in compact):
            index.setdefault(compact, set()).add((number.partner_id, number.move_id))
    return index


def _named(line, by_first_word, numbers):
    """Invoices by debtor that one line names."""
    named: dict[int, set[int]] = {}
    if line.partner_id:
        named[line.partner_id] = set()
    tokens = words(line.text)
    for position, token in enumerate(tokens):
        for name, partner_id in by_first_word.get(token, ()):
            if tokens[position : position + len(name)] == name:
                named.setdefault(partner_id, set())
    for partner_id, move_id in _numbered(tokens, numbers):
        named.setdefault(partner_id, set()).add(move_id)
    return named


def _numbered(tokens, numbers, longest=6):
    """Invoices whose number stands in the text, whatever separates its parts."""
    for start in range(len(tokens)):
        compact = ""
        for token in tokens[start : start + longest]:
            compact += token
            yield from numbers.get(compact, ())
