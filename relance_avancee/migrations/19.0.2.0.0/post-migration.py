"""From 19.0.1.0.0, whose source is kept in ``tests/upgrade/``.

Columns, indexes and records that are new come with Odoo's own update, and what nobody
declares any more goes with it (the tokens of payment plans, the fields of the portal). Here
is what it cannot know. Values that people may have chosen stay as they are: minimum
amounts, days to pay, edited texts.
"""

import hashlib
from datetime import timedelta
from io import BytesIO

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, file_open
from odoo.tools.convert import convert_xml_import

MODULE = "relance_avancee"
# Files that templates quote (``template_fs``): "Reset template" reads them.
MOVED = {
    "mail_template_data.xml": "channels/email",
    "sms_template_data.xml": "channels/sms",
    "dunning_call_data.xml": "channels/call",
    "dunning_dispute_mail_data.xml": "commitments",
    "dunning_plan_data.xml": "payment_plan",
}
# Texts with a new wording: the last day to pay instead of "within eight days". For each
# language the fingerprint of what 19.0.1.0.0 shipped; another text is somebody's own.
TEXTS = (
    (
        ("mail.template", "mail_template_second", "body_html"),
        {"en": "af0b7631d249d9a4", "fr": "191644a191a16853"},
    ),
    (
        ("mail.template", "mail_template_third", "body_html"),
        {"en": "1e50d56a4ab3bb63", "fr": "99b8972bae748f08"},
    ),
    (
        ("mail.template", "mail_template_formal", "body_html"),
        {"en": "d7d6962cd220a5cd", "fr": "a620a542098379da"},
    ),
    (
        ("sms.template", "sms_template_last", "body"),
        {"en": "df8a091958a03962", "fr": "e0f9a5d5df9cebdd"},
    ),
)
TEXT_FILES = {
    "mail.template": "data/channels/email/mail_template_data.xml",
    "sms.template": "data/channels/sms/sms_template_data.xml",
}
# Record rules that others replace; they are noupdate, so Odoo keeps them.
RULES = ("dunning_forecast_rule_company", "dunning_link_rule_company")
# Days: no message of ours granted more.
STILL_RUNNING = 60
# What hides the codes of links in messages that have left.
CODES = "(/d/)[0-9a-fA-F]+-[A-Za-z0-9_-]+|(access_token=)[A-Za-z0-9_-]+"
OURS = ("dunning.action", "dunning.payment.plan", "dunning.dispute", "dunning.promise")
# Terms of a migration are in no catalogue.
PLAN_TASK = {
    "en": (
        "Send the proposal again",
        "The link of the message already sent no longer opens the plan:"
        " use “Send again”. The customer also finds it on its page.",
    ),
    "fr": (
        "Renvoyer la proposition",
        "Le lien du message déjà envoyé n’ouvre plus l’échéancier : utilisez"
        " « Renvoyer ». Le client le trouve aussi sur sa page.",
    ),
}


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    follow_files(cr)
    renew_texts(env)
    remove_rules(env)
    know_queued_mails(cr)
    date_cancelled(env)
    mask_sent(cr)
    work_out_again(cr)
    env.invalidate_all()
    find_former(env)
    name_deadlines(env)
    tell_of_plans(env)


def follow_files(cr):
    for table in ("mail_template", "sms_template"):
        for name, folder in MOVED.items():
            cr.execute(
                SQL(
                    "UPDATE %s SET template_fs = %s WHERE template_fs = %s",
                    SQL.identifier(table),
                    f"{MODULE}/data/{folder}/{name}",
                    f"{MODULE}/data/{name}",
                )
            )


