from odoo import api, fields, models


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    dunning_proofs = fields.Integer(compute="_compute_dunning_proofs")

    @api.depends("module_ids")
    def _compute_dunning_proofs(self):
        """Number of contacts with customers whose proof goes with the module."""
        for wizard in self:
            leaving = "relance_avancee" in wizard._get_modules().mapped("name")
            # sudo: a number, for the administrator who is about to delete them
            actions = self.env["dunning.action"].sudo()
            wizard.dunning_proofs = leaving and actions.search_count(
                [("state", "=", "done")]
            )
