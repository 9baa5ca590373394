from odoo import api, models


class DunningExplanation(models.AbstractModel):
    _inherit = "dunning.explanation"

    @api.model
    def _decision_text(self, decision):
        """Say that two delays are being compared: the day is not the one of the step."""
        text = super()._decision_text(decision)
        step = decision.step
        if not step or not step.variant or decision.debt.escalate:
            return text
        if decision.reason not in ("not_due_yet", "due"):
            return text
        return self.env._(
            "%(text)s Two delays are being compared: for this customer D%(days)+d.",
            text=text,
            days=step.delay_days,
        )
