"""Tests. Scenarios, steps, actions, invoices, customers, companies: fields and buttons."""

from . import test_action, test_debtor, test_scenario
