"""What a message shows: debts, credits, how to pay, in the reader's language."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...core import calendars
from ...core.decide.position import Discount

# Messages of one step leave within so many days of one another: e-mail, then letter.
WAVE = timedelta(days=3)

WRITERS = "relance_avancee.relance_avancee_group_user"


class DunningMessage(models.AbstractModel):
    """Mixin of ``dunning.action``: pieces that e-mail, SMS and letter texts quote.

    Texts use them as ``object.debts_html``, ``object.payment_html`` …; a module adds
    its own field here.
    """

    _name = "dunning.message"
    _description = "Content of dunning messages"

    debts_html = fields.Html(compute="_compute_debts_html", sanitize=False)
    # they open the customer's page: for those who write to it
    payment_html = fields.Html(
        compute="_compute_payment_html", sanitize=False, groups=WRITERS
    )
    pay_url = fields.Char(compute="_compute_pay_url", groups=WRITERS)
    debt_count = fields.Integer(compute="_compute_oldest")
    oldest_days_late = fields.Integer(compute="_compute_oldest")
    oldest_number = fields.Char(compute="_compute_oldest")
    date_deadline = fields.Date(
        "To be paid by", copy=False, help="The last day to pay that the message named."
    )
    payment_deadline = fields.Char(compute="_compute_payment_deadline")
    sms_deadline = fields.Char(compute="_compute_payment_deadline")

    def _get_mail_template(self):
        """The text of one action's e-mail; extended by what compares texts."""
        return self.step_id.mail_template_id

    def _compute_pay_url(self):
        """The reader's link; the models that have one override this."""
        for action in self:
            action.pay_url = False

    @api.depends("line_ids.days_late", "line_ids.step_id")
    def _compute_oldest(self):
        for action in self:
            claimed = action.line_ids.filtered("step_id")
            oldest = claimed.sorted("date_due")[:1]
            action.debt_count = len(claimed)
            action.oldest_days_late = oldest.days_late
            action.oldest_number = oldest and oldest._get_reference()

    @api.depends_context("lang")
    @api.depends("date_deadline", "step_id.payment_days")
    def _compute_payment_deadline(self):
        """The last day to pay, as a sentence and as an SMS write it."""
        for action in self:
            day = action.date_deadline or action._get_payment_deadline(
                action._get_letter_date()
            )
            action.payment_deadline = format_date(self.env, day, date_format="long")
            action.sms_deadline = format_date(self.env, day)

    @api.depends_context("lang")
    @api.depends(
        *("line_ids.amount", "line_ids.residual", "line_ids.step_id"),
        *("line_ids.interest", "line_ids.fixed_fee", "step_id.late_fees"),
    )
    def _compute_debts_html(self):
        qweb = self.env["ir.qweb"]
        credits = self._get_open_credits()
        for action in self:
            action.debts_html = qweb._render(
                "relance_avancee.message_debts", action._prepare_debts_table(credits)
            )

    @api.depends_context("uid", "lang", "dunning_reader", "dunning_reader_id")
    def _compute_payment_html(self):
        qweb = self.env["ir.qweb"]
        for action in self:
            action.payment_html = qweb._render(
                "relance_avancee.message_payment", action._prepare_payment()
            )

    def _prepare_debts_table(self, credits):
        """Rows of the table: claimed debts, the others, open credits; all formatted."""
        self.ensure_one()
        # plain loops: a filtered recordset forgets its batch and reads invoice by invoice
        rows = [(line, self._prepare_debt_row(line)) for line in self.line_ids]
        return {
            "claimed": [row for line, row in rows if line.step_id],
            "others": [row for line, row in rows if not line.step_id],
            "credits": [
                {"number": name, "amount": currency.format(-amount)}
                for currency in self._get_credit_currencies(credits)
                for name, amount in credits[self.debtor_id.id, currency.id]
            ],
            "total": self.currency_id.format(self.amount),
            "discounted": self._describe_discounts(),
            "fees": self._prepare_late_fees(),
        }

    def _get_credit_currencies(self, credits):
        """Currencies of the debtor's credits, the message's own first: all are counted."""
        found = self.env["res.currency"].browse(
            sorted(
                currency_id
                for partner_id, currency_id in credits
                if partner_id == self.partner_id.id
            )
        )
        return (self.currency_id & found) | found

    def _describe_discounts(self):
        """What settles all that is claimed, and until when, while a discount lasts."""
        self.ensure_one()
        claimed = self.line_ids.filtered("step_id")
        found = {line: line._get_discount() for line in claimed}
        discounts = list(filter(None, found.values()))
        if not discounts:
            return ""
        amount = sum(
            discount.amount if discount else line.amount
            for line, discount in found.items()
        )
        return self._describe_discount(
            Discount(amount, min(discount.until for discount in discounts))
        )

    def _describe_discount(self, discount):
        return self.env._(
            "%(amount)s if paid by %(date)s",
            amount=self.currency_id.format(discount.amount),
            date=format_date(self.env, discount.until),
        )

    def _prepare_debt_row(self, line):
        """One debt as the reader sees it."""
        env, currency = self.env, self.currency_id
        move, discount = line.move_id, line._get_discount()
        return {
            "number": line._get_reference(),
            "discount": discount and self._describe_discount(discount),
            "order": self._get_order_number(move),
            "date": format_date(env, move.invoice_date or move.date) if move else "",
            "date_due": format_date(env, line.date_due),
            "days_late": max(line.days_late, 0) or "–",
            "level": self._get_level_label(line),
            "amount": currency.format(line.amount),
            "residual": currency.format(line.residual),
        }

    def _get_order_number(self, move):
        """What the customer knows the invoice by: its own order, as it was quoted."""
        if not move.is_sale_document(True):
            return ""
        return (move.ref or "").strip()

    def _get_level_label(self, line):
        """Where a debt stands, in words a customer may read."""
        if line.step_id:
            return line.step_id.name
        if line.days_late <= 0:
            return self.env._("Not due yet")
        level = line._get_level()
        # a notice before the due date says nothing of a debt now late
        return level.name if level.delay_days > 0 else self.env._("Overdue")

    # === UNTIL WHEN ===

    def _get_payment_deadline(self, today):
        """The day by which the debtor is asked to pay: a day on which banks work.

        The messages of one step name one day, whatever their channel.
        """
        self.ensure_one()
        return self._get_payment_deadlines(today)[self.id]

    def _get_payment_deadlines(self, today):
        """The same for many actions, by id, in one statement."""
        # sudo: what colleagues sent counts
        sent = self.sudo().search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("step_id", "in", self.step_id.ids),
                ("date_deadline", ">", today),
                ("date_planned", ">=", today - WAVE),
                ("state", "in", ("planned", "done")),
            ]
        )
        named = {}
        for action in sent.sorted("date_deadline"):
            named.setdefault(action._get_notice_key(), action)
        deadlines = {}
        for action in self:
            other = named.get(action._get_notice_key())
            if other and other.id != action._origin.id:
                deadlines[action.id] = other.date_deadline
                continue
            day = today + timedelta(days=max(action.step_id.payment_days, 1))
            deadlines[action.id] = calendars.next_sending_day(
                day, action.partner_id._dunning_place(action.company_id)
            )
        return deadlines

    def _get_notice_key(self):
        """What the messages of one step to one debtor have in common."""
        return self.partner_id, self.step_id, self.company_id, self.currency_id

    def _set_deadline(self, today):
        """Note the day the message is about to name; none when its text names none."""
        deadlines = self._get_payment_deadlines(today)
        for (step, channel, template), actions in self.grouped(
            lambda action: (action.step_id, action.channel, action._get_mail_template())
        ).items():
            if not step or not step._get_days_granted([channel], template):
                deadlines |= dict.fromkeys(actions.ids, False)
        for day, actions in self.grouped(lambda action: deadlines[action.id]).items():
            actions.filtered(
                lambda action: action.date_deadline != day  # noqa: B023
            ).date_deadline = day

    def _get_open_credits(self):
        """Open credits of these debtors as (document, amount) by (debtor, currency)."""
        companies = self.company_id.root_id
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, aml.currency_id, move.name,
                       -SUM(aml.amount_residual_currency)
                  FROM account_move_line aml
                  JOIN account_move move ON move.id = aml.move_id
                  JOIN res_partner partner ON partner.id = aml.partner_id
                  JOIN res_company company ON company.id = aml.company_id
                 WHERE aml.account_id IN (
                           SELECT id FROM account_account
                            WHERE account_type = 'asset_receivable')
                   AND aml.reconciled IS NOT TRUE
                   AND aml.parent_state = 'posted'
                   AND aml.amount_residual < 0
                   AND split_part(company.parent_path, '/', 1)::int IN %s
                   AND partner.commercial_partner_id IN %s
              GROUP BY partner.commercial_partner_id, aml.currency_id, move.id
              ORDER BY move.date, move.id
                """,
                tuple(companies.ids) or (0,),
                tuple(self.debtor_id.ids) or (0,),
            )
        )
        credits = {}
        for partner_id, currency_id, name, amount in rows:
            credits.setdefault((partner_id, currency_id), []).append((name, amount))
        return credits

    def _prepare_payment(self):
        """How to pay: signed link, bank details, reference to quote."""
        self.ensure_one()
        bank = self._get_bank_account()
        lines = self.line_ids.filtered("step_id")
        references = self.env["dunning.transfer"]._get_references(
            lines.move_id, lines.line_id
        )
        return {
            "pay_url": self.pay_url,
            "iban": bank.acc_number,
            "bank_name": bank.bank_id.name or "",
            "bic": bank.bank_id.bic,
            "reference": ", ".join(references[:5])
            + ("…" if len(references) > 5 else ""),
        }

    def _get_bank_account(self):
        """The account printed on the invoices, else the company's first."""
        self.ensure_one()
        return self.env["dunning.transfer"]._get_bank_account(
            self.company_id, self.line_ids.move_id
        )
