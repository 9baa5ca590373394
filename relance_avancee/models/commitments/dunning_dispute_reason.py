from odoo import fields, models


class DunningDisputeReason(models.Model):
    _name = "dunning.dispute.reason"
    _description = "Reason of a dispute"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    user_id = fields.Many2one("res.users", "Responsible")
    delay_days = fields.Integer("Days to answer", default=15)
    documents = fields.Text(
        translate=True, help="What to gather before answering, one document a line."
    )
    status_reasons = fields.Char(
        "Codes of the platforms",
        help="Reasons of the French electronic invoice (list MDT-113) that mean this "
        "one, separated by spaces.",
    )

    _delay_not_negative = models.Constraint(
        "CHECK(delay_days >= 0)", "The delay cannot be negative."
    )

    def _get_documents(self):
        """Names of the documents to gather, in their order."""
        self.ensure_one()
        lines = (line.strip(" -•\t") for line in (self.documents or "").splitlines())
        return [line for line in lines if line]

    def _find_status_reason(self, code):
        """The reason a platform's code stands for; else the one for everything else."""
        found = self.search([("status_reasons", "!=", False)])
        return found.filtered(
            lambda reason: code and code.upper() in reason.status_reasons.split()
        )[:1] or self.env.ref(
            "relance_avancee.dunning_dispute_reason_other", raise_if_not_found=False
        )
