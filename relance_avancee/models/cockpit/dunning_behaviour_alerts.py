"""Telling the collector, once, that a customer suddenly pays worse."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL, date_utils

# A sudden worsening is measured from the best of this many months.
ALERT_MONTHS = 3


class DunningBehaviourAlerts(models.AbstractModel):
    """Mixin of ``dunning.behaviour``."""

    _name = "dunning.behaviour.alerts"
    _description = "Alerts on payment behaviour"

    def _read_past_scores(self, root, today):
        """Scores kept over the last months, by customer."""
        since = date_utils.start_of(today, "month") - timedelta(days=31 * ALERT_MONTHS)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, ARRAY_AGG(score) FROM dunning_behaviour_history
                 WHERE company_id = %s AND month >= %s AND score IS NOT NULL
              GROUP BY partner_id
                """,
                root.id,
                since,
            )
        )
        return dict(rows)

    def _read_alerted(self, root):
        """When an alert was given about a customer that has not got better since."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, alerted_on FROM dunning_behaviour
                 WHERE company_id = %s AND alerted_on IS NOT NULL
                """,
                root.id,
            )
        )
        return dict(rows)

    def _tell_worse(self, root, partner_ids):
        """An activity for the collector of each customer that suddenly got worse.

        Why is on the customer's card, for accounting: everybody reads the activities of
        a contact.
        """
        partners = self.env["res.partner"].with_company(root).browse(partner_ids)
        for partner in partners:
            user = partner.dunning_user_id.filtered("active") or self.env[
                "dunning.planner"
            ]._get_default_collector(root)
            if user:
                partner.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=self.env._("Pays suddenly worse"),
                    user_id=user.id,
                )
