"""The lines of an address as a sorting machine and a window envelope want them.

La Poste (NF Z10-011, XPZ 10-011): at most six lines of at most 38 characters, nothing
below the line of the town but the country, in capitals, when the letter goes abroad.
What is longer is shortened in the order of the standard: usual abbreviations first, then
the small words, then words reduced to their initial, never the last one.
"""

import re

MAX_LINES = 6
MAX_LENGTH = 38

# Of the standard and of usage, whole words or groups of words, the longest first.
ABBREVIATIONS = {
    "zone d'aménagement concerté": "ZAC",
    "zone d'activités": "ZA",
    "zone d'activité": "ZA",
    "zone artisanale": "ZA",
    "zone industrielle": "ZI",
    "zone commerciale": "ZC",
    "centre commercial": "CCAL",
    "boîte postale": "BP",
    "lieu-dit": "LD",
    "rond-point": "RPT",
    "société": "STE",
    "établissements": "ETS",
    "établissement": "ETS",
    "compagnie": "CIE",
    "coopérative": "COOP",
    "association": "ASSOC",
    "groupement": "GRPT",
    "fédération": "FED",
    "syndicat": "SYND",
    "entreprise": "ENTR",
    "international": "INTL",
    "internationale": "INTL",
    "national": "NATL",
    "nationale": "NATL",
    "département": "DEPT",
    "direction": "DIR",
    "service": "SCE",
    "comptabilité": "COMPTA",
    "fournisseurs": "FOURN",
    "administratif": "ADM",
    "administrative": "ADM",
    "administration": "ADM",
    "résidence": "RES",
    "bâtiment": "BAT",
    "escalier": "ESC",
    "appartement": "APPT",
    "étage": "ETG",
    "immeuble": "IMM",
    "entrée": "ENT",
    "allée": "ALL",
    "allées": "ALL",
    "avenue": "AV",
    "boulevard": "BD",
    "chaussée": "CHS",
    "chemin": "CHE",
    "cité": "CITE",
    "esplanade": "ESP",
    "faubourg": "FG",
    "impasse": "IMP",
    "lotissement": "LOT",
    "passage": "PAS",
    "place": "PL",
    "promenade": "PROM",
    "quartier": "QUA",
    "résidences": "RES",
    "route": "RTE",
    "square": "SQ",
    "traverse": "TRA",
    "général": "GAL",
    "maréchal": "MAL",
    "colonel": "COL",
    "capitaine": "CNE",
    "commandant": "CDT",
    "docteur": "DR",
    "professeur": "PR",
    "président": "PDT",
    "saint": "ST",
    "sainte": "STE",
    "numéro": "N°",
}
SMALL_WORDS = frozenset(
    "de du des d' la le les l' et à au aux en sur sous the of and und der die das von"
    " für y e el los las del di della dei".split()
)
_LONGEST_FIRST = sorted(ABBREVIATIONS, key=lambda words: (-len(words), words))
_WORD = re.compile(
    r"(?<!\w)(" + "|".join(map(re.escape, _LONGEST_FIRST)) + r")(?!\w)", re.IGNORECASE
)
_ELISION = re.compile(r"\b([dl])['’](?=\w)", re.IGNORECASE)


def address_lines(names: list[str], block: str, country: str = "") -> list[str]:
    """Return the lines to print, first the names, without repetition or blank line.

    >>> address_lines(["Dupont SARL", "Dupont SARL"], "1 rue X\\n\\n75001 Paris\\n")
    ['Dupont SARL', '1 rue X', '75001 Paris']
    >>> address_lines(["M. Li"], "5 Rd\\n12345 Town\\n", "Germany")
    ['M. Li', '5 Rd', '12345 Town', 'GERMANY']

    Too many lines: the least useful ones are joined. Too long a line: it is shortened, or
    goes on below while there is room. None is ever dropped nor cut off: what cannot be
    made to fit is left as it is, and :func:`too_long` says so.

    :param names: who receives it, the organisation first
    :param block: the address without names nor country, one line each
    :param country: its name for a letter that goes abroad, else empty
    """
    found = []
    for line in (*names, *block.splitlines()):
        line = " ".join((line or "").split()).strip(" ,")
        if line and line not in found:
            found.append(line)
    if country:
        found.append(country.upper())
    # the first line, the town and the country keep theirs
    end = len(found) - (2 if country else 1)
    while len(found) > MAX_LINES:
        index = _shortest_pair(found[:end])
        end -= 1
        found[index : index + 2] = [f"{found[index]}, {found[index + 1]}"]
    return _fitted(found, end)


def too_long(lines: list[str]) -> str | None:
    """The first line that no window shows whole; None when all do.

    >>> too_long(["Dupont SARL", "75001 Paris"]) is None
    True
    """
    return next((line for line in lines if len(line) > MAX_LENGTH), None)


def shortened(line: str) -> str:
    """A line within the length of the standard, or as near to it as can be.

    >>> shortened("12 bis avenue de la République prolongée, boîte postale 1234")
    '12 bis AV République prolongée BP 1234'
    """
    for make in (_abbreviated, _without_small_words, _with_initials):
        if len(line) <= MAX_LENGTH:
            break
        line = make(line)
    return line


def is_wide(lines: list[str]) -> bool:
    """Whether the letters of a line take more room than usual: capitals, mostly.

    >>> is_wide(["1 rue X"]), is_wide(["WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"])
    (False, True)
    """
    return any(
        sum(0.75 if char.isupper() or char in "mw@%" else 0.54 for char in line) > 21.5
        for line in lines
    )


def _fitted(lines, end):
    """Lines abbreviated, then continued below while there is room, then shortened."""
    lines = [line if len(line) <= MAX_LENGTH else _abbreviated(line) for line in lines]
    index = 0
    while index < end and len(lines) < MAX_LINES:
        if len(lines[index]) > MAX_LENGTH and (cut := _cut(lines[index])):
            lines[index : index + 1] = cut
            end += 1
        index += 1
    # a town is written whole: no post office knows it by its initials
    return [*map(shortened, lines[:end]), *lines[end:]]


def _cut(line):
    """Two lines of one, between two words; none when a word is too long."""
    place = max(
        line.rfind(" ", 0, MAX_LENGTH + 1),
        line.rfind("-", 0, MAX_LENGTH) + 1,
    )
    return [line[:place].rstrip(" ,"), line[place:].lstrip()] if place > 0 else None


def _abbreviated(line):
    """Usual abbreviations, one after the other, until it fits; commas go first."""
    line = " ".join(line.replace(",", " ").split())
    while len(line) > MAX_LENGTH:
        shorter = _WORD.sub(
            lambda found: ABBREVIATIONS[found[1].lower()], line, count=1
        )
        if shorter == line:
            break
        line = shorter
    return line


def _without_small_words(line):
    words = _ELISION.sub("", line).split()
    return " ".join(word for word in words if word.lower() not in SMALL_WORDS)


def _with_initials(line):
    """Words reduced to their initial, from the left, until it fits; never the last."""
    words = line.split()
    for index, word in enumerate(words[:-1]):
        if len(" ".join(words)) <= MAX_LENGTH:
            break
        # numbers and what is short already say something
        if index and word.isalpha() and len(word) > 4:
            words[index] = word[0].upper()
    return " ".join(words)


def _shortest_pair(lines: list[str]) -> int:
    """Place of the two neighbours that are shortest together, after the first line."""
    return min(
        range(1, len(lines) - 1), key=lambda i: len(lines[i]) + len(lines[i + 1])
    )
