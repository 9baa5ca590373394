"""What a letter says, ready to print: every text and amount in the debtor's language."""

import base64
from collections import Counter

from markupsafe import Markup, escape

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang
from odoo.tools.image import image_data_uri
from odoo.tools.mail import is_html_empty

from ....core.law import rates
from ....core.mail import postal_address
from ....core.pay import qr_image
from ....languages import spoken


class DunningLetterText(models.AbstractModel):
    """Mixin of ``dunning.action``: content of its letter.

    The templates of ``report/dunning_letter_templates.xml`` show what
    :meth:`_prepare_letter` gives; a module adds a key there and a block by xpath here.
    """

    _name = "dunning.letter.text"
    _description = "Content of dunning letters"

    def _prepare_letter(self, today):
        """Values of the templates, in the language of the environment.

        :param datetime.date today: the date of the letter
        """
        self.ensure_one()
        company = self.company_id
        root = company.root_id
        lines = self.line_ids.sorted(lambda line: (line.date_due, line.id))
        claimed = lines.filtered("step_id")
        table = self._prepare_debts_table(self._get_open_credits())
        deadline = self._get_payment_deadline(today)
        return {
            "action": self,
            "company": company,
            "formal": self._is_formal_letter(),
            "variant": self._get_letter_variant(),
            "law": (root.dunning_law_country_id or root.country_id).code or "",
            "test": root.dunning_mode == "test",
            "registered": self.step_id.letter_post != "plain",
            "post": self._get_post_label(),
            "place_date": self._get_place_and_date(today),
            "number": self._get_letter_number(),
            "address": self._get_letter_address(),
            "address_wide": postal_address.is_wide(self._get_letter_address()),
            "identity": company._get_dunning_identity(),
            "intro": not is_html_empty(self.step_id.letter_text)
            and self.step_id.letter_text,
            "rows": [self._prepare_letter_row(line) for line in claimed],
            "others": table["others"],
            "credits": table["credits"],
            "discounted": table["discounted"],
            "fees": self._prepare_letter_fees(claimed, today),
            "late_fees": table["fees"],
            "totals": self._prepare_letter_totals(),
            "demand": self._get_demand(deadline),
            "payment": self._prepare_letter_payment(),
            "dispute": self._get_dispute_text(),
            "signatory": root.dunning_letter_signatory
            or self.user_id.name
            or company.name,
            "signature": root.dunning_letter_signature
            and image_data_uri(root.dunning_letter_signature),
            "logo": not company.uses_default_logo
            and company.logo
            and image_data_uri(company.logo),
            "mediator": root.dunning_mediator,
            "disclaimer": root.dunning_letter_disclaimer,
        }

    def _is_formal_letter(self):
        """Whether the step's letter is a formal notice; a reminder otherwise."""
        self.ensure_one()
        return self.step_id.kind != "reminder"

    def _get_letter_variant(self):
        """``company``, ``consumer`` or ``public``: wording and legal basis.

        The kind that late fees are computed for (``dunning.late.fee._get_terms``): a
        letter never quotes the law of somebody else's fees.
        """
        self.ensure_one()
        return self.partner_id.dunning_debtor_kind or rates.COMPANY

    def _get_post_label(self):
        """The mention above the address: how the letter travels, when it matters."""
        post = self.step_id.letter_post
        return {
            "registered": self.env._(
                "Registered letter with acknowledgement of receipt"
            ),
            "electronic": self.env._("Electronic registered letter"),
        }.get(post, "")

    def _get_place_and_date(self, today):
        date = format_date(self.env, today, date_format="long")
        city = self.company_id.city
        return self.env._("%(city)s, %(date)s", city=city, date=date) if city else date

    def _get_letter_number(self):
        """What the debtor quotes when answering."""
        return f"REL-{self.id:06d}"

    # === WHO ===

    def _get_letter_address(self):
        """Lines for the window of the envelope."""
        self.ensure_one()
        contact = self.contact_id or self.partner_id
        abroad = contact.country_id and contact.country_id != self.company_id.country_id
        # the country is for the post office of departure, in its language
        home = spoken(self.env, self.company_id.partner_id.lang)
        return postal_address.address_lines(
            [self.partner_id.name, contact.name],
            self._get_address_block(contact.with_context(lang=home)),
            contact.with_context(lang=home).country_id.name if abroad else "",
        )

    def _get_address_problem(self):
        """Why the address cannot be printed whole in the window; empty when it can."""
        self.ensure_one()
        line = postal_address.too_long(self._get_letter_address())
        if not line:
            return ""
        return self.env._(
            "The address does not fit the window of an envelope (%(max)s characters a line): "
            "shorten “%(line)s”.",
            max=postal_address.MAX_LENGTH,
            line=line,
        )

    def _get_address_block(self, contact):
        """The address in the format of its country, without the country's name."""
        block = contact._display_address(without_company=True)
        name = contact.country_id.name
        return "\n".join(line for line in block.splitlines() if line.strip() != name)

    # === DEBTS ===

    def _prepare_letter_row(self, line):
        """One claimed debt: number, dates, what it was, what was paid, what is asked."""
        currency = self.currency_id
        item, move = line.line_id, line.move_id
        initial = abs(item.amount_currency) if item else line.residual
        paid = initial - line.residual
        return {
            "number": line._get_reference(),
            "order": self._get_order_number(move),
            "date": format_date(self.env, move.invoice_date or move.date)
            if move
            else "",
            "date_due": format_date(self.env, line.date_due),
            "days_late": max(line.days_late, 0),
            "initial": currency.format(initial),
            "paid": currency.format(paid) if not currency.is_zero(paid) else "–",
            "amount": currency.format(line.amount),
        }

    def _prepare_letter_totals(self):
        """Amounts of the letter, formatted."""
        currency = self.currency_id
        interest, fixed_fee, total = self._get_letter_amounts()
        return {
            "principal": currency.format(self.amount),
            "interest": currency.format(interest) if interest else "",
            "fixed_fee": currency.format(fixed_fee) if fixed_fee else "",
            "fixed_fee_detail": self._describe_fixed_fees(),
            "total": currency.format(total),
        }

    def _describe_fixed_fees(self):
        """ "2 × 40.00 €": the flat fee is due for each late invoice."""
        fees = [line.fixed_fee for line in self.line_ids if line.step_id]
        return ", ".join(
            f"{count} × {self.currency_id.format(amount)}"
            for amount, count in Counter(filter(None, fees)).items()
        )

    def _get_letter_amounts(self):
        """(interest, flat fees, total with the principal) as the lines say them."""
        claimed = self.line_ids.filtered("step_id")
        interest = sum(claimed.mapped("interest"))
        fixed_fee = sum(claimed.mapped("fixed_fee"))
        return (
            interest,
            fixed_fee,
            self.currency_id.round(self.amount + interest + fixed_fee),
        )

    def _in_words(self, amount):
        """The amount in letters, as part of a sentence and not as a title."""
        text = self.currency_id.amount_to_text(amount)
        # German writes its nouns with a capital
        return text if (self.env.lang or "").startswith("de") else text.lower()

    def _get_demand(self, deadline):
        """The sentence that asks: amount in figures and in words, and a date."""
        total = self._get_letter_amounts()[2]
        text = (
            self.env._(
                "We give you formal notice to pay %(amount)s (%(words)s) by %(date)s"
                " at the latest."
            )
            if self._is_formal_letter()
            else self.env._("Please pay %(amount)s (%(words)s) by %(date)s.")
        )
        strong = Markup("<strong>%s</strong>")
        return escape(text) % {
            "amount": strong % self.currency_id.format(total),
            "words": self._in_words(total),
            "date": strong % format_date(self.env, deadline, date_format="long"),
        }

    def _get_dispute_text(self):
        """Whom to tell, and that it is worth it."""
        contact = (
            self.user_id.partner_id if self.user_id else self.company_id.partner_id
        )
        who = ", ".join(filter(None, (contact.name, contact.phone, contact.email)))
        return self.env._(
            "If you dispute all or part of this debt, have already paid it, or cannot pay"
            " at once, please tell us: %(who)s. An arrangement can often be found.",
            who=who,
        )

    # === LATE FEES ===

    def _prepare_letter_fees(self, claimed, today):
        """Rows: days and rates behind the interest of each invoice, then its sum."""
        rows = []
        for line in claimed.filtered("interest"):
            number = line._get_reference()
            segments = self._prepare_segments(line, today)
            rows += [
                {"number": number, "segment": segment, "amount": segment["interest"]}
                for segment in segments
            ]
            if len(segments) != 1:
                amount = self.currency_id.format(line.interest)
                rows.append({"number": number, "segment": None, "amount": amount})
        return rows

    def _prepare_segments(self, line, today):
        """Days, principal and rate behind the interest of one invoice.

        Only when they give the amount claimed, to the cent: a part may have been
        claimed before, or waived, and a detail that does not add up proves nothing.
        """
        if not line.interest or not line.move_id:
            return []
        try:
            fees = line.move_id._dunning_late_fees(today)
        except UserError:
            return []
        if self.currency_id.compare_amounts(fees["interest"], line.interest):
            return []
        return [
            {
                "date_from": format_date(self.env, date_from),
                "date_to": format_date(self.env, date_to),
                "days": (date_to - date_from).days + 1,
                "principal": self.currency_id.format(float(principal)),
                "rate": formatLang(self.env, float(rate), digits=2),
                "interest": self.currency_id.format(float(interest)),
            }
            for date_from, date_to, principal, rate, interest in fees["segments"]
        ]

    # === HOW TO PAY ===

    def _prepare_letter_payment(self):
        """Bank details, reference, pay link, and the two QR codes."""
        bank = self._get_bank_account()
        code, problem = self._get_epc_code(bank)
        return {
            **self._prepare_payment(),
            "iban": self.env["dunning.transfer"]._format_iban(bank.acc_number),
            "holder": bank.acc_holder_name or self.company_id.name,
            "reference": self._get_transfer_reference(),
            "epc": code,
            "epc_problem": problem,
            "link_code": self._get_picture(qr_image.qr_png(self.pay_url)),
        }

    def _get_transfer_reference(self):
        """What the debtor writes on the transfer."""
        lines = self.line_ids.filtered("step_id")
        return self.env["dunning.transfer"]._get_reference(lines.move_id, lines.line_id)

    def _get_epc_code(self, bank):
        """(picture of the SEPA transfer code, None) or (None, why there is none)."""
        code, problem = self.env["dunning.transfer"]._get_epc_code(
            self.company_id,
            bank,
            self.currency_id,
            self._get_letter_amounts()[2],
            self._get_transfer_reference(),
        )
        return code and self._get_picture(code), problem

    def _get_picture(self, png):
        return "data:image/png;base64," + base64.b64encode(png).decode()
