"""Manual reminders: neither day nor gap, all the other rules.

Functions over ``dunning.planner``.
"""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError, UserError

from ...const import PENDING_STATES
from ...core.decide import channels, grouping
from ...isolation import is_taken, light_savepoint


def propose(planner, partner, company, move=None):
    """Values of the dialog: the step that comes next, else the last one again."""
    root = company.root_id
    snapshot = planner.env["dunning.ledger"]._read(
        root, root._dunning_today(), partner.ids
    )
    decisions = (
        [
            decision
            for decision in planner._decide(snapshot, partner.id, root._dunning_today())
            if (not move or decision.debt.move_id == move.id)
            and decision.debt.scenario_id
        ]
        if partner.id in snapshot.debts
        else []
    )
    if not decisions:
        raise UserError(
            planner.env._(
                "%(customer)s has no open invoice to remind.", customer=partner.name
            )
        )
    steps = [d.step for d in decisions if d.step]
    scenario = snapshot.scenarios[decisions[0].debt.scenario_id]
    step = max(steps or scenario.steps[-1:], key=lambda step: step.rank, default=None)
    if step is None:
        raise UserError(planner.env["dunning.explanation"]._text("no_step"))
    return {
        "partner_id": partner.id,
        "company_id": root.id,
        "move_id": move and move.id,
        "scenario_id": step.scenario_id,
        "step_id": step.id,
        "channel": next(
            iter(channels.usable_channels(step, snapshot.debtors[partner.id])),
            "email",
        ),
    }


def plan(planner, partner, company, step, channel, move=None, today=None):
    """Actions for a reminder sent by hand: neither day nor gap, all other rules.

    :raises UserError: when nothing may be claimed, with the reason
    """
    root = company.root_id
    today = today or root._dunning_today()
    planner.env["dunning.action"]._allowed()
    snapshot = planner.env["dunning.ledger"]._read(root, today, partner.ids)
    chosen = planner._get_step_by_hand(step, channel)
    decisions = (
        planner._decide(snapshot, partner.id, today, by_hand=chosen)
        if partner.id in snapshot.debts
        else []
    )
    debtor = snapshot.debtors.get(partner.id)
    found = grouping.messages_by_hand(decisions, debtor, move.id if move else None)
    prepared = [
        planner._prepare_message(
            root,
            snapshot,
            message._replace(step=chosen, channels=(channel,)),
            channel,
            today,
            is_manual=True,
            # the same step again by somebody's hand supersedes what failed
            fallback_of_id=None,
        )
        for message in found
    ]
    if not prepared:
        texts = planner.env["dunning.explanation"]
        about = [d for d in decisions if not move or d.debt.move_id == move.id]
        raise UserError(
            texts._decision_text(about[0]) if about else texts._text("paid")
        )
    planner._add_late_fees(prepared, today)
    make_way(planner, prepared)
    try:
        with light_savepoint(planner.env):
            return planner._insert(root, prepared)
    except UniqueViolation as error:
        if not is_taken(error):
            raise
        # somebody else has just sent the same: Odoo asks again, and sees it
        raise ConcurrencyError(str(error)) from error


def make_way(planner, prepared):
    """What waits to say the same by the same channel gives way to who says it now."""
    wanted = {
        (line["line_id"], line["step_id"], action["channel"], line["cycle"])
        for action, lines in prepared
        for line in lines
        if line["step_id"]
    }
    # sudo: the right to send was asked before
    waiting = (
        planner.env["dunning.action.line"]
        .sudo()
        .search(
            [
                ("line_id", "in", [line_id for line_id, *_others in wanted]),
                ("step_id", "!=", False),
                ("state", "in", PENDING_STATES),
            ]
        )
    )
    taken = waiting.filtered(
        lambda line: (line.line_id.id, line.step_id.id, line.channel, line.cycle)
        in wanted
    )
    for action, lines in taken.grouped("action_id").items():
        if action.claimed_line_ids <= lines:
            action._set_cancelled("superseded")
        else:
            lines.unlink()
            action.amount = sum(action.line_ids.mapped("amount"))
    planner.env.flush_all()
