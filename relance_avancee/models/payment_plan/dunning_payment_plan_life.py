"""The life of a plan: proposed, agreed, over, replaced."""

import base64
import hashlib
from datetime import timedelta
from decimal import Decimal

from odoo import Command, api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, formatLang
from odoo.tools.image import image_data_uri

from ...core import calendars
from ...core.mail import typed
from ...core.pay import epc_qr, qr_image
from ...core.pay.creditor_reference import is_valid_rf
from ...core.plan import instalments, plans
from ...languages import spoken
from . import dunning_payment_plan  # noqa: F401 - inherited

RUNNING = ("draft", "proposed", "active")

REPORT = "relance_avancee.action_report_plan_agreement"

# What a page may try in a day: people mistype, nobody does so more often.
MAX_TRIES = 20

MAX_NAME = 120

MAX_NOTE = 2000


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    # === PROPOSED ===

    def action_propose(self):
        """The customer is asked to agree; its invoices wait meanwhile."""
        found = self._allowed()
        found._check_ready()
        ready = found._approve_or_ask()
        for plan in ready:
            plan._propose()
        return self._notify_waiting() if found - ready else True

    def _propose(self, send=True):
        """Fix the terms, hold the invoices, and ask the customer.

        :param send: whether to write to the customer; not to one who is on the page
        """
        self.ensure_one()
        self._freeze()
        self.state = "proposed"
        self._hold_again()
        self._tell_history(self.env._("Proposed to the customer."))
        if send:
            self._send_proposal()

    def _freeze(self):
        """From now on payments count, and the text says what is agreed."""
        today = self._get_today()
        root = self.company_id.root_id
        country = self.partner_id._dunning_place(self.company_id)
        answer = today + timedelta(days=max(1, root.dunning_plan_answer_days))
        self.write(
            {
                "date_start": today,
                "date_expiry": calendars.next_sending_day(answer, country),
                "residual_start": self.amount_total,
                "residuals": {
                    str(move.id): move.amount_residual for move in self.move_ids
                },
            }
        )
        self._write_agreement()

    def _check_ready(self):
        """What a plan must be before anybody agrees to it."""
        for plan in self:
            if plan.state not in ("draft", "proposed"):
                raise UserError(self.env._("This plan is already running or over."))
            if not plan.move_ids or any(
                move.state != "posted" for move in plan.move_ids
            ):
                raise UserError(
                    self.env._("An invoice of the plan is not posted any more.")
                )
            if plan.state == "draft":
                plan._check_lines()
            # nobody else may take these invoices into a plan of their own meanwhile
            plan.move_ids.lock_for_update()
            if other := plan._get_taken(plan.move_ids)[:1]:
                raise UserError(
                    self.env._(
                        "An invoice is already in another plan of %(customer)s.",
                        customer=other.partner_id.name,
                    )
                )

    def _check_lines(self):
        self.ensure_one()
        total = sum(self.line_ids.mapped("amount"))
        if self.currency_id.compare_amounts(total, self.amount_total):
            raise UserError(
                self.env._(
                    "The instalments add up to %(total)s, the invoices to %(owed)s.",
                    total=self.currency_id.format(total),
                    owed=self.currency_id.format(self.amount_total),
                )
            )
        if not self.line_ids:
            raise UserError(self._get_problem_text("empty"))
        if "past" in self._get_breaches():
            raise UserError(self._get_problem_text("past"))
        if self.interest_rate and self.partner_id.dunning_debtor_kind == "consumer":
            # art. L312-1 et seq. C. conso.: interest makes it a consumer credit
            raise UserError(
                self.env._(
                    "A plan granted to a consumer bears no interest: "
                    "it would be a credit, which needs a licence."
                )
            )

    # === RUNNING ===

    def action_activate(self):
        """Agreed on the phone or on paper: the plan runs, its invoices wait."""
        found = self._allowed()
        found._check_ready()
        ready = found._approve_or_ask()
        for plan in ready:
            if plan.state == "draft":
                plan._freeze()
            plan._activate()
        return self._notify_waiting() if found - ready else True

    def _activate(self):
        """The plan runs: what it replaces ends, fees are settled, the agreement kept."""
        self.ensure_one()
        replaced = self.replaces_id.filtered(lambda plan: plan.state in RUNNING)
        if not self._is_used():
            # cached: every worker asks again
            self.env.registry.clear_cache()
        self.state = "active"
        self._hold_again()
        replaced._close("cancelled")
        replaced._tell_history(
            self.env._("Replaced by %(plan)s.", plan=self._get_number())
        )
        self._prepare_fees()
        self._keep_agreement()

    def _hold_again(self):
        self._lift_holds()
        self._open_holds()

    def _prepare_holds(self):
        """Every invoice of the plan: until it ends, or until it must be accepted."""
        today = self.company_id._dunning_today()
        until = self.date_expiry if self.state == "proposed" else False
        return [
            {"move_id": move.id, "date_from": today, "date_to": until}
            for move in self.move_ids
        ]

    # === ENDS ===

    def _close(self, state):
        """End of a plan: dunning goes on for what is still owed."""
        if not self:
            return
        self.write({"state": state, "date_closed": self[0]._get_today()})
        self._lift_holds()
        self._stop_reminders()
        if state == "broken":
            self._tell_user(self.env._("Payment plan not kept"))

    def action_cancel(self):
        """Give the plan up."""
        for plan in self._allowed().filtered(lambda plan: plan.state in RUNNING):
            plan._close("cancelled")
        return True

    def action_replan(self):
        """A new plan over what is left; this one goes on until the new one runs."""
        self.ensure_one()
        plan = self._allowed()
        if plan.state not in ("active", "broken", "cancelled"):
            raise UserError(self.env._("There is nothing to agree on anew."))
        moves = plan.move_ids.filtered(
            lambda move: move.state == "posted"
            and not move.currency_id.is_zero(move.amount_residual)
        )
        new = plan.create(
            {
                "partner_id": plan.partner_id.id,
                "company_id": plan.company_id.id,
                "move_ids": [Command.set(moves.ids)],
                "user_id": plan.user_id.id,
                "rhythm": plan.rhythm,
                "fees": plan.fees,
                "count": max(1, len(plan.line_ids.filtered("left_amount"))),
            }
        )
        new.replaces_id = plan
        new.action_compute()
        return new._get_action_form()

    def _tell_history(self, text):
        """A line in the history of each plan; nobody is notified."""
        for plan in self:
            plan._message_log(body=text)

    def _stop_reminders(self):
        """Reminders of instalments that wait are of no use once the plan is over."""
        # sudo: whoever ends a plan stops what waits about it
        waiting = (
            self.env["dunning.action"]
            .sudo()
            .search(
                [
                    ("plan_id", "in", self.ids),
                    ("state", "in", ("planned", "to_approve", "failed")),
                ]
            )
        )
        waiting._set_cancelled("plan_over")

    # === PAID OR BROKEN ===
    # What payments and the date make of plans: all at once, never one by one.

    # === BY THE DATE ===

    @api.model
    def _settle(self, root, today, only=()):
        """Plans that the payments or the date have decided, all at once."""
        running = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "in", ("proposed", "active")),
                *only,
            ]
        )
        active = running.filtered(lambda plan: plan.state == "active")
        by_state = active._get_states(today, root.dunning_plan_break_days)
        broken = by_state.get("broken", self.browse())
        broken -= broken._filter_covered(root, today)
        for state, found in (
            ("done", by_state.get("done", self.browse())),
            ("broken", broken),
            ("expired", (running - active)._filter_expired(today)),
        ):
            if found:
                getattr(found, f"_settle_{state}")()

    def _get_states(self, today, days):
        """These plans by the state the payments and the date give them."""
        return self.grouped(
            lambda plan: instalments.plan_state(
                plan._get_instalments(), today, days, plan.currency_id.rounding
            )
        )

    def _filter_covered(self, root, today):
        """Plans that are late only because money waits to be matched."""
        if not self:
            return self
        snapshot = self.env["dunning.ledger"]._read(root, today, self.debtor_id.ids)
        limit = today - timedelta(days=root.dunning_plan_break_days)
        covered = {
            plan.id
            for found in snapshot.plans.values()
            for plan in found
            if plan.partner_id in snapshot.debtors
            and plans.is_covered(plan, snapshot.debtors[plan.partner_id], limit, today)
        }
        return self.filtered(lambda plan: plan.id in covered)

    def _filter_expired(self, today):
        return self.filtered(lambda plan: plan.date_expiry and plan.date_expiry < today)

    def _settle_done(self):
        self._close("done")
        self._waive_fees()

    def _settle_broken(self):
        self._close("broken")

    def _settle_expired(self):
        self._close("cancelled")
        self._tell_history(self.env._("Not accepted in time."))
        self._tell_user(self.env._("Payment plan not accepted in time"))

    # === WHEN THE LEDGER CHANGES ===

    @api.model
    @tools.ormcache()
    def _is_used(self):
        """Whether any plan runs: reconciliations of who has none cost nothing more.

        Asked again when the first one starts, see :meth:`_activate`.
        """
        # sudo: whoever registers a payment, whatever its company
        plans = self.sudo().with_context(active_test=False)
        return bool(plans.search_count([("state", "in", ("active", "done"))], limit=1))

    @api.model
    def _get_concerned(self, moves):
        """Plans whose lines these invoices pay; one statement, whatever their number."""
        if not self._is_used():
            return self.browse()
        return self.search(
            [("state", "in", ("active", "done")), ("move_ids", "in", moves.ids)]
        )

    def _ledger_changed(self, moves):
        """Payments came in or were undone, an invoice was cancelled.

        A plan paid off ends at once; one whose payment came back runs again. What waits
        about its instalments is stopped or lowered.
        """
        for root, found in self.grouped(lambda plan: plan.company_id.root_id).items():
            states = found._get_states(
                root._dunning_today(), root.dunning_plan_break_days
            )
            paid = states.get("done", self.browse())
            paid.filtered(lambda plan: plan.state == "active")._settle_done()
            (found - paid).filtered(lambda plan: plan.state == "done")._reopen()
        self._tell_dropped(moves)
        self.env["dunning.action.line"]._plans_changed(self)

    def _reopen(self):
        """A payment was undone: the plan runs again, the next night looks at it."""
        if not self:
            return
        self.write({"state": "active", "date_closed": False})
        self._hold_again()
        self._tell_history(self.env._("A payment was undone: the plan runs again."))
        self._tell_user(self.env._("Payment of a plan undone"))

    def _tell_dropped(self, moves):
        """An invoice of the plan was cancelled or reset to draft: said, once."""
        summary = self.env._("Invoice of a payment plan no longer posted")
        for plan in self:
            gone = plan.move_ids.filtered(
                lambda move: move in moves and move.state != "posted"
            )
            if not gone or summary in plan.activity_ids.mapped("summary"):
                continue
            plan._tell_history(
                self.env._(
                    "%(numbers)s is not posted any more: %(amount)s less is asked, "
                    "from the last instalments first.",
                    numbers=", ".join(move.name or "" for move in gone),
                    amount=plan.currency_id.format(plan.dropped_amount),
                )
            )
            plan._tell_user(summary)

    # === THE AGREEMENT ===
    # What is agreed, in words: the text, the message that proposes it, the PDF.

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

    # === THE CUSTOMER'S PAGE ===
    # The plan's own page: what it shows, and what the customer answers there.

    page_tries = fields.Integer(readonly=True, copy=False)
    page_day = fields.Date(readonly=True, copy=False)

    # === WHERE IT IS READ ===

    def _get_reader_link(self):
        """The link of who was sent the plan: nobody else's leads there by message."""
        self.ensure_one()
        reader = self._get_contact() or self.debtor_id
        return self.env["dunning.link"]._get_link(
            reader, self.debtor_id, self.company_id
        )

    @api.private
    def get_portal_url(self, **_options):
        """The page of this plan under its reader's link, for messages; not given by RPC.

        :raises AccessError: links are for collectors, who write the messages
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "relance_avancee.relance_avancee_group_user"
        ):
            raise AccessError(self.env._("This is for collectors only."))
        link = self._get_reader_link()
        return link._get_path() + link._get_plan_end(self)

    # === ACCEPTANCE ===

    def _get_fingerprint(self):
        """What the page sends back: the very text that was read is accepted."""
        self.ensure_one()
        return hashlib.sha256((self.agreement_html or "").encode()).hexdigest()

    def _accept(self, name, agreed, fingerprint, address):
        """The customer accepts on its page.

        :param fingerprint: of the text it was shown
        :return: the reason why not, for the customer to read; or ""
        """
        self.ensure_one()
        # two tabs, or a page and the collector: one of them is first
        self.lock_for_update()
        self.invalidate_recordset()
        if self.state != "proposed":
            return ""
        name = typed.line(name, MAX_NAME)
        if problem := self._why_not_accepted(name, agreed, fingerprint):
            self._count_try()
            return problem
        self.write(
            {
                "accepted_name": name,
                "accepted_date": self.company_id._dunning_now(),
                "accepted_by_id": self._get_insider().id,
                "accepted_ip": address or "",
                "accepted_html": self.agreement_html,
                "accepted_sha256": fingerprint,
            }
        )
        house = self._in_house()
        house._activate()
        house._tell_history(
            house.env._("Accepted on its page by %(name)s.", name=self.accepted_name)
        )
        if insider := self._get_insider():
            house._tell_history(
                house.env._(
                    "Accepted by %(user)s, of the company, on behalf of %(name)s.",
                    user=insider.name,
                    name=self.accepted_name,
                )
            )
        house._tell_user(house.env._("Payment plan accepted"))
        return ""

    def _get_insider(self):
        """The employee who is on the customer's page; nobody when it is the customer."""
        user = self.env.user
        insider = user._is_internal() and not user._is_superuser()
        return user if insider else user.browse()

    def _in_house(self):
        """This plan in the language of the collector: the page speaks its customer's."""
        self.ensure_one()
        lang = spoken(self.env, self.user_id.lang, self.company_id.partner_id.lang)
        return self.with_context(lang=lang)

    def _why_not_accepted(self, name, agreed, fingerprint):
        if self._tries_today() >= MAX_TRIES:
            return self.env._("Too many attempts today: please try again tomorrow.")
        if self.date_expiry and self.date_expiry < self._get_today():
            return self.env._("This proposal has expired: please ask for another one.")
        if not name:
            return self.env._("Please write your name.")
        if not agreed:
            return self.env._("Please tick the box to accept the plan.")
        if fingerprint != self._get_fingerprint():
            return self.env._("The proposal has changed: please read it again.")
        if any(move.state != "posted" for move in self.move_ids):
            house = self._in_house()
            house._tell_user(
                house.env._("Proposed payment plan: an invoice has changed")
            )
            return self.env._(
                "One of the invoices has changed since: we will send you a new proposal."
            )
        return ""

    def _decline(self, note):
        """The customer does not agree, and may say what it wishes instead."""
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset()
        if self.state != "proposed":
            return ""
        if self._tries_today() >= MAX_TRIES:
            return self.env._("Too many attempts today: please try again tomorrow.")
        house = self._in_house()
        house._close("cancelled")
        words = typed.words(note, MAX_NOTE)
        house.message_post(
            body=words or house.env._("Declined on the customer's page."),
            author_id=self._get_contact().id or self.debtor_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        house._tell_user(house.env._("Payment plan declined by the customer"))
        return ""

    def _get_pay_online(self, link, base):
        """What is asked for now, to be paid on the page of the reader of this one.

        :return: dict: url, formatted amount; empty when nothing can be paid online
        """
        self.ensure_one()
        if self.state != "active" or not link:
            return {}
        amount = link._prepare_plan_amount(self)
        return amount and amount | {"url": f"{base}/pay/{amount['basket']}"}

    def _tries_today(self):
        return self.page_tries if self.page_day == self._get_today() else 0

    def _get_seconds_to_wait(self):
        """How long after too many tries; 0 when there were not too many."""
        self.ensure_one()
        if self._tries_today() < MAX_TRIES:
            return 0
        now = self.company_id._dunning_now()
        tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0)
        return max(60, int((tomorrow - now).total_seconds()))

    def _count_try(self):
        self.write(
            {"page_tries": self._tries_today() + 1, "page_day": self._get_today()}
        )

    # === THE CUSTOMER'S PAGE ===

    def _get_portal_plan_values(self, link=None, base=""):
        """What a customer's page shows of a plan: live, formatted by the template.

        :param link: of the reader; none when the company looks at it
        :param base: address of the reader's page
        :return: dict: plan, currency, today, url, lines (list of dict: number, date,
            amount, interest, paid, left, state), total, paid, left, progress (0 to 100),
            late_amount, next_date, pay_amount, iban, reference, epc (picture or None),
            pay_online (see ``_get_pay_online``), text and fingerprint of the agreement
        """
        self.ensure_one()
        lines = [
            {
                "number": line.number,
                "date": line.date,
                "amount": line.amount,
                "interest": line.interest,
                "paid": line.paid_amount,
                "left": line.left_amount,
                "state": line.state,
            }
            for line in self.line_ids
        ]
        _late, pay_amount, _coming = instalments.to_pay(
            self._get_instalments(), self._get_today(), self.currency_id.rounding
        )
        return {
            "plan": self,
            "currency": self.currency_id,
            "today": self._get_today(),
            "url": link._get_plan_end(self) if link else "",
            "lines": lines,
            "total": sum(line["amount"] for line in lines),
            "paid": sum(line["paid"] for line in lines),
            "left": sum(line["left"] for line in lines),
            "progress": self.progress,
            "late_amount": self.late_amount,
            "next_date": self.date_next,
            "pay_amount": pay_amount,
            "iban": self._get_bank_account().acc_number,
            "reference": self._get_transfer_reference(),
            "epc": self._get_epc_picture(pay_amount),
            "pay_online": self._get_pay_online(link, base),
            "text": self.accepted_html or self.agreement_html,
            "fingerprint": self._get_fingerprint(),
        }
