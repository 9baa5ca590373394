from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...const import HOLD_REASONS
from ..records import (
    dunning_about,  # noqa: F401 - inherited
    dunning_evidence,  # noqa: F401 - inherited
    dunning_named,  # noqa: F401 - inherited
)

ABOUT = {"company_id", "partner_id", "move_id"}
TERMS = {"amount", "reason", "date_from", "date_to", "cause_id", "note"}


class DunningHold(models.Model):
    _name = "dunning.hold"
    _description = "Suspension of dunning"
    _inherit = [
        "dunning.about",
        "dunning.evidence",
        "dunning.named",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _about_field = "move_id"

    active = fields.Boolean(default=True)
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted'),"
        " ('commercial_partner_id', '=?', partner_id)]",
        help="Empty: every invoice of the customer.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount = fields.Monetary(
        help="The part of the amount that is held; empty or 0: all of it."
    )
    reason = fields.Selection(HOLD_REASONS, default="manual", required=True)
    date_from = fields.Date(
        "From", required=True, default=lambda self: self.env.company._dunning_today()
    )
    date_to = fields.Date(
        "Until", help="Last day of the suspension; empty: until lifted."
    )
    note = fields.Text()
    cause_id = fields.Many2one(
        "dunning.cause",
        "Late payment reason",
        ondelete="restrict",
        help="What the customer says in its reply; scenarios may depend on it.",
    )
    # what keeps it alive, if anything but a person does
    promise_id = fields.Many2one(
        "dunning.promise", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    dispute_id = fields.Many2one(
        "dunning.dispute", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    plan_id = fields.Many2one(
        "dunning.payment.plan",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    lifted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    lifted_date = fields.Datetime(readonly=True, copy=False)

    _amount_not_negative = models.Constraint(
        "CHECK(amount >= 0)", "The amount held cannot be negative."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A suspension cannot end before it starts.",
    )
    # read every night for every debtor
    _in_force_idx = models.Index("(partner_id) WHERE active")

    @api.depends("move_id", "company_id")
    def _compute_currency_id(self):
        for hold in self:
            hold.currency_id = hold.move_id.currency_id or hold.company_id.currency_id

    @api.depends("reason", "date_to", "partner_id", "move_id")
    def _compute_display_name(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        for hold in self:
            target = hold.move_id.name or hold.partner_id.display_name
            hold.display_name = " – ".join(
                filter(None, [labels.get(hold.reason), target])
            )

    @api.constrains("amount", "move_id")
    def _check_amount(self):
        for hold in self:
            total = hold.move_id.amount_total
            if hold.move_id and hold.amount and hold.amount > total:
                raise ValidationError(
                    self.env._(
                        "The amount held (%(amount)s) is larger than the invoice (%(total)s).",
                        amount=hold.currency_id.format(hold.amount),
                        total=hold.currency_id.format(total),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # before anything is read of what the caller names
            self._check_named(vals)
            if vals.get("partner_id"):
                partner = self.env["res.partner"].browse(vals["partner_id"])
                vals["partner_id"] = partner.commercial_partner_id.id
        holds = super().create(vals_list)
        holds._tell_cause()
        holds._refresh_actions()
        return holds

    def _get_by_hand(self):
        """Who lifted it and what keeps it alive are nobody's to say; the past stays."""
        if not self:
            return super()._get_by_hand() | ABOUT | TERMS
        # sudo: only said in words: who writes the rest is the engine
        lifted = not all(self.sudo().mapped("active"))
        return super()._get_by_hand() | ({"note"} if lifted else TERMS)

    def write(self, vals):
        result = super().write(vals)
        if "cause_id" in vals:
            self._tell_cause()
        self._refresh_actions()
        return result

    def _tell_cause(self):
        """The debtor keeps the last cause it gave, whoever wrote it down."""
        for hold in self.filtered("cause_id"):
            hold.partner_id._dunning_set_cause(hold.cause_id, hold.company_id)

    def action_lift(self):
        """Lift by hand: dunning goes on from today, the row stays as history."""
        self.check_access("write")
        # sudo: nobody writes who lifted, the button does
        self.sudo().write(
            {
                "active": False,
                "lifted_by_id": self.env.uid,
                "lifted_date": fields.Datetime.now(),
            }
        )

    def action_archive(self):
        """Archiving is lifting, and says who did it."""
        return self.filtered("active").action_lift()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        # sudo: whoever deletes, the engine may
        for hold in self.sudo():
            if not hold.active or hold.promise_id or hold.dispute_id or hold.plan_id:
                raise UserError(
                    self.env._(
                        "This suspension is history: lift it, it cannot be deleted."
                    )
                )

    def action_extend(self):
        """A week more, from the end or from today."""
        for hold in self:
            start = max(
                hold.date_to or hold.date_from, hold.company_id._dunning_today()
            )
            hold.date_to = start + timedelta(days=7)

    @api.model
    def _get_action_new(self, partner, move=None):
        """Window action: a new suspension, in a dialog."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Suspend dunning"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [
                (self.env.ref("relance_avancee.dunning_hold_view_form").id, "form")
            ],
            "target": "new",
            "context": {
                "default_partner_id": partner.id,
                "default_move_id": move.id if move else False,
                "default_company_id": (
                    move.company_id if move else self.env.company
                ).id,
            },
        }

    def _refresh_actions(self):
        """A hold stops at once what was about to leave."""
        for company, holds in self.grouped("company_id").items():
            # sudo: who suspends needs no right on what waits
            self.env["dunning.action"].sudo()._reevaluate_debtors(
                company,
                holds.debtor_id | holds.move_id.commercial_partner_id,
            )
