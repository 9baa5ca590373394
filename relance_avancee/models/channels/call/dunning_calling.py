"""Phone calls: scheduled for the collector, made, and what comes out of them."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....const import PENDING_STATES
from ....core.mail import calls

CALL_ACTIVITY = "relance_avancee.mail_activity_type_call"


class DunningCalling(models.AbstractModel):
    """Mixin of ``dunning.action``: one call by one collector, maybe in several tries."""

    _name = "dunning.calling"
    _description = "Dunning by phone"

    call_date = fields.Date("Call on", copy=False)
    call_tries = fields.Integer("Calls without answer", copy=False)
    outcome_id = fields.Many2one("dunning.call.outcome", "Outcome", copy=False)
    cause_id = fields.Many2one("dunning.cause", "Cause of late payment", copy=False)
    call_phone = fields.Char("Phone", compute="_compute_call_time")
    call_time = fields.Char("Time there", compute="_compute_call_time")
    is_call_hour = fields.Boolean("Decent hour", compute="_compute_call_time")

    @api.depends_context("lang")
    @api.depends("contact_id.phone", "contact_id.tz", "partner_id.phone")
    def _compute_call_time(self):
        hours = self.env["dunning.hours"]
        for action in self:
            contact = action.contact_id or action.partner_id
            action.call_phone = contact.phone
            found = hours._describe_call_time(contact, action.company_id)
            action.call_time = found["local_time"]
            action.is_call_hour = found["is_decent"]

    # === SCHEDULING ===

    def _send_call(self, today):
        """Schedule the call for the collector; done when its outcome is known."""
        todo = self.filtered(lambda action: not action.activity_ids)
        todo._schedule_call(today)
        return self.browse()

    def _schedule_call(self, day):
        """One activity for the debtor's collector of today, on a working day."""
        planner = self.env["dunning.planner"]
        for root, actions in self.grouped(lambda a: a.company_id.root_id).items():
            collectors = planner._get_collectors(root, set(actions.partner_id.ids))
            for action in actions:
                action.user_id = collectors[action.partner_id.id] or action.user_id
                action.call_date = calls.call_day(day, *action._get_call_countries())
                action.with_context(mail_activity_quick_update=True).activity_schedule(
                    CALL_ACTIVITY,
                    date_deadline=action.call_date,
                    summary=action._get_call_summary(),
                    user_id=action.user_id.id or False,
                )

    def _get_call_countries(self):
        """The collector's and the debtor's: the phone must ring on both sides."""
        root = self.company_id.root_id
        contact = self.contact_id or self.partner_id
        hours = self.env["dunning.hours"]
        return root._dunning_place(), hours._get_place(contact, root)

    def _get_call_summary(self):
        return self.env._(
            "Call %(customer)s: %(amount)s",
            customer=self.partner_id.name,
            amount=self.currency_id.format(self.amount),
        )

    def _get_script(self):
        """What the caller may say, with the debtor's own figures."""
        return self.env["dunning.briefing"]._get_script(self)

    def action_open_call(self):
        """The call sheet of this call."""
        self.ensure_one()
        self.check_access("read")
        return self.env["dunning.call.sheet"]._open(
            self.partner_id, self.company_id, action=self
        )

    # === THE OUTCOME ===

    @api.model
    def _start_call(self, partner, company, contact):
        """A call nobody planned: it claims no step, so it moves no level.

        A notice must not count as given because somebody rang in the meantime.
        """
        self._allowed()
        root = company.root_id
        items = self.env["dunning.briefing"]._get_items(partner, root)
        currency = items[:1].currency_id or root.currency_id
        today = root._dunning_today()
        # sudo: actions are written by buttons only, this is one
        action = self.sudo().create(
            {
                "partner_id": partner.id,
                "contact_id": contact.id,
                "company_id": root.id,
                "currency_id": currency.id,
                "user_id": self.env.uid,
                "channel": "call",
                "date_planned": today,
                "call_date": today,
                "is_manual": True,
                "line_ids": [
                    fields.Command.create(
                        self._prepare_call_line(item, root, partner, today)
                    )
                    for item in items
                    if item.currency_id == currency
                ],
            }
        )
        return action.with_env(self.env)

    def _prepare_call_line(self, item, root, partner, today):
        due = item.date_maturity or item.date
        return {
            "line_id": item.id,
            "move_id": item.move_id.id,
            "date_due": due,
            "days_late": (today - due).days,
            "residual": item.amount_residual_currency,
            "partner_id": partner.id,
            "company_id": root.id,
            "currency_id": item.currency_id.id,
            "channel": "call",
        }

    def _record_call(self, outcome, values):
        """Write one call down and do what its outcome asks for.

        :param outcome: ``dunning.call.outcome``
        :param dict values: contact_id, phone, note, cause_id, and what the effect
            needs: date, amount, move_ids, move_id, reason_id
        :return: the record the outcome made (promise, dispute, plan …), if any
        :raises UserError: the call is over, or something is missing; nothing is lost
        """
        self.ensure_one()
        action = self._allowed()._lock_call()
        values = {"note": "", "cause_id": outcome.cause_id.id} | {
            name: value for name, value in values.items() if value
        }
        action._log_call(outcome, values)
        if outcome.effect == "retry":
            return action._call_again(outcome)
        if outcome.effect == "wrong_number":
            return action._wrong_number(values)
        # done first: a hold would cancel what is only planned
        action._set_done(
            action.company_id.root_id._dunning_today(),
            is_test=action.company_id.root_id.dunning_mode == "test",
        )
        action._log_contact()
        action._hold_after_call(outcome, values)
        action._write_after_call(outcome)
        action._ask_after_call(outcome, values)
        effect = getattr(action, f"_call_{outcome.effect}", None)
        return effect(values) if effect else None

    def _lock_call(self):
        """Two collectors on one call, or a payment meanwhile: the first one counts."""
        locked = self.try_lock_for_update()
        locked.invalidate_recordset()
        if locked.state not in PENDING_STATES:
            raise UserError(
                self.env._(
                    "This call is over: %(reason)s",
                    reason=self.reason or self.outcome_id.name or self.state,
                )
            )
        return locked

    def _log_call(self, outcome, values):
        """The call as evidence, the cause on the debtor, a line in the history."""
        self.env["dunning.call"].create(self._prepare_call(outcome, values))
        cause = self.env["dunning.cause"].browse(values["cause_id"])
        self.write(
            {
                "outcome_id": outcome.id,
                "cause_id": cause.id,
                "contact_id": values.get("contact_id") or self.contact_id.id,
            }
        )
        if cause:
            self.partner_id._dunning_set_cause(cause, self.company_id)
        text = " – ".join(filter(None, [outcome.name, values["note"]]))
        self.message_post(body=text, subtype_xmlid="mail.mt_note")

    def _prepare_call(self, outcome, values):
        """Values of the ``dunning.call``; extended by modules that add fields."""
        return {
            "action_id": self.id,
            "partner_id": self.partner_id.id,
            "contact_id": values.get("contact_id") or self.contact_id.id,
            "phone": values.get("phone") or self.contact_id.phone,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "day": self.company_id.root_id._dunning_today(),
            "outcome_id": outcome.id,
            "is_reached": outcome.is_reached,
            "cause_id": values.get("cause_id"),
            "note": values["note"],
            "currency_id": self.currency_id.id,
            "amount": self.amount,
        }

    def _get_call_moves(self):
        """The invoices the call was about."""
        return self.claimed_line_ids.move_id or self.line_ids.move_id

    # === NOT REACHED ===

    def _call_again(self, outcome):
        """Nobody answered: another day, then another channel."""
        self.call_tries += 1
        self._close_activities()
        root = self.company_id.root_id
        if not self.step_id:
            # a call nobody planned is not planned again
            self.write({"date_done": False})
            self._set_cancelled("no_answer")
            return
        policies = self.env["dunning.channel"]._get_policies(root)
        kind = self.partner_id.dunning_debtor_kind or "company"
        day = calls.next_try(
            self.call_ids.mapped("day"),
            outcome.max_tries,
            outcome.retry_days,
            root._dunning_today(),
            *self._get_call_countries(),
            cap=policies[kind].caps.get("call", 0),
        )
        if day:
            self._schedule_call(day)
        else:
            self._set_failed(
                "no_answer",
                self.env._("Nobody answered %(count)s calls.", count=self.call_tries),
            )

    def _wrong_number(self, values):
        """The number is somebody else's: not rung again until the contact is mended."""
        contact = self.contact_id or self.partner_id
        self.bounced_phone = contact.phone_sanitized or contact.phone
        self._close_activities()
        self._set_failed(
            "address",
            self.env._(
                "%(phone)s is not the customer's number.",
                phone=values.get("phone") or contact.phone or "",
            ),
            "wrong_number",
        )
        self.delivery_state = "bounced"
        self._ask_collector(
            self.env._("Wrong phone number: find the right one"), contact
        )
