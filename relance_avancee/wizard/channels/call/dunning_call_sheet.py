from datetime import timedelta

from odoo import api, fields, models

from ....core.mail import calls
from ....models.channels.call import briefing
from ....models.records import dunning_wizard  # noqa: F401 - inherited

CALLS_TO_MAKE = "relance_avancee.dunning_call_action_todo"


class DunningCallSheet(models.TransientModel):
    """What one needs during a call, on one screen; nothing here outlives the call."""

    _name = "dunning.call.sheet"
    _inherit = ["dunning.wizard"]
    _description = "Call sheet"

    action_id = fields.Many2one("dunning.action", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    contact_id = fields.Many2one(
        "res.partner",
        "Who to call",
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    phone = fields.Char(compute="_compute_contact")
    contact_function = fields.Char(compute="_compute_contact")
    local_time = fields.Char("Time there", compute="_compute_contact")
    is_decent = fields.Boolean(compute="_compute_contact")
    advice = fields.Char(compute="_compute_contact")
    is_test = fields.Boolean(compute="_compute_situation")
    overdue = fields.Monetary(compute="_compute_situation")
    situation = fields.Char(compute="_compute_situation")
    promise_record = fields.Char(compute="_compute_situation")
    debts_html = fields.Html(compute="_compute_situation", sanitize=False)
    history_html = fields.Html(compute="_compute_situation", sanitize=False)
    script_html = fields.Html("Script", compute="_compute_script", sanitize=False)
    tries = fields.Integer(related="action_id.call_tries")

    # what the caller notes; proposals a click can take as they are
    note = fields.Text()
    cause_id = fields.Many2one("dunning.cause", "Cause of late payment")
    date = fields.Date("Will pay on")
    amount = fields.Monetary()
    move_id = fields.Many2one(
        "account.move", "Invoice disputed", domain="[('id', 'in', move_ids)]"
    )
    reason_id = fields.Many2one("dunning.dispute.reason", "Reason")
    move_ids = fields.Many2many("account.move", compute="_compute_situation")
    outcome_ids = fields.Many2many(
        "dunning.call.outcome", compute="_compute_outcome_ids"
    )

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = self.env._("Call %s", sheet.partner_id.name or "")

    @api.depends("contact_id")
    def _compute_contact(self):
        hours = self.env["dunning.hours"]
        for sheet in self:
            contact = sheet.contact_id or sheet.partner_id
            sheet.phone = contact.phone
            sheet.contact_function = contact.function
            found = hours._describe_call_time(contact, sheet.company_id)
            sheet.local_time = found["local_time"]
            sheet.is_decent = found["is_decent"]
            sheet.advice = found["advice"]

    @api.depends("partner_id", "company_id")
    def _compute_situation(self):
        qweb = self.env["ir.qweb"]
        for sheet in self:
            # the briefing reads as root: not for companies the user is not in
            sheet.company_id.check_access("read")
            root = sheet.company_id.root_id
            partner = sheet.partner_id.with_company(root)
            debts = briefing.get_debts(self.env, partner, root)
            history = briefing.get_history(self.env, partner, root)
            sheet.is_test = root.dunning_mode != "live"
            sheet.overdue = partner.dunning_overdue_amount
            sheet.situation = partner.dunning_explanation
            sheet.promise_record = partner.dunning_promise_record
            sheet.move_ids = self.env["account.move"].union(
                *(row["move"] for row in debts)
            )
            sheet.debts_html = qweb._render(
                "relance_avancee.call_debts", {"rows": debts}
            )
            sheet.history_html = qweb._render(
                "relance_avancee.call_history", {"rows": history}
            )

    @api.depends("action_id", "contact_id")
    def _compute_script(self):
        for sheet in self:
            sheet.company_id.check_access("read")
            sheet.script_html = briefing.get_script(
                sheet.action_id,
                sheet.partner_id,
                sheet.company_id.root_id,
                sheet.contact_id,
            )

    def _compute_outcome_ids(self):
        self.outcome_ids = self.env["dunning.call.outcome"].search(
            [("active", "=", True)]
        )

    # === OPENING ===

    @api.model
    def _open(self, partner, company, action=None, contact=None):
        """The sheet of a planned call, or of a customer one rings outside the plan."""
        self.env["dunning.action"]._allowed()
        root = company.root_id
        action = action or self._find_planned(partner, root)
        sheet = self.create(self._prepare_sheet(partner, root, action, contact))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call %s", partner.name),
            "res_model": self._name,
            "res_id": sheet.id,
            "view_mode": "form",
            "target": "current",
        }

    def _find_planned(self, partner, root):
        return self.env["dunning.action"].search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "child_of", root.id),
                ("channel", "=", "call"),
                ("state", "=", "planned"),
            ],
            order="date_planned, id",
            limit=1,
        )

    def _prepare_sheet(self, partner, root, action, contact):
        """Proposals: the chosen contact if it has a number, a week to pay, all of it."""
        items = briefing.get_items(self.env, partner, root)
        today = root._dunning_today()
        currency = action.currency_id or items[:1].currency_id or root.currency_id
        late = items.filtered(
            lambda item: item.currency_id == currency
            and (item.date_maturity or item.date) < today
        )
        if not contact or not contact.phone:
            contact = action.contact_id or self._find_contact(partner, root)
        moves = action.claimed_line_ids.move_id
        return {
            "action_id": action.id,
            "partner_id": partner.id,
            "company_id": root.id,
            "currency_id": currency.id,
            "contact_id": contact.id,
            "date": calls.call_day(today + timedelta(days=7), root._dunning_place()),
            "amount": action.amount or sum(late.mapped("amount_residual_currency")),
            "move_id": moves.id if len(moves) == 1 else False,
        }

    def _find_contact(self, partner, root):
        ledger = self.env["dunning.ledger"]
        self.env.flush_all()
        scope = ledger._get_scope(root, partner.ids)
        found = ledger._read_contacts(scope, partner.ids)
        return partner.browse(found.get((partner.id, "call"), partner.id))

    # === OUTCOME ===

    def _record(self, outcome):
        """One click on an outcome: written down, done, and on to the next call."""
        self.ensure_one()
        action = self.action_id or self.env["dunning.action"]._start_call(
            self.partner_id, self.company_id, self.contact_id or self.partner_id
        )
        made = action._record_call(outcome, self._prepare_values())
        self.action_id = action
        return self._notify(outcome, made)

    def _prepare_values(self):
        return {
            "contact_id": self.contact_id.id,
            "phone": self.phone,
            "note": self.note,
            "cause_id": self.cause_id.id,
            "date": self.date,
            "amount": self.amount,
            "move_id": self.move_id.id,
            "reason_id": self.reason_id.id,
        }

    def _notify(self, outcome, made):
        """What was done, then the plan to complete or the calls still to make."""
        following = self.env["ir.actions.act_window"]._for_xml_id(CALLS_TO_MAKE)
        # the sheet of a call that is over is not gone back to
        following["target"] = "main"
        if made and made._name == "dunning.payment.plan":
            following = {
                "type": "ir.actions.act_window",
                "res_model": made._name,
                "res_id": made.id,
                "views": [(False, "form")],
                "target": "current",
            }
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(customer)s: %(outcome)s.",
                    customer=self.partner_id.name,
                    outcome=outcome.name,
                ),
                "next": following,
            },
        }
