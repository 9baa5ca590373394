from odoo import api, fields, models

from ...models.records import dunning_wizard  # noqa: F401 - inherited


class DunningPreview(models.TransientModel):
    """One message as its reader would get it, of an action or of a reminder by hand."""

    _name = "dunning.preview"
    _inherit = ["dunning.wizard"]
    _description = "Preview of a dunning message"

    action_id = fields.Many2one("dunning.action", readonly=True)
    send_id = fields.Many2one("dunning.send", readonly=True)
    state = fields.Selection(related="action_id.state")
    subject = fields.Char(readonly=True)
    recipients = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)
    note = fields.Char(readonly=True)
    pdf = fields.Binary("Letter", readonly=True, attachment=False)

    @api.model
    def _open(self, action):
        """Show one message; nothing is sent, nothing is changed."""
        return self._show({"action_id": action.id, **action._prepare_preview()})

    @api.model
    def _show(self, values):
        """Dialog on a message given by its parts."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": self._name,
            "res_id": self.create(values).id,
            "view_mode": "form",
            "target": "new",
        }

    def action_send(self):
        """Approve if needed and send this one message."""
        if self.send_id:
            return self.send_id.action_send()
        return self.action_id.action_send_now()
