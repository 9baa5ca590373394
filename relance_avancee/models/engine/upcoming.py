"""What would leave, and why not: explanation, preview, forecast, simulation.

Functions over ``dunning.planner``: the same decisions, shown before they are taken.
Nothing is written.
"""

from datetime import timedelta

from odoo.tools import format_date

from ...const import PENDING_STATES
from ...core.calendars import DAY
from ...core.decide import comparison, forecast
from ...core.plan import plans


def explain(planner, company, partner_ids, today):
    """Decisions about every open debt of some debtors of one company."""
    root = company.root_id
    snapshot = planner.env["dunning.ledger"]._read(root, today, partner_ids)
    snapshot = planner._foresee(root, snapshot, today)
    return [
        decision
        for partner_id in snapshot.debts
        for decision in planner._decide(snapshot, partner_id, today)
    ]


def foresee(root, snapshot, today):
    """The ledger as the coming night will find it once it has settled what is over.

    A plan that breaks tonight, or should have this morning, holds nothing after.
    """
    for partner_id, found in list(snapshot.plans.items()):
        debtor = snapshot.debtors.get(partner_id)
        for plan in found if debtor else ():
            end = get_break_day(root, plan, debtor, today)
            if end:
                end_plan(root, snapshot, plan, end)
    return snapshot


def get_break_day(root, plan, debtor, today):
    """The day whose night breaks a plan, if it is this one or the next."""
    for day in (today, today + DAY):
        limit = day - timedelta(days=root.dunning_plan_break_days)
        late = any(debt.date_due < limit for debt in plan.debts)
        if late and not plans.is_covered(plan, debtor, limit, day):
            return day
    return None


def end_plan(root, snapshot, plan, end):
    """Its invoices are free from that day on, and ripe for the formal notice."""
    debtor = snapshot.debtors[plan.partner_id]
    holds = tuple(
        hold._replace(date_to=end - DAY)
        if hold.reason == "plan" and hold.move_id in plan.move_ids
        else hold
        for hold in debtor.holds
    )
    snapshot.debtors[plan.partner_id] = debtor._replace(holds=holds)
    if root.dunning_plan_broken_notice and plan.partner_id in snapshot.debts:
        snapshot.debts[plan.partner_id] = [
            debt._replace(escalate=debt.escalate or debt.move_id in plan.move_ids)
            for debt in snapshot.debts[plan.partner_id]
        ]


def explain_waiting(planner, root, decisions, today):
    """What waits for somebody's hand, and since when, in words by debt id.

    What leaves by itself is left out: its sentence says enough.
    """
    stuck = [d for d in decisions if d.reason in ("already_planned", "contact_pending")]
    if not stuck:
        return {}
    # sudo: what an invoice waits for is said whole, whichever action one may open
    waiting = (
        planner.env["dunning.action"]
        .sudo()
        .search(
            [
                ("company_id", "child_of", root.id),
                ("partner_id", "in", [d.debt.partner_id for d in stuck]),
                ("state", "in", PENDING_STATES),
                ("is_reconcile", "=", False),
            ],
            order="date_planned, id",
        )
    )
    found, texts = {}, planner.env["dunning.explanation"]
    for decision in stuck:
        own = decision.reason == "already_planned"
        action = next((a for a in waiting if is_waited_for(a, decision, own)), None)
        code = action and texts._waiting_code(action, own, today)
        if code:
            found[decision.debt.id] = texts._text(
                code,
                step=planner.env["dunning.step"].browse(decision.step.id).name,
                date=format_date(planner.env, action.date_planned),
            )
    return found


def is_waited_for(action, decision, own):
    """Whether a decision waits for this action: its own step's, or another message."""
    if action.debtor_id.id != decision.debt.partner_id:
        return False
    if not own:
        return action.channel_is_written and not action.is_escalated
    return any(
        line.line_id.id == decision.debt.id and line.step_id.id == decision.step.id
        for line in action.line_ids
    )


def preview_today(planner, root, scenario=None):
    """What would leave today, one dict per message, biggest claims first.

    :param scenario: taken as the company's default, as if already chosen
    """
    _day, found = preview_first(planner, root, scenario, days=1)
    return found


