"""Bank transfer on a customer's page: account, reference and SEPA codes."""

import base64

from odoo import models


class DunningPageTransfer(models.AbstractModel):
    """Mixin of ``dunning.link``: paying without a provider, and without JavaScript."""

    _name = "dunning.page.transfer"
    _description = "Bank transfer on a customer's page"

    def _prepare_transfer(self, currency, dues, late):
        """How to pay by bank transfer: what is asked for now; and each debt."""
        transfer = self.env["dunning.transfer"]
        now, amount = self._get_transfer_amount(currency, dues, late)
        moves = self.env["account.move"].union(*(due.item.move_id for due in now))
        bank = transfer._get_bank_account(self.company_id, moves)
        if not bank.acc_number or not amount:
            return {}
        items = self.env["account.move.line"].union(*(due.item for due in now))
        reference = transfer._get_reference(moves, items)
        code, _problem = transfer._get_epc_code(
            self.company_id, bank, currency, amount, reference
        )
        return {
            "iban": transfer._format_iban(bank.acc_number),
            "bic": bank.bank_id.bic or "",
            "holder": bank.acc_holder_name or self.company_id.name,
            "amount": currency.format(amount),
            "reference": reference,
            "code": code and self._get_picture(code),
            "rows": code
            and self._prepare_transfer_rows([due for due in dues if due.claimed > 0])
            or [],
        }

    def _get_transfer_amount(self, currency, dues, late):
        """(debts, amount): what is late, else what plans ask for, else everything."""
        planned = [due for due in dues if due.in_plan and due.claimed > 0]
        if not late and planned:
            plans = self._get_plans().filtered(
                lambda plan: plan.currency_id == currency
            )
            return planned, sum(self._get_plan_amount(plan) for plan in plans)
        now = [due for due in late or dues if due.claimed > 0]
        return now, self._get_amount_to_pay(currency, now)

    def _prepare_transfer_rows(self, dues):
        """Each debt with its own reference: its code is drawn when it is asked for."""
        transfer = self.env["dunning.transfer"]
        return [
            {
                "id": due.item.id,
                "number": self._get_number(due.item),
                "amount": due.item.currency_id.format(due.to_transfer),
                "reference": transfer._get_reference(due.item.move_id, due.item),
            }
            for due in dues
        ]

    def _get_transfer_code(self, item_id):
        """PNG of the SEPA code of one debt; None when there is none."""
        transfer = self.env["dunning.transfer"]
        for due in self._get_dues():
            if due.item.id == item_id and due.claimed > 0:
                move = due.item.move_id
                return transfer._get_epc_code(
                    self.company_id,
                    transfer._get_bank_account(self.company_id, move),
                    due.item.currency_id,
                    due.to_transfer,
                    transfer._get_reference(move, due.item),
                )[0]
        return None

    def _get_picture(self, png):
        return "data:image/png;base64," + base64.b64encode(png).decode()
