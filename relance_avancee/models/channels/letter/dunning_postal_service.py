"""Handing letters over to Odoo's postal service, when that module is installed."""

from odoo import api, fields, models
from odoo.tools import html2plaintext


class DunningPostalService(models.AbstractModel):
    """Mixin of ``dunning.letter``. Nothing here needs ``snailmail`` to be installed.

    A module for another service overrides :meth:`_get_postal_service` to say no, and
    :meth:`_hand_over` and :meth:`_settle_handed_over`.
    """

    _name = "dunning.postal.service"
    _description = "Postal service of dunning letters"

    # no Many2one: the model may not exist
    handed_over_ref = fields.Integer("Reference at the postal service", readonly=True)

    @api.model
    def _get_postal_service(self):
        """Odoo's model of letters sent by its service, or None: the only place that asks."""
        name = "snailmail.letter"
        # sudo: whoever prints the day may not be allowed on that model
        return self.env[name].sudo() if name in self.env else None

    def _hand_over(self):
        """Queue the document at the postal service; its own job sends it."""
        service = self._get_postal_service()
        for letter in self:
            action = letter.action_id
            queued = service.create(
                {
                    "partner_id": (action.contact_id or action.partner_id).id,
                    "model": action._name,
                    "res_id": action.id,
                    "company_id": letter.company_id.id,
                    "user_id": letter.user_id.id or self.env.uid,
                    "attachment_id": letter.attachment_id.id,
                }
            )
            queued._snailmail_print(immediate=False)
            letter.handed_over_ref = queued.id

    @api.model
    def _settle_handed_over(self, root, today):
        """Learn what became of letters handed over: sent, or refused with a reason."""
        service = self._get_postal_service()
        if service is None:
            return
        waiting = self.search(
            [
                ("company_id", "child_of", root.id),
                ("handed_over_ref", "!=", 0),
                ("is_dropped", "=", False),
                ("action_id.state", "=", "done"),
                ("action_id.delivery_state", "=", "queued"),
            ]
        )
        for letter in waiting:
            letter._read_answer(service.browse(letter.handed_over_ref).exists())

    def _read_answer(self, queued):
        self.ensure_one()
        if queued.state == "sent":
            self.action_id.delivery_state = "sent"
        elif not queued or queued.state in ("error", "canceled"):
            # it must not leave later by itself: the action is tried again as a new letter
            queued.cancel()
            self.is_dropped = True
            why = html2plaintext(queued.info_msg or "") if queued else ""
            self.action_id._set_failed(
                "transport",
                self.env._(
                    "The postal service did not take the letter: %(why)s",
                    why=why or self.env._("no reason given"),
                ),
            )

    def _take_back(self):
        """Stop letters still in the service's queue; return those that were."""
        service = self._get_postal_service()
        stopped = self.browse()
        for letter in self.filtered("handed_over_ref"):
            queued = service is not None and service.browse(letter.handed_over_ref)
            if queued and queued.exists() and queued.state == "pending":
                queued.cancel()
                letter.is_dropped = True
                stopped |= letter
        return stopped
