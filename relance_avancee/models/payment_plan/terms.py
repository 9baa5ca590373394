"""What a company grants: schedule, limits, simulation, a customer's request, approval.

Functions over ``dunning.payment.plan``; sums and dates are in
:mod:`~core.plan.instalments`.
"""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core import calendars
from ...core.plan import instalments
from . import acceptance

MAX_NOTE = 2000


def compute_schedule(plan):
    """(date, amount, interest) of each instalment, as the terms give them.

    :raises UserError: the terms make no sense
    """
    plan.ensure_one()
    by_amount = plan.split_by == "amount"
    terms = instalments.Terms(
        plan.amount_total,
        plan.date_first or plan._get_today(),
        plan.rhythm,
        plan.count,
        plan.amount_each if by_amount else 0.0,
        plan.amount_first,
    )
    if by_amount and plan.amount_each <= 0:
        raise UserError(get_problem_text(plan, "count"))
    return make_schedule(plan, terms, plan.interest_rate)


# === LIMITS ===


def get_limits(company, currency):
    """The company's limits (:class:`~core.plan.instalments.Limits`), in a currency.

    To be extended by who grants more to some customers.
    """
    root = company.root_id
    today = root._dunning_today()

    def convert(amount):
        return root.currency_id._convert(amount, currency, root, today)

    return instalments.Limits(
        max_lines=root.dunning_plan_max_lines,
        max_days=root.dunning_plan_max_days,
        min_amount=convert(root.dunning_plan_min_amount),
        max_total=convert(root.dunning_plan_approval_amount),
        first_days=root.dunning_plan_first_days,
    )


def get_breaches(plan):
    """Codes of what goes beyond the company's limits, as the lines are now."""
    plan.ensure_one()
    lines = [(line.date, line.amount) for line in plan.line_ids.sorted("date")]
    if not lines:
        return []
    return instalments.breaches(
        lines,
        plan._get_limits(plan.company_id, plan.currency_id),
        plan._get_today(),
        plan.currency_id.rounding,
    )


def get_problem_text(plan, code, company=None, currency=None):
    """What is wrong with some terms, as a sentence for customer and collector."""
    company = company or plan.company_id or plan.env.company
    root = company.root_id
    currency = currency or plan.currency_id or root.currency_id
    limits = plan._get_limits(company, currency)
    texts = {
        "empty": plan.env._("Nothing is owed on these invoices."),
        "count": plan.env._(
            "A plan has from 1 to %(limit)s payments, each of more than nothing.",
            limit=min(limits.max_lines or 99, instalments.MOST_LINES),
        ),
        "first": plan.env._("The first payment must be less than what is owed."),
        "past": plan.env._("The first payment cannot be on a day already past."),
        "first_days": plan.env._(
            "The first payment must be made by %(date)s.",
            date=format_date(
                plan.env,
                root._dunning_today() + timedelta(days=limits.first_days),
            ),
        ),
        "max_lines": plan.env._(
            "A plan has %(limit)s payments at most.", limit=limits.max_lines
        ),
        "max_days": plan.env._(
            "The last payment must be made by %(date)s.",
            date=format_date(
                plan.env, root._dunning_today() + timedelta(days=limits.max_days)
            ),
        ),
        "min_amount": plan.env._(
            "Each payment must be of %(amount)s at least.",
            amount=currency.format(limits.min_amount),
        ),
        "max_total": plan.env._(
            "A plan of more than %(amount)s is looked at by somebody first.",
            amount=currency.format(limits.max_total),
        ),
        "rhythm": plan.env._("This rhythm is not offered."),
        "moves": plan.env._(
            "A plan is about open invoices of one customer in one currency."
        ),
        "taken": plan.env._("One of these invoices is already in a payment plan."),
    }
    return texts[code]


# === SCHEDULE ===


def make_schedule(plan, terms, rate=0.0):
    """(date, amount, interest) of each instalment.

    :raises UserError: the terms make no sense
    """
    plan.ensure_one()
    rounding = plan.currency_id.rounding
    country = plan.partner_id._dunning_place(plan.company_id)
    try:
        lines = instalments.schedule(terms, country, rounding)
    except instalments.PlanError as error:
        raise UserError(get_problem_text(plan, error.code)) from error
    interests = instalments.interest(lines, plan._get_today(), rate, rounding)
    return [
        (day, amount, interest)
        for (day, amount), interest in zip(lines, interests, strict=True)
    ]


def get_first_day(plan, moves):
    """A first date to propose: the next working day after today."""
    company = moves.company_id.root_id[:1] or plan.env.company
    return calendars.next_sending_day(
        company._dunning_today() + timedelta(days=1),
        moves.commercial_partner_id[:1]._dunning_place(company),
    )


# === FROM THE CUSTOMER'S PAGE ===


def simulate(
    plans,
    partner,
    moves,
    count,
    rhythm,
    date_first=None,
    amount_first=0.0,
    company=None,
):
    """What a plan would be; writes nothing.

    :return: dict: lines as (date, amount), total, interest (0: none is asked of who
        asks alone), problem: a sentence for the customer when the company does not
        grant it, else ""; needs_approval: somebody looks at it first
    """
    company = company or moves.company_id.root_id[:1] or plans.env.company
    # sudo: the reader of the page is nobody in particular, the token said who it is
    plan, moves = plans.sudo(), moves.sudo()
    answer = {
        "lines": [],
        "total": sum(moves.mapped("amount_residual")),
        "interest": 0.0,
        "problem": "",
        "needs_approval": False,
    }
    code = check_request(plan, partner, moves, rhythm)
    if code:
        return answer | {"problem": get_problem_text(plan, code, company)}
    currency, today = moves.currency_id, company.root_id._dunning_today()
    date_first = date_first or plan._get_first_day(moves)
    terms = instalments.Terms(
        answer["total"],
        date_first,
        rhythm,
        count,
        amount_first=amount_first or 0.0,
    )
    country = partner._dunning_place(company)
    try:
        lines = instalments.schedule(terms, country, currency.rounding)
    except instalments.PlanError as error:
        problem = get_problem_text(plan, error.code, company, currency)
        return answer | {"problem": problem}
    codes = instalments.breaches(
        lines, plan._get_limits(company, currency), today, currency.rounding
    )
    hard = [code for code in codes if code != "max_total"]
    return answer | {
        "lines": lines,
        "needs_approval": "max_total" in codes,
        "problem": get_problem_text(plan, hard[0], company, currency) if hard else "",
    }


