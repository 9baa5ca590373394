"""Scenarios, steps, actions, invoices, customers, companies: fields and buttons.

May use core.
"""

from . import (
    account_journal,
    account_move,
    account_move_line,
    account_partial_reconcile,
    account_payment,
    dead_addresses,
    dunning_about,
    dunning_action,
    dunning_action_line,
    dunning_cause,
    dunning_evidence,
    dunning_holder,
    dunning_named,
    dunning_scenario,
    dunning_step,
    dunning_wizard,
    gateway,
    invoice_pdf,
    ir_attachment,
    mail_activity,
    payment_transaction,
    res_company,
    res_partner,
    res_users,
)
