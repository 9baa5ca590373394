"""When open invoices will be paid: histories and commitments in, core's answer out."""

from odoo.tools import SQL

from ...core.figures import expected_payment
from ...core.figures.expected_payment import Delays


def expect(env, root, debts, today):
    """Expected day of each debt, in a fixed number of statements.

    :param debts: (key, move id, commercial partner id, due date) of open debts
    :return: dict of :class:`~core.figures.expected_payment.Expectation` by key
    """
    debts = list(debts)
    histories = env["dunning.behaviour"]._get_histories(
        root, {debt[2] for debt in debts}
    )
    by_move, by_partner = get_commitments(env, root)
    return {
        key: expected_payment.expect(
            date_due,
            today,
            histories[partner_id],
            by_move.get(move_id) or by_partner.get(partner_id),
        )
        for key, move_id, partner_id, date_due in debts
    }


def get_histories(env, root, partner_ids):
    """Delays that may speak for each customer: its own, its segment's, everybody's.

    A module that knows better segments than the kind of debtor extends this.

    :return: dict of lists of (source, delays) by commercial partner
    """
    env.flush_all()
    norms = env["dunning.payment.norm"]._get_delays(root)
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.id, partner.dunning_debtor_kind, behaviour.payments,
                   behaviour.quantiles
              FROM res_partner partner
         LEFT JOIN dunning_behaviour behaviour
                ON behaviour.partner_id = partner.id AND behaviour.company_id = %s
             WHERE partner.id = ANY(%s)
            """,
            root.id,
            list(partner_ids),
        )
    )
    return {
        partner_id: [
            ("customer", Delays(payments, tuple(quantiles)) if quantiles else None),
            ("segment", norms.get(kind) if kind else None),
            ("company", norms.get(None)),
        ]
        for partner_id, kind, payments, quantiles in rows
    }


def get_commitments(env, root):
    """Days the customers named themselves: plans first, then promises.

    :return: (source, day) by move id, and by customer when no invoice is named
    """
    by_move, by_partner = {}, {}
    plans = env["dunning.payment.plan"]._fields["move_ids"]
    promises = env["dunning.promise"]._fields["move_ids"]
    companies = env["dunning.ledger"]._get_scope(root, None)["companies"]
    rows = env.execute_query(
        SQL(
            """
            SELECT rel.%(promised_move)s, partner.commercial_partner_id, 'promise',
                   promise.date
              FROM dunning_promise promise
              JOIN res_partner partner ON partner.id = promise.partner_id
         LEFT JOIN %(promised)s rel ON rel.%(promise)s = promise.id
             WHERE promise.state = 'open' AND promise.company_id IN %(companies)s
             UNION ALL
            SELECT rel.%(planned_move)s, plan.partner_id, 'plan', MAX(line.date)
              FROM dunning_payment_plan plan
              JOIN dunning_payment_plan_line line ON line.plan_id = plan.id
              JOIN %(planned)s rel ON rel.%(plan)s = plan.id
             WHERE plan.state = 'active' AND plan.company_id IN %(companies)s
          GROUP BY rel.%(planned_move)s, plan.partner_id
            """,
            promised=SQL.identifier(promises.relation),
            promise=SQL.identifier(promises.column1),
            promised_move=SQL.identifier(promises.column2),
            planned=SQL.identifier(plans.relation),
            plan=SQL.identifier(plans.column1),
            planned_move=SQL.identifier(plans.column2),
            companies=companies,
        )
    )
    # plans come last and win: they were agreed by both
    for move_id, partner_id, source, day in rows:
        if move_id:
            by_move[move_id] = source, day
        else:
            by_partner[partner_id] = source, day
    return by_move, by_partner
