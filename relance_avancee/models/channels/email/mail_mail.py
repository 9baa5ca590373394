import smtplib

from odoo import api, fields, models

from ....tools import mask_links

OURS = ("dunning.action", "dunning.payment.plan", "dunning.dispute", "dunning.promise")


def mask(records, name):
    """Take the codes out of a text, where there are any."""
    for record in records:
        masked = mask_links(record[name])
        if masked != record[name]:
            record[name] = masked


class MailMail(models.Model):
    _inherit = "mail.mail"

    # one message for each reader: what becomes of each is news of the same action
    dunning_action_id = fields.Many2one(
        "dunning.action",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    # also once its action has another one: a copy that somebody retries is known
    is_dunning_reminder = fields.Boolean("Dunning reminder", readonly=True, copy=False)

    def _send(self, *args, **kwargs):
        """Odoo's last door: reminders that do not go straight through are decided again.

        Whatever made them wait or leave late (a server that was down, somebody who
        retries what failed or was cancelled), none leaves against the rules.

        Keep in the queue the message during which the mail server hung up: core leaves
        it marked as an error without telling anybody, and the debtor would count as
        reminded without having received anything.
        """
        self._stop_dunning_outdated()
        queue = self._get_dunning_queue()
        try:
            return super(MailMail, queue)._send(*args, **kwargs)
        except smtplib.SMTPServerDisconnected as error:
            self._get_dunning_actions()._mail_cut_off(str(error), self)
            raise

    def _get_dunning_queue(self):
        """These messages, as what sends them must be able to write on them.

        What was said about evidence is changed by nobody, an administrator who sends the
        queue included: core then marks a message as an error that has just left.
        """
        messages = self.env["mail.message"]
        if not any(messages._is_dunning_evidence(mail.model) for mail in self):
            return self
        self.check_access("write")
        # sudo: who may send the queue may note on its messages that they left
        return self.sudo()

    def _stop_dunning_outdated(self):
        """Cancel the reminders among these that must not leave any more, each with its reason."""
        outgoing = self.filtered(
            lambda mail: mail.state == "outgoing" and mail.model == "dunning.action"
        )
        if not outgoing:
            return
        # sudo: whoever sends the queue, the rules decide
        mails = outgoing.sudo()
        actions = self.env["dunning.action"].sudo().browse(set(mails.mapped("res_id")))
        by_id = {action.id: action for action in actions.exists()}
        doubtful = actions.browse()
        for mail in mails:
            action = by_id.get(mail.res_id)
            if action and action._has_mail(mail):
                doubtful |= action.filtered(lambda one: one._is_late_message())
            elif action and mail.is_dunning_reminder:
                mail._stop_dunning("superseded")
        reasons = doubtful._decide_at_the_door()
        for mail in mails.filtered(lambda mail: mail.state == "outgoing"):
            if reason := reasons.get(by_id.get(mail.res_id)):
                mail._stop_dunning(text=reason)

    def _stop_dunning(self, code=False, text=False):
        text = text or self.env["dunning.explanation"]._text(code)
        self.write({"state": "cancel", "failure_reason": text})

    def cancel(self):
        """A reminder somebody takes out of the queue by hand stays cancelled."""
        result = super().cancel()
        if not self.env.context.get("dunning_stopping"):
            stopped = self._get_dunning_actions().filtered(
                lambda action: action.state == "done"
                and action.delivery_state == "queued"
            )
            stopped._without_others_reached(self)._mail_cancelled()
        return result

    def _get_dunning_actions(self):
        """The dunning actions whose current messages these are."""
        # sudo: whoever sends the queue, the action learns of it
        return self.sudo().dunning_action_id | self._get_older_dunning_actions()

    def _get_older_dunning_actions(self):
        """Those of messages made before each reader got one of its own."""
        ids = [
            mail.res_id
            for mail in self
            if mail.model == "dunning.action" and not mail.dunning_action_id
        ]
        # sudo: whoever sends the queue, the action learns of it
        actions = self.env["dunning.action"].sudo().browse(ids).exists()
        return actions.filtered(lambda action: action.mail_mail_id in self)

    def _prepare_outgoing_list(self, *args, **kwargs):
        """Addresses on one line each: a customer's name must not become a header."""
        result = super()._prepare_outgoing_list(*args, **kwargs)
        if any(mail.model == "dunning.action" for mail in self):
            for email in result:
                email["email_to"] = [" ".join(to.split()) for to in email["email_to"]]
        return result

    def _postprocess_sent_message_base(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Tell dunning actions what became of their message.

        Read before super, which deletes the messages that need not be kept.
        """
        actions = self._get_dunning_actions()
        result = super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        if actions and failure_type and not (success_pids or success_emails):
            # refused for one of several readers, it reached the others all the same
            lost = actions._without_others_reached(self)
            lost._mail_failed(failure_type, failure_reason)
            actions -= lost
        actions._mail_left(self)
        return result

    # === LINKS KEPT ===
    # Messages that were sent keep no link that works.
    # The message itself needs its link until it has left; its copies never do.

    @api.model_create_multi
    def create(self, vals_list):
        """What the history shows is masked at once; ``body_html`` is what leaves."""
        for vals in vals_list:
            if vals.get("model") in OURS and vals.get("body_html") and vals.get("body"):
                vals["body"] = mask_links(vals["body"])
        return super().create(vals_list)

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Read before super, which deletes what need not be kept.

        What failed keeps its link: it may be tried again.
        """
        # sudo: the mail queue is the system's
        ours = self.sudo().filtered(lambda mail: mail.model in OURS)
        messages = ours.mail_message_id
        result = self._postprocess_sent_message_base(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
        if not failure_type:
            mask(ours.exists(), "body_html")
            mask(messages.exists(), "body")
        return result
