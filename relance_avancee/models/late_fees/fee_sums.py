"""Interest and flat fee of late invoices: the ledger in, :mod:`~core.law.late_fee` out."""

from decimal import Decimal
from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.law import late_fee, rates
from . import rate_warnings


class DueFees(NamedTuple):
    """What may still be claimed for one invoice, in its currency.

    ``problem`` is the sentence that says why interest cannot be claimed, if any.
    """

    interest: float
    fixed_fee: float
    problem: str = ""


# === ENTRY POINTS ===


def compute_fees(env, move, until):
    """Late fees of one invoice up to ``until``, included, claimed or not.

    :return: :class:`~core.law.late_fee.LateFees`
    :raises UserError: no rules for the country, or no rate for a semester
    """
    try:
        return compute_one(env, move, until, read_facts(env, move))
    except (rates.MissingRate, rates.MissingPack) as missing:
        raise UserError(rate_warnings.problem_text(env, missing)) from missing


def get_due(env, moves, until, claimed=None):
    """What may still be claimed for each invoice: nothing is claimed twice.

    A fixed number of statements whatever the number of invoices. A missing rate
    costs the interest of that invoice, not its flat fee, and is said.

    :param claimed: amount claimed by journal item id, by invoice id: interest is
        then claimed on nothing else (disputed, credited, not yet at that step)
    :return: dict of :class:`DueFees` by invoice id
    """
    # sudo: the law's sums are the same, whatever entries one may open
    moves, facts = moves.sudo(), read_facts(env, moves, claimed)
    taken = env["dunning.fee"]._get_taken(moves)
    return {
        move.id: get_due_one(env, move, until, facts, taken.get(move.id, {}))
        for move in moves
    }


def get_due_one(env, move, until, facts, taken):
    """What may still be claimed for one invoice: :class:`DueFees`."""
    problem = ""
    try:
        fees = compute_one(env, move, until, facts)
        interest, fixed = fees.interest, fees.fixed_fee
    except (rates.MissingRate, rates.MissingPack) as missing:
        problem, interest = rate_warnings.problem_text(env, missing), Decimal(0)
        fixed = compute_fixed(env, move, until, facts)
    interest = 0.0 if "for_good" in taken else float(interest)
    left = move.currency_id.round(interest - taken.get("interest", 0.0))
    return DueFees(
        max(0.0, left),
        0.0 if "fixed" in taken else in_currency(env, move, fixed, until),
        problem,
    )


# === READING ===


def read_facts(env, moves, claimed=None):
    """(movements, day of the formal notice, day of the insolvency) by invoice id."""
    # sudo: the law's sums are the same, whatever entries one may open
    return (
        env["dunning.late.fee"]._get_movements(moves.sudo(), claimed),
        env["dunning.late.fee"]._get_formal_notices(moves),
        env["dunning.late.fee"]._get_insolvencies(moves.sudo()),
    )


def get_movements(env, moves, claimed=None):
    """Instalments, payments and credit notes by invoice id, from reconciliations."""
    movements = {move.id: [] for move in moves}
    # plain loops over whole recordsets: they are read in one go
    items = moves.env["account.move.line"].search(
        [
            ("move_id", "in", moves.ids),
            ("account_type", "=", "asset_receivable"),
        ]
    )
    for item in items:
        found = movements[item.move_id.id]
        due = item.date_maturity or item.date
        found.append(
            late_fee.Movement(
                due,
                to_decimal(abs(item.amount_currency)),
                late_fee.DUE,
                str(item.id),
            )
        )
        for partial in item.matched_credit_ids:
            amount = to_decimal(partial.debit_amount_currency)
            if amount:
                other = partial.credit_move_id
                found.append(
                    late_fee.Movement(
                        other.date,
                        amount,
                        env["dunning.late.fee"]._get_kind(other),
                        str(item.id),
                    )
                )
        left_out = get_left_out(item, claimed)
        if left_out > 0:
            # as if it had never been owed: what is disputed bears no interest here
            found.append(
                late_fee.Movement(due, left_out, late_fee.CREDIT_NOTE, str(item.id))
            )
    return movements


def get_left_out(item, claimed):
    """The open part of a journal item that nobody claims now."""
    if claimed is None:
        return Decimal(0)
    wanted = claimed.get(item.move_id.id, {}).get(item.id, 0.0)
    return to_decimal(item.currency_id.round(item.amount_residual_currency - wanted))