def fingerprint(text):
    """The same for texts that differ in white space alone."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def renew_texts(env):
    """Give texts that nobody edited their new wording, language by language.

    A translation that goes is made again from the catalogue, which Odoo loads next.
    """
    for (model, name, field), shipped in TEXTS:
        record = env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
        if not record:
            continue
        table, column = SQL.identifier(record._table), SQL.identifier(field)
        env.cr.execute(
            SQL("SELECT %s FROM %s WHERE id = %s", column, table, record.id)
        )
        values = env.cr.fetchone()[0] or {}
        old = [
            lang
            for lang, text in values.items()
            if fingerprint(text or "") == shipped.get(lang.split("_")[0])
        ]
        if "en_US" in old:
            old.remove("en_US")
            import_text(env, model, name, field)
            env.flush_all()
        env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(column)s - %(old)s WHERE id = %(id)s",
                table=table,
                column=column,
                old=old,
                id=record.id,
            )
        )
        record.invalidate_recordset()


def import_text(env, model, name, field):
    """Read one field of a record from its data file, as an installation does."""
    path = f"{MODULE}/{TEXT_FILES[model]}"
    with file_open(path, "rb") as source:
        record = etree.parse(source).getroot().find(f".//record[@id='{name}']")
    for node in list(record):
        if node.get("name") != field:
            record.remove(node)
    root = etree.Element("odoo", noupdate="1")
    root.append(record)
    content = BytesIO(etree.tostring(root))
    content.name = path
    convert_xml_import(env, MODULE, content, {}, "init", noupdate=True)


def remove_rules(env):
    for name in RULES:
        if rule := env.ref(f"{MODULE}.{name}", raise_if_not_found=False):
            rule.unlink()


def know_queued_mails(cr):
    """Messages know the action whose news they bring, and that they are reminders.

    What was made after an action's message thanks for the payment.
    """
    cr.execute(
        """
        UPDATE mail_mail mail
           SET is_dunning_reminder = TRUE,
               dunning_action_id = CASE WHEN action.mail_mail_id = mail.id
                                        THEN action.id END
          FROM mail_message message, dunning_action action
         WHERE message.id = mail.mail_message_id AND message.model = 'dunning.action'
           AND action.id = message.res_id AND mail.id <= action.mail_mail_id
        """
    )


def date_cancelled(env):
    """The day on which actions were cancelled: nothing wrote on them afterwards."""
    for root in env["res.company"].search([("parent_id", "=", False)]):
        env.cr.execute(
            SQL(
                """
                UPDATE dunning_action
                   SET date_stopped = GREATEST(
                        date_planned,
                        (write_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date)
                 WHERE state = 'cancelled' AND date_stopped IS NULL AND company_id IN %s
                """,
                root.partner_id.tz or env.user.tz or "UTC",
                tuple(env["res.company"].search([("id", "child_of", root.id)]).ids),
            )
        )


def find_former(env):
    """What was said of an invoice before its customer was corrected is somebody else's.

    Companies that were merged and contacts with another parent took their past along.
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT line.id
              FROM dunning_action_line line
              JOIN dunning_action action ON action.id = line.action_id
              JOIN res_partner told ON told.id = action.partner_id
         LEFT JOIN account_move move ON move.id = line.move_id
         LEFT JOIN account_move_line item ON item.id = line.line_id
              JOIN res_partner owner
                ON owner.id = COALESCE(move.commercial_partner_id, item.partner_id)
             WHERE owner.commercial_partner_id != told.commercial_partner_id
            """
        )
    )
    # levels of invoices follow
    env["dunning.action.line"].browse(line for (line,) in rows).is_former = True


def mask_sent(cr):
    """Messages that left keep no link that works; failed ones may be tried again."""
    for query in (
        """UPDATE mail_mail mail
              SET body_html = regexp_replace(body_html, %(codes)s, %(masked)s, 'g')
             FROM mail_message message
            WHERE message.id = mail.mail_message_id AND message.model IN %(ours)s
              AND mail.state = 'sent' AND mail.body_html ~ %(codes)s""",
        """UPDATE mail_message message
              SET body = regexp_replace(body, %(codes)s, %(masked)s, 'g')
            WHERE message.model IN %(ours)s AND message.body ~ %(codes)s
              AND NOT EXISTS (SELECT 1 FROM mail_mail mail
                               WHERE mail.mail_message_id = message.id
                                 AND mail.state != 'sent')""",
    ):
        cr.execute(SQL(query, codes=CODES, masked=r"\1\2***", ours=OURS))


def work_out_again(cr):
    """What the dashboard keeps for the day was worked out by the former version."""
    cr.execute("UPDATE dunning_dashboard_kept SET day = day - 1")


def name_deadlines(env):
    """The day to pay that e-mails and letters still running named, as they named it."""
    done = [
        ("state", "=", "done"),
        ("channel", "in", ("email", "letter")),
        ("date_done", "!=", False),
    ]
    actions = env["dunning.action"].with_context(active_test=False)
    last = actions.search(done, order="date_done desc", limit=1).date_done
    if last:
        done.append(("date_done", ">", last - timedelta(days=STILL_RUNNING)))
        for day, told in actions.search(done).grouped("date_done").items():
            told._set_deadline(day)


def tell_of_plans(env):
    """Plans open under the customer's link alone: proposals already sent quote another."""
    plans = env["dunning.payment.plan"].search([("state", "=", "proposed")])
    for plan in plans:
        user = plan.user_id if plan.user_id.active else env["res.users"]
        lang = (user.lang or env.lang or "en_US").split("_")[0]
        summary, note = PLAN_TASK.get(lang, PLAN_TASK["en"])
        plan.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=note,
            user_id=user.id or False,
        )
