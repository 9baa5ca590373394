"""Scenarios, steps, actions, invoices, customers, companies: fields and buttons.

May use core.
"""
