"""Which debtor an unmatched bank line names."""

import pytest

from relance_avancee.core.pay.matching import (
    BankLine,
    InvoiceNumber,
    money_by_debtor,
    words,
)
from relance_avancee.core.values import Money

EUR, USD = 1, 2
NAMES = {
    1: "Boulangerie Dupont SARL",
    2: "Société Générale d'Équipement",
    3: "SAS Müller & Fils",
    4: "Axa",
}
NUMBERS = [
    InvoiceNumber("FAC/2026/0001", 1, 101),
    InvoiceNumber("FAC/2026/0002", 1, 102),
    InvoiceNumber("FAC/2026/00012", 2, 201),
    InvoiceNumber("+++090/9337/55493+++", 3, 301),
]


def named(text, names=NAMES, numbers=(), partner_id=None):
    """The debtors a text names, with their invoices."""
    line = BankLine(50.0, EUR, text, partner_id)
    found = money_by_debtor([line], names, numbers)
    return {id: set(sum.move_ids) for id, (sum,) in found.items()}


# === BY NAME ===


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("VIR BOULANGERIE DUPONT", {1}, id="upper case, among other words"),
        pytest.param("vir sepa boulangerie dupont sarl", {1}, id="lower case"),
        pytest.param("SARL BOULANGERIE DUPONT", {1}, id="its legal form elsewhere"),
        pytest.param("VIR SOCIETE GENERALE D EQUIPEMENT", {2}, id="without accents"),
        pytest.param("Société Générale d’Équipement", {2}, id="another apostrophe"),
        pytest.param(
            "SOCIE\u0301TE\u0301 GENERALE D'EQUIPEMENT", {2}, id="combining accents"
        ),
        pytest.param("VIR MULLER ET FILS", set(), id="other words in between"),
        pytest.param("VIR MULLER&FILS/LOYER", {3}, id="punctuation separates"),
        pytest.param("VIR DUPONT", set(), id="half a name"),
        pytest.param("BOULANGERIE MARTIN DUPONT", set(), id="its words apart"),
        pytest.param("BOULANGERIES DUPONTEL", set(), id="its letters in other words"),
        pytest.param("VIR AXA BANQUE", set(), id="a name too short to mean anything"),
        pytest.param("", set(), id="no text"),
    ],
)
def test_a_line_names_a_debtor_by_its_whole_name(text, expected):
    assert set(named(text)) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("Dupont SARL", "VIR DUPONT", id="after"),
        pytest.param("SAS Dupont", "VIR DUPONT", id="before"),
        pytest.param("Dupont", "VIR SAS DUPONT", id="in the text only"),
        pytest.param("Dupont GmbH", "DUPONT AG", id="another one"),
        pytest.param("Les Amis SA de Lyon", "VIR LES AMIS DE LYON", id="in the middle"),
    ],
)
def test_legal_forms_say_nothing_about_who_it_is(name, text):
    assert set(named(text, {7: name})) == {7}


@pytest.mark.parametrize("name", ["Fnac", "SAS Fnac", "H & M B V D"])
def test_four_letters_are_enough_for_a_name(name):
    assert set(named(f"VIR {name}", {7: name})) == {7}


@pytest.mark.parametrize("name", ["SARL", "SAS SA", "S. A.", "Bo", "SARL Bo", "", None])
def test_a_name_too_short_or_without_words_names_nobody(name):
    text = f"VIR {name or ''} SARL SAS SA BO"
    assert named(text, {7: name}) == {}


@pytest.mark.parametrize("name", ["S.A.R.L. Dupont", "Dupont S.A.S.", "S.A. Dupont"])
def test_legal_forms_may_be_written_with_dots(name):
    assert set(named("VIR SARL DUPONT FRERES", {7: name})) == {7}


@pytest.mark.parametrize(
    ("name", "text"),
    [("Les Sœurs Tatin", "VIR LES SOEURS TATIN"), ("Bjørn Hansen", "BJORN HANSEN")],
)
def test_ligatures_and_slashed_letters_are_spelt_out(name, text):
    assert set(named(text, {7: name})) == {7}


def test_two_debtors_of_one_name_are_both_spared():
    names = {7: "Pharmacie du Centre", 8: "SELARL Pharmacie du Centre", 9: "Autre"}
    names[8] = "Pharmacie du Centre SARL"
    assert set(named("VIR PHARMACIE DU CENTRE", names)) == {7, 8}


