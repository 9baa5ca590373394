"""What is agreed, in words: the text, the message that proposes it, the PDF.

Functions over a ``dunning.payment.plan``.
"""

import base64
import hashlib
from decimal import Decimal

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang
from odoo.tools.image import image_data_uri

from ...core.pay import epc_qr, qr_image
from ...core.pay.creditor_reference import is_valid_rf
from . import plan_fees

REPORT = "relance_avancee.action_report_plan_agreement"


def render_agreement(plan):
    """The text, in the language of who reads it."""
    plan.ensure_one()
    scoped = plan.with_context(lang=plan._get_lang())
    return scoped.env["ir.qweb"]._render(
        "relance_avancee.plan_agreement", scoped._prepare_agreement()
    )


def prepare_agreement(plan):
    """Values of the text, formatted in the language of the environment.

    A module adds a key here and a paragraph by xpath on
    ``relance_avancee.plan_agreement``, whose parts have names.
    """
    plan.ensure_one()
    money, root = plan.currency_id.format, plan.company_id.root_id
    total = sum(plan.line_ids.mapped("amount"))
    return {
        "plan": plan,
        "number": plan._get_number(),
        "company": plan.company_id,
        "identity": plan.company_id._get_dunning_identity(),
        "debtor": plan.partner_id,
        "kind": plan.partner_id.dunning_debtor_kind or "company",
        "law": (root.dunning_law_country_id or root.country_id).code or "",
        "debts": [prepare_debt(plan, move) for move in plan.move_ids],
        "total": money(total),
        "words": plan.currency_id.amount_to_text(total).lower(),
        "lines": [prepare_line(plan, line) for line in plan.line_ids],
        "interest": money(plan.interest_total) if plan.interest_total else "",
        "rate": formatLang(plan.env, plan.interest_rate, digits=2),
        "fees": plan.fees,
        "accrued": money(accrued)
        if (accrued := plan_fees.get_accrued_fees(plan))
        else "",
        "break_days": root.dunning_plan_break_days,
        "reference": plan._get_transfer_reference(),
        "iban": plan._get_bank_account().acc_number,
        "mediator": root.dunning_mediator,
    }


def prepare_table(plan, asked=(), total=""):
    """The schedule as messages show it; the lines asked for stand out."""
    plan.ensure_one()
    money, state = plan.currency_id.format, plan.line_ids._fields["state"]
    states = dict(state._description_selection(plan.env))
    return {
        "number": plan._get_number(),
        "rows": [
            {
                "number": line.number,
                "date": format_date(plan.env, line.date),
                "amount": money(line.amount),
                "left": money(line.left_amount),
                "state": states[line.state],
                "asked": line in asked,
            }
            for line in plan.line_ids
        ],
        "total": total,
    }


def prepare_debt(plan, move):
    """One debt acknowledged: invoice, dates, what is owed of it."""
    return {
        "number": move.name,
        "date": format_date(plan.env, move.invoice_date or move.date),
        "date_due": format_date(plan.env, move.invoice_date_due),
        "amount": plan.currency_id.format(move.amount_residual),
    }


def prepare_line(plan, line):
    """One instalment of the text, formatted."""
    return {
        "number": line.number,
        "date": format_date(plan.env, line.date, date_format="long"),
        "amount": plan.currency_id.format(line.amount),
        "interest": plan.currency_id.format(line.interest) if line.interest else "",
    }


def send_proposal(plan):
    """The e-mail with the link to the page; nothing leaves in simulation."""
    plan.ensure_one()
    root = plan.company_id.root_id
    if root.dunning_mode == "simulation":
        plan._tell_history(plan.env._("Simulation: nothing was sent to the customer."))
        return
    if problem := root._get_dunning_problem():
        raise UserError(problem)
    contact = plan._get_contact()
    if not contact:
        raise UserError(plan.env["dunning.explanation"]._no_channel(["email"]))
    # sudo: collectors have no right on the mail queue
    plan.env["mail.mail"].sudo().create(plan._prepare_mail(contact))
    plan.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()


def prepare_mail(plan, contact):
    """Values of the message; in test mode to the test address alone."""
    root, lang = plan.company_id.root_id, plan._get_lang()
    # sudo: the text is the company's, no editor of templates is needed
    template = plan.env.ref("relance_avancee.mail_template_plan_proposal").sudo()
    rendered = template._generate_template(plan.ids, ("subject", "body_html"))
    rendered = rendered[plan.id]
    body = template.with_context(lang=lang)._render_encapsulate(
        "relance_avancee.mail_layout",
        rendered["body_html"],
        add_context={"company": plan.company_id},
        context_record=plan.with_context(lang=lang),
    )
    values = {
        "model": plan._name,
        "res_id": plan.id,
        "message_type": "email_outgoing",
        "subject": " ".join(rendered["subject"].split()),
        "body": rendered["body_html"],
        "body_html": body,
        "email_from": root._get_dunning_sender(),
        "reply_to": plan.user_id.email_formatted or root._get_dunning_sender(),
        "author_id": plan.company_id.partner_id.id,
        "record_company_id": plan.company_id.id,
        "auto_delete": False,
        "is_notification": False,
        "recipient_ids": [(6, 0, contact.ids)],
    }
    if root.dunning_mode == "test":
        values |= {
            "recipient_ids": [],
            "email_to": root.dunning_test_email,
            "subject": plan.env._(
                "[TEST for %(name)s] %(subject)s",
                name=plan.partner_id.name,
                subject=values["subject"],
            ),
        }
    return values


