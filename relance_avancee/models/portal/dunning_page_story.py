"""What a customer's page tells besides the debts: promises, plans, payments, messages."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...const import LIVE_DISPUTES
from ...tools import receivable_accounts

MESSAGES_SHOWN = 20
PAYMENTS_SHOWN_DAYS = 30


class DunningPageStory(models.AbstractModel):
    """Mixin of ``dunning.link``: what was said, paid and sent."""

    _name = "dunning.page.story"
    _description = "History on a customer's page"

    def _get_our_domain(self):
        """Records of ours about this debtor at this company."""
        return [
            ("debtor_id", "=", self.debtor_id.id),
            ("company_id", "child_of", self.company_id.id),
        ]

    # === DISPUTES AND PROMISES ===

    def _get_disputes(self):
        """Those under way, and those accepted whose credit note is not there yet."""
        return self.env["dunning.dispute"].search(
            [*self._get_our_domain(), ("state", "in", LIVE_DISPUTES)]
        )

    def _get_disputed_amounts(self, moves):
        """Disputed part by invoice id."""
        amounts = {}
        for dispute in self._get_disputes():
            move_id = dispute.move_id.id
            amounts[move_id] = amounts.get(move_id, 0.0) + dispute.disputed_amount
        return amounts

    def _prepare_disputes(self):
        return [
            {
                "title": self.env._("Dispute"),
                "text": self.env._(
                    "%(amount)s of %(number)s since %(date)s. We are working on it.",
                    number=dispute.move_id.name,
                    amount=dispute.currency_id.format(dispute.disputed_amount),
                    date=format_date(self.env, dispute.date_opened),
                ),
            }
            for dispute in self._get_disputes()
        ]

    def _get_promises(self):
        return self.env["dunning.promise"].search(
            [*self._get_our_domain(), ("state", "=", "open")], order="date, id"
        )

    def _prepare_promises(self):
        return [
            {
                "title": self.env._("Promise"),
                "text": self.env._(
                    "%(amount)s by %(date)s",
                    amount=promise.currency_id.format(promise.amount),
                    date=format_date(self.env, promise.date),
                )
                + self._in_brackets(promise.move_ids),
            }
            for promise in self._get_promises()
        ]

    def _in_brackets(self, moves):
        names = ", ".join(moves.mapped("name"))
        return f" ({names})" if names else ""

    # === CREDITS ===

    def _prepare_credits(self):
        """Credit notes and payments that no invoice has used yet."""
        documents = self._get_documents()
        return [
            {
                "title": self.env._("In your favour"),
                "text": self.env._(
                    "%(amount)s since %(date)s",
                    amount=item.currency_id.format(-item.amount_residual_currency),
                    date=format_date(self.env, item.date),
                ),
                "number": item.move_id.name,
                "move_id": item.move_id.id if item.move_id in documents else False,
            }
            for item in self._get_open_items(-1)
        ]

    # === PLANS ===

    def _get_plans(self):
        """Plans that run or wait for the customer."""
        return self.env["dunning.payment.plan"]._get_running(
            self.debtor_id, self.company_id
        )

    def _get_plan(self, plan_id):
        """One that was ever proposed to this debtor; empty when it is another's."""
        return self.env["dunning.payment.plan"].search(
            [*self._get_our_domain(), ("id", "=", plan_id), ("state", "!=", "draft")]
        )

    def _get_plan_end(self, plan):
        """Where the plan is read and accepted, under the reader's page."""
        return f"/plan/{plan.id}"

    def _prepare_plans(self):
        labels = dict(
            self.env["dunning.payment.plan.line"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        return [
            {
                "text": self.env._(
                    "For %(numbers)s", numbers=", ".join(plan.move_ids.mapped("name"))
                ),
                "state": plan.state,
                "url": self._get_plan_end(plan),
                "lines": [
                    {
                        "date": format_date(self.env, line.date),
                        "amount": plan.currency_id.format(line.amount),
                        "state": line.state,
                        "label": labels.get(line.state, ""),
                    }
                    for line in plan.line_ids
                ],
                "pay": self._prepare_plan_amount(plan),
            }
            for plan in self._get_plans()
        ]

    def _get_plan_amount(self, plan):
        """What the plan asks for now, of what can still be paid on its invoices."""
        if plan.state != "active":
            return 0.0
        payable = sum(
            due.payable
            for due in self._get_dues()
            if due.item.move_id in plan.move_ids and not due.problem
        )
        return plan.currency_id.round(min(plan._get_pay_amount(), payable))

    def _prepare_plan_amount(self, plan):
        amount = self._get_plan_amount(plan)
        if plan.currency_id.is_zero(amount):
            return {}
        items = [
            due.item.id
            for due in self._get_dues()
            if due.item.move_id in plan.move_ids and not due.problem
        ]
        return {
            "formatted": plan.currency_id.format(amount),
            "basket": self._make_code(items, amount),
        }

    # === PAYMENTS ===

    def _get_transactions(self, moves, states):
        """Online payments of these invoices that count, or counted lately."""
        return self.env["payment.transaction"].search(
            [("invoice_ids", "in", moves.ids), ("state", "in", states)]
        )

    def _get_transactions_in_flight(self, moves):
        """Money that has left the customer and is not on its account yet.

        As ``dunning.money`` reads it: a payment left "pending" or "authorised" for too
        long, a transfer never made or a card never charged, stops counting.
        """
        since = fields.Datetime.now() - timedelta(
            days=self.company_id.dunning_in_flight_days
        )
        return self._get_transactions(
            moves, ("pending", "authorized", "done")
        ).filtered(
            lambda tx: (tx.state == "done" and not tx.is_post_processed)
            or (
                tx.state in ("pending", "authorized")
                and (tx.last_state_change or tx.create_date) >= since
            )
        )

    def _get_amounts_in_flight(self, moves):
        """Amount on its way by invoice id; one payment fills the oldest first."""
        amounts = {}
        for tx in self._get_transactions_in_flight(moves):
            left = tx.amount
            ours = tx.invoice_ids.filtered(lambda move: move in moves)
            for move in ours.sorted(lambda move: (move.invoice_date_due, move.id)):
                part = min(
                    left, max(0.0, move.amount_residual - amounts.get(move.id, 0))
                )
                amounts[move.id] = amounts.get(move.id, 0.0) + part
                left -= part
        return amounts

    def _prepare_transactions(self):
        """Payments under way, and those of the last weeks."""
        since = fields.Datetime.now() - timedelta(days=PAYMENTS_SHOWN_DAYS)
        moves = self._get_documents()
        under_way = self._get_transactions_in_flight(moves)
        recent = self._get_transactions(moves, ("done",)).filtered(
            lambda tx: (tx.last_state_change or tx.create_date) >= since
        )
        return [
            {
                "title": self.env._("Payment under way")
                if tx in under_way
                else self.env._("Payment received"),
                "text": self.env._(
                    "%(amount)s on %(date)s",
                    amount=tx.currency_id.format(tx.amount),
                    date=format_date(self.env, tx.last_state_change or tx.create_date),
                )
                + self._in_brackets(tx.invoice_ids),
            }
            for tx in under_way | recent
        ]

    # === THE ACCOUNT ===

    @api.model
    def _get_debtor_companies(self, partner):
        """Companies that ever invoiced this debtor: those of which it may have a page."""
        found = self.env["account.move.line"]._read_group(
            [
                ("partner_id.commercial_partner_id", "=", partner.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                # an opening balance is owed too, when it is followed
                "|",
                ("move_id.move_type", "in", ("out_invoice", "out_receipt")),
                "&",
                ("move_id.move_type", "=", "entry"),
                ("no_followup", "=", False),
            ],
            ["company_id"],
        )
        return self.env["res.company"].union(*(company.root_id for [company] in found))

    @api.model
    def _count_debts(self, partner):
        """Open invoices and balances of this debtor, whatever the company."""
        self.env.flush_all()
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(DISTINCT aml.move_id)
                  FROM account_move_line aml
                  JOIN res_partner partner ON partner.id = aml.partner_id
                  JOIN account_move move ON move.id = aml.move_id
                  JOIN account_journal journal ON journal.id = move.journal_id
                 WHERE partner.commercial_partner_id = %s
                   AND aml.account_id IN %s AND aml.reconciled IS NOT TRUE
                   AND aml.parent_state = 'posted' AND %s
                """,
                partner.id,
                receivable_accounts(self.env),
                self.env["dunning.ledger"]._get_owed(),
            )
        )
        return count

    def _get_invoice_file(self, move_id):
        """(name, content) of the PDF of one document; None when it is not this debtor's."""
        move = self._get_document(move_id)
        if not move:
            return None
        attachment = move._dunning_get_pdfs().get(move.id)
        return attachment and (attachment.name, attachment.raw)

    # === MESSAGES ===

    def _prepare_messages(self):
        """What was sent to this customer, newest first."""
        actions = self.env["dunning.action"].search(
            [
                *self._get_our_domain(),
                ("state", "=", "done"),
                ("is_test", "=", False),
                (
                    "channel",
                    "in",
                    self.env["dunning.channel"]._get_registry().written,
                ),
            ],
            order="date_done desc, id desc",
            limit=MESSAGES_SHOWN,
        )
        channels = dict(actions._fields["channel"]._description_selection(self.env))
        return [
            self.env._(
                "%(date)s, %(channel)s to %(contact)s: %(step)s, %(amount)s",
                date=format_date(self.env, action.date_done),
                channel=channels[action.channel],
                contact=(action.contact_id or action.partner_id).name or "",
                step=action.step_id.name or "",
                amount=action.currency_id.format(action.amount),
            )
            for action in actions
        ]
