from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    dunning_excluded = fields.Boolean(
        "Exclude from dunning", help="Invoices of this journal are never reminded."
    )

    def _get_journal_dashboard_data_batched(self):
        """How many open invoices of each journal were reminded."""
        data = super()._get_journal_dashboard_data_batched()
        self._fill_dashboard_data_count(
            data, "account.move", "dunning_reminded_count", self._get_reminded_domain()
        )
        return data

    def _get_reminded_domain(self):
        return [
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
            ("dunning_step_id", "!=", False),
        ]

    def action_dunning_reminded(self):
        """Open invoices of this journal that were reminded."""
        self.check_access("read")
        domain = [("journal_id", "in", self.ids), *self._get_reminded_domain()]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reminded invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": domain,
        }
