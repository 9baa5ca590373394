from odoo import api, fields, models

from ...models.records import dunning_wizard  # noqa: F401 - inherited
from ...tools import mask_links


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
        values = {"action_id": action.id, **action._prepare_preview()}
        return self._show(values, self._get_printed_links(action, values))

    @api.model
    def _get_printed_links(self, action, values):
        """The links whose codes a letter shows: a picture cannot be masked."""
        links = self.env["dunning.link"]
        return (
            links.union(*action._get_links().values()) if values.get("pdf") else links
        )

    @api.model
    def _show(self, values, links):
        """Dialog on a message given by its parts.

        A preview opens nobody's page: the codes in its text are masked, and those
        printed in a letter leave a trace.

        :param links: those a letter shows; one made for the preview may be gone already
        """
        values["body"] = mask_links(values.get("body"))
        links.exists()._log_shown()
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
