"""Lines of an address in the window of an envelope."""

from relance_avancee.core.postal_address import MAX_LINES, address_lines


def test_name_once_and_no_blank_line():
    assert address_lines(
        ["Dupont SARL", " Dupont  SARL "], "1 rue X\n\n 38000   Grenoble \n"
    ) == ["Dupont SARL", "1 rue X", "38000 Grenoble"]


def test_contact_below_its_company():
    assert address_lines(["Dupont SARL", "Mme Roy"], "1 rue X\n38000 Grenoble")[:2] == [
        "Dupont SARL",
        "Mme Roy",
    ]


def test_country_is_last_and_in_capitals():
    lines = address_lines(["Muster GmbH"], "Weg 5\n50667 Köln", "Allemagne")
    assert lines[-2:] == ["50667 Köln", "ALLEMAGNE"]


def test_never_more_lines_than_the_window_shows_and_nothing_is_lost():
    block = "Service achats\nBâtiment C\nZA des Prés\n1 rue X\nBP 12\n38000 Grenoble"
    lines = address_lines(["Dupont SARL", "Mme Roy"], block, "France")
    assert len(lines) == MAX_LINES
    assert lines[0] == "Dupont SARL"
    assert lines[-1] == "FRANCE"
    for part in block.splitlines():
        assert part in ", ".join(lines)


def test_missing_values():
    assert address_lines([None, False, ""], "") == []
