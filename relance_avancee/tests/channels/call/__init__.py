"""Tests. Phone calls: who is rung, what was said, what follows from it."""

from . import test_call, test_call_tours
