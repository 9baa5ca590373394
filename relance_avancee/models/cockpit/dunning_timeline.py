"""Everything said, sent and paid, newest first: the file a judge or a colleague reads."""

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date, html2plaintext

from ..channels.call import dunning_briefing  # noqa: F401 - inherited

LENGTH = 60  # rows shown
QUOTE = 160  # characters of a reply


class DunningTimeline(models.AbstractModel):
    """Extends the briefing's short history with replies, payments and files."""

    _name = "dunning.timeline"
    _inherit = "dunning.briefing"
    _description = "Timeline of a debtor"

    @api.model
    def _get_rows(self, partner, root, limit=LENGTH):
        """Rows with date, what, detail, icon and files, as the template shows them."""
        found = [
            *self._get_past_actions(partner, root, limit),
            *self._get_past_calls(partner, root, limit),
            *self._get_commitments(partner, root, limit),
            *self._get_replies(partner, root, limit),
            *self._get_payments(partner, root, limit),
        ]
        found.sort(key=lambda row: row["date"], reverse=True)
        return [
            {"files": (), "url": "", **row, "date": format_date(self.env, row["date"])}
            for row in found[:limit]
        ]

    def _describe_action(self, action):
        """As the briefing, with the very files that were sent."""
        letters = action.letter_ids.attachment_id
        files = letters or action.message_ids.attachment_ids
        return super()._describe_action(action) | {
            "files": [(file.name, f"/web/content/{file.id}") for file in files],
            "url": f"/odoo/dunning.action/{action.id}",
        }

    def _get_replies(self, partner, root, limit):
        """What the customer wrote back."""
        actions = self.env["dunning.action"].search(
            [
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    partner.commercial_partner_id.id,
                ),
                ("company_id", "child_of", root.id),
                ("state", "=", "done"),
            ]
        )
        messages = self.env["mail.message"].search(
            [
                ("model", "=", "dunning.action"),
                ("res_id", "in", actions.ids),
                ("message_type", "in", ("email", "comment")),
                ("author_id.partner_share", "=", True),
            ],
            order="id desc",
            limit=limit,
        )
        return [
            {
                "date": message.date.date(),
                "what": self.env._("Reply of %s", message.author_id.name or ""),
                "detail": html2plaintext(message.body or Markup()).strip()[:QUOTE],
                "icon": "fa-reply",
                "url": f"/odoo/dunning.action/{message.res_id}",
                "files": [
                    (file.name, f"/web/content/{file.id}")
                    for file in message.attachment_ids
                ],
            }
            for message in messages
        ]

    def _get_payments(self, partner, root, limit):
        """Money matched with the customer's invoices."""
        # sudo: amounts and dates only, for who may read the customer's invoices
        self.env["account.move"].check_access("read")
        partials = (
            self.env["account.partial.reconcile"]
            .sudo()
            .search(
                [
                    (
                        "debit_move_id.partner_id.commercial_partner_id",
                        "=",
                        partner.commercial_partner_id.id,
                    ),
                    ("debit_move_id.account_type", "=", "asset_receivable"),
                    ("company_id", "child_of", root.id),
                ],
                order="max_date desc, id desc",
                limit=limit,
            )
        )
        return [
            {
                "date": partial.max_date,
                "what": self._describe_payment(partial),
                "detail": partial.debit_move_id.move_id.name,
                "icon": "fa-money",
                "url": f"/odoo/account.move/{partial.debit_move_id.move_id.id}",
            }
            for partial in partials
        ]

    def _describe_payment(self, partial):
        amount = partial.debit_currency_id.format(partial.debit_amount_currency)
        if partial.credit_move_id.move_id.move_type == "out_refund":
            return self.env._("Credit note of %s", amount)
        return self.env._("Payment of %s", amount)
