"""The week of a collector in one e-mail: what to do, what happened, what comes."""

from collections import defaultdict
from datetime import timedelta

from ...languages import spoken

WEEK = timedelta(days=7)


def cron_weekly(env):
    """Write to every collector, company by company, once a week.

    Internal mail: it leaves whatever the mode of the company, except from a copy of
    the database (neutralised), whose users must not take it for the real one.
    """
    # sudo: the parameter is the system's
    parameters = env["ir.config_parameter"].sudo()
    if parameters.get_param("database.is_neutralized"):
        return
    for root in env["res.company"].search([("parent_id", "=", False)]):
        env["dunning.summary"].with_company(root)._send_company(root)
        env["ir.cron"]._commit_progress()


def send_company(env, root, today=None):
    """Summaries of one company; returns the mails.

    :return: ``mail.mail`` records, one for each collector who has something to read
    """
    today = today or root._dunning_today()
    figures = env["dunning.summary"]._read_week(root, today)
    wanted = (
        env["res.users"]
        .browse(sorted(figures))
        .filtered(
            lambda user: user.active
            and user.email
            and user.dunning_weekly_summary
            and root in user.company_ids
            # a second run of the same week repeats nothing
            and (user.dunning_summary_date or today - WEEK) <= today - WEEK
        )
    )
    mails = env["mail.mail"]
    for user in wanted:
        mails |= send_one(env, root, user, figures[user.id], today)
    return mails


def send_one(env, root, user, rows, today):
    """The mail of one collector, in its language."""
    lang = spoken(env, user.lang, root.partner_id.lang)
    scoped = env["dunning.summary"].with_context(lang=lang, tz=user.tz)
    body = scoped.env["ir.qweb"]._render(
        "relance_avancee.weekly_summary",
        scoped._prepare_summary(root.with_context(lang=lang), user, rows, today),
        lang=lang,
    )
    mail = env["mail.mail"].create(
        {
            "subject": scoped.env._(
                "Your week of collection – %(company)s", company=root.name
            ),
            "body_html": body,
            "email_from": root._get_dunning_sender() or user.email_formatted,
            "email_to": user.email_formatted,
            "auto_delete": True,
        }
    )
    # sudo: when a summary was sent is the engine's
    user.sudo().dunning_summary_date = today
    return mail


def prepare_summary(env, root, user, rows, today):
    """Values of the text; a module adds its own rows in ``_read_week``."""
    labels = env["dunning.summary"]._get_labels()
    return {
        "company": root,
        "user": user,
        "today": today,
        "mode": root.dunning_mode,
        "rows": [
            {
                "label": label,
                "count": rows[name][0],
                "amount": root.currency_id.format(rows[name][1])
                if rows[name][1]
                else "",
            }
            for name, label in labels.items()
            if name in rows
        ],
        "url": f"{root.get_base_url()}/odoo/dunning-day",
    }


def read_week(env, root, today):
    """(count, amount in company currency) by user id and name of ``_get_labels``."""
    found = defaultdict(dict)
    company = [("company_id", "child_of", root.id)]
    since = today - WEEK
    Action, Promise = env["dunning.action"], env["dunning.promise"]
    for name, model, domain in (
        ("to_approve", Action, [("state", "=", "to_approve")]),
        ("calls", Action, [("state", "=", "planned"), ("channel", "=", "call")]),
        ("failed", Action, [("state", "=", "failed")]),
        (
            "sent",
            Action,
            [("state", "=", "done"), ("date_done", ">", since)],
        ),
        (
            "broken",
            Promise,
            [("state", "=", "broken"), ("date_closed", ">", since)],
        ),
        ("kept", Promise, [("state", "=", "kept"), ("date_closed", ">", since)]),
        (
            "disputes",
            env["dunning.dispute"],
            [("state", "=", "open"), ("deadline", "<", today)],
        ),
        ("credits", env["dunning.dispute"], [("state", "=", "credit")]),
    ):
        for user, count in model._read_group(
            company + domain, ["user_id"], ["__count"]
        ):
            found[user.id][name] = (count, 0.0)
    add_replies(env, found, root)
    add_coming(env, found, root, today)
    found.pop(False, None)
    return found


def add_replies(env, found, root):
    """Count replies to read."""
    holds = env["dunning.hold"].search(
        [("company_id", "child_of", root.id), ("reason", "=", "reply")]
    )
    add_by_collector(
        env, found, root, "replies", [(hold.debtor_id.id, 0.0) for hold in holds]
    )


def add_coming(env, found, root, today):
    """Count reminders of the next seven days, if nobody pays."""
    planned = env["dunning.planner"]._forecast_company(root, WEEK.days, today)
    add_by_collector(
        env,
        found,
        root,
        "coming",
        [
            (
                item.message.debtor.partner_id,
                sum(
                    line.amount * line.debt.residual_company / line.debt.residual
                    for line in item.message.lines
                    if line.step
                ),
            )
            for item in planned
        ],
    )


def add_by_collector(env, found, root, name, pairs):
    """Count (debtor, amount) pairs under whoever looks after the debtor."""
    collectors = env["dunning.planner"]._get_collectors(
        root, {partner_id for partner_id, _amount in pairs}
    )
    for partner_id, amount in pairs:
        user_id = collectors.get(partner_id)
        if user_id:
            count, total = found[user_id].get(name, (0, 0.0))
            found[user_id][name] = (count + 1, total + amount)
