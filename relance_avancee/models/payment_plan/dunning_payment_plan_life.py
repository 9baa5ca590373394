"""The life of a plan: proposed, agreed, over, replaced."""

import hashlib
from datetime import timedelta

from odoo import Command, api, fields, models, tools
from odoo.exceptions import AccessError, UserError

from ...core import calendars
from ...languages import spoken
from . import (
    acceptance,
    agreement,
    dunning_payment_plan,  # noqa: F401 - inherited
    plan_fees,
    settling,
    terms,
)

RUNNING = ("draft", "proposed", "active")


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    # === PROPOSED ===

    def action_propose(self):
        """The customer is asked to agree; its invoices wait meanwhile."""
        found = self._allowed()
        terms.check_ready(found)
        ready = terms.approve_or_ask(found)
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
            agreement.send_proposal(self)

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

    # === RUNNING ===

    def action_activate(self):
        """Agreed on the phone or on paper: the plan runs, its invoices wait."""
        found = self._allowed()
        terms.check_ready(found)
        ready = terms.approve_or_ask(found)
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
        plan_fees.prepare_fees(self)
        agreement.keep_agreement(self)

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

    # === BY THE DATE, AND WHEN THE LEDGER CHANGES (settling) ===
    # All at once, never one by one.

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
        if running:
            settling.settle(running, root, today)

    def _settle_done(self):
        self._close("done")
        plan_fees.waive_fees(self)

    def _settle_broken(self):
        self._close("broken")

    def _settle_expired(self):
        self._close("cancelled")
        self._tell_history(self.env._("Not accepted in time."))
        self._tell_user(self.env._("Payment plan not accepted in time"))

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
        """Payments came in or were undone, an invoice was cancelled."""
        settling.ledger_changed(self, moves)

    # === THE AGREEMENT (agreement) ===
    # What is agreed, in words: the text, the message that proposes it, the PDF.

    agreement_html = fields.Html(
        "Text of the agreement", readonly=True, copy=False, sanitize=False
    )
    proposal_html = fields.Html(compute="_compute_proposal_html", sanitize=False)
    agreement_id = fields.Many2one(
        "ir.attachment", "Agreement", readonly=True, copy=False, ondelete="restrict"
    )

    def _get_lang(self):
        """Language of the one who reads."""
        self.ensure_one()
        contact = self._get_contact()
        return spoken(self.env, contact.lang, self.partner_id.lang)

    def _write_agreement(self):
        """Fix the text as it is shown and accepted: amounts, dates, settings of today."""
        self.agreement_html = agreement.render_agreement(self)

    def _prepare_agreement(self):
        """Values of the text, formatted in the language of the environment."""
        return agreement.prepare_agreement(self)

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
        return agreement.prepare_table(self, asked, total)

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
            agreement.send_proposal(plan)
        return True

    def _prepare_mail(self, contact):
        """Values of the message; in test mode to the test address alone."""
        return agreement.prepare_mail(self, contact)

    # === HOW TO PAY ===

    def _get_bank_account(self):
        """The account printed on the invoices, else the company's first."""
        return agreement.get_bank_account(self)

    def _get_transfer_reference(self):
        """What bank matching looks for: the invoices' own references, whole ones only."""
        return agreement.get_transfer_reference(self)

    # === THE PDF ===

    def _prepare_document(self):
        """Values of the PDF, beside the text of the agreement."""
        return agreement.prepare_document(self)

    def _get_agreement_pdf(self):
        """What was agreed if it is kept, else a proof of today."""
        return agreement.get_agreement_pdf(self)

    def _get_filename(self):
        """Name of the file, without extension."""
        return agreement.get_filename(self)

    def action_print(self):
        """The agreement; sealed now if it could not be when it was accepted."""
        self.ensure_one()
        plan = self._allowed()
        if plan.state in ("active", "done", "broken"):
            agreement.keep_agreement(plan)
        return self.env.ref(agreement.REPORT).report_action(self)

    # === THE CUSTOMER'S PAGE (acceptance) ===
    # The plan's own page: what it shows, and what the customer answers there.

    page_tries = fields.Integer(readonly=True, copy=False)
    page_day = fields.Date(readonly=True, copy=False)

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
        """The customer accepts on its page."""
        return acceptance.accept(self, name, agreed, fingerprint, address)

    def _decline(self, note):
        """The customer does not agree, and may say what it wishes instead."""
        return acceptance.decline(self, note)

    def _get_pay_online(self, link, base):
        """What is asked for now, to be paid on the page of the reader of this one.

        :return: dict: url, formatted amount; empty when nothing can be paid online
        """
        self.ensure_one()
        if self.state != "active" or not link:
            return {}
        amount = link._prepare_plan_amount(self)
        return amount and amount | {"url": f"{base}/pay/{amount['basket']}"}

    def _get_seconds_to_wait(self):
        """How long after too many tries; 0 when there were not too many."""
        return acceptance.get_seconds_to_wait(self)

    def _get_portal_plan_values(self, link=None, base=""):
        """What a customer's page shows of a plan: live, formatted by the template."""
        return acceptance.get_portal_plan_values(self, link, base)
