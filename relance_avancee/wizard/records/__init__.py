"""Wizards. Scenarios, steps, actions, invoices, customers, companies: fields and buttons.

They ask and hand over: no rule of their own.
"""
