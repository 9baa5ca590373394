"""A result that was wrong: corrected by a new fact, with its author and reason."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .dunning_promise_limits import MANAGER

CORRECTED = ("kept", "broken")


class DunningPromise(models.Model):
    _inherit = "dunning.promise"

    corrected_by_id = fields.Many2one(
        "res.users",
        "Corrected by",
        readonly=True,
        copy=False,
        help="What the night finds does not change it any more.",
    )

    def action_correct(self):
        """Ask what became of it and why; for managers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the result"),
            "res_model": "dunning.promise.correct",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_promise_id": self.id},
        }

    def _correct(self, state, reason):
        """The ledger did not tell all: say what became of this promise, and why.

        :param state: ``kept`` or ``broken``
        :raises AccessError: the user is no dunning manager, or may not see it
        :raises UserError: no reason given, or nothing was decided yet
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("This is for dunning managers only."))
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason of the correction."))
        if state not in CORRECTED or self.state not in CORRECTED:
            raise UserError(self.env._("Only a promise kept or not kept is corrected."))
        labels = dict(self._fields["state"]._description_selection(self.env))
        before = labels[self.state]
        # sudo: results are the engine's to write, the right was asked above
        self.sudo().write({"state": state, "corrected_by_id": self.env.uid})
        self._message_log(
            body=self.env._(
                "Result corrected, from “%(before)s” to “%(after)s”: %(reason)s",
                before=before,
                after=labels[state],
                reason=reason,
            )
        )
