from odoo import api, fields, models


class DunningPreview(models.TransientModel):
    _name = "dunning.preview"
    _description = "Preview of a dunning message"

    action_id = fields.Many2one("dunning.action", required=True, readonly=True)
    subject = fields.Char(readonly=True)
    recipients = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)
    note = fields.Char(readonly=True)

    @api.model
    def _open(self, action):
        """Show one message; nothing is sent, nothing is changed."""
        wizard = self.create({"action_id": action.id, **action._prepare_preview()})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_send(self):
        """Approve if needed and send this one message."""
        return self.action_id.action_send_now()
