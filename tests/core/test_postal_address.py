"""Lines of an address in the window of an envelope."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.mail.postal_address import (
    MAX_LENGTH,
    MAX_LINES,
    address_lines,
    too_long,
)


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


def fits(names, block, country=""):
    lines = address_lines(names, block, country)
    assert len(lines) <= MAX_LINES
    assert too_long(lines) is None
    return lines


LONG = (
    "Société Coopérative d'Intérêt Collectif des Producteurs de la Vallée de la Drôme"
)
STREET = "Zone industrielle des Paluds, bâtiment administratif numéro 4"
STREET2 = "12 bis avenue de la République prolongée, boîte postale 1234"


def test_long_lines_are_abbreviated_then_go_on_below_while_there_is_room():
    assert fits([LONG, "Comptabilité"], f"{STREET}\n{STREET2}\n26400 Crest") == [
        "STE COOP d'Intérêt Collectif des",
        "Producteurs de la Vallée de la Drôme",
        "Comptabilité",
        "ZI des Paluds BAT ADM numéro 4",
        "12 bis AV République prolongée BP 1234",
        "26400 Crest",
    ]


def test_without_room_words_are_reduced_but_never_the_last():
    block = "\n".join(["1 rue X", STREET, STREET2, "69100 Villeurbanne"])
    lines = fits([f"{LONG} et des Artisans Réunis", "Service"], block)
    assert lines[0].endswith("Réunis")
    assert lines[-1] == "69100 Villeurbanne"


def test_what_fits_is_left_as_it_is_written():
    assert fits(
        ["Société du Saint-Bernard"], "1 avenue de la Gare\n1 Saint-Cergue"
    ) == [
        "Société du Saint-Bernard",
        "1 avenue de la Gare",
        "1 Saint-Cergue",
    ]


@pytest.mark.parametrize("name", ["A" * 39, f"13 {'A' * 39}"])
def test_what_cannot_be_shortened_is_said_and_not_cut_off(name):
    lines = address_lines([name], "1 rue X\n75001 Paris")
    assert too_long(lines) == "A" * 39


def test_a_town_is_never_reduced_to_initials():
    town = "51290 Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson"
    lines = address_lines(["Dupont"], f"1 rue X\n{town}")
    assert lines[-1] == "51290 ST-Rémy-en-Bouzemont-ST-Genest-et-Isson"
    assert too_long(lines) == lines[-1]


@given(
    st.lists(st.text("ab -',é0", max_size=60), min_size=1, max_size=4),
    st.lists(st.text("ab -',é0", min_size=1, max_size=60), max_size=6),
)
def test_whatever_the_address_it_fits_or_says_so(names, block):
    lines = address_lines(names, "\n".join([*block, "75001 Paris"]))
    assert len(lines) <= MAX_LINES
    assert lines[-1] == "75001 Paris"
    assert too_long(lines) is None or len(too_long(lines)) > MAX_LENGTH
