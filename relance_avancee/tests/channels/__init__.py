"""Tests. How a debtor is reached: the channels, and what an action adds for each."""

from . import call, email, letter, sms, test_channels, test_registry