def preview_first(planner, root, scenario=None, days=7):
    """The first day on which something would leave, and what.

    A start on a Sunday shows Monday's messages instead of an empty page; what a
    simulation has already planned is shown again, for it would leave.

    :return: (date, dicts as of :func:`preview_today`); today and nothing when no
        message would leave within ``days`` days
    """
    today = root._dunning_today()
    ledger = planner.env["dunning.ledger"].with_context(
        dunning_default_scenario=scenario and scenario.id, dunning_live=True
    )
    snapshot = planner._foresee(root, ledger._read(root, today), today)
    planned = forecast_snapshot(snapshot, days, today)
    first = min((item.date for item in planned), default=today)
    found = [
        prepare_preview_line(planner, snapshot, item.message)
        for item in planned
        if item.date == first
    ]
    return first, sorted(found, key=lambda values: -values["amount"])


def prepare_preview_line(planner, snapshot, message):
    """One line of the list "what would leave today"."""
    partner_id = message.debtor.partner_id
    labels = dict(
        planner.env["dunning.action"]
        ._fields["channel"]
        ._description_selection(planner.env)
    )
    contact_id = planner._get_contact_id(snapshot, message, message.channels[0])
    contact = planner.env["res.partner"].browse(contact_id or [])
    return {
        "partner_id": partner_id,
        "step_id": message.step.id,
        "channels": ", ".join(labels[channel] for channel in message.channels),
        "recipient": contact.email or contact.name or "",
        "debt_count": sum(1 for line in message.lines if line.step),
        "amount": sum(line.amount for line in message.lines),
        "currency_id": message.currency_id,
        "is_task": not message.debtor.policy.registry.reaches(message.channels),
    }


def forecast_company(planner, root, days, today):
    """Messages that would leave over the coming days if nobody paid."""
    snapshot = planner.env["dunning.ledger"]._read(root, today)
    snapshot = planner._foresee(root, snapshot, today)
    return forecast_snapshot(snapshot, days, today)


def forecast_snapshot(snapshot, days, today):
    """Messages by day, each taken as delivered once it has left."""
    planned = [
        one
        for partner_id, debts in snapshot.debts.items()
        for one in forecast.forecast_debtor(
            debts,
            snapshot.scenarios,
            snapshot.debtors[partner_id],
            snapshot.past,
            today,
            days,
        )
    ]
    for partner_id, found in snapshot.plans.items():
        for plan in found:
            if partner_id in snapshot.debtors:
                planned += forecast.forecast_debtor(
                    plan.debts,
                    snapshot.scenarios,
                    plans.as_seen(plan, snapshot.debtors[partner_id]),
                    snapshot.past,
                    today,
                    days,
                )
    return planned


# === SIMULATION OF A SCENARIO ===


def simulate(planner, root, scenario, replaced=None, days=30, today=None):
    """Compare today's forecast with one in which a scenario takes another's place.

    The ledger is read once: only the steps differ. Debts keep the levels they have
    reached; a step of the scenario replaced counts by its delay.

    :param scenario: the one tried, even archived
    :param replaced: the one it stands in for; empty: the company's default
    :return: list of :class:`~core.decide.comparison.Difference`
    """
    today = today or root._dunning_today()
    replaced = replaced or root.dunning_scenario_id
    ledger = planner.env["dunning.ledger"]
    # sudo: settings of the company, whoever asks
    tried = ledger._add_trials(root, {scenario.id: scenario.sudo()._to_core()})
    snapshot = ledger._read(root, today)
    before = forecast_snapshot(snapshot, days, today)
    if not replaced:
        # nobody is reminded by default yet: everybody would be, by this one
        ledger = ledger.with_context(dunning_default_scenario=scenario.id)
        snapshot = ledger._read(root, today)
        replaced = scenario
    scenarios = snapshot.scenarios | {replaced.id: tried[scenario.id]}
    after = forecast_snapshot(snapshot._replace(scenarios=scenarios), days, today)
    return comparison.compare(before, after)