def check_request(plan, partner, moves, rhythm):
    """Code of what makes a plan over these invoices impossible, or ""."""
    if rhythm not in instalments.RHYTHMS:
        return "rhythm"
    debtor = partner.commercial_partner_id
    if (
        not moves
        or moves.commercial_partner_id.commercial_partner_id != debtor
        or len(moves.currency_id) != 1
        or any(
            move.state != "posted"
            or move.move_type not in ("out_invoice", "out_receipt")
            for move in moves
        )
    ):
        return "moves"
    return "taken" if plan._get_taken(moves) else ""


def get_taken(plan, moves):
    """Plans proposed or running over some of these invoices, but this one's."""
    # sudo: whoever asks, an invoice is in one plan only
    return plan.sudo().search(
        [
            ("id", "not in", (plan | plan.replaces_id).ids),
            ("state", "in", ("proposed", "active")),
            ("move_ids", "in", moves.ids),
        ]
    )


def request(
    plans, partner, moves, count, rhythm, date_first, amount_first, note, company
):
    """A customer asks for a plan on its page.

    Within the limits it is proposed at once: the customer accepts it on the plan's
    own page. Where somebody has to look at it first it is a draft to approve. The
    collector is told either way.

    :return: the plan
    :raises UserError: the company does not grant it; the sentence is for the customer
    """
    answer = plans._simulate(
        partner, moves, count, rhythm, date_first, amount_first, company
    )
    if answer["problem"]:
        raise UserError(answer["problem"])
    root = company.root_id
    debtor = partner.commercial_partner_id
    # sudo: a customer makes its request, the limits were just checked
    scoped = plans.sudo().with_company(root)
    plan = scoped.create(
        {
            "partner_id": debtor.id,
            "company_id": company.id,
            "move_ids": [Command.set(moves.ids)],
            "count": len(answer["lines"]),
            "rhythm": rhythm,
            "date_first": answer["lines"][0][0],
            "amount_first": amount_first or 0.0,
            "user_id": scoped._get_collector(debtor, root).id,
            "note": (note or "").strip()[:MAX_NOTE],
            "line_ids": [
                Command.create({"date": day, "amount": amount})
                for day, amount in answer["lines"]
            ],
        }
    )
    check_ready(plan)
    house = acceptance.in_house(plan)
    if answer["needs_approval"]:
        ask_approval(house)
    else:
        house._propose(send=False)
    house._tell_user(house.env._("Payment plan asked for on the customer's page"))
    return plan


def ask_approval(plans):
    """Told to the one who approves; the plan waits as a draft."""
    for plan in plans.filtered(lambda plan: plan.approval != "asked"):
        plan.approval = "asked"
        approver = plan.company_id.root_id.dunning_plan_approver_id or plan.user_id
        reasons = [get_problem_text(plan, code) for code in plan._get_breaches()]
        plan.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=plan._get_today(),
            summary=plans.env._("Payment plan to approve"),
            note=" ".join(reasons),
            user_id=approver.id or plans.env.uid,
        )


def approve_or_ask(plans):
    """Plans that may go on; the others wait for a manager."""
    waiting = plans.filtered(lambda plan: plan._needs_approval())
    if waiting and plans._is_manager():
        waiting.action_approve()
        waiting = plans.browse()
    ask_approval(waiting)
    return plans - waiting


def check_ready(plans):
    """What a plan must be before anybody agrees to it."""
    for plan in plans:
        if plan.state not in ("draft", "proposed"):
            raise UserError(plans.env._("This plan is already running or over."))
        if not plan.move_ids or any(move.state != "posted" for move in plan.move_ids):
            raise UserError(
                plans.env._("An invoice of the plan is not posted any more.")
            )
        if plan.state == "draft":
            check_lines(plan)
        # nobody else may take these invoices into a plan of their own meanwhile
        plan.move_ids.lock_for_update()
        if other := plan._get_taken(plan.move_ids)[:1]:
            raise UserError(
                plans.env._(
                    "An invoice is already in another plan of %(customer)s.",
                    customer=other.partner_id.name,
                )
            )


def check_lines(plan):
    """The instalments of a draft: they add up, none is past, no credit to a consumer."""
    plan.ensure_one()
    total = sum(plan.line_ids.mapped("amount"))
    if plan.currency_id.compare_amounts(total, plan.amount_total):
        raise UserError(
            plan.env._(
                "The instalments add up to %(total)s, the invoices to %(owed)s.",
                total=plan.currency_id.format(total),
                owed=plan.currency_id.format(plan.amount_total),
            )
        )
    if not plan.line_ids:
        raise UserError(get_problem_text(plan, "empty"))
    if "past" in plan._get_breaches():
        raise UserError(get_problem_text(plan, "past"))
    if plan.interest_rate and plan.partner_id.dunning_debtor_kind == "consumer":
        # art. L312-1 et seq. C. conso.: interest makes it a consumer credit
        raise UserError(
            plan.env._(
                "A plan granted to a consumer bears no interest: "
                "it would be a credit, which needs a licence."
            )
        )
