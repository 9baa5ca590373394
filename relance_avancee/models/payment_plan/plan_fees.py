"""Interest and late fees of a plan: never mixed with the debts, always drafts.

A plan collects its invoices and nothing else: what it adds is a draft invoice of its
own, which an accountant looks at and posts. Interest agreed for the time given is the
price of a service and bears VAT; late fees are a compensation and bear none: two
different drafts. Functions over ``dunning.payment.plan``.
"""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...languages import spoken

# === LATE FEES ===
# Interest and late fees of a plan: never mixed with the debts, always drafts.
# A plan collects its invoices and nothing else: what it adds is a draft invoice of
# its own, which an accountant looks at and posts. Interest agreed for the time
# given is the price of a service and bears VAT; late fees are a compensation and
# bear none: two different drafts.


def get_accrued_fees(plan):
    """Late-payment interest and flat fees claimable to date: one amount."""
    plan.ensure_one()
    due = plan.env["dunning.late.fee"]._get_due(plan.move_ids, plan._get_today())
    return plan.currency_id.round(
        sum(fees.interest + fees.fixed_fee for fees in due.values())
    )


def prepare_fees(plan):
    """The drafts; what cannot be invoiced is said, and the plan runs all the same."""
    try:
        with plan.env.cr.savepoint():
            invoice_fees(plan)
    except UserError as error:
        plan._tell_history(str(error))
        plan._tell_user(plan.env._("Fees of a payment plan not invoiced"))


def invoice_fees(plan):
    """Drafts of what the plan does not collect itself, told to the collector."""
    plan.ensure_one()
    drafts = plan.env["account.move"]
    if plan.fees == "keep":
        drafts |= plan.env["dunning.fee"]._invoice(plan.move_ids, plan._get_today())
    if not plan.currency_id.is_zero(plan.interest_total):
        drafts |= invoice_interest(plan)
    if drafts:
        plan._tell_user(plan.env._("Invoice the fees of a payment plan (draft)"))


def invoice_interest(plan):
    """Draft of the interest agreed, due with the last instalment."""
    lang = spoken(plan.env, plan.partner_id.lang)
    scoped = plan.with_company(plan.company_id).with_context(lang=lang)
    return scoped.env["account.move"].create(scoped._prepare_interest_invoice())


def prepare_interest_invoice(plan):
    """Values of that draft; VAT is that of the company's services, to be checked."""
    company = plan.company_id
    product, account = company._get_dunning_fee_accounting("interest")
    last = max(plan.line_ids.mapped("date"))
    line = {
        "product_id": product.id,
        "name": plan.env._(
            "Interest for the time given to pay, plan %(plan)s up to %(date)s",
            plan=plan._get_number(),
            date=format_date(plan.env, last),
        ),
        "quantity": 1,
        "price_unit": plan.interest_total,
        "tax_ids": [Command.set(company.account_sale_tax_id.ids)],
    }
    if account:
        line["account_id"] = account.id
    return {
        "move_type": "out_invoice",
        "partner_id": (plan.move_ids.partner_id[:1] or plan.partner_id).id,
        "company_id": company.id,
        "currency_id": plan.currency_id.id,
        "invoice_payment_term_id": False,
        "invoice_date_due": last,
        "invoice_origin": plan._get_number(),
        "dunning_is_late_fee": True,
        "invoice_line_ids": [Command.create(line)],
    }


def waive_fees(plans):
    """The plan was kept: no late-payment interest is asked for its time.

    Those accrued before it go too when that was agreed. What an invoice already
    posted claims stays: only a credit note takes it back.
    """
    for plan in plans:
        reason = plans.env._("Payment plan %(plan)s kept", plan=plan._get_number())
        for move in plan.move_ids.filtered(lambda move: move.state == "posted"):
            try:
                with plans.env.cr.savepoint():
                    waive_fees_of(plan, move, reason)
            except UserError as error:
                plan._tell_history(str(error))


def waive_fees_of(plan, move, reason):
    """Give up what accrued on one invoice, as was agreed."""
    Fee, today = plan.env["dunning.fee"], plan._get_today()
    due = plan.env["dunning.late.fee"]._get_due(move, today)[move.id]
    if plan.fees == "waive":
        kinds = ["interest", *(["fixed"] if due.fixed_fee else [])]
        Fee._waive(move, kinds, reason, today, for_good=True)
        return
    # invoiced when the plan began: only what accrued since is given up
    why = {
        "state": "waived",
        "user_id": plan.env.uid,
        "reason": reason,
        "is_for_good": True,
    }
    Fee._add_waivers(move, ["interest"], due, today, why)
