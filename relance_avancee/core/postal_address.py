"""The lines of an address as a sorting machine and a window envelope want them.

La Poste (XPZ 10-011): at most six lines of at most 38 characters, nothing below the
line of the town but the country, in capitals, when the letter goes abroad.
"""

MAX_LINES = 6
MAX_LENGTH = 38


def address_lines(names: list[str], block: str, country: str = "") -> list[str]:
    """Return the lines to print, first the names, without repetition or blank line.

    >>> address_lines(["Dupont SARL", "Dupont SARL"], "1 rue X\\n\\n75001 Paris\\n")
    ['Dupont SARL', '1 rue X', '75001 Paris']
    >>> address_lines(["M. Li"], "5 Rd\\n12345 Town\\n", "Germany")
    ['M. Li', '5 Rd', '12345 Town', 'GERMANY']

    Too many lines: the least useful ones are joined, none is ever dropped.

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
    return found


def _shortest_pair(lines: list[str]) -> int:
    """Place of the two neighbours that are shortest together, after the first line."""
    return min(
        range(1, len(lines) - 1), key=lambda i: len(lines[i]) + len(lines[i + 1])
    )
