"""Bank transfer: to which account, with which reference, and its SEPA code."""

from decimal import Decimal

from odoo import api, models

from ...core.pay import epc_qr, qr_image
from ...core.pay.creditor_reference import is_valid_rf


class DunningTransfer(models.AbstractModel):
    """What letters and pages say of paying by bank transfer."""

    _name = "dunning.transfer"
    _description = "Bank transfers asked from customers"

    @api.model
    def _get_bank_account(self, company, moves):
        """The account printed on the invoices, else the company's first."""
        # sudo: bank accounts of the company are shown to its customers
        printed = moves.sudo().partner_bank_id[:1]
        own = company.sudo().partner_id.bank_ids
        return printed or own.filtered("allow_out_payment")[:1] or own[:1]

    @api.model
    def _get_references(self, moves, items=None):
        """The reference of each invoice; of an entry, what its items are known by.

        :param items: the journal items asked for, of these entries
        """
        found = []
        for move in moves:
            if move.move_type == "entry" and items:
                found += [
                    item._dunning_get_reference()
                    for item in items
                    if item.move_id == move
                ]
            else:
                found.append(move.payment_reference or move.name or "")
        return list(dict.fromkeys(found))

    @api.model
    def _get_reference(self, moves, items=None):
        """What the debtor writes on the transfer: what bank matching looks for.

        Matching reads the invoices' own payment references (``core.matching``), so
        none is invented here: an ISO 11649 reference is used when the invoice carries
        a valid one, its reference as free text otherwise.
        """
        found = ""
        for reference in self._get_references(moves, items):
            longer = f"{found}, {reference}" if found else reference
            if found and len(longer) > epc_qr.MAX_TEXT:
                # whole references only: half of one would match nothing, or another
                break
            found = longer
        return epc_qr.fit(found, epc_qr.MAX_TEXT)

    @api.model
    def _get_epc_code(self, company, bank, currency, amount, reference):
        """(PNG of the SEPA transfer code, None) or (None, why there is none)."""
        if currency.name != "EUR":
            return None, self.env._("no SEPA code: the amount is not in euros")
        if not bank.acc_number:
            return None, self.env._("no SEPA code: the company has no bank account")
        structured = is_valid_rf(reference)
        try:
            payload = epc_qr.epc_payload(
                epc_qr.fit(bank.acc_holder_name or company.name, epc_qr.MAX_NAME),
                bank.acc_number,
                Decimal(f"{amount:.2f}"),
                bic=bank.bank_id.bic or "",
                reference=reference if structured else "",
                text="" if structured else reference,
            )
            return qr_image.qr_png(payload, qr_image.EPC_MAX_VERSION), None
        except (epc_qr.EpcError, qr_image.QrTooBig) as error:
            return None, self.env._("no SEPA code: %(why)s", why=error)

    @api.model
    def _format_iban(self, number):
        """In groups of four, as people type it."""
        compact = (number or "").replace(" ", "")
        return " ".join(compact[i : i + 4] for i in range(0, len(compact), 4))
