"""Numbers that take texts, and what a text costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.mail import texting


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+33612345678", True),
        ("+33700000000000", False),
        ("+33123456789", False),
        ("+33978123456", False),
        ("+33800123456", False),
        ("+16175550123", True),
        ("+32470123456", True),
        ("0612345678", False),
        ("", False),
        (None, False),
        (False, False),
        ("+", False),
    ],
)
def test_which_numbers_take_texts(number, expected):
    assert texting.can_text(number) is expected


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("12\u202f345,67\u00a0€", "12 345,67 €"),
        ("l’échéance « dépassée »", 'l\'échéance " dépassée "'),
        ("Reçu, à bientôt…", "Recu, à bientot..."),
        ("œuvre", "oeuvre"),
        ("Ça", "Ça"),
        ("Überfällig", "Überfällig"),
        ("Płatność", "Płatność"),
        ("просрочено 10\u00a0€", "просрочено 10\u00a0€"),
    ],
)
def test_to_gsm(text, plain):
    assert texting.to_gsm(text) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_parts(text, expected):
    assert texting.parts(text) == expected


@given(text=st.text(max_size=400))
def test_plain_text_never_costs_more(text):
    plain = texting.to_gsm(text)
    if plain != text:
        assert texting.GSM.issuperset(plain)
    assert texting.to_gsm(plain) == plain


@given(
    text=st.text(alphabet="abcéèàùçôêîûâœ ’«»–…€\u202f\u00a00123456789/", max_size=155)
)
def test_french_always_fits_the_alphabet(text):
    assert texting.GSM.issuperset(texting.to_gsm(text))
