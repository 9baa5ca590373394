"""What payments and the date make of plans: all at once, never one by one.

Functions over ``dunning.payment.plan``.
"""

from datetime import timedelta

from ...core.plan import instalments
from ...core.plan import plans as rules


def settle(plans, root, today):
    """Those of these plans that the payments or the date have decided, all at once.

    :param plans: proposed or active
    """
    active = plans.filtered(lambda plan: plan.state == "active")
    by_state = get_states(active, today, root.dunning_plan_break_days)
    broken = by_state.get("broken", plans.browse())
    broken -= filter_covered(broken, root, today)
    for state, found in (
        ("done", by_state.get("done", plans.browse())),
        ("broken", broken),
        ("expired", filter_expired(plans - active, today)),
    ):
        if found:
            getattr(found, f"_settle_{state}")()


def get_states(plans, today, days):
    """These plans by the state the payments and the date give them."""
    return plans.grouped(
        lambda plan: instalments.plan_state(
            plan._get_instalments(), today, days, plan.currency_id.rounding
        )
    )


def filter_covered(plans, root, today):
    """Plans that are late only because money waits to be matched."""
    if not plans:
        return plans
    snapshot = plans.env["dunning.ledger"]._read(root, today, plans.debtor_id.ids)
    limit = today - timedelta(days=root.dunning_plan_break_days)
    covered = {
        plan.id
        for found in snapshot.plans.values()
        for plan in found
        if plan.partner_id in snapshot.debtors
        and rules.is_covered(plan, snapshot.debtors[plan.partner_id], limit, today)
    }
    return plans.filtered(lambda plan: plan.id in covered)


def filter_expired(plans, today):
    """Plans proposed whose day of answer is over."""
    return plans.filtered(lambda plan: plan.date_expiry and plan.date_expiry < today)


def ledger_changed(plans, moves):
    """Payments came in or were undone, an invoice was cancelled.

    A plan paid off ends at once; one whose payment came back runs again. What waits
    about its instalments is stopped or lowered.
    """
    for root, found in plans.grouped(lambda plan: plan.company_id.root_id).items():
        states = get_states(found, root._dunning_today(), root.dunning_plan_break_days)
        paid = states.get("done", plans.browse())
        paid.filtered(lambda plan: plan.state == "active")._settle_done()
        reopen((found - paid).filtered(lambda plan: plan.state == "done"))
    tell_dropped(plans, moves)
    plans.env["dunning.action.line"]._plans_changed(plans)


def reopen(plans):
    """A payment was undone: the plan runs again, the next night looks at it."""
    if not plans:
        return
    plans.write({"state": "active", "date_closed": False})
    plans._hold_again()
    plans._tell_history(plans.env._("A payment was undone: the plan runs again."))
    plans._tell_user(plans.env._("Payment of a plan undone"))


def tell_dropped(plans, moves):
    """An invoice of the plan was cancelled or reset to draft: said, once."""
    summary = plans.env._("Invoice of a payment plan no longer posted")
    for plan in plans:
        gone = plan.move_ids.filtered(
            lambda move: move in moves and move.state != "posted"
        )
        if not gone or summary in plan.activity_ids.mapped("summary"):
            continue
        plan._tell_history(
            plans.env._(
                "%(numbers)s is not posted any more: %(amount)s less is asked, "
                "from the last instalments first.",
                numbers=", ".join(move.name or "" for move in gone),
                amount=plan.currency_id.format(plan.dropped_amount),
            )
        )
        plan._tell_user(summary)
