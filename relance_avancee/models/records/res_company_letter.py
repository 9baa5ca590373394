"""What letters say of the creditor: the law's mentions, and the company's own words."""

from stdnum.fr import siren, siret

from odoo import fields, models
from odoo.tools import formatLang

LETTER_SETTINGS = (
    "dunning_legal_form",
    "dunning_share_capital",
    "dunning_registry_city",
    "dunning_letter_signatory",
    "dunning_receipt_days",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_legal_form = fields.Char("Legal form", help="For instance SAS, SARL, SA.")
    dunning_share_capital = fields.Monetary("Share capital")
    dunning_registry_city = fields.Char(
        "Trade register of", help="Town of the registry (RCS in France)."
    )
    dunning_letter_signatory = fields.Char(
        "Letters signed by", help="Name and function; empty: the collector."
    )
    dunning_letter_signature = fields.Image(
        "Signature", max_width=600, max_height=300, help="Printed above the name."
    )
    dunning_letter_disclaimer = fields.Text(
        "Legal mentions of letters",
        translate=True,
        help="Printed at the end of every letter, in small type.",
    )
    dunning_mediator = fields.Text(
        "Consumer mediator",
        translate=True,
        help="Name and address, printed on letters to consumers"
        " (art. L612-1 of the French Code de la consommation).",
    )
    dunning_receipt_days = fields.Integer(
        "Receipt expected within (days)",
        default=21,
        help="A registered letter of which nothing came back by then becomes a task.",
    )

    def _get_company_root_delegated_field_names(self):
        return [*super()._get_company_root_delegated_field_names(), *LETTER_SETTINGS]

    def _get_dunning_siren(self):
        """The French company number, nine digits, or an empty string."""
        self.ensure_one()
        registry = "".join(filter(str.isdigit, self.company_registry or ""))
        if siret.is_valid(registry):
            return registry[:9]
        if siren.is_valid(registry):
            return registry
        vat = (self.vat or "").replace(" ", "")
        return vat[4:] if vat.startswith("FR") and siren.is_valid(vat[4:]) else ""

    def _get_dunning_identity(self):
        """Mentions every business letter carries (art. R123-237 and 238 C. com.).

        Form and capital, register and number, VAT number: what is known of them. A
        module for another country extends this.

        :return: list of short texts, in the language of the environment
        """
        self.ensure_one()
        number = self._get_dunning_siren()
        if number:
            number = f"{number[:3]} {number[3:6]} {number[6:]}"
        return [
            mention
            for mention in (
                self._get_dunning_form(),
                self._get_dunning_register(number or self.company_registry),
                self.vat and self.env._("VAT %(number)s", number=self.vat),
            )
            if mention
        ]

    def _get_dunning_form(self):
        capital = self.dunning_share_capital
        if not capital:
            return self.dunning_legal_form
        amount = formatLang(
            self.env,
            capital,
            digits=0 if capital == int(capital) else 2,
            currency_obj=None,
        )
        return self.env._(
            "%(form)s with a share capital of %(amount)s",
            form=self.dunning_legal_form or self.env._("Company"),
            amount=f"{amount} {self.currency_id.symbol}",
        )

    def _get_dunning_register(self, number):
        if not number:
            return ""
        if not self.dunning_registry_city:
            return self.env._("Company number %(number)s", number=number)
        return self.env._(
            "Trade register of %(city)s %(number)s",
            city=self.dunning_registry_city,
            number=number,
        )