# === HOW TO PAY ===


def get_bank_account(plan):
    """The account printed on the invoices, else the company's first."""
    plan.ensure_one()
    # sudo: bank accounts of the company are shown to its customers
    printed = plan.sudo().move_ids.partner_bank_id[:1]
    own = plan.company_id.sudo().partner_id.bank_ids
    return printed or own.filtered("allow_out_payment")[:1] or own[:1]


def get_transfer_reference(plan):
    """What bank matching looks for: the invoices' own references, whole ones only."""
    found = ""
    for move in plan.move_ids:
        reference = move.payment_reference or move.name or ""
        longer = f"{found}, {reference}" if found else reference
        if len(longer) > epc_qr.MAX_TEXT:
            break
        found = longer
    return epc_qr.fit(found, epc_qr.MAX_TEXT)


def get_epc_picture(plan, amount):
    """SEPA transfer code of an amount, as a picture; None where there can be none."""
    bank, reference = plan._get_bank_account(), plan._get_transfer_reference()
    if plan.currency_id.name != "EUR" or not bank.acc_number or amount <= 0:
        return None
    structured = is_valid_rf(reference)
    holder = bank.acc_holder_name or plan.company_id.name
    try:
        payload = epc_qr.epc_payload(
            epc_qr.fit(holder, epc_qr.MAX_NAME),
            bank.acc_number,
            Decimal(f"{amount:.2f}"),
            bic=bank.bank_id.bic or "",
            reference=reference if structured else "",
            text="" if structured else reference,
        )
        code = qr_image.qr_png(payload, qr_image.EPC_MAX_VERSION)
    except (epc_qr.EpcError, qr_image.QrTooBig):
        return None
    return "data:image/png;base64," + base64.b64encode(code).decode()


# === THE PDF ===


def prepare_document(plan):
    """Values of the PDF, beside the text of the agreement."""
    plan.ensure_one()
    root, first = plan.company_id.root_id, plan.line_ids[:1]
    iban = (plan._get_bank_account().acc_number or "").replace(" ", "")
    logo = not plan.company_id.uses_default_logo and plan.company_id.logo
    return {
        "number": plan._get_number(),
        "company": plan.company_id,
        "logo": logo and image_data_uri(logo),
        "text": plan.accepted_html or plan.agreement_html or render_agreement(plan),
        "date": format_date(plan.env, plan.date_start or plan._get_today()),
        "signatory": root.dunning_letter_signatory
        or plan.user_id.name
        or plan.company_id.name,
        "signature": root.dunning_letter_signature
        and image_data_uri(root.dunning_letter_signature),
        "epc": get_epc_picture(plan, first.amount or 0.0),
        "epc_amount": plan.currency_id.format(first.amount or 0.0),
        "iban": " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)),
        "reference": plan._get_transfer_reference(),
        "accepted": plan.env._(
            "Accepted online by %(name)s on %(date)s (UTC), from %(address)s",
            name=plan.accepted_name,
            date=fields.Datetime.to_string(plan.accepted_date),
            address=plan.accepted_ip,
        )
        if plan.accepted_date
        else "",
        "accepted_by": plan.env._(
            "On its behalf: %(user)s, of %(company)s",
            user=plan.accepted_by_id.name,
            company=plan.company_id.name,
        )
        if plan.accepted_by_id
        else "",
    }


def get_agreement_pdf(plan):
    """What was agreed if it is kept, else a proof of today."""
    plan.ensure_one()
    plan.check_access("read")
    # sudo: who may read the plan may read its agreement
    return plan.sudo().agreement_id.raw or render_agreement_pdf(plan)


def render_agreement_pdf(plan):
    """The PDF as it would be today; nothing is kept."""
    pdf = plan.env["dunning.pdf"]
    engine = pdf._get_engine()
    # sudo: collectors have no right on reports, only on what they print
    report = plan.env.ref(REPORT).sudo().with_context(lang=plan._get_lang())
    html, _type = report._render_qweb_html(
        report.report_name, plan.ids, data={"engine": engine, "report_type": "pdf"}
    )
    return pdf._render(html.decode(), engine)


def keep_agreement(plans):
    """Attach the agreement, sealed. Without an engine the plan runs all the same."""
    for plan in plans.filtered(lambda plan: not plan.agreement_id):
        try:
            content = render_agreement_pdf(plan)
        except UserError as error:
            plan._tell_history(str(error))
            plan._tell_user(plans.env._("Agreement of a payment plan not printed"))
            continue
        plan.agreement_id = plan.env["ir.attachment"].create(
            {
                "name": plan._get_filename() + ".pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": plan._name,
                "res_id": plan.id,
                "company_id": plan.company_id.id,
            }
        )
        plan.agreement_id._dunning_seal(hashlib.sha256(content).hexdigest())


def get_filename(plan):
    """Name of the file, without extension."""
    plan.ensure_one()
    name = "".join(
        char if char.isalnum() or char in " -_." else " "
        for char in plan.partner_id.name or ""
    )
    return " ".join(f"{plan._get_number()} {name}".split())[:100]
