"""What comes back: delivered, refused, bounced, answered."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import email_normalize

from ....const import MAX_ATTEMPTS
from ....core.mail import incoming, reply
from ....isolation import spread
from ....languages import spoken
from ...engine.dunning_redecision import POSTPONED
from ...records import dunning_gateway  # noqa: F401 - inherited


class DunningAnswer(models.AbstractModel):
    """Mixin of ``dunning.action``: what the mail server and the debtor say."""

    _name = "dunning.answer"
    _inherit = ["dunning.gateway"]
    _description = "Answers to dunning messages"

    def _mail_sent(self):
        """The mail server took the message."""
        self.filtered(lambda a: a.state == "done").write({"delivery_state": "sent"})
        late = self.filtered(lambda a: a.state == "failed" and a.failure == "transport")
        for action in late:
            # somebody retried the mail itself, and it left after all
            action._set_done(action.company_id._dunning_today(), delivery_state="sent")

    def _mail_failed(self, failure_type, reason):
        """The mail server refused the message, or could not be reached."""
        failure = (
            "address"
            if failure_type in ("mail_email_invalid", "mail_email_missing")
            else "transport"
        )
        failed = self.filtered(lambda action: action.state in ("done", "failed"))
        for company, actions in failed.grouped("company_id").items():
            # the mail queue has no language of its own: who reads this has the company's
            told = actions.with_context(lang=spoken(self.env, company.partner_id.lang))
            told._set_failed(
                failure, told.env["dunning.explanation"]._refused(failure, reason)
            )
        failed.write({"delivery_state": "refused", "date_done": False})

    def _without_others_reached(self, mails):
        """Those whose message reached nobody, and waits for nobody else.

        :param mails: what was just refused
        """
        # sudo: the mail queue is the system's
        return self.filtered(
            lambda action: all(
                mail.state not in ("outgoing", "sent", "received")
                for mail in action.sudo()._get_mails() - mails
            )
        )

    def _mail_left(self, mails):
        """Sent once nobody's message waits any more: until then some can be stopped.

        :param mails: what has just left, or never will
        """
        # sudo: the mail queue is the system's
        self.filtered(
            lambda action: all(
                mail.state != "outgoing" for mail in action.sudo()._get_mails() - mails
            )
        )._mail_sent()

    def _get_mails(self):
        """What was written, to all readers; a single one before there was one for each."""
        return self.mail_ids | self.mail_mail_id

    def _has_mail(self, mail):
        """Whether this is the action's message, and none of an earlier try."""
        return mail in self._get_mails()

    def _is_late_message(self):
        """Whether the message does not leave as it was decided: later, or retried."""
        self.ensure_one()
        today = self.company_id.root_id._dunning_today()
        return not (
            self.state == "done"
            and self.delivery_state == "queued"
            and self.date_done
            and self.date_done >= today
        )

    def _decide_at_the_door(self):
        """Why the messages of these actions must not leave now, by action.

        What is no longer due is cancelled; what has changed, or may not leave today, is
        written again when it may.

        :return: dict of sentences; those that may leave as they were written are not in
        """
        reasons = {}
        planner = self.env["dunning.planner"]
        texts = self.env["dunning.explanation"]
        for root, actions in self.grouped(lambda a: a.company_id.root_id).items():
            over = actions.filtered(lambda action: action.state == "cancelled")
            # what went to the test address is never sent to the customer, and the other
            # way round
            wrong = (actions - over).filtered(
                lambda action: root.dunning_mode == "simulation"  # noqa: B023
                or action.is_test != (root.dunning_mode == "test")  # noqa: B023
            )
            for action in over:
                reasons[action] = action.reason or texts._text("superseded")
            for action in wrong:
                reasons[action] = texts._text("other_mode")
                action._stop_message("other_mode")
            left = (actions - over - wrong).grouped("debtor_id")
            scoped, today = planner.with_company(root), root._dunning_today()
            answers = spread(
                self.env,
                left,
                lambda partners: scoped._check_standing(  # noqa: B023
                    root,  # noqa: B023
                    self.browse().union(*map(left.get, partners)),  # noqa: B023
                    today,  # noqa: B023
                ),
                lambda partner, error: reasons.update(
                    left[partner]._door_failed(error)  # noqa: B023
                ),
            )
            for found in answers:
                for action, (code, decision) in found.items():
                    reasons[action] = texts._cancel_text(code, decision)
                    action._stop_message(code, decision)
        return reasons

    def _door_failed(self, error):
        """The rules could not be asked: nothing leaves, and the action says why."""
        text = self.env["dunning.explanation"]._error_text(error)
        for action in self:
            action._deliver_failed(error)
        self.write({"delivery_state": False, "date_done": False})
        return dict.fromkeys(self, text)

    def _stop_message(self, code, decision=None):
        """The message does not leave: it is over, or written again when it may leave."""
        if code in (*POSTPONED, "repriced"):
            if self.state == "done":
                self._back_in_line()
                self.date_done = False
            return
        self.write({"delivery_state": False, "date_done": False})
        self._set_cancelled(code, decision)

    def _mail_cancelled(self):
        """Somebody took the message out of Odoo's queue: as cancelled by hand."""
        self.write({"delivery_state": False, "date_done": False})
        self._set_cancelled("by_hand")

    def _mail_cut_off(self, reason, mails):
        """The mail server hung up: it may have taken the message, or not.

        The same message stays in the queue, so that a copy has the same Message-Id;
        after some tries it is a failure like any other.
        """
        # sudo: the mail queue is the system's
        cut_off = self.filtered(
            lambda action: action.state == "done"
            and action.delivery_state == "queued"
            and (action.sudo()._get_mails() & mails).filtered(
                lambda mail: mail.state == "exception"
            )
        )
        for action in cut_off:
            action.attempts += 1
            broken = (action.sudo()._get_mails() & mails).filtered(
                lambda mail: mail.state == "exception"
            )
            if action.attempts < MAX_ATTEMPTS:
                broken.mark_outgoing()
            else:
                action._without_others_reached(broken)._mail_failed("mail_smtp", reason)
        if cut_off:
            # soon, not at once: a mail server that restarts needs a moment
            # sudo: the mail queue is the system's
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(
                self.env.cr.now() + timedelta(minutes=1)
            )

    def _message_receive_bounce(self, email, partner):
        """The address does not exist: level given back, address not used again."""
        result = super()._message_receive_bounce(email, partner)
        later = self.env.context.get("dunning_bounce") == incoming.LATER
        # a call sends invoice copies by e-mail: their fate changes nothing of the call
        for action in self.filtered(
            lambda action: action.state == "done" and action.channel == "email"
        ):
            address = email_normalize(email or "") or action.email_to
            if later:
                # the mailbox exists: tried again in the next nights
                action._mail_failed("mail_smtp", "")
                continue
            action.bounced_email = address
            if action._has_reached_others(address):
                action._tell_dead_address(partner)
                continue
            action._set_failed(
                "address", self.env["dunning.explanation"]._bounced(), "bounced"
            )
            action.write({"delivery_state": "bounced", "date_done": False})
        return result

    def _tell_dead_address(self, contact):
        """An activity: one of several readers is written to no more, the others are."""
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("One address is dead"),
            note=self.env._(
                "The message to %(name)s came back: from now on only the others are"
                " written to. Correct the address, or take it out of the reminder"
                " contacts.",
                name=contact[:1].name or self.partner_id.name,
            ),
            user_id=self.user_id.id or False,
        )

    def _has_reached_others(self, address):
        """Whether somebody else got the message that came back from ``address``."""
        # core counts bounces on the partner, before it tells us
        # sudo: the mail queue is the system's
        return any(
            contact.email_normalized != address and not contact.message_bounce
            for contact in self.sudo()._get_mails().recipient_ids
        )

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """An answer: the collector gets it, and reminders wait until somebody looks."""
        self._check_gateway()
        # sudo: the mail gateway, which has no right on dunning
        kind = self.env.context.get("dunning_incoming", incoming.HUMAN)
        for action in self.sudo():
            if kind == incoming.HUMAN:
                action._answered()
        return super().message_update(msg_dict, update_vals)

    def _answered(self):
        self.delivery_state = "answered"
        if user := self._get_active_user():
            self.message_subscribe(user.partner_id.ids)
        if self.company_id.root_id.dunning_hold_on_reply:
            self._hold_on_reply()

    @api.model
    def _classify_reply(self, text, lang, today):
        """What a person answers to a reminder, of his new text alone; nothing is changed.

        To be overridden by who reads better than rules (an AI provider, Odoo's own
        agents): same arguments, same keys; call ``super()`` for what it cannot say. The
        answer is a proposal for the collector, nothing acts on it alone.

        :param text: of the message, quoted history included; text or HTML
        :param lang: expected language or locale code, or False
        :param datetime.date today: the day the message came in
        :return: dict of ``intent`` (``paid``, ``promise``, ``dispute``, ``copy``,
            ``plan``, ``contact``, ``insolvency``, ``other``), ``quote`` (the sentence
            that says it), ``date`` (:class:`datetime.date`), ``amount`` (float, in the
            currency spoken of), ``reference`` (number of an invoice or payment); None
            when unsaid
        """
        return reply.understand(text, lang or None, today)._asdict()

    def _hold_on_reply(self):
        """A hold of the debtor until the reply is read; one at a time."""
        Hold = self.env["dunning.hold"]
        already = Hold.search(
            [
                ("debtor_id", "=", self.debtor_id.id),
                ("company_id", "=", self.company_id.id),
                ("reason", "=", "reply"),
            ],
            limit=1,
        )
        if not already:
            Hold.create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "reason": "reply",
                    "date_from": self.company_id._dunning_today(),
                    "note": self.env._(
                        "Reply to “%s”: read it, then lift this.", self.display_name
                    ),
                }
            )
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Reply to read"),
            user_id=self._get_active_user().id or False,
        )
