"""Codes in, sentences out: every reason in the reader's words, in one file."""

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date

from ...languages import spoken


class DunningExplanation(models.AbstractModel):
    _name = "dunning.explanation"
    _description = "Wording of dunning decisions"

    @api.model
    def _get_texts(self):
        """Sentence by reason code; a module with reasons of its own adds to it.

        Placeholders: date, step, hold.
        """
        return {
            "paid": self.env._("Paid."),
            "in_payment": self.env._("A payment is being processed by the bank."),
            "reversed": self.env._("Cancelled by a credit note."),
            "blocked": self.env._("The invoice is blocked for payment."),
            "invoicing_legacy": self.env._(
                "Taken over from an earlier system: not followed."
            ),
            "no_followup": self.env._("Excluded from follow-up in the journal item."),
            "journal_excluded": self.env._(
                "Invoices of this journal are not reminded."
            ),
            "no_scenario": self.env._(
                "No scenario applies: choose one on the customer, or a default one in the settings."
            ),
            "no_step": self.env._("The scenario has no step: add one."),
            "hold": self.env._("Suspended: %(hold)s."),
            "hold_until": self.env._("Suspended: %(hold)s, until %(date)s."),
            "covered_by_credit": self.env._(
                "Nothing to claim: open credits cover the debt. Match them with the invoice."
            ),
            "payment_in_flight": self.env._(
                "Nothing to claim: a payment is on its way or waits to be matched."
            ),
            "money_back": self.env._(
                "Money was given back and no credit accounts for it: a direct debit "
                "returned, or a refund to match?"
            ),
            "we_owe": self.env._(
                "We owe this customer as much as a supplier: propose netting, or tick "
                "this off to be paid all the same."
            ),
            "below_minimum": self.env._(
                "The amount owed is below the scenario's minimum."
            ),
            "last_step": self.env._(
                "Every step of the scenario has been done: nothing more is planned."
            ),
            "already_planned": self.env._("“%(step)s” is planned and waits to leave."),
            "waits_for_approval": self.env._(
                "“%(step)s” waits for approval since %(date)s."
            ),
            "waits_for_post": self.env._(
                "“%(step)s” waits to be posted since %(date)s."
            ),
            "waits_for_call": self.env._("“%(step)s” waits for a call since %(date)s."),
            "waits_for_task": self.env._(
                "“%(step)s” waits for an internal task since %(date)s."
            ),
            "waits_for_hand": self.env._(
                "“%(step)s” waits for somebody since %(date)s."
            ),
            "after_approval": self.env._(
                "Another message to this customer waits for approval since %(date)s; "
                "“%(step)s” comes after it."
            ),
            "after_post": self.env._(
                "A letter to this customer waits to be posted since %(date)s; “%(step)s” "
                "comes after it."
            ),
            "failed": self.env._(
                "“%(step)s” could not reach the customer: see the failed action."
            ),
            "contact_pending": self.env._(
                "Another message to this customer waits to leave; “%(step)s” comes after it."
            ),
            "not_due_yet": self.env._("Next: “%(step)s” on %(date)s."),
            "again": self.env._(
                "Next: “%(step)s” again on %(date)s, %(number)s of %(times)s."
            ),
            "min_gap": self.env._(
                "The customer was contacted recently: “%(step)s” on %(date)s at the earliest."
            ),
            "time_to_pay": self.env._(
                "The customer was given time to pay: “%(step)s” on %(date)s at the earliest."
            ),
            "tried_today": self.env._(
                "“%(step)s” could not reach the customer today: "
                "it leaves by another channel on %(date)s."
            ),
            "weekly_cap": self.env._(
                "The customer was contacted often enough this week: "
                "“%(step)s” on %(date)s at the earliest."
            ),
            "not_a_sending_day": self.env._(
                "Not a working day for the customer: “%(step)s” on %(date)s."
            ),
            "no_channel": self.env._(
                "“%(step)s” is due but the customer cannot be reached: complete the contact."
            ),
            "due": self.env._("“%(step)s” leaves today."),
            "due_sooner": self.env._(
                "“%(step)s” leaves today, sooner than planned: a promise was not kept."
            ),
            "superseded": self.env._("The step was done in the meantime."),
            "outdated": self.env._("A later step has taken its place."),
            "by_hand": self.env._("Cancelled by hand."),
            "other_mode": self.env._(
                "Written in another mode (test or live): it is written again."
            ),
            "not_posted": self.env._("The invoice was cancelled or reset to draft."),
            "repriced": self.env._(
                "The amount changed before the message left: the next night decides again."
            ),
            "reconciled": self.env._("There is nothing left to match."),
            "quiet_hours": self.env._(
                "Waits for a decent hour where the customer is: %(date)s."
            ),
            "no_answer": self.env._("Nobody answered."),
            "channel_gone": self.env._("The module of its channel was removed."),
            "plan_over": self.env._("The payment plan is over."),
        }

    @api.model
    def _text(self, code, **values):
        """The sentence of a code; an unknown code is shown as it is."""
        text = self._get_texts().get(code)
        return text % ({"date": "", "step": "", "hold": ""} | values) if text else code

    @api.model
    def _step_decision_text(self, decision):
        """What happens next for one debt, and when or why not."""
        date = decision.date and format_date(self.env, decision.date)
        step = decision.step and self.env["dunning.step"].browse(decision.step.id)
        code, hold = decision.reason, ""
        again = self._again_text(decision)
        if again and code == "not_due_yet":
            code, again = "again", ""
        if decision.hold:
            code = "hold_until" if decision.hold.date_to else "hold"
            hold = self._hold_label(decision.hold)
            date = decision.hold.date_to and format_date(
                self.env, decision.hold.date_to
            )
        text = self._text(
            code,
            date=date or "",
            step=step.name if step else "",
            hold=hold,
            number=decision.step.again if step else 0,
            times=step.repeat_times if step else 0,
        )
        # what is suspended or owed nothing is not said again for now
        if again and decision.kind != "hold":
            text = f"{text} {again}"
        if decision.we_owe and decision.reason != "we_owe":
            text = f"{text} {self._we_owe_text(decision)}"
        return text

    def _again_text(self, decision):
        """Which repetition of its step a decision is about; empty for its first time."""
        step = decision.step
        if not step or not step.again:
            return ""
        return self.env._(
            "It is repeated: %(number)s of %(times)s.",
            number=step.again,
            times=step.repeat_times,
        )

    def _we_owe_text(self, decision):
        """The warning before a customer is claimed from to whom we owe something."""
        # sudo: the currency of a branch, whichever company the reader works in
        company = self.env["res.company"].sudo().browse(decision.debt.company_id)
        return self.env._(
            "We owe this customer %(amount)s as a supplier: netting may be proposed.",
            amount=company.currency_id.format(decision.we_owe),
        )

    @api.model
    def _hold_label(self, hold):
        selection = (
            self.env["dunning.hold"]._fields["reason"]._description_selection(self.env)
        )
        return dict(selection).get(hold.reason, hold.reason).lower()

    @api.model
    def _cancel_text(self, reason_code, decision=None):
        """Why an action was cancelled, in the past tense of its decision."""
        if decision is not None:
            return self._decision_text(decision)
        return self._text(reason_code)

    # === FAILURES ===

    @api.model
    def _no_channel(self, channels):
        """Which contact is missing."""
        known = self.env["dunning.channel"]._get_registry()
        found = [known[code].missing for code in channels if known[code].missing]
        return self.env._(
            "The customer cannot be reached: %(missing)s is missing or invalid.",
            missing=self.env._(" or ").join(found) or self.env._("a contact"),
        )

    @api.model
    def _refused_channels(self, channels):
        """The customer refuses the channels of the step, and no other is of use."""
        labels = dict(
            self.env["dunning.action"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        return self.env._(
            "This customer is never contacted by this channel: %(channels)s. Choose another "
            "one on the step, or change the customer's channels.",
            channels=", ".join(labels[channel] for channel in channels),
        )

    @api.model
    def _no_template(self, step):
        return self.env._(
            "The step “%(step)s” has no text: choose a template.", step=step.name
        )

    @api.model
    def _error_text(self, error):
        """The text of a fault, short and without markup."""
        detail = " ".join(str(error).split())[:200]
        return self.env._(
            "The message could not be produced: %(detail)s",
            detail=detail or type(error).__name__,
        )

    @api.model
    def _waiting_code(self, action, own, today):
        """Code of the sentence about an action that waits for somebody; None if for nobody.

        :param own: it is the step of the debt itself, and no other message
        """
        if action.state == "to_approve":
            return "waits_for_approval" if own else "after_approval"
        if action.channel == "letter" and not action._is_handed_over():
            return "waits_for_post" if own else "after_post"
        channel = self.env["dunning.channel"]._get_registry()[action.channel]
        if own and channel.activity:
            code = f"waits_for_{channel.code}"
            return code if code in self._get_texts() else "waits_for_hand"
        return None

    @api.model
    def _waiting_summary(self, action):
        """Title of the activity about what nobody approved or posted."""
        if action.state == "to_approve":
            return self.env._("Reminder waiting for approval")
        return self.env._("Letter not posted")

    @api.model
    def _waiting_note(self, action):
        day = format_date(self.env, action.date_planned)
        if action.state == "to_approve":
            return self.env._(
                "“%(step)s” has waited since %(date)s: approve or cancel it. Until then its "
                "invoices get no other reminder.",
                step=action.step_id.name or "",
                date=day,
            )
        return self.env._(
            "“%(step)s” has waited since %(date)s: print and post it, or cancel it. Until "
            "then its invoices get no other reminder.",
            step=action.step_id.name or "",
            date=day,
        )

    @api.model
    def _trouble_text(self, error):
        """What keeps the rules from being asked about a customer."""
        detail = " ".join(str(error).split())[:200]
        return self.env._(
            "Nothing leaves for this customer until this is mended: %(detail)s",
            detail=detail or type(error).__name__,
        )

    @api.model
    def _refused(self, failure, reason):
        if failure == "address":
            return self.env._("The mail server refused the address.")
        detail = " ".join((reason or "").split())[:200]
        if not detail:
            return self.env._("The mail server could not be reached.")
        return self.env._(
            "The mail server did not take the message: %(detail)s", detail=detail
        )

    @api.model
    def _sms_refused(self, failure_type, reason=False):
        """Why a text did not arrive; ``failure_type`` is that of ``sms.sms``."""
        texts = {
            "sms_number_missing": self.env._("The SMS has no number."),
            "sms_number_format": self.env._("The gateway finds the number invalid."),
            "sms_country_not_supported": self.env._(
                "The gateway does not serve this country."
            ),
            "sms_registration_needed": self.env._(
                "This country asks for a registration with the SMS gateway."
            ),
            "sms_credit": self.env._("There is no credit left for SMS: buy some."),
            "sms_acc": self.env._("The account of the SMS gateway is not set up."),
            "sms_server": self.env._("The SMS gateway could not be reached."),
            "sms_blacklist": self.env._(
                "The number is on the blacklist: no SMS may be sent to it."
            ),
            "sms_expired": self.env._("The phone was off too long: the SMS expired."),
            "sms_invalid_destination": self.env._("The number does not exist."),
            "sms_not_allowed": self.env._("The number refuses SMS."),
            "sms_not_delivered": self.env._("The SMS could not be delivered."),
            "sms_rejected": self.env._("The operator rejected the SMS."),
        }
        if failure_type in texts:
            return texts[failure_type]
        detail = " ".join((reason or "").split())[:200]
        if not detail:
            return self.env._("The SMS gateway refused the message.")
        return self.env._(
            "The SMS gateway refused the message: %(detail)s", detail=detail
        )

    @api.model
    def _no_test_phone(self):
        return self.env._(
            "Test mode: no SMS leaves without a test number. Give a mobile number in "
            "the dunning settings."
        )

    @api.model
    def _bounced(self):
        return self.env._(
            "The message came back: the address does not exist or is full."
        )

    @api.model
    def _advice(self, action):
        """What the collector can do about a failed action."""
        advice = {
            "address": self.env._(
                "Correct the address on the customer: the reminder is tried again the next "
                "night, unless another channel takes over (Configuration, Dunning channels)."
            ),
            "content": self.env._("Correct the text of the step, then press Retry."),
            "transport": self.env._(
                "Nothing to do: it is tried again at the next run."
            ),
            "setup": self.env._("Complete the dunning settings of the company."),
            "no_answer": self.env._(
                "Try another channel, or press Retry to ring again."
            ),
        }
        return Markup("<p>%s</p><p>%s</p>") % (
            action.reason or "",
            advice.get(action.failure, ""),
        )

    # === ON THE CUSTOMER ===

    @api.model
    def _reliability(self, values, currency):
        """How a customer keeps its promises; see ``_dunning_promise_reliability``."""
        if not values["total"]:
            return self.env._("No promise in the last two years.")
        if not values["count"]:
            return self.env._("No earlier promise has come to its end yet.")
        parts = [
            self.env._("%s kept", values["kept"]),
            self.env._("%s partly kept", values["partly"]) if values["partly"] else "",
            self.env._("%s broken", values["broken"]) if values["broken"] else "",
            self.env._("%s put off", values["put_off"]) if values["put_off"] else "",
        ]
        return self.env._(
            "Promises of the last two years: %(count)s decided, %(parts)s; "
            "%(kept)s of %(amount)s came in time (%(rate)s %%).",
            count=values["count"],
            parts=", ".join(filter(None, parts)),
            kept=currency.format(values["kept_amount"]),
            amount=currency.format(values["amount"]),
            rate=round(100 * (values["amount_rate"] or 0.0)),
        )

    # === ON THE INVOICE ===

    @api.model
    def _banner(self, move):
        """The line above an invoice: last level reached, then what happens next."""
        reached = move.dunning_step_id
        last = reached and self.env._(
            "Last reminder: “%(step)s” on %(date)s.",
            step=reached.name,
            date=format_date(self.env, move.dunning_last_date),
        )
        return " ".join(filter(None, [last, move.dunning_explanation]))

    # === HISTORY ===

    @api.model
    def _contact_note(self, action, private=True):
        """The line that goes in the history of the debtor and of each invoice.

        :param private: on what accounting alone reads; the history of a contact, which
            everybody in the house reads, names no amount
        """
        action = action.with_context(
            lang=spoken(self.env, self.env.company.partner_id.lang)
        )
        channels = dict(action._fields["channel"]._description_selection(action.env))
        said = {
            "step": action.step_id.name or "",
            "channel": channels[action.channel],
            "contact": action.contact_id.display_name or action.partner_id.display_name,
        }
        if private:
            text = self.env._(
                "%(step)s: %(channel)s to %(contact)s, %(amount)s claimed",
                amount=action.currency_id.format(action.amount),
                **said,
            )
        else:
            text = self.env._("%(step)s: %(channel)s to %(contact)s", **said)
        if action.is_test:
            text = self.env._("[test] %(text)s", text=text)
        link = Markup(
            '<a href="#" data-oe-model="dunning.action" data-oe-id="%s">%s</a>'
        )
        return link % (action.id, text)

    # === A PAST DAY ===

    @api.model
    def _fact(self, action):
        """What really happened with an action, in one line."""
        channels = dict(action._fields["channel"]._description_selection(self.env))
        states = dict(action._fields["state"]._description_selection(self.env))
        delivery = dict(
            action._fields["delivery_state"]._description_selection(self.env)
        )
        what = self.env._(
            "%(step)s, %(channel)s to %(contact)s",
            step=action.step_id.name or action.display_name,
            channel=channels[action.channel],
            contact=action.contact_id.display_name or action.partner_id.display_name,
        )
        state = delivery.get(action.delivery_state) or states[action.state]
        if action.date_done:
            state = f"{state} ({format_date(self.env, action.date_done)})"
        return " – ".join(filter(None, [what, state, action.reason]))

    @api.model
    def _past_text(self, item, day):
        """Why a debt was reminded on a day, or not, once that day is over."""
        step = item["step"].name
        if item["decision"] == "send":
            text = self.env._("“%(step)s” was due on that day.", step=step)
            return " ".join(filter(None, [text, item["repetition"]]))
        if item["reason"] == "already_planned":
            return self.env._(
                "“%(step)s” was planned and waited for somebody.", step=step
            )
        return item["message"]

    # === TRIALS ===

    @api.model
    def _decision_text(self, decision):
        """Say that two delays are being compared: the day is not the one of the step."""
        text = self._step_decision_text(decision)
        step = decision.step
        if not step or not step.variant or decision.debt.escalate:
            return text
        if decision.reason not in ("not_due_yet", "due"):
            return text
        return self.env._(
            "%(text)s Two delays are being compared: for this customer D%(days)+d.",
            text=text,
            days=step.delay_days,
        )
