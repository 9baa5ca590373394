"""What a company grants: limits, simulation, and a customer's own request."""

from datetime import timedelta

from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core import calendars
from ...core.plan import instalments

MAX_NOTE = 2000


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    # === LIMITS ===

    @api.model
    def _get_limits(self, company, currency):
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

    def _get_breaches(self):
        """Codes of what goes beyond the company's limits, as the lines are now."""
        self.ensure_one()
        lines = [(line.date, line.amount) for line in self.line_ids.sorted("date")]
        if not lines:
            return []
        return instalments.breaches(
            lines,
            self._get_limits(self.company_id, self.currency_id),
            self._get_today(),
            self.currency_id.rounding,
        )

    @api.model
    def _get_problem_text(self, code, company=None, currency=None):
        """What is wrong with some terms, as a sentence for customer and collector."""
        company = company or self.company_id or self.env.company
        root = company.root_id
        currency = currency or self.currency_id or root.currency_id
        limits = self._get_limits(company, currency)
        texts = {
            "empty": self.env._("Nothing is owed on these invoices."),
            "count": self.env._(
                "A plan has from 1 to %(limit)s payments, each of more than nothing.",
                limit=min(limits.max_lines or 99, instalments.MOST_LINES),
            ),
            "first": self.env._("The first payment must be less than what is owed."),
            "past": self.env._("The first payment cannot be on a day already past."),
            "first_days": self.env._(
                "The first payment must be made by %(date)s.",
                date=format_date(
                    self.env,
                    root._dunning_today() + timedelta(days=limits.first_days),
                ),
            ),
            "max_lines": self.env._(
                "A plan has %(limit)s payments at most.", limit=limits.max_lines
            ),
            "max_days": self.env._(
                "The last payment must be made by %(date)s.",
                date=format_date(
                    self.env, root._dunning_today() + timedelta(days=limits.max_days)
                ),
            ),
            "min_amount": self.env._(
                "Each payment must be of %(amount)s at least.",
                amount=currency.format(limits.min_amount),
            ),
            "max_total": self.env._(
                "A plan of more than %(amount)s is looked at by somebody first.",
                amount=currency.format(limits.max_total),
            ),
            "rhythm": self.env._("This rhythm is not offered."),
            "moves": self.env._(
                "A plan is about open invoices of one customer in one currency."
            ),
            "taken": self.env._("One of these invoices is already in a payment plan."),
        }
        return texts[code]

    # === SCHEDULE ===

    def _make_schedule(self, terms, rate=0.0):
        """(date, amount, interest) of each instalment.

        :raises UserError: the terms make no sense
        """
        self.ensure_one()
        rounding = self.currency_id.rounding
        country = self.partner_id._dunning_place(self.company_id)
        try:
            lines = instalments.schedule(terms, country, rounding)
        except instalments.PlanError as error:
            raise UserError(self._get_problem_text(error.code)) from error
        interests = instalments.interest(lines, self._get_today(), rate, rounding)
        return [
            (day, amount, interest)
            for (day, amount), interest in zip(lines, interests, strict=True)
        ]

    @api.model
    def _get_first_day(self, moves):
        """A first date to propose: the next working day after today."""
        company = moves.company_id.root_id[:1] or self.env.company
        return calendars.next_sending_day(
            company._dunning_today() + timedelta(days=1),
            moves.commercial_partner_id[:1]._dunning_place(company),
        )

    # === FROM THE CUSTOMER'S PAGE ===

    @api.model
    def _simulate(
        self,
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
        company = company or moves.company_id.root_id[:1] or self.env.company
        # sudo: the reader of the page is nobody in particular, the token said who it is
        plan, moves = self.sudo(), moves.sudo()
        answer = {
            "lines": [],
            "total": sum(moves.mapped("amount_residual")),
            "interest": 0.0,
            "problem": "",
            "needs_approval": False,
        }
        code = plan._check_request(partner, moves, rhythm)
        if code:
            return answer | {"problem": plan._get_problem_text(code, company)}
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
            problem = plan._get_problem_text(error.code, company, currency)
            return answer | {"problem": problem}
        codes = instalments.breaches(
            lines, plan._get_limits(company, currency), today, currency.rounding
        )
        hard = [code for code in codes if code != "max_total"]
        return answer | {
            "lines": lines,
            "needs_approval": "max_total" in codes,
            "problem": plan._get_problem_text(hard[0], company, currency)
            if hard
            else "",
        }

    def _check_request(self, partner, moves, rhythm):
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
        return "taken" if self._get_taken(moves) else ""

    def _get_taken(self, moves):
        """Plans proposed or running over some of these invoices, but this one's."""
        # sudo: whoever asks, an invoice is in one plan only
        return self.sudo().search(
            [
                ("id", "not in", (self | self.replaces_id).ids),
                ("state", "in", ("proposed", "active")),
                ("move_ids", "in", moves.ids),
            ]
        )

    @api.model
    def _request(
        self, partner, moves, count, rhythm, date_first, amount_first, note, company
    ):
        """A customer asks for a plan on its page.

        Within the limits it is proposed at once: the customer accepts it on the plan's
        own page. Where somebody has to look at it first it is a draft to approve. The
        collector is told either way.

        :return: the plan
        :raises UserError: the company does not grant it; the sentence is for the customer
        """
        answer = self._simulate(
            partner, moves, count, rhythm, date_first, amount_first, company
        )
        if answer["problem"]:
            raise UserError(answer["problem"])
        root = company.root_id
        debtor = partner.commercial_partner_id
        # sudo: a customer makes its request, the limits were just checked
        scoped = self.sudo().with_company(root)
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
        plan._check_ready()
        house = plan._in_house()
        if answer["needs_approval"]:
            house._ask_approval()
        else:
            house._propose(send=False)
        house._tell_user(house.env._("Payment plan asked for on the customer's page"))
        return plan

    @api.model
    def _get_collector(self, partner, root):
        """Who is in charge of a debtor: its own collector, else the company's."""
        own = partner.with_company(root).dunning_user_id
        planner = self.env["dunning.planner"]
        return own.filtered("active") or planner._get_default_collector(root)

    @api.model
    def _get_running(self, partner, company):
        """The plans of a debtor that a customer may still answer or is paying."""
        # sudo: the reader of the page is nobody in particular
        return self.sudo().search(
            [
                ("debtor_id", "=", partner.commercial_partner_id.id),
                ("company_id", "child_of", company.root_id.id),
                ("state", "in", ("proposed", "active")),
            ]
        )

    def _get_pay_amount(self):
        """What the customer is offered to pay now: late lines and the next one."""
        self.ensure_one()
        _late, now, _coming = instalments.to_pay(
            self._get_instalments(), self._get_today(), self.currency_id.rounding
        )
        return now
