from odoo import models


class DunningAction(models.Model):
    _inherit = "dunning.action"

    # === THE CHANNEL ===

    def _send_whatsapp(self, today):
        """Hand over actions just decided again under lock; returns those that are done."""
        usable = self._fail_without_whatsapp()
        usable._set_deadline(today)
        for action in usable:
            action._write_whatsapp(action.step_id.whatsapp_text)
        usable._set_done(
            today,
            delivery_state="sent",
            is_test=usable.company_id.root_id.dunning_mode == "test",
        )
        usable._log_contact()
        return usable

    def _fail_without_whatsapp(self):
        explanation = self.env["dunning.explanation"]
        usable = self
        for action in self:
            if not action._get_whatsapp_number():
                action._set_failed(
                    "address", explanation._no_channel(["whatsapp"]), "no_channel"
                )
                usable -= action
        return usable

    def _get_whatsapp_number(self):
        """The contact's number; in test mode nothing reaches a customer."""
        root = self.company_id.root_id
        if root.dunning_mode == "test":
            return root.dunning_test_phone
        return self.contact_id.phone_sanitized

    def _write_whatsapp(self, text):
        # sudo: the queue is the module's own
        return (
            self.env["whatsapp.test.message"]
            .sudo()
            .create(
                {
                    "action_id": self.id,
                    "number": self._get_whatsapp_number(),
                    "body": f"{text} {self.short_url}",
                }
            )
        )

    def _prepare_preview(self):
        if self.channel != "whatsapp":
            return super()._prepare_preview()
        return {
            "subject": self.display_name,
            "recipients": self._get_whatsapp_number() or "",
            "body": self.step_id.whatsapp_text,
        }

    # === THE OUTCOME OF A CALL ===

    def _call_whatsapp(self, values):
        """Asked for the link on the telephone: it is sent at once."""
        return self._write_whatsapp(self.env._("The link you asked for:"))
