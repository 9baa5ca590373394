from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _get_dunning_calls(self):
        """The planned dunning calls these activities are about."""
        kind = self.env.ref("relance_avancee.mail_activity_type_call", False)
        found = self.filtered(
            lambda activity: activity.res_model == "dunning.action"
            and activity.activity_type_id == kind
        )
        actions = self.env["dunning.action"].browse(found.mapped("res_id")).exists()
        return actions.filtered(
            lambda action: action.channel == "call" and action.state == "planned"
        )

    def action_open_document(self):
        """From the activity of a dunning call, straight to its call sheet."""
        action = self._get_dunning_calls() if len(self) == 1 else None
        if action and action.has_access("read"):
            return action.action_open_call()
        return super().action_open_document()

    def _action_done(self, feedback=False, attachment_ids=None):
        """A dunning call marked as done in the list of activities was made.

        Otherwise the next night would ask for it again.
        """
        # sudo: activities are ticked off by whom they are for, actions by their buttons
        made = self.sudo()._get_dunning_calls()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        for action in made:
            action._set_done(action.company_id.root_id._dunning_today())
        return result
