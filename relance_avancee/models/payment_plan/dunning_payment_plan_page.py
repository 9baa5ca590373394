"""The plan's own page: what it shows, and what the customer answers there."""

import hashlib
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

from ...core.mail import typed
from ...core.plan import instalments
from ...languages import spoken

# What a page may try in a day: people mistype, nobody does so more often.
MAX_TRIES = 20
MAX_NAME = 120
MAX_NOTE = 2000


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    page_tries = fields.Integer(readonly=True, copy=False)
    page_day = fields.Date(readonly=True, copy=False)

    # === WHERE IT IS READ ===

    def _get_reader_link(self):
        """The link of who was sent the plan: nobody else's leads there by message."""
        self.ensure_one()
        reader = self._get_contact() or self.partner_id
        return self.env["dunning.link"]._get_link(
            reader, self.partner_id, self.company_id
        )

    def get_portal_url(self, **_options):
        """The page of this plan under its reader's link, for messages.

        :raises AccessError: links are for collectors, who write the messages
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "relance_avancee.relance_avancee_group_user"
        ):
            raise AccessError(self.env._("This is for collectors only."))
        link = self._get_reader_link()
        return link._get_path() + link._get_plan_end(self)

    # === ACCEPTANCE ===

    def _get_fingerprint(self):
        """What the page sends back: the very text that was read is accepted."""
        self.ensure_one()
        return hashlib.sha256((self.agreement_html or "").encode()).hexdigest()

    def _accept(self, name, agreed, fingerprint, address):
        """The customer accepts on its page.

        :param fingerprint: of the text it was shown
        :return: the reason why not, for the customer to read; or ""
        """
        self.ensure_one()
        # two tabs, or a page and the collector: one of them is first
        self.lock_for_update()
        self.invalidate_recordset()
        if self.state != "proposed":
            return ""
        name = typed.line(name, MAX_NAME)
        if problem := self._why_not_accepted(name, agreed, fingerprint):
            self._count_try()
            return problem
        self.write(
            {
                "accepted_name": name,
                "accepted_date": self.company_id._dunning_now(),
                "accepted_by_id": self._get_insider().id,
                "accepted_ip": address or "",
                "accepted_html": self.agreement_html,
                "accepted_sha256": fingerprint,
            }
        )
        house = self._in_house()
        house._activate()
        house._tell_history(
            house.env._("Accepted on its page by %(name)s.", name=self.accepted_name)
        )
        if insider := self._get_insider():
            house._tell_history(
                house.env._(
                    "Accepted by %(user)s, of the company, on behalf of %(name)s.",
                    user=insider.name,
                    name=self.accepted_name,
                )
            )
        house._tell_user(house.env._("Payment plan accepted"))
        return ""

    def _get_insider(self):
        """The employee who is on the customer's page; nobody when it is the customer."""
        user = self.env.user
        insider = user._is_internal() and not user._is_superuser()
        return user if insider else user.browse()

    def _in_house(self):
        """This plan in the language of the collector: the page speaks its customer's."""
        self.ensure_one()
        lang = spoken(self.env, self.user_id.lang, self.company_id.partner_id.lang)
        return self.with_context(lang=lang)

    def _why_not_accepted(self, name, agreed, fingerprint):
        if self._tries_today() >= MAX_TRIES:
            return self.env._("Too many attempts today: please try again tomorrow.")
        if self.date_expiry and self.date_expiry < self._get_today():
            return self.env._("This proposal has expired: please ask for another one.")
        if not name:
            return self.env._("Please write your name.")
        if not agreed:
            return self.env._("Please tick the box to accept the plan.")
        if fingerprint != self._get_fingerprint():
            return self.env._("The proposal has changed: please read it again.")
        if any(move.state != "posted" for move in self.move_ids):
            house = self._in_house()
            house._tell_user(
                house.env._("Proposed payment plan: an invoice has changed")
            )
            return self.env._(
                "One of the invoices has changed since: we will send you a new proposal."
            )
        return ""

    def _decline(self, note):
        """The customer does not agree, and may say what it wishes instead."""
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset()
        if self.state != "proposed":
            return ""
        if self._tries_today() >= MAX_TRIES:
            return self.env._("Too many attempts today: please try again tomorrow.")
        house = self._in_house()
        house._close("cancelled")
        words = typed.words(note, MAX_NOTE)
        house.message_post(
            body=words or house.env._("Declined on the customer's page."),
            author_id=self._get_contact().id or self.debtor_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        house._tell_user(house.env._("Payment plan declined by the customer"))
        return ""

    def _get_pay_online(self, link, base):
        """What is asked for now, to be paid on the page of the reader of this one.

        :return: dict: url, formatted amount; empty when nothing can be paid online
        """
        self.ensure_one()
        if self.state != "active" or not link:
            return {}
        amount = link._prepare_plan_amount(self)
        return amount and amount | {"url": f"{base}/pay/{amount['basket']}"}

    def _tries_today(self):
        return self.page_tries if self.page_day == self._get_today() else 0

    def _get_seconds_to_wait(self):
        """How long after too many tries; 0 when there were not too many."""
        self.ensure_one()
        if self._tries_today() < MAX_TRIES:
            return 0
        now = self.company_id._dunning_now()
        tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0)
        return max(60, int((tomorrow - now).total_seconds()))

    def _count_try(self):
        self.write(
            {"page_tries": self._tries_today() + 1, "page_day": self._get_today()}
        )

    # === THE CUSTOMER'S PAGE ===

    def _get_portal_plan_values(self, link=None, base=""):
        """What a customer's page shows of a plan: live, formatted by the template.

        :param link: of the reader; none when the company looks at it
        :param base: address of the reader's page
        :return: dict: plan, currency, today, url, lines (list of dict: number, date,
            amount, interest, paid, left, state), total, paid, left, progress (0 to 100),
            late_amount, next_date, pay_amount, iban, reference, epc (picture or None),
            pay_online (see ``_get_pay_online``), text and fingerprint of the agreement
        """
        self.ensure_one()
        lines = [
            {
                "number": line.number,
                "date": line.date,
                "amount": line.amount,
                "interest": line.interest,
                "paid": line.paid_amount,
                "left": line.left_amount,
                "state": line.state,
            }
            for line in self.line_ids
        ]
        _late, pay_amount, _coming = instalments.to_pay(
            self._get_instalments(), self._get_today(), self.currency_id.rounding
        )
        return {
            "plan": self,
            "currency": self.currency_id,
            "today": self._get_today(),
            "url": link._get_plan_end(self) if link else "",
            "lines": lines,
            "total": sum(line["amount"] for line in lines),
            "paid": sum(line["paid"] for line in lines),
            "left": sum(line["left"] for line in lines),
            "progress": self.progress,
            "late_amount": self.late_amount,
            "next_date": self.date_next,
            "pay_amount": pay_amount,
            "iban": self._get_bank_account().acc_number,
            "reference": self._get_transfer_reference(),
            "epc": self._get_epc_picture(pay_amount),
            "pay_online": self._get_pay_online(link, base),
            "text": self.accepted_html or self.agreement_html,
            "fingerprint": self._get_fingerprint(),
        }
