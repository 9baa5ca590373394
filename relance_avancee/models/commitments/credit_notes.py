"""The credit note of a dispute that is upheld, from its draft to its posting.

The disputed part, credited with its own taxes. Between the decision and the posting of
the credit note the part stays held: no reminder ever claims what was already granted.
Functions over a ``dunning.dispute``.
"""

from odoo import Command
from odoo.exceptions import UserError

from ...languages import spoken


def uphold(dispute, amount=None):
    """Prepare the credit note; the dispute ends when it is posted.

    :param amount: what is granted, with tax; default: all that is disputed
    """
    dispute.ensure_one()
    if dispute.state != "open":
        raise UserError(dispute.env._("This dispute is already settled."))
    amount = dispute.currency_id.round(amount or dispute.disputed_amount)
    if dispute.currency_id.compare_amounts(amount, dispute.disputed_amount) > 0:
        raise UserError(
            dispute.env._(
                "No more than %(amount)s is disputed.",
                amount=dispute.currency_id.format(dispute.disputed_amount),
            )
        )
    credit = make_credit_note(dispute, amount)
    # sudo: the button decides, nobody writes it
    dispute.sudo().write(
        {"state": "credit", "outcome": "upheld", "credit_move_id": credit.id}
    )
    credit._message_log(
        body=dispute.env._("Prepared from the dispute %s.", dispute._get_html_link())
    )
    return credit


def make_credit_note(dispute, amount):
    """A draft: the invoice reversed when all of it is granted, else a part of it."""
    move, values = dispute.move_id, dispute._prepare_credit_note()
    if not dispute.currency_id.compare_amounts(amount, move.amount_total):
        return move._reverse_moves([values])
    common = {
        "move_type": "out_refund",
        "reversed_entry_id": move.id,
        "partner_id": move.partner_id.id,
        "partner_shipping_id": move.partner_shipping_id.id,
        "company_id": move.company_id.id,
        "currency_id": move.currency_id.id,
        "fiscal_position_id": move.fiscal_position_id.id,
    }
    lines = [Command.create(line) for line in dispute._prepare_credit_lines(amount)]
    return move.create(values | common | {"invoice_line_ids": lines})


def prepare_credit_note(dispute):
    """Values of the draft, whole or in part; made to be extended."""
    move = dispute.move_id
    scoped = dispute.with_context(lang=spoken(dispute.env, move.partner_id.lang))
    return {
        "journal_id": move.journal_id.id,
        "invoice_date": dispute.company_id._dunning_today(),
        "invoice_payment_term_id": False,
        "invoice_user_id": move.invoice_user_id.id,
        "invoice_origin": move.invoice_origin,
        "ref": scoped.env._(
            "%(invoice)s: %(reason)s",
            invoice=move.name,
            reason=scoped.reason_id.name or scoped.env._("dispute"),
        ),
    }


def prepare_credit_lines(dispute, amount):
    """The invoice scaled down to ``amount`` with tax, one line per account and tax.

    Odoo's own engine for down payments shares the rounding: the credit note is
    worth exactly what is granted, and its VAT is that of the invoice, prorated. A
    module that knows which line is contested extends this.
    """
    taxes, move = dispute.env["account.tax"], dispute.move_id
    base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
    parts = taxes._prepare_down_payment_lines(
        [line for line in base_lines if not line["special_type"]],
        move.company_id,
        "fixed",
        amount,
        computation_key=f"dispute,{dispute.id}",
        grouping_function=lambda line: {"account_id": line["account_id"]},
    )
    return [prepare_credit_line(dispute, part) for part in parts]


def prepare_credit_line(dispute, base_line):
    """Values of one line of the draft, from a line of the tax engine."""
    taxes, move = dispute.env["account.tax"], dispute.move_id
    env = dispute.with_context(lang=spoken(dispute.env, move.partner_id.lang)).env
    return {
        "name": env._("Disputed part of invoice %s", move.name),
        "quantity": base_line["quantity"],
        "price_unit": base_line["price_unit"],
        "tax_ids": [Command.set(base_line["tax_ids"].ids)],
        "account_id": base_line["account_id"].id,
        "analytic_distribution": base_line["analytic_distribution"],
        "extra_tax_data": taxes._export_base_line_extra_tax_data(base_line),
    }


# === WHAT BECOMES OF IT ===


def credit_posted(disputes):
    """The credit note is in the ledger: it lowers the debt, the dispute is over."""
    for dispute in disputes.filtered(lambda dispute: dispute.state == "credit"):
        granted = dispute.credit_move_id.amount_total
        left = dispute.disputed_amount
        dispute._resolve("upheld")
        if dispute.currency_id.compare_amounts(granted, left) < 0 and left:
            dispute._message_log(
                body=disputes.env._(
                    "Credited %(granted)s: what is left is claimed again.",
                    granted=dispute.currency_id.format(granted),
                )
            )


def credit_withdrawn(disputes, state):
    """The credit note lowers the debt no more: a draft (``credit``), or gone (``open``)."""
    for dispute in disputes.filtered(lambda dispute: dispute.outcome == "upheld"):
        was_over = dispute.state == "resolved"
        values = {"state": state, "date_closed": False}
        if state == "open":
            values |= {"outcome": False, "credit_move_id": False}
        # sudo: the ledger says it
        dispute.sudo().write(values)
        if was_over:
            dispute._open_holds()
        dispute._remind_deadline()
