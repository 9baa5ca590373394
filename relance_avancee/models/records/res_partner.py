import operator
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...const import CHANNEL_USES, DEBTOR_KINDS, LIVE_DISPUTES, RISKS
from ...core import calendars
from ...core.law import debtor_kind
from ...core.pay import promises as rules
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
    *("dunning_debtor_kind", "dunning_risk"),
}

INFORMATION = (
    "How this customer pays, from A (on time) to D (at risk). For information, and for "
    "choosing a scenario: no decision with a legal effect on a person may be taken from "
    "it alone (GDPR, article 22). What you choose stays; empty it to follow the figures."
)

# Older promises say little about how a customer pays today.
PERIOD = timedelta(days=730)

# What may make somebody another customer's contact, or nobody's.
LEAVING = {"parent_id", "active", "is_company", "company_type"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_scenario_id = fields.Many2one(
        "dunning.scenario",
        "Dunning scenario",
        company_dependent=True,
        help="Empty: the one whose rules match, or the company's.",
        groups=READERS,
        domain=[("is_plan", "=", False)],
    )
    dunning_user_id = fields.Many2one(
        "res.users", "Collector", company_dependent=True, groups=READERS
    )
    dunning_cause_id = fields.Many2one(
        "dunning.cause",
        "Late payment reason",
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
        # asked for every field of every read: only what is written needs the list
        names = self._get_dunning_by_hand() if operation == "write" else ()
        return super()._has_field_access(field, operation) and may_write(
            self, field, operation, names
        )

    @api.model
    def _get_dunning_by_hand(self):
        """Names of the fields people write, with what customers say of each channel."""
        known = self.env["dunning.channel"]._get_registry()
        return BY_HAND | {channel.use_field for channel in known.uses}

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
        # sudo: scenarios are the company's, whoever looks
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

    # === CHANNELS ===
    # Who is written to at a customer, and by which channels.

    dunning_contact_ids = fields.Many2many(
        "res.partner",
        "dunning_partner_contact_rel",
        "partner_id",
        "contact_id",
        "Reminder contacts",
        domain="['|', ('id', '=', id), ('commercial_partner_id', '=', commercial_partner_id)]",
        help="Who receives reminders. Empty: the invoice address, else the company.",
        groups=READERS,
    )
    dunning_email_use = fields.Selection(
        CHANNEL_USES,
        "By e-mail",
        company_dependent=True,
        groups=READERS,
        help="Preferred: ordinary reminders go by this channel. Never: this customer is "
        "not contacted by it, not even by hand.",
    )
    dunning_sms_use = fields.Selection(
        CHANNEL_USES, "By SMS", company_dependent=True, groups=READERS
    )
    dunning_letter_use = fields.Selection(
        CHANNEL_USES, "By letter", company_dependent=True, groups=READERS
    )
    dunning_call_use = fields.Selection(
        CHANNEL_USES, "By phone", company_dependent=True, groups=READERS
    )

    @api.constrains("dunning_contact_ids", "parent_id")
    def _check_dunning_contacts(self):
        """Nobody but the debtor reads about its debts."""
        for partner in self:
            # sudo: whose contacts these are, and nothing else of them
            strangers = partner.sudo().dunning_contact_ids.filtered(
                lambda contact: contact.commercial_partner_id
                != partner.commercial_partner_id  # noqa: B023
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s and cannot receive "
                        "its reminders: choose one of its own contacts.",
                        contact=strangers[0].display_name,
                        customer=partner.commercial_partner_id.display_name,
                    )
                )

    # === KIND OF DEBTOR ===
    # What kind of debtor a customer is: the law and the tone depend on it.

    dunning_debtor_kind = fields.Selection(
        DEBTOR_KINDS,
        "Kind of customer",
        compute="_compute_dunning_debtor_kind",
        inverse="_inverse_dunning_debtor_kind",
        store=True,
        help="Guessed from the company number and the VAT number; drives fees, wording "
        "and channels. What you choose stays.",
    )
    # What somebody chose against the guess; the guess itself follows the data.
    dunning_debtor_kind_choice = fields.Selection(
        DEBTOR_KINDS, "Kind chosen by hand", copy=False
    )

    @api.depends(
        "commercial_partner_id.is_company",
        "commercial_partner_id.vat",
        "commercial_partner_id.company_registry",
        "commercial_partner_id.country_id",
        "commercial_partner_id.dunning_debtor_kind_choice",
    )
    def _compute_dunning_debtor_kind(self):
        """What somebody chose, else a guess; a contact is what its company is."""
        for partner in self:
            debtor = partner.commercial_partner_id or partner
            partner.dunning_debtor_kind = (
                debtor.dunning_debtor_kind_choice or debtor._guess_dunning_debtor_kind()
            )

    def _inverse_dunning_debtor_kind(self):
        """Keep the choice, unless it is what the data say anyway."""
        for partner in self:
            debtor, chosen = partner.commercial_partner_id, partner.dunning_debtor_kind
            guessed = debtor._guess_dunning_debtor_kind()
            # sudo: the choice is written by choosing the kind
            debtor.sudo().dunning_debtor_kind_choice = (
                chosen if chosen != guessed else False
            )

    def _dunning_place(self, company):
        """Where this address keeps its holidays (:func:`~core.calendars.place`).

        Without a country it is in that of ``company``.
        """
        country = self.country_id.code or company.root_id.country_code
        return calendars.place(country or None, self.state_id.code or None, self.zip)

    def _guess_dunning_debtor_kind(self):
        """Kind of debtor from the data; a localisation that knows more extends this."""
        self.ensure_one()
        return debtor_kind.guess(
            self.is_company, self.vat, self.company_registry, self.country_id.code
        )

    # === RISK ===

    dunning_risk = fields.Selection(
        RISKS,
        "Risk class",
        compute="_compute_dunning_risk",
        inverse="_inverse_dunning_risk",
        search="_search_dunning_risk",
        groups=READERS,
        help=INFORMATION,
    )
    # What somebody chose against the figures; the class itself follows them.
    dunning_risk_choice = fields.Selection(
        RISKS,
        "Class chosen by hand",
        company_dependent=True,
        copy=False,
        groups=READERS,
    )
    dunning_behaviour_id = fields.Many2one(
        "dunning.behaviour",
        "Payment behaviour",
        compute="_compute_dunning_risk",
        groups=READERS,
    )
    dunning_risk_score = fields.Integer(
        "Risk score", compute="_compute_dunning_risk", groups=READERS
    )
    dunning_risk_reasons = fields.Text(
        "Reasons of the risk class", compute="_compute_dunning_risk", groups=READERS
    )
    dunning_behaviour_ids = fields.One2many(
        "dunning.behaviour", "partner_id", "Payment behaviours", groups=READERS
    )

    @api.depends(
        "commercial_partner_id.dunning_risk_choice",
        "commercial_partner_id.dunning_behaviour_ids.risk",
    )
    @api.depends_context("company", "lang")
    def _compute_dunning_risk(self):
        """What somebody chose, else the class of the figures; a contact's is its company's."""
        # sudo: a branch reads what its head office knows of the customer
        found = {
            item.partner_id.id: item.id
            for item in self.env["dunning.behaviour"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.root_id.id),
                    ("partner_id", "in", self.commercial_partner_id.ids),
                ]
            )
        }
        root = self.env.company.root_id
        for partner in self:
            debtor = partner.commercial_partner_id
            behaviour = self.env["dunning.behaviour"].browse(found.get(debtor.id))
            partner.dunning_behaviour_id = behaviour
            # sudo: a branch reads what its head office knows of the customer
            partner.dunning_risk_score = behaviour.sudo().score
            partner.dunning_risk_reasons = behaviour.sudo().reason_text
            partner.dunning_risk = (
                debtor.with_company(root).dunning_risk_choice or behaviour.sudo().risk
            )

    def _inverse_dunning_risk(self):
        """Keep the choice, unless it is what the figures say anyway."""
        root = self.env.company.root_id
        for partner in self:
            chosen = partner.dunning_risk
            # sudo: a branch reads what its head office knows of the customer
            found = partner.dunning_behaviour_id.sudo().risk
            debtor = partner.commercial_partner_id.with_company(root)
            # sudo: the choice is written by choosing the class
            debtor.sudo().dunning_risk_choice = chosen if chosen != found else False

    @api.model
    @guarded_search
    def _search_dunning_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        root = self.env.company.root_id
        self.env["dunning.behaviour"].flush_model()
        self.flush_model(["dunning_risk_choice", "commercial_partner_id"])
        return [
            (
                "id",
                "in",
                SQL(
                    """(
                    SELECT partner.id FROM res_partner partner
                      JOIN res_partner debtor
                        ON debtor.id = partner.commercial_partner_id
                 LEFT JOIN dunning_behaviour behaviour
                        ON behaviour.partner_id = debtor.id AND behaviour.company_id = %s
                     WHERE COALESCE(debtor.dunning_risk_choice ->> %s, behaviour.risk, '')
                           IN %s)""",
                    root.id,
                    str(root.id),
                    tuple(risk or "" for risk in value),
                ),
            )
        ]

    def action_dunning_behaviour(self):
        """The figures behind the class, and how they went."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment behaviour"),
            "res_model": "dunning.behaviour",
            "view_mode": "form",
            "res_id": self.dunning_behaviour_id.id,
        }

    # === DISPUTES ===

    dunning_dispute_ids = fields.One2many(
        "dunning.dispute", "partner_id", "Disputes", groups=READERS
    )
    dunning_dispute_count = fields.Integer(
        compute="_compute_dunning_disputes", groups=READERS
    )
    dunning_disputed_amount = fields.Monetary(
        "Disputed",
        compute="_compute_dunning_disputes",
        help="The part of what the customer owes that it contests: it is not claimed.",
        groups=READERS,
    )

    @api.depends("dunning_dispute_ids.state", "dunning_dispute_ids.amount")
    @api.depends_context("company")
    def _compute_dunning_disputes(self):
        company = self.env.company.root_id
        # sudo: the debtor's disputes in every branch, whichever one looks at
        disputes = (
            self.env["dunning.dispute"]
            .sudo()
            .search(
                [
                    ("debtor_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "child_of", company.id),
                ]
            )
            .grouped("debtor_id")
        )
        for partner in self:
            found = disputes.get(partner.commercial_partner_id, ())
            partner.dunning_dispute_count = len(found)
            partner.dunning_disputed_amount = sum(
                dispute._in_company_currency(dispute.disputed_amount)
                for dispute in found
                if dispute.state in LIVE_DISPUTES
            )

    def action_dunning_disputes(self):
        """The disputes of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_dispute_action"
        )
        return action | {
            "domain": [("debtor_id", "in", self.commercial_partner_id.ids)],
            "context": {},
        }

    def action_dunning_promises(self):
        """The promises of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_promise_action"
        )
        return action | {
            "domain": [("debtor_id", "in", self.commercial_partner_id.ids)],
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }

    # === PROMISES ===

    dunning_promise_ids = fields.One2many(
        "dunning.promise", "partner_id", "Promises", groups=READERS
    )
    dunning_promise_count = fields.Integer(
        compute="_compute_dunning_promises", groups=READERS
    )
    dunning_promise_record = fields.Char(
        "Promises kept", compute="_compute_dunning_promises", groups=READERS
    )

    @api.depends("dunning_promise_ids.state", "dunning_promise_ids.kept_amount")
    @api.depends_context("company", "lang")
    def _compute_dunning_promises(self):
        found = self._dunning_promise_record(self.env.company)
        for partner in self:
            record = found.get(partner.commercial_partner_id.id)
            partner.dunning_promise_count = record["total"] if record else 0
            partner.dunning_promise_record = record and record["message"]

    def _dunning_promise_reliability(self, company):
        """How this customer kept its promises over the last two years.

        :return: dict: total (every promise), open, count (decided), kept, partly,
            broken, put_off, amount and kept_amount (company currency), rate (kept ÷
            decided, 0 to 1; None without any) and amount_rate, message (a sentence)
        """
        self.ensure_one()
        found = self._dunning_promise_record(company)
        return found.get(self.commercial_partner_id.id) or self._prepare_reliability(
            company, self.env["dunning.promise"]
        )

    def _dunning_promise_record(self, company):
        """The same for many customers, in one search; by debtor id."""
        root = company.root_id
        # sudo: the customer's word is the same whichever branch it was given to
        promises = (
            self.env["dunning.promise"]
            .sudo()
            .search(
                [
                    ("debtor_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "child_of", root.id),
                    ("date_made", ">", root._dunning_today() - PERIOD),
                ]
            )
        )
        return {
            partner.id: self._prepare_reliability(root, found)
            for partner, found in promises.grouped("debtor_id").items()
        }

    def _prepare_reliability(self, company, promises):
        found = rules.reliability(
            rules.Decided(
                promise.state,
                promise._in_company_currency(promise.amount),
                promise._in_company_currency(promise.kept_amount),
            )
            for promise in promises
        )
        values = {
            "total": len(promises),
            "open": len(promises.filtered(lambda promise: promise.state == "open")),
            **found._asdict(),
            "put_off": len(promises.filtered("replaced_by_id")),
            "rate": found.rate,
            "amount_rate": found.amount_rate,
        }
        currency = company.currency_id
        return values | {
            "message": self.env["dunning.explanation"]._reliability(values, currency)
        }

    # === THE CUSTOMER'S PAGE ===

    dunning_link_ids = fields.One2many(
        "dunning.link", "partner_id", "Links to the page", groups=READERS
    )

    def write(self, vals):
        """Who leaves a customer takes no way in along, not even for coming back."""
        result = super().write(vals)
        if LEAVING & vals.keys():
            self.env["dunning.link"]._close_left(self)
        return result

    def action_dunning_links(self):
        """Links of this customer's contacts: copy, revoke, renew."""
        self.ensure_one()
        if not self.env.user.has_group("relance_avancee.relance_avancee_group_user"):
            raise AccessError(self.env._("This is for collectors only."))
        self.check_access("read")
        debtor = self.commercial_partner_id
        contact = self if self.email else debtor
        # sudo: a link opens a page for the customer, it gives the collector nothing more
        self.env["dunning.link"]._get_link(contact, debtor, self.env.company)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_link_action"
        )
        return action | {
            "domain": [("debtor_id", "=", debtor.id), ("replaced_by_id", "=", False)],
            "context": {"active_test": False},
        }

    # === PAYMENT PLANS ===

    dunning_plan_count = fields.Integer(
        compute="_compute_dunning_plan_count",
        groups="account.group_account_readonly,account.group_account_invoice",
    )

    def _compute_dunning_plan_count(self):
        counts = self._dunning_count("dunning.payment.plan")
        for partner in self:
            partner.dunning_plan_count = counts.get(partner.commercial_partner_id, 0)

    def action_dunning_plan(self):
        """A draft payment plan over what this customer owes and is due."""
        self.ensure_one()
        today = self.env.company._dunning_today()
        moves = self.env["account.move"].search(
            [
                (
                    "commercial_partner_id.commercial_partner_id",
                    "=",
                    self.commercial_partner_id.id,
                ),
                ("company_id", "child_of", self.env.company.root_id.id),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<=", today),
            ]
        )
        moves -= self.env["dunning.payment.plan"]._get_taken(moves).move_ids
        if len(moves.currency_id) > 1:
            # one plan, one currency: the company's first
            own = moves.filtered(
                lambda move: move.currency_id == self.env.company.currency_id
            )
            moves = own or moves.filtered(
                lambda move: move.currency_id == moves[0].currency_id
            )
        if not moves:
            raise UserError(
                self.env._(
                    "%(customer)s has no invoice due outside a payment plan.",
                    customer=self.name,
                )
            )
        return moves.action_dunning_plan()

    def action_dunning_plans(self):
        """The plans of this customer."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_avancee.dunning_payment_plan_action"
        )
        domain = [("debtor_id", "=", self.commercial_partner_id.id)]
        return action | {"domain": domain, "context": {}}
