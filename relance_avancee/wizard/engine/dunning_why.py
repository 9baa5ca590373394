from odoo import api, fields, models

from ...models.records import dunning_wizard  # noqa: F401 - inherited


class DunningWhy(models.TransientModel):
    """One question – why was this sent, or not – about any day."""

    _name = "dunning.why"
    _inherit = ["dunning.wizard"]
    _description = "Why was it sent, or not"

    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    day = fields.Date(required=True)
    answer = fields.Html(compute="_compute_answer", sanitize=False)

    @api.depends("day", "move_ids")
    def _compute_answer(self):
        qweb, texts = self.env["ir.qweb"], self.env["dunning.explanation"]
        for why in self:
            rows = why._prepare_rows() if why.day else []
            why.answer = qweb._render(
                "relance_avancee.why_answer",
                {
                    "rows": rows,
                    "is_past": why.day
                    and why.day < why.company_id.root_id._dunning_today(),
                    "texts": texts,
                },
            )

    def _prepare_rows(self):
        """One row a debt: what was owed, what was done, what the rules say of it."""
        texts = self.env["dunning.explanation"]
        today = self.company_id.root_id._dunning_today()
        day = min(self.day, today)
        items = self.move_ids._origin._dunning_explain_past(day)
        moves = {move.id: move for move in self.move_ids._origin}
        return [
            {
                "move": moves[item["move_id"]],
                "residual": self._format(item, "residual"),
                "claimed": self._format(item, "amount"),
                "facts": [texts._fact(action) for action in item["actions"]],
                # a day that is over is told in the past
                "reason": texts._past_text(item, day),
            }
            for item in items
        ]

    def _format(self, item, name):
        currency = self.env["res.currency"].browse(item["currency_id"])
        return currency.format(item[name])

    @api.model
    def _open(self, moves, day=None):
        """The dialog about some invoices of one company."""
        company = moves.company_id[:1] or self.env.company
        wizard = self.create(
            {
                "move_ids": moves.ids,
                "company_id": company.id,
                "day": day or company.root_id._dunning_today(),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why was it sent, or not?"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
