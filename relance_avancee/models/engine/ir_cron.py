"""The jobs that send beside the night's own."""

from odoo import api, models

HELPERS = "relance_avancee.helpers"
# More would only wait for one another: the cron workers of all hosts together.
MOST = 8


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _get_dunning_helpers(self):
        """Jobs that send beside the night's own, on whatever host has a free cron worker."""
        # sudo: the night finds its helpers, whoever starts it
        model = self.env["ir.model"].sudo()._get("dunning.action")
        # sudo: as above
        return self.sudo().search(
            [("model_id", "=", model.id), ("code", "like", "_cron_dunning_help(")],
            order="id",
        )

    @api.model
    def _set_dunning_helpers(self, count):
        """Have that many of them, the settings asked for the right.

        :param int count: how many jobs send beside the night's own
        """
        night = self.env.ref("relance_avancee.ir_cron_dunning")
        # sudo: who may change the settings may add what they speak of
        jobs = self.sudo()._get_dunning_helpers()
        count = min(max(count, 0), MOST)
        jobs[count:].unlink()
        # sudo: as above
        self.sudo().create(
            [
                {
                    "name": self.env._(
                        "Dunning: send beside the night, %(number)s", number=number
                    ),
                    "model_id": night.sudo().model_id.id,  # sudo: as above
                    "state": "code",
                    "code": "model._cron_dunning_help()",
                    "interval_number": 1,
                    "interval_type": "days",
                    "user_id": night.sudo().user_id.id,  # sudo: as above
                }
                for number in range(len(jobs) + 1, count + 1)
            ]
        )
