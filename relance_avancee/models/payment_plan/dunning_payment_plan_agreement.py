"""What is agreed, in words: the text, the message that proposes it, the PDF."""

import base64
import hashlib
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang
from odoo.tools.image import image_data_uri

from ...core.pay import epc_qr, qr_image
from ...core.pay.creditor_reference import is_valid_rf
from ...languages import spoken

REPORT = "relance_avancee.action_report_plan_agreement"


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    agreement_html = fields.Html(
        "Text of the agreement", readonly=True, copy=False, sanitize=False
    )
    proposal_html = fields.Html(compute="_compute_proposal_html", sanitize=False)
    agreement_id = fields.Many2one(
        "ir.attachment", "Agreement", readonly=True, copy=False, ondelete="restrict"
    )

    # === THE TEXT ===

    def _get_lang(self):
        """Language of the one who reads."""
        self.ensure_one()
        contact = self._get_contact()
        return spoken(self.env, contact.lang, self.partner_id.lang)

    def _write_agreement(self):
        """Fix the text as it is shown and accepted: amounts, dates, settings of today."""
        self.agreement_html = self._render_agreement()

    def _render_agreement(self):
        self.ensure_one()
        scoped = self.with_context(lang=self._get_lang())
        return scoped.env["ir.qweb"]._render(
            "relance_avancee.plan_agreement", scoped._prepare_agreement()
        )

    def _prepare_agreement(self):
        """Values of the text, formatted in the language of the environment.

        A module adds a key here and a paragraph by xpath on
        ``relance_avancee.plan_agreement``, whose parts have names.
        """
        self.ensure_one()
        money, root = self.currency_id.format, self.company_id.root_id
        total = sum(self.line_ids.mapped("amount"))
        return {
            "plan": self,
            "number": self._get_number(),
            "company": self.company_id,
            "identity": self.company_id._get_dunning_identity(),
            "debtor": self.partner_id,
            "kind": self.partner_id.dunning_debtor_kind or "company",
            "law": (root.dunning_law_country_id or root.country_id).code or "",
            "debts": [self._prepare_debt(move) for move in self.move_ids],
            "total": money(total),
            "words": self.currency_id.amount_to_text(total).lower(),
            "lines": [self._prepare_line(line) for line in self.line_ids],
            "interest": money(self.interest_total) if self.interest_total else "",
            "rate": formatLang(self.env, self.interest_rate, digits=2),
            "fees": self.fees,
            "accrued": money(accrued) if (accrued := self._get_accrued_fees()) else "",
            "break_days": root.dunning_plan_break_days,
            "reference": self._get_transfer_reference(),
            "iban": self._get_bank_account().acc_number,
            "mediator": root.dunning_mediator,
        }

    @api.depends_context("lang")
    @api.depends("line_ids.amount", "line_ids.date")
    def _compute_proposal_html(self):
        qweb = self.env["ir.qweb"]
        for plan in self:
            plan.proposal_html = qweb._render(
                "relance_avancee.message_plan", plan._prepare_table()
            )

    def _prepare_table(self, asked=(), total=""):
        """The schedule as messages show it; the lines asked for stand out."""
        self.ensure_one()
        money, state = self.currency_id.format, self.line_ids._fields["state"]
        states = dict(state._description_selection(self.env))
        return {
            "number": self._get_number(),
            "rows": [
                {
                    "number": line.number,
                    "date": format_date(self.env, line.date),
                    "amount": money(line.amount),
                    "left": money(line.left_amount),
                    "state": states[line.state],
                    "asked": line in asked,
                }
                for line in self.line_ids
            ],
            "total": total,
        }

    def _prepare_debt(self, move):
        """One debt acknowledged: invoice, dates, what is owed of it."""
        return {
            "number": move.name,
            "date": format_date(self.env, move.invoice_date or move.date),
            "date_due": format_date(self.env, move.invoice_date_due),
            "amount": self.currency_id.format(move.amount_residual),
        }

    def _prepare_line(self, line):
        return {
            "number": line.number,
            "date": format_date(self.env, line.date, date_format="long"),
            "amount": self.currency_id.format(line.amount),
            "interest": self.currency_id.format(line.interest) if line.interest else "",
        }

    # === WRITING TO THE CUSTOMER ===

    def _get_contact(self):
        """Who receives the proposal: as for reminders by e-mail."""
        self.ensure_one()
        ledger = self.env["dunning.ledger"]
        self.env.flush_all()
        # sudo: who is written to is a rule, whoever asks
        scope = ledger._get_scope(self.company_id.root_id.sudo(), self.debtor_id.ids)
        found = ledger._read_contacts(scope, self.debtor_id.ids)
        return self.env["res.partner"].browse(found.get((self.debtor_id.id, "email")))

    def action_send_again(self):
        """Write to the customer once more."""
        for plan in self._allowed().filtered(lambda plan: plan.state == "proposed"):
            plan._send_proposal()
        return True

    def _send_proposal(self):
        """The e-mail with the link to the page; nothing leaves in simulation."""
        self.ensure_one()
        root = self.company_id.root_id
        if root.dunning_mode == "simulation":
            self._tell_history(
                self.env._("Simulation: nothing was sent to the customer.")
            )
            return
        if problem := root._get_dunning_problem():
            raise UserError(problem)
        contact = self._get_contact()
        if not contact:
            raise UserError(self.env["dunning.explanation"]._no_channel(["email"]))
        # sudo: collectors have no right on the mail queue
        self.env["mail.mail"].sudo().create(self._prepare_mail(contact))
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _prepare_mail(self, contact):
        """Values of the message; in test mode to the test address alone."""
        root, lang = self.company_id.root_id, self._get_lang()
        # sudo: the text is the company's, no editor of templates is needed
        template = self.env.ref("relance_avancee.mail_template_plan_proposal").sudo()
        rendered = template._generate_template(self.ids, ("subject", "body_html"))
        rendered = rendered[self.id]
        body = template.with_context(lang=lang)._render_encapsulate(
            "relance_avancee.mail_layout",
            rendered["body_html"],
            add_context={"company": self.company_id},
            context_record=self.with_context(lang=lang),
        )
        values = {
            "model": self._name,
            "res_id": self.id,
            "message_type": "email_outgoing",
            "subject": " ".join(rendered["subject"].split()),
            "body": rendered["body_html"],
            "body_html": body,
            "email_from": root._get_dunning_sender(),
            "reply_to": self.user_id.email_formatted or root._get_dunning_sender(),
            "author_id": self.company_id.partner_id.id,
            "record_company_id": self.company_id.id,
            "auto_delete": False,
            "is_notification": False,
            "recipient_ids": [(6, 0, contact.ids)],
        }
        if root.dunning_mode == "test":
            values |= {
                "recipient_ids": [],
                "email_to": root.dunning_test_email,
                "subject": self.env._(
                    "[TEST for %(name)s] %(subject)s",
                    name=self.partner_id.name,
                    subject=values["subject"],
                ),
            }
        return values

    # === HOW TO PAY ===

    def _get_bank_account(self):
        """The account printed on the invoices, else the company's first."""
        self.ensure_one()
        # sudo: bank accounts of the company are shown to its customers
        printed = self.sudo().move_ids.partner_bank_id[:1]
        own = self.company_id.sudo().partner_id.bank_ids
        return printed or own.filtered("allow_out_payment")[:1] or own[:1]

    def _get_transfer_reference(self):
        """What bank matching looks for: the invoices' own references, whole ones only."""
        found = ""
        for move in self.move_ids:
            reference = move.payment_reference or move.name or ""
            longer = f"{found}, {reference}" if found else reference
            if len(longer) > epc_qr.MAX_TEXT:
                break
            found = longer
        return epc_qr.fit(found, epc_qr.MAX_TEXT)

    def _get_epc_picture(self, amount):
        """SEPA transfer code of an amount, as a picture; None where there can be none."""
        bank, reference = self._get_bank_account(), self._get_transfer_reference()
        if self.currency_id.name != "EUR" or not bank.acc_number or amount <= 0:
            return None
        structured = is_valid_rf(reference)
        holder = bank.acc_holder_name or self.company_id.name
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

    def _prepare_document(self):
        """Values of the PDF, beside the text of the agreement."""
        self.ensure_one()
        root, first = self.company_id.root_id, self.line_ids[:1]
        iban = (self._get_bank_account().acc_number or "").replace(" ", "")
        logo = not self.company_id.uses_default_logo and self.company_id.logo
        return {
            "number": self._get_number(),
            "company": self.company_id,
            "logo": logo and image_data_uri(logo),
            "text": self.accepted_html
            or self.agreement_html
            or self._render_agreement(),
            "date": format_date(self.env, self.date_start or self._get_today()),
            "signatory": root.dunning_letter_signatory
            or self.user_id.name
            or self.company_id.name,
            "signature": root.dunning_letter_signature
            and image_data_uri(root.dunning_letter_signature),
            "epc": self._get_epc_picture(first.amount or 0.0),
            "epc_amount": self.currency_id.format(first.amount or 0.0),
            "iban": " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)),
            "reference": self._get_transfer_reference(),
            "accepted": self.env._(
                "Accepted online by %(name)s on %(date)s (UTC), from %(address)s",
                name=self.accepted_name,
                date=fields.Datetime.to_string(self.accepted_date),
                address=self.accepted_ip,
            )
            if self.accepted_date
            else "",
            "accepted_by": self.env._(
                "On its behalf: %(user)s, of %(company)s",
                user=self.accepted_by_id.name,
                company=self.company_id.name,
            )
            if self.accepted_by_id
            else "",
        }

    def _get_agreement_pdf(self):
        """What was agreed if it is kept, else a proof of today."""
        self.ensure_one()
        self.check_access("read")
        # sudo: who may read the plan may read its agreement
        return self.sudo().agreement_id.raw or self._render_agreement_pdf()

    def _render_agreement_pdf(self):
        pdf = self.env["dunning.pdf"]
        engine = pdf._get_engine()
        # sudo: collectors have no right on reports, only on what they print
        report = self.env.ref(REPORT).sudo().with_context(lang=self._get_lang())
        html, _type = report._render_qweb_html(
            report.report_name, self.ids, data={"engine": engine, "report_type": "pdf"}
        )
        return pdf._render(html.decode(), engine)

    def _keep_agreement(self):
        """Attach the agreement, sealed. Without an engine the plan runs all the same."""
        for plan in self.filtered(lambda plan: not plan.agreement_id):
            try:
                content = plan._render_agreement_pdf()
            except UserError as error:
                plan._tell_history(str(error))
                plan._tell_user(self.env._("Agreement of a payment plan not printed"))
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

    def _get_filename(self):
        """Name of the file, without extension."""
        self.ensure_one()
        name = "".join(
            char if char.isalnum() or char in " -_." else " "
            for char in self.partner_id.name or ""
        )
        return " ".join(f"{self._get_number()} {name}".split())[:100]

    def action_print(self):
        """The agreement; sealed now if it could not be when it was accepted."""
        self.ensure_one()
        plan = self._allowed()
        if plan.state in ("active", "done", "broken"):
            plan._keep_agreement()
        return self.env.ref(REPORT).report_action(self)
