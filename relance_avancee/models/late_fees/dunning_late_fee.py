"""Interest and flat fee of late invoices: the ledger in, :mod:`~core.law.late_fee` out."""

from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from ...core.law import late_fee, rates


class DueFees(NamedTuple):
    """What may still be claimed for one invoice, in its currency.

    ``problem`` is the sentence that says why interest cannot be claimed, if any.
    """

    interest: float
    fixed_fee: float
    problem: str = ""


class DunningLateFee(models.AbstractModel):
    _name = "dunning.late.fee"
    _description = "Late fees of invoices"

    # === ENTRY POINTS ===

    @api.model
    def _compute(self, move, until):
        """Late fees of one invoice up to ``until``, included, claimed or not.

        :return: :class:`~core.law.late_fee.LateFees`
        :raises UserError: no rules for the country, or no rate for a semester
        """
        try:
            return self._compute_one(move, until, self._read(move))
        except (rates.MissingRate, rates.MissingPack) as missing:
            raise UserError(self._problem_text(missing)) from missing

    @api.model
    def _get_due(self, moves, until, claimed=None):
        """What may still be claimed for each invoice: nothing is claimed twice.

        A fixed number of statements whatever the number of invoices. A missing rate
        costs the interest of that invoice, not its flat fee, and is said.

        :param claimed: amount claimed by journal item id, by invoice id: interest is
            then claimed on nothing else (disputed, credited, not yet at that step)
        :return: dict of :class:`DueFees` by invoice id
        """
        # sudo: the law's sums are the same, whatever entries one may open
        moves, read = moves.sudo(), self._read(moves, claimed)
        taken = self.env["dunning.fee"]._get_taken(moves)
        return {
            move.id: self._get_due_one(move, until, read, taken.get(move.id, {}))
            for move in moves
        }

    def _get_due_one(self, move, until, read, taken):
        problem = ""
        try:
            fees = self._compute_one(move, until, read)
            interest, fixed = fees.interest, fees.fixed_fee
        except (rates.MissingRate, rates.MissingPack) as missing:
            problem, interest = self._problem_text(missing), Decimal(0)
            fixed = self._compute_fixed(move, until, read)
        interest = 0.0 if "for_good" in taken else float(interest)
        left = move.currency_id.round(interest - taken.get("interest", 0.0))
        return DueFees(
            max(0.0, left),
            0.0 if "fixed" in taken else self._in_currency(move, fixed, until),
            problem,
        )

    # === READING ===

    def _read(self, moves, claimed=None):
        """(movements, day of the formal notice, day of the insolvency) by invoice id."""
        # sudo: the law's sums are the same, whatever entries one may open
        return (
            self._get_movements(moves.sudo(), claimed),
            self._get_formal_notices(moves),
            self._get_insolvencies(moves.sudo()),
        )

    @api.model
    def _get_movements(self, moves, claimed=None):
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
                    self._decimal(abs(item.amount_currency)),
                    late_fee.DUE,
                    str(item.id),
                )
            )
            for partial in item.matched_credit_ids:
                amount = self._decimal(partial.debit_amount_currency)
                if amount:
                    other = partial.credit_move_id
                    found.append(
                        late_fee.Movement(
                            other.date, amount, self._get_kind(other), str(item.id)
                        )
                    )
            left_out = self._get_left_out(item, claimed)
            if left_out > 0:
                # as if it had never been owed: what is disputed bears no interest here
                found.append(
                    late_fee.Movement(due, left_out, late_fee.CREDIT_NOTE, str(item.id))
                )
        return movements

    def _get_left_out(self, item, claimed):
        """The open part of a journal item that nobody claims now."""
        if claimed is None:
            return Decimal(0)
        wanted = claimed.get(item.move_id.id, {}).get(item.id, 0.0)
        return self._decimal(
            item.currency_id.round(item.amount_residual_currency - wanted)
        )

    @api.model
    def _get_kind(self, item):
        """A credit note or a write-off lowers the price; anything else is a payment."""
        is_payment = item.move_id.origin_payment_id or item.move_id.statement_line_id
        return late_fee.PAYMENT if is_payment else late_fee.CREDIT_NOTE

    @api.model
    def _get_formal_notices(self, moves):
        """Day on which each debtor first got a formal notice, by invoice id.

        A registered letter counts from its receipt, or from its refusal, which is the
        debtor's own doing (Cass. 1re civ. 20/01/2021 no 19-20.680), never from its
        posting. A channel that knows better when it was received extends this.
        """
        self.env["dunning.action.line"].flush_model(
            ["state", "step_id", "move_id", "is_former"]
        )
        self.env["dunning.action"].flush_model(["date_done"])
        self.env["dunning.letter"].flush_model()
        return dict(
            self.env.execute_query(
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

    @api.model
    def _get_insolvencies(self, moves):
        """Day of the judgment that opened an insolvency, by invoice id.

        The first day of a suspension for that reason, of the customer or of the invoice;
        one that was lifted by hand was a mistake, one that ended was not.
        """
        # sudo: what the law stops is stopped, whoever looks
        holds = (
            self.env["dunning.hold"]
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
                    and hold.move_id in (self.env["account.move"], move)
                ):
                    found[move.id] = hold.date_from
                    break
        return found

    @api.model
    def _get_terms(self, move, formal_notice=None, insolvency=None):
        """What law and contract say; a module with other contracts extends this."""
        root = move.company_id.root_id
        partner = move.commercial_partner_id.commercial_partner_id.with_company(root)
        rate = partner.dunning_contractual_rate or root.dunning_contractual_rate
        return late_fee.Terms(
            pack=self._get_pack(root),
            debtor=partner.dunning_debtor_kind or rates.COMPANY,
            contractual_rate=self._decimal(rate) if rate else None,
            imputation=root.dunning_payment_imputation,
            formal_notice=formal_notice,
            insolvency=insolvency,
        )

    @api.model
    def _get_pack(self, root):
        """Rules of the law of the contracts: the creditor's country unless said."""
        country = root.dunning_law_country_id or root.country_id
        return rates.pack_for(country.code or "")

    @api.model
    def _find_pack(self, root):
        """The same, None where no rules are known."""
        try:
            return self._get_pack(root)
        except rates.MissingPack:
            return None

    # === COMPUTING ===

    def _compute_one(self, move, until, read):
        movements, notices, insolvencies = read
        return late_fee.late_fees(
            self._get_bearing(move, movements),
            terms=self._get_terms(
                move, notices.get(move.id), insolvencies.get(move.id)
            ),
            table=self.env["dunning.interest.rate"]._get_table(),
            until=until,
            rounding=self._decimal(move.currency_id.rounding),
        )

    def _compute_fixed(self, move, until, read):
        """The flat fee alone: it needs no rate."""
        movements, notices, insolvencies = read
        try:
            terms = self._get_terms(
                move, notices.get(move.id), insolvencies.get(move.id)
            )
        except rates.MissingPack:
            return Decimal(0)
        return late_fee.fixed_fee(
            self._get_bearing(move, movements), terms=terms, until=until
        )

    def _get_bearing(self, move, movements):
        """Late fees bear no late fees, and a claim that was never owed either."""
        is_debt = move.is_sale_document(True) and move.move_type != "out_refund"
        if move.dunning_is_late_fee or not (is_debt or move.move_type == "entry"):
            return []
        return movements[move.id]

    @api.model
    def _in_currency(self, move, amount, day):
        """A flat sum of the law, in its own currency there, in that of the invoice."""
        pack = self._find_pack(move.company_id.root_id)
        code = pack.fee_currency if pack else "EUR"
        # env.ref asks the database each time whether the currency is still there
        currency_id = self.env["ir.model.data"]._xmlid_to_res_id(f"base.{code}")
        currency = self.env["res.currency"].browse(currency_id)
        return currency._convert(float(amount), move.currency_id, move.company_id, day)

    @api.model
    def _decimal(self, amount):
        return Decimal(str(amount or 0))

    # === WARNINGS ===

    @api.model
    def _problem_text(self, missing):
        """Why no interest can be claimed, and what to do about it."""
        if isinstance(missing, rates.MissingPack):
            return self.env._(
                "No late-payment rules are known for the country %(country)s: "
                "choose another law in the dunning settings.",
                country=missing.country or "–",
            )
        labels = dict(
            self.env["dunning.interest.rate"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        return self.env._(
            "No “%(kind)s” is recorded for the semester of %(day)s: complete the interest rates "
            "(Configuration menu). Until then no interest can be claimed for that period.",
            kind=labels[missing.kind],
            day=format_date(self.env, missing.day),
        )

    @api.model
    def _get_rate_problem(self, root, day):
        """What is missing to compute the interest of ``day``; False if nothing is."""
        table = self.env["dunning.interest.rate"]._get_table()
        try:
            pack = self._get_pack(root)
            for debtor in (rates.COMPANY, rates.PUBLIC):
                rates.statutory_rate(table, pack, debtor, day)
            rates.legal_floor(table, pack, day)
        except (rates.MissingRate, rates.MissingPack) as missing:
            return self._problem_text(missing)
        return False

    @api.model
    def _settle(self, root, today):
        """On 1 January and 1 July a rate may be missing: a manager is told, once."""
        problem = self._get_rate_problem(root, today)
        if not problem or not self.env["dunning.step"].search_count(
            [("late_fees", "!=", "none")], limit=1
        ):
            return
        activity_type = self.env.ref("mail.mail_activity_data_warning")
        told = root.partner_id.activity_ids.filtered(
            lambda activity: activity.automated
            and activity.activity_type_id == activity_type
        )
        manager = self._get_rate_manager(root)
        if manager and not told:
            root.partner_id.with_context(
                mail_activity_quick_update=True
            ).activity_schedule(
                "mail.mail_activity_data_warning",
                date_deadline=today,
                summary=self.env._("Interest rate missing"),
                note=problem,
                user_id=manager.id,
            )

    def _get_rate_manager(self, root):
        """Who completes the rates: the company's collector if a manager, else another."""
        group = self.env.ref("relance_avancee.relance_avancee_group_manager")
        managers = group.all_user_ids.filtered(
            lambda user: user.active and root in user.company_ids
        )
        default = root.dunning_user_id
        return default if default in managers else managers.sorted("id")[:1]

    @api.model
    def _get_rate_warning(self, root, rate):
        """An agreed rate below the legal floor is said, never changed; False if fine."""
        try:
            floor = rates.legal_floor(
                self.env["dunning.interest.rate"]._get_table(),
                self._get_pack(root),
                root._dunning_today(),
            )
        except (rates.MissingRate, rates.MissingPack):
            return False
        if not rate or floor is None or self._decimal(rate) >= floor:
            return False
        return self.env._(
            "%(rate)s %% is below the legal floor of this semester, %(floor)s %% (three times "
            "the legal rate, art. L441-10 of the French Code de commerce). It is applied as "
            "agreed: change it, or take advice.",
            rate=self._format_rate(rate),
            floor=self._format_rate(floor),
        )

    def _format_rate(self, rate):
        return formatLang(self.env, float(rate), digits=2)