def test_a_known_partner_needs_no_text():
    assert named("VIR 123", partner_id=3) == {3: set()}


def test_a_known_partner_does_not_hide_the_one_named():
    assert set(named("POUR BOULANGERIE DUPONT", partner_id=3)) == {1, 3}


def test_a_known_partner_without_debt_is_nobody_here():
    assert named("VIR 123", partner_id=99) == {}


# === BY NUMBER ===


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FAC/2026/0001", {1: {101}}, id="as printed"),
        pytest.param("fact fac-2026-0001 merci", {1: {101}}, id="dashes, lower case"),
        pytest.param("FAC 2026 0001", {1: {101}}, id="spaces"),
        pytest.param("FAC20260001", {1: {101}}, id="nothing"),
        pytest.param("FAC2026/0001.", {1: {101}}, id="a mixture"),
        pytest.param("FAC/2026/00012", {2: {201}}, id="a longer number"),
        pytest.param("FAC/2026/000", {}, id="a shorter number"),
        pytest.param("FAC/2026/00011", {}, id="an unknown one that begins the same"),
        pytest.param("XFAC/2026/0001", {}, id="an unknown one that ends the same"),
        pytest.param("2026/0001", {}, id="half a number"),
        pytest.param("FAC/2026/0001 FAC/2026/0002", {1: {101, 102}}, id="two of one"),
        pytest.param(
            "FAC20260002+FAC202600012", {1: {102}, 2: {201}}, id="two debtors"
        ),
        pytest.param("090933755493", {3: {301}}, id="structured reference"),
        pytest.param("090/9337/55493", {3: {301}}, id="structured, with slashes"),
        pytest.param("0909 3375 5493", {3: {301}}, id="structured, grouped otherwise"),
    ],
)
def test_a_line_names_an_invoice_by_its_whole_number(text, expected):
    assert named(text, numbers=NUMBERS) == expected


@pytest.mark.parametrize("number", ["0001", "2026", "A-12", "FACTURE", ""])
def test_a_number_too_short_or_without_digit_names_nothing(number):
    numbers = [InvoiceNumber(number, 1, 101)]
    assert named(f"VIR {number} FACTURE 0001 2026", numbers=numbers) == {}


def test_a_number_used_for_two_debtors_spares_both():
    numbers = [InvoiceNumber("2026-0042", 1, 101), InvoiceNumber("2026/0042", 2, 201)]
    assert named("VIR 2026 0042", numbers=numbers) == {1: {101}, 2: {201}}


def test_the_number_of_a_debtor_who_owes_nothing_names_nobody():
    numbers = [InvoiceNumber("FAC/2026/0001", 99, 101)]
    assert named("FAC/2026/0001", numbers=numbers) == {}


# === THE MONEY ===


def test_a_line_gives_its_amount_and_currency_once():
    line = BankLine(50.0, USD, "BOULANGERIE DUPONT FAC/2026/0001 FAC 2026 0001", 1)
    assert money_by_debtor([line], NAMES, NUMBERS) == {1: [Money(50.0, USD, (101,))]}


def test_invoices_named_come_in_order():
    line = BankLine(50.0, EUR, "FAC/2026/0002 ET FAC/2026/0001")
    assert money_by_debtor([line], NAMES, NUMBERS) == {
        1: [Money(50.0, EUR, (101, 102))]
    }


def test_every_line_counts():
    lines = [
        BankLine(50.0, EUR, "BOULANGERIE DUPONT"),
        BankLine(70.0, USD, "FAC/2026/0002"),
        BankLine(10.0, EUR, "INCONNU"),
    ]
    assert money_by_debtor(iter(lines), NAMES, iter(NUMBERS)) == {
        1: [Money(50.0, EUR), Money(70.0, USD, (102,))]
    }


@pytest.mark.parametrize(
    ("lines", "names"), [([], NAMES), ([BankLine(1.0, EUR, "BOULANGERIE DUPONT")], {})]
)
def test_nobody_is_named_without_line_or_debtor(lines, names):
    assert money_by_debtor(lines, names, []) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hôtel-Restaurant  l'Étoile", ("HOTEL", "RESTAURANT", "L", "ETOILE")),
        ("a_b", ("A", "B")),
        ("Straße", ("STRASSE",)),
        ("N°12", ("NO", "12")),
        (None, ()),
    ],
)
def test_words_are_upper_case_without_accents_or_punctuation(text, expected):
    if text == "N°12":
        assert words(text)[-1] == "12"
    else:
        assert words(text) == expected
