import operator
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import guarded_search, may_write, prepare_big_reads
from .account_move import READERS

# Operators on an amount: what it does not meet, and whether a given amount meets it.
COMPARISONS = {
    ">": ("<=", operator.gt),
    ">=": ("<", operator.ge),
    "<": (">=", operator.lt),
    "<=": (">", operator.le),
}

# What people write; all the rest of ours says what the ledger and the engine found.
BY_HAND = {
    *("dunning_scenario_id", "dunning_user_id", "dunning_cause_id"),
    *("dunning_contractual_rate", "dunning_contact_ids", "dunning_hold_ids"),
    *("dunning_email_use", "dunning_sms_use", "dunning_letter_use"),
    *("dunning_call_use", "dunning_debtor_kind", "dunning_risk"),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_scenario_id = fields.Many2one(
        "dunning.scenario",
        "Dunning scenario",
        company_dependent=True,
        help="Empty: the one whose rules match, or the company's.",
        groups=READERS,
    )
    dunning_user_id = fields.Many2one(
        "res.users", "Collector", company_dependent=True, groups=READERS
    )
    dunning_cause_id = fields.Many2one(
        "dunning.cause",
        "Cause of late payment",
        company_dependent=True,
        help="What the customer last said, on the phone or in a reply.",
        groups=READERS,
    )
    dunning_contractual_rate = fields.Float(
        "Contractual rate (% a year)",
        digits=(7, 4),
        company_dependent=True,
        groups=READERS,
        help="0: the company's, else the statutory rate.",
    )
    dunning_rate_warning = fields.Char(
        "Rate below the floor", compute="_compute_dunning_rate_warning", groups=READERS
    )
    dunning_step_id = fields.Many2one(
        "dunning.step",
        "Dunning level",
        compute="_compute_dunning_situation",
        help="Highest level among the open invoices.",
        groups=READERS,
    )
    dunning_overdue_amount = fields.Monetary(
        "Overdue",
        compute="_compute_dunning_situation",
        search="_search_dunning_overdue_amount",
        groups=READERS,
    )
    dunning_next_date = fields.Date(
        "Next reminder", compute="_compute_dunning_next", groups=READERS
    )
    dunning_explanation = fields.Char(
        "Dunning", compute="_compute_dunning_next", groups=READERS
    )
    dunning_hold_ids = fields.One2many(
        "dunning.hold", "partner_id", "Suspensions", groups=READERS
    )
    dunning_action_count = fields.Integer(
        compute="_compute_dunning_action_count", groups=READERS
    )

    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and may_write(
            self, field, operation, BY_HAND
        )

    @api.depends("dunning_contractual_rate")
    @api.depends_context("company", "lang")
    def _compute_dunning_rate_warning(self):
        company = self.env.company.root_id
        for partner in self:
            # nothing agreed binds a public body or hurts a consumer: no floor for them
            agreed = partner.dunning_debtor_kind == "company"
            partner.dunning_rate_warning = agreed and self.env[
                "dunning.late.fee"
            ]._get_rate_warning(company, partner.dunning_contractual_rate)

    @api.depends_context("company")
    def _compute_dunning_situation(self):
        overdue = dict(self._dunning_overdue(self.commercial_partner_id.ids))
        levels = self._dunning_levels()
        for partner in self:
            commercial = partner.commercial_partner_id
            partner.dunning_overdue_amount = overdue.get(commercial.id, 0.0)
            partner.dunning_step_id = levels.get(commercial.id, False)

    def _dunning_overdue(self, partner_ids=None):
        """(debtor id, overdue amount in company currency) of the current companies."""
        return self.env.execute_query(self._dunning_overdue_query(partner_ids))

    def _dunning_overdue_query(self, partner_ids=None, having=None):
        """The same as a statement, for debtors whose amount meets a condition."""
        company = self.env.company
        ledger = self.env["dunning.ledger"]
        return SQL(
            """
            SELECT partner.commercial_partner_id, SUM(aml.amount_residual)
              FROM account_move_line aml
              JOIN res_partner partner ON partner.id = aml.partner_id
              JOIN account_move move ON move.id = aml.move_id
              JOIN account_journal journal ON journal.id = move.journal_id
             WHERE %s AND %s
               AND COALESCE(aml.date_maturity, aml.date) < %s
               AND %s
          GROUP BY partner.commercial_partner_id
            HAVING %s
            """,
            ledger._get_opened(ledger._get_scope(company.root_id, None)),
            ledger._get_owed(),
            company._dunning_today(),
            SQL("TRUE")
            if partner_ids is None
            else SQL("partner.commercial_partner_id IN %s", tuple(partner_ids) or (0,)),
            having or SQL("TRUE"),
        )

    def _dunning_levels(self):
        """Highest level by debtor over what it owes.

        An entry may be about several customers: its level is that of each item.
        """
        ledger = self.env["dunning.ledger"]
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner.commercial_partner_id,
                       CASE WHEN move.move_type = 'entry' THEN line.step_id
                            ELSE move.dunning_step_id END
                  FROM account_move_line aml
                  JOIN res_partner partner ON partner.id = aml.partner_id
                  JOIN account_move move ON move.id = aml.move_id
                  JOIN account_journal journal ON journal.id = move.journal_id
             LEFT JOIN dunning_action_line line
                    ON move.move_type = 'entry' AND line.line_id = aml.id
                   AND line.state = 'done' AND line.is_test IS NOT TRUE
                   AND line.is_former IS NOT TRUE
                 WHERE %s AND %s AND partner.commercial_partner_id IN %s
                """,
                ledger._get_opened(ledger._get_scope(self.env.company.root_id, None)),
                ledger._get_owed(),
                tuple(self.commercial_partner_id.ids) or (0,),
            )
        )
        # sudo: scenarios are the company's, whoever reads of a level
        Step = self.env["dunning.step"].sudo().with_context(active_test=False)
        known = Step.browse({step_id for _partner, step_id in rows if step_id}).exists()
        ranks = {step.id: step._to_core().rank for step in known}
        levels = {}
        for partner_id, step_id in rows:
            if step_id in ranks:
                levels.setdefault(partner_id, []).append(step_id)
        return {
            partner_id: max(steps, key=ranks.get)
            for partner_id, steps in levels.items()
        }

    @guarded_search
    def _search_dunning_overdue_amount(self, comparison, value):
        if comparison not in COMPARISONS:
            return NotImplemented
        self.env.flush_all()
        prepare_big_reads(self.env)
        # who has nothing overdue has no row: zero is then asked the other way round
        opposite, zero_too = COMPARISONS[comparison]
        zero_is_meant = zero_too(0.0, value)
        meets = SQL(
            "SUM(aml.amount_residual) %s %s",
            SQL(opposite if zero_is_meant else comparison),
            value,
        )
        found = SQL(
            "(SELECT commercial_partner_id FROM (%s) late)",
            self._dunning_overdue_query(having=meets),
        )
        return [("id", "not in" if zero_is_meant else "in", found)]

    @api.depends_context("company", "lang")
    def _compute_dunning_next(self):
        """Earliest date and sentence over the customer's debts."""
        root = self.env.company.root_id
        planner, texts = self.env["dunning.planner"], self.env["dunning.explanation"]
        best = {}
        decisions = planner._explain(
            root, self.commercial_partner_id.ids, root._dunning_today()
        )
        # on the same day the message is the one of the highest step
        decisions.sort(
            key=lambda found: found.step.rank if found.step else (), reverse=True
        )
        for decision in decisions:
            rank = (
                decision.kind != "send",
                decision.date is None,
                decision.date or root._dunning_today(),
            )
            partner_id = decision.debt.partner_id
            if partner_id not in best or rank < best[partner_id][0]:
                best[partner_id] = (rank, decision)
        for partner in self:
            _rank, decision = best.get(partner.commercial_partner_id.id, (None, None))
            partner.dunning_next_date = decision and decision.date
            partner.dunning_explanation = decision and texts._decision_text(decision)

    def _compute_dunning_action_count(self):
        counts = self._dunning_count("dunning.action")
        for partner in self:
            partner.dunning_action_count = counts.get(partner.commercial_partner_id, 0)

    def _dunning_count(self, model):
        """Number of records of a model of ours by debtor, whoever it was then."""
        counts = {}
        for partner, count in self.env[model]._read_group(
            [("debtor_id", "in", self.commercial_partner_id.ids)],
            ["partner_id"],
            ["__count"],
        ):
            debtor = partner.commercial_partner_id
            counts[debtor] = counts.get(debtor, 0) + count
        return counts

    # === FIGURES ===

    def _dunning_kpis(self):
        """How this customer pays, over the last twelve months.

        :return: dict: the company's figures for this customer alone, plus overdue
            (company currency) and oldest_days_late
        """
        self.ensure_one()
        company = self.env.company
        today = company._dunning_today()
        partner_ids = self.commercial_partner_id.ids
        year = today - timedelta(days=365)
        values = self.env["dunning.figures"]._compute(company, year, today, partner_ids)
        # sudo: figures of the whole tree, whatever invoices the reader may open
        opened = (
            self.env["dunning.report.balance"].sudo().with_context(dunning_as_of=today)
        )
        domain = self.env["dunning.figures"]._get_domain(company.root_id, partner_ids)
        [(oldest,)] = opened._read_group(domain, [], ["days_late:max"])
        overdue = dict(self._dunning_overdue(partner_ids))
        return values | {
            "overdue": overdue.get(self.commercial_partner_id.id, 0.0),
            "oldest_days_late": max(oldest or 0, 0),
        }

    # === BUTTONS ===

    def action_dunning_hold(self):
        """Suspend dunning of this customer: asks reason and end."""
        self.ensure_one()
        return self.env["dunning.hold"]._get_action_new(self.commercial_partner_id)

    def action_dunning_send(self):
        """Remind now, outside the scenario's dates: choose, preview, send."""
        self.ensure_one()
        return self.env["dunning.send"]._open(
            self.commercial_partner_id, self.env.company
        )

    def action_dunning_call(self):
        """Ring now: the call sheet, with the planned call if there is one."""
        self.ensure_one()
        return self.env["dunning.call.sheet"]._open(
            self.commercial_partner_id, self.env.company, contact=self
        )

    def _dunning_set_cause(self, cause, company):
        """Remember why this customer pays late, as it last said itself."""
        # sudo: collectors need not be able to edit customers to note what they say
        self.commercial_partner_id.sudo().with_company(
            company.root_id
        ).dunning_cause_id = cause

    def action_dunning_history(self):
        """Every action about this customer."""
        return self.env["dunning.action"]._get_action_list(
            [("debtor_id", "in", self.commercial_partner_id.ids)],
            self.env._("Reminders"),
        )
