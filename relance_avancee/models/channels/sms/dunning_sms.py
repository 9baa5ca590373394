"""Short text messages: whom, when, what, and what becomes of them."""

import base64
import hmac

from odoo import api, fields, models, tools
from odoo.tools import format_date, format_datetime, plaintext2html

from ....core.mail import texting
from ....languages import spoken
from ....tools import mask_links
from ...engine.dunning_message import WRITERS

SIGNATURE_SIZE = 12
# Refusals that say that the number is of no use, not that the gateway is.
DEAD_NUMBER = (
    "sms_number_missing",
    "sms_number_format",
    "sms_country_not_supported",
    "sms_invalid_destination",
    "sms_not_allowed",
    "sms_rejected",
    "sms_blacklist",
    "sms_optout",
)
# Refusals that only somebody of the company can mend.
NOT_SET_UP = ("sms_credit", "sms_acc", "sms_registration_needed")


class DunningSms(models.AbstractModel):
    """Mixin of ``dunning.action``: reminders by SMS, through Odoo's own gateway."""

    _name = "dunning.sms"
    _description = "Dunning by SMS"

    phone_to = fields.Char("Number used", copy=False)
    # stays when the action is tried again elsewhere, as ``bounced_email``
    bounced_phone = fields.Char("Number that failed", copy=False)
    sms_uuid = fields.Char(copy=False)
    sms_reference = fields.Char(compute="_compute_sms_reference")
    sms_amount = fields.Char(compute="_compute_sms_amount")
    sms_date = fields.Char(compute="_compute_sms_date")
    short_url = fields.Char(compute="_compute_short_url", groups=WRITERS)

    # === WHAT THE TEXT MAY QUOTE: a reference, an amount, a date, a link ===

    @api.depends("line_ids.step_id", "line_ids.move_id")
    def _compute_sms_reference(self):
        for action in self:
            others = action.debt_count - 1
            action.sms_reference = (action.oldest_number or "") + (
                f" (+{others})" if others > 0 else ""
            )

    @api.depends_context("lang")
    @api.depends("amount", "currency_id")
    def _compute_sms_amount(self):
        for action in self:
            amount = action.currency_id.format(action.amount)
            discounted = action._describe_discounts()
            action.sms_amount = f"{amount} ({discounted})" if discounted else amount

    @api.depends_context("lang")
    @api.depends("claimed_line_ids.date_due")
    def _compute_sms_date(self):
        """Due date of what is claimed, the oldest one."""
        for action in self:
            dates = filter(None, action.claimed_line_ids.mapped("date_due"))
            action.sms_date = format_date(self.env, min(dates, default=None))

    def _compute_short_url(self):
        for action in self:
            action.short_url = action.pay_url

    def _get_short_code(self):
        """The link of texts sent before each contact had one of its own."""
        self.ensure_one()
        return f"{self.id:x}-{self._sign_short_code()}"

    def _sign_short_code(self):
        # the token is part of what is signed, so that changing it cancels both links
        secret = (self.id, self._ensure_old_token())
        # sudo: nobody reads the nonce, the engine signs with it
        digest = tools.hmac(self.env(su=True), "relance_avancee.short_url", secret)
        signature = base64.urlsafe_b64encode(bytes.fromhex(digest)).decode()
        return signature[:SIGNATURE_SIZE]

    @api.model
    def _find_short_code(self, code):
        """The action of a short link; none when the link is not one of ours."""
        number, _dash, signature = code.partition("-")
        try:
            # sudo: the reader is nobody in particular, the code is compared
            action = self.sudo().browse(int(number, 16)).exists()
        except (ValueError, OverflowError):
            return self.browse()
        # without a token nothing was signed: none is made for whoever tries numbers
        if action.access_token and hmac.compare_digest(
            action._sign_short_code().encode(), signature.encode(errors="replace")
        ):
            return action
        return self.browse()

    @api.model
    def _find_old(self, action_id, token):
        """The action of an e-mail's old link; none when the token is not its own."""
        # sudo: the reader is nobody in particular, the code is compared
        action = self.sudo().search([("id", "=", action_id)])
        known = (action.access_token or "").encode()
        if known and hmac.compare_digest(
            known, str(token or "").encode(errors="replace")
        ):
            return action
        return self.browse()

    # === SENDING ===

    def _send_sms(self, today):
        """Queue one text per action; those due in quiet hours stay planned."""
        usable = self._fail_without_number()
        ready = usable._wait_for_decent_hour()
        ready._set_deadline(today)
        bodies = ready._render_sms()
        for action in ready:
            action._queue_sms(bodies[action.id])
        ready._set_done(
            today,
            delivery_state="queued",
            is_test=ready.company_id.root_id.dunning_mode == "test",
        )
        ready._log_contact()
        return ready

    def _fail_without_number(self):
        """Set apart what cannot be sent, each with its reason; return the rest."""
        explanation = self.env["dunning.explanation"]
        usable = self
        for action in self:
            number = action._get_sms_number()
            failure = action._why_no_sms(number)
            if failure:
                action._set_failed(*failure)
                usable -= action
            elif not action.step_id.sms_template_id:
                action._set_failed("content", explanation._no_template(action.step_id))
                usable -= action
            else:
                action.phone_to = number
        return usable

    def _get_sms_number(self):
        """Number in international form: the contact's, or the company's test number."""
        self.ensure_one()
        root = self.company_id.root_id
        if root.dunning_mode == "test":
            return root._phone_format(
                number=root.dunning_test_phone or "", country=root.country_id
            )
        return self.contact_id.phone_sanitized

    def _why_no_sms(self, number):
        """What :meth:`_set_failed` is to be told; None when the number can be used."""
        explanation = self.env["dunning.explanation"]
        if self.company_id.root_id.dunning_mode == "test":
            if texting.can_text(number):
                return None
            return "setup", explanation._no_test_phone(), "no_test_phone"
        if not texting.can_text(number):
            return "address", explanation._no_channel(["sms"]), "no_channel"
        # sudo: a collector need not see the blacklist to respect it
        blocked = self.env["phone.blacklist"].sudo()
        if blocked.search_count([("number", "=", number)], limit=1):
            return "address", explanation._sms_refused("sms_blacklist"), "blacklist"
        return None

    def _wait_for_decent_hour(self):
        """Those that may arrive now; the others wait, say so, and wake the job."""
        hours = self.env["dunning.hours"]
        ready = self
        for action in self:
            root = action.company_id.root_id
            if root.dunning_mode == "test":
                continue
            moment = hours._next_sms_moment(
                action.contact_id, root, by_hand=action.is_manual
            )
            if moment > hours._now(root):
                action._wait_until(moment)
                ready -= action
        return ready

    def _wait_until(self, moment):
        naive = moment.replace(tzinfo=None)
        zone = self.company_id.root_id.partner_id.tz or self.env.user.tz or "UTC"
        when = format_datetime(self.env, naive, zone, "short")
        reason = self.env["dunning.explanation"]._text("quiet_hours", date=when)
        if self.reason != reason:
            self.write({"reason_code": "quiet_hours", "reason": reason})
        # sudo: whoever sends may wake the job that sends the rest
        self.env.ref("relance_avancee.ir_cron_dunning_sms").sudo()._trigger(naive)

    def _render_sms(self):
        """Text by action id, in each debtor's language and in as few parts as can be.

        :raises ValueError: an empty text, or one nobody would read on a telephone
        """
        bodies = {}
        for template, actions in self.grouped(
            lambda action: action.step_id.sms_template_id
        ).items():
            # sudo: the collector need not be a template editor to send what was written
            found = template.sudo()._render_field(
                "body", actions.ids, compute_lang=True
            )
            for action_id, body in found.items():
                text = texting.to_gsm(" ".join(str(body or "").split()))
                if not text:
                    raise ValueError(
                        self.env._("The text “%s” is empty.", template.sudo().name)
                    )
                if texting.parts(text) > texting.MAX_PARTS:
                    # sudo: the text is the company's, no editor of templates is needed
                    raise ValueError(
                        self.env._(
                            "The text “%(name)s” takes more than %(max)s SMS: shorten it.",
                            name=template.sudo().name,
                            max=texting.MAX_PARTS,
                        )
                    )
                bodies[action_id] = text
        return bodies

    def _queue_sms(self, body):
        """Hand one text to Odoo's queue; its report comes back by its identifier."""
        self.ensure_one()
        is_test = self.company_id.root_id.dunning_mode == "test"
        message = self._message_sms(
            self.env._("[TEST] %s", body) if is_test else body,
            partner_ids=[] if is_test else self.contact_id.ids,
            sms_numbers=[self.phone_to] if is_test else [],
            sms_pid_to_number={self.contact_id.id: self.phone_to},
            put_in_queue=True,
            author_id=self.company_id.partner_id.id,
        )
        # sudo: collectors have no right on the queue
        sms = self.env["sms.sms"].sudo().search([("mail_message_id", "=", message.id)])
        self.sms_uuid = sms.uuid
        # sudo: what stays readable opens nothing; the text itself waits in the queue
        message.sudo().body = mask_links(message.body)

    @api.model
    def _cron_dunning_sms(self):
        """Send the texts that waited for a decent hour, after the usual checks."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            branches = self.env["res.company"].search([("id", "child_of", company.id)])
            scoped = self.with_company(company).with_context(
                allowed_company_ids=branches.ids,
                lang=spoken(self.env, company.partner_id.lang),
            )
            scoped._send_waiting(
                company,
                [
                    *scoped._get_to_send_domain(company),
                    ("channel", "=", "sms"),
                    ("reason_code", "=", "quiet_hours"),
                ],
            )

    def _prepare_sms_preview(self):
        """The text as it would leave now; nothing is written but the link's key."""
        self.ensure_one()
        step = self.step_id
        recipient = f"{self.contact_id.name or ''} {self._get_sms_number() or ''}"
        if not step.sms_template_id:
            return {
                "subject": self.env["dunning.explanation"]._no_template(step),
                "recipients": recipient,
            }
        text = self._render_sms()[self.id]
        return {
            "subject": self.env._(
                "%(count)s SMS, %(length)s characters",
                count=texting.parts(text),
                length=len(text),
            ),
            "recipients": recipient,
            "body": plaintext2html(text),
            "note": self.reason or "",
        }

    # === WHAT THE GATEWAY SAYS ===

    @api.model
    def _sms_updated(self, uuids, status, failure_type=False, reason=False):
        """A text left, arrived, or failed; told by the gateway, at once or hours later.

        :param status: of ``mail.notification``
        """
        actions = self.search([("sms_uuid", "in", list(filter(None, uuids)))])
        if status in ("pending", "sent"):
            actions._mail_sent()
        elif status in ("exception", "bounce"):
            actions._sms_failed(failure_type, reason)
        elif status == "canceled":
            queued = actions.filtered(lambda a: a.delivery_state == "queued")
            queued.write({"delivery_state": False, "date_done": False})
            queued._set_cancelled("by_hand")

    def _sms_failed(self, failure_type, reason=False):
        """The debtor was not reached: the level goes back, the number may be dead."""
        failed = self.filtered(lambda action: action.state == "done")
        failure = "transport"
        if failure_type in DEAD_NUMBER:
            failure = "address"
        elif failure_type in NOT_SET_UP:
            failure = "setup"
        for company, actions in failed.grouped("company_id").items():
            # the gateway has no language: who reads this has the company's
            told = actions.with_context(lang=spoken(self.env, company.partner_id.lang))
            text = told.env["dunning.explanation"]._sms_refused(failure_type, reason)
            for action in told:
                if failure == "address" and not action.is_test:
                    action.bounced_phone = action.phone_to
                action._set_failed(failure, text, failure_type or failure)
        refused = "bounced" if failure == "address" else "refused"
        failed.write({"delivery_state": refused, "date_done": False})

    def _stop_queued_sms(self, states=("outgoing",)):
        """Cancel texts that have not left; those being sent right now are too late.

        :return: the actions whose text was stopped
        """
        uuids = [uuid for uuid in self.mapped("sms_uuid") if uuid]
        if not uuids:
            return self.browse()
        # sudo: the queue of texts is the system's
        queue = self.env["sms.sms"].sudo()
        texts = queue.search([("uuid", "in", uuids), ("state", "in", states)])
        stopped = texts.try_lock_for_update() if texts else texts
        uuids = set(stopped.mapped("uuid"))
        actions = self.filtered(lambda action: action.sms_uuid in uuids)
        # forgotten first: the gateway's "cancelled" is then nobody's news
        actions.sudo().write(
            {"sms_uuid": False, "delivery_state": False, "date_done": False}
        )
        stopped.action_set_canceled()
        return actions
