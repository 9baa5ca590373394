"""Tests. Letters: their text, their document, the pile that is posted."""

from . import test_letter, test_posting, test_print_inside
