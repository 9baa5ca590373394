"""Tests. Text messages: sent at decent hours, delivered or not."""

from . import test_sms
