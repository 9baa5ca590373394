"""Telling the collector, once, that a customer suddenly pays worse."""

from datetime import timedelta

from odoo.tools import SQL, date_utils

# A sudden worsening is measured from the best of this many months.
ALERT_MONTHS = 3


def read_past_scores(env, root, today):
    """Scores kept over the last months, by customer."""
    since = date_utils.start_of(today, "month") - timedelta(days=31 * ALERT_MONTHS)
    rows = env.execute_query(
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


def read_alerted(env, root):
    """When an alert was given about a customer that has not got better since."""
    rows = env.execute_query(
        SQL(
            """
            SELECT partner_id, alerted_on FROM dunning_behaviour
             WHERE company_id = %s AND alerted_on IS NOT NULL
            """,
            root.id,
        )
    )
    return dict(rows)


def tell_worse(env, root, partner_ids):
    """An activity for the collector of each customer that suddenly got worse."""
    partners = env["res.partner"].with_company(root).browse(partner_ids)
    behaviours = env["dunning.behaviour"].search(
        [("company_id", "=", root.id), ("partner_id", "in", partner_ids)]
    )
    notes = {item.partner_id: item.reason_text for item in behaviours}
    for partner in partners:
        user = partner.dunning_user_id.filtered("active") or env[
            "dunning.planner"
        ]._get_default_collector(root)
        if user:
            partner.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_warning",
                summary=env._("Pays suddenly worse"),
                note=(notes.get(partner) or "").replace("\n", "<br/>"),
                user_id=user.id,
            )