def get_formal_notices(env, moves):
    """Day on which each debtor first got a formal notice, by invoice id.

    A registered letter counts from its receipt, or from its refusal, which is the
    debtor's own doing (Cass. 1re civ. 20/01/2021 no 19-20.680), never from its
    posting. A channel that knows better when it was received extends this.
    """
    env["dunning.action.line"].flush_model(["state", "step_id", "move_id", "is_former"])
    env["dunning.action"].flush_model(["date_done"])
    env["dunning.letter"].flush_model()
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT line.move_id,
                       MIN(CASE WHEN letter.post IN ('registered', 'electronic')
                                THEN COALESCE(letter.date_received, letter.date_refused)
                                ELSE action.date_done END)
                  FROM dunning_action_line line
                  JOIN dunning_action action ON action.id = line.action_id
                  JOIN dunning_step step ON step.id = line.step_id
             LEFT JOIN dunning_letter letter
                    ON letter.action_id = action.id AND letter.date_posted IS NOT NULL
                 WHERE line.state = 'done' AND line.is_test IS NOT TRUE
                   AND step.kind = 'formal_notice'
                   AND action.date_done IS NOT NULL
                   AND line.is_former IS NOT TRUE
                   AND line.move_id IN %s
              GROUP BY line.move_id
                """,
                tuple(moves.ids) or (0,),
            )
        )
    )


def get_insolvencies(env, moves):
    """Day of the judgment that opened an insolvency, by invoice id.

    The first day of a suspension for that reason, of the customer or of the invoice;
    one that was lifted by hand was a mistake, one that ended was not.
    """
    # sudo: what the law stops is stopped, whoever looks
    holds = (
        env["dunning.hold"]
        .sudo()
        .search(
            [
                ("reason", "=", "insolvency"),
                ("partner_id", "in", moves.commercial_partner_id.ids),
            ],
            order="date_from, id",
        )
        .filtered(lambda hold: not hold.amount)
    )
    found = {}
    if not holds:
        return found
    for move in moves:
        for hold in holds:
            if (
                hold.partner_id == move.commercial_partner_id
                and hold.company_id.root_id == move.company_id.root_id
                and hold.move_id in (env["account.move"], move)
            ):
                found[move.id] = hold.date_from
                break
    return found


def get_terms(move, formal_notice=None, insolvency=None):
    """What law and contract say; a module with other contracts extends this."""
    root = move.company_id.root_id
    partner = move.commercial_partner_id.commercial_partner_id.with_company(root)
    rate = partner.dunning_contractual_rate or root.dunning_contractual_rate
    return late_fee.Terms(
        pack=rate_warnings.get_pack(root),
        debtor=partner.dunning_debtor_kind or rates.COMPANY,
        contractual_rate=to_decimal(rate) if rate else None,
        imputation=root.dunning_payment_imputation,
        formal_notice=formal_notice,
        insolvency=insolvency,
    )


# === COMPUTING ===


def compute_one(env, move, until, facts):
    """Late fees of one invoice: :class:`~core.law.late_fee.LateFees`."""
    movements, notices, insolvencies = facts
    return late_fee.late_fees(
        get_bearing(move, movements),
        terms=env["dunning.late.fee"]._get_terms(
            move, notices.get(move.id), insolvencies.get(move.id)
        ),
        table=env["dunning.interest.rate"]._get_table(),
        until=until,
        rounding=to_decimal(move.currency_id.rounding),
    )


def compute_fixed(env, move, until, facts):
    """The flat fee alone: it needs no rate."""
    movements, notices, insolvencies = facts
    try:
        terms = env["dunning.late.fee"]._get_terms(
            move, notices.get(move.id), insolvencies.get(move.id)
        )
    except rates.MissingPack:
        return Decimal(0)
    return late_fee.fixed_fee(get_bearing(move, movements), terms=terms, until=until)


def get_bearing(move, movements):
    """Late fees bear no late fees, and a claim that was never owed either."""
    is_debt = move.is_sale_document(True) and move.move_type != "out_refund"
    if move.dunning_is_late_fee or not (is_debt or move.move_type == "entry"):
        return []
    return movements[move.id]


def in_currency(env, move, amount, day):
    """An amount the law gives in euros, in the currency of the invoice."""
    # env.ref asks the database each time whether the euro is still there
    euro_id = env["ir.model.data"]._xmlid_to_res_id("base.EUR")
    euro = env["res.currency"].browse(euro_id)
    return euro._convert(float(amount), move.currency_id, move.company_id, day)


def to_decimal(amount):
    """A float of the ledger as the law counts."""
    return Decimal(str(amount or 0))
