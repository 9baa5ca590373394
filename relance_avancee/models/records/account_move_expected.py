from odoo import api, fields, models
from odoo.tools.misc import format_date

from ...const import RISKS
from .account_move import READERS

OPEN_STATES = ("not_paid", "partial")


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_risk = fields.Selection(
        RISKS, "Risk class", compute="_compute_dunning_risk", groups=READERS
    )
    dunning_expected_date = fields.Date(
        "Expected payment",
        compute="_compute_dunning_expected",
        groups=READERS,
        help="From how this customer paid before, or from what it promised.",
    )
    dunning_expected_text = fields.Char(
        "How sure", compute="_compute_dunning_expected", groups=READERS
    )

    @api.depends("commercial_partner_id.dunning_risk", "company_id")
    def _compute_dunning_risk(self):
        for company, moves in self.grouped("company_id").items():
            for move in moves:
                partner = move.commercial_partner_id.with_company(company)
                move.dunning_risk = partner.dunning_risk

    @api.depends("payment_state", "state", "invoice_date_due")
    @api.depends_context("lang")
    def _compute_dunning_expected(self):
        found = self._dunning_expected()
        for move in self:
            expectation = found.get(move._origin.id)
            move.dunning_expected_date = expectation and expectation.date
            move.dunning_expected_text = expectation and self._dunning_expected_text(
                expectation
            )

    def _dunning_expected(self, today=None):
        """When these open invoices will be paid.

        An invoice in instalments is paid when its last one is.

        :return: dict of :class:`~core.figures.expected_payment.Expectation` by move id
        """
        self.check_access("read")
        found = {}
        opened = self.filtered(
            lambda move: move.state == "posted"
            and move.move_type in ("out_invoice", "out_receipt")
            and move.payment_state in OPEN_STATES
        )
        for root, moves in opened.grouped(lambda move: move.company_id.root_id).items():
            # sudo: whoever reads an invoice may read when it should be paid
            found |= (
                self.env["dunning.expectation"]
                .sudo()
                ._expect(
                    root,
                    [
                        (
                            move.id,
                            move.id,
                            move.commercial_partner_id.commercial_partner_id.id,
                            move.invoice_date_due or move.date,
                        )
                        for move in moves
                    ],
                    today or root._dunning_today(),
                )
            )
        return found

    def _dunning_expected_text(self, expectation):
        """Where the expected day comes from and how sure it is, in one sentence."""
        sources = {
            "promise": self.env._("promised by the customer"),
            "plan": self.env._("agreed in a payment plan"),
            "customer": self.env._("from this customer's payments"),
            "segment": self.env._("from payments of customers of this kind"),
            "company": self.env._("from payments of all customers"),
            "due_date": self.env._("no history yet: the due date"),
        }
        sure = {
            "high": self.env._("quite sure"),
            "medium": self.env._("fairly sure"),
            "low": self.env._("not sure"),
        }
        text = f"{sources[expectation.source]}, {sure[expectation.sure]}"
        if expectation.earliest == expectation.latest:
            return text
        return self.env._(
            "%(text)s (between %(earliest)s and %(latest)s)",
            text=text,
            earliest=format_date(self.env, expectation.earliest),
            latest=format_date(self.env, expectation.latest),
        )
