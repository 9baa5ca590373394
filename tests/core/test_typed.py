"""Whatever strangers type is read without an error, and fits where it is kept."""

from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.mail import inside, typed

anything = st.text() | st.none() | st.integers() | st.lists(st.text()) | st.binary()


@given(anything, st.integers(min_value=1, max_value=50))
def test_words_can_be_kept(text, size):
    for found in (typed.words(text, size), typed.line(text, size)):
        assert len(found) <= size
        assert "\x00" not in found
        found.encode()
    assert "\n" not in typed.line(text, size)


@given(anything)
def test_numbers_are_those_of_records(text):
    assert 0 <= typed.number(text) < 2**31


@given(st.text(max_size=200))
def test_style_has_no_address_left(style):
    cleaned = inside.clean_style(f"{style} background: url(http://x/{style}) ")
    assert "url(http" not in cleaned.lower().replace(" ", "")


@given(st.text(alphabet="abu\\rl(72 0)\"';:/*@import{}<>&-", max_size=60))
def test_no_way_of_writing_an_address_is_let_through(style):
    page = inside.only_inside(f'<html><body><p style="{style}">x</p></body></html>')
    again = inside.only_inside(page)
    assert "@import" not in again.lower()
