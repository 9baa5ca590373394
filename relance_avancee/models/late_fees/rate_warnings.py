"""Rates that are missing, or below what the law allows: said, never guessed."""

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...core.law import rates
from . import fee_sums


def get_pack(root):
    """Rules of the law of the contracts: the creditor's country unless said.

    :raises rates.MissingPack: none are known for that country
    """
    country = root.dunning_law_country_id or root.country_id
    return rates.pack_for(country.code or "")


def problem_text(env, missing):
    """Why no interest can be claimed, and what to do about it."""
    if isinstance(missing, rates.MissingPack):
        return env._(
            "No late-payment rules are known for the country %(country)s: "
            "choose another law in the dunning settings.",
            country=missing.country or "–",
        )
    labels = dict(
        env["dunning.interest.rate"]._fields["kind"]._description_selection(env)
    )
    return env._(
        "No “%(kind)s” is recorded for the semester of %(day)s: complete the interest rates "
        "(Configuration menu). Until then no interest can be claimed for that period.",
        kind=labels[missing.kind],
        day=format_date(env, missing.day),
    )


def get_rate_problem(env, root, day):
    """What is missing to compute the interest of ``day``; False if nothing is."""
    table = env["dunning.interest.rate"]._get_table()
    try:
        pack = get_pack(root)
        for debtor in (rates.COMPANY, rates.PUBLIC):
            rates.statutory_rate(table, pack, debtor, day)
        rates.legal_floor(table, pack, day)
    except (rates.MissingRate, rates.MissingPack) as missing:
        return problem_text(env, missing)
    return False


def settle(env, root, today):
    """On 1 January and 1 July a rate may be missing: a manager is told, once."""
    problem = get_rate_problem(env, root, today)
    if not problem or not env["dunning.step"].search_count(
        [("late_fees", "!=", "none")], limit=1
    ):
        return
    activity_type = env.ref("mail.mail_activity_data_warning")
    told = root.partner_id.activity_ids.filtered(
        lambda activity: activity.automated
        and activity.activity_type_id == activity_type
    )
    manager = get_rate_manager(env, root)
    if manager and not told:
        root.partner_id.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_warning",
            date_deadline=today,
            summary=env._("Interest rate missing"),
            note=problem,
            user_id=manager.id,
        )


def get_rate_manager(env, root):
    """Who completes the rates: the company's collector if a manager, else another."""
    group = env.ref("relance_avancee.relance_avancee_group_manager")
    managers = group.all_user_ids.filtered(
        lambda user: user.active and root in user.company_ids
    )
    default = root.dunning_user_id
    return default if default in managers else managers.sorted("id")[:1]


def get_rate_warning(env, root, rate):
    """An agreed rate below the legal floor is said, never changed; False if fine."""
    try:
        floor = rates.legal_floor(
            env["dunning.interest.rate"]._get_table(),
            get_pack(root),
            root._dunning_today(),
        )
    except (rates.MissingRate, rates.MissingPack):
        return False
    if not rate or floor is None or fee_sums.to_decimal(rate) >= floor:
        return False
    return env._(
        "%(rate)s %% is below the legal floor of this semester, %(floor)s %% (three times "
        "the legal rate, art. L441-10 of the French Code de commerce). It is applied as "
        "agreed: change it, or take advice.",
        rate=format_rate(env, rate),
        floor=format_rate(env, floor),
    )


def format_rate(env, rate):
    """A rate in the reader's language."""
    return formatLang(env, float(rate), digits=2)
