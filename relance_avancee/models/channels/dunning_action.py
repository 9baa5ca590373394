"""What the channels add to an action: letters, texts, plans and links."""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import (
    format_date,
)

from ...const import PENDING_STATES
from ...core.mail import incoming
from ..engine import dunning_action  # noqa: F401 - inherited
from ..engine.dunning_message import WRITERS
from ..records import dunning_named  # noqa: F401 - inherited
from ..records.gateway import check_gateway
from . import links
from .call import briefing, calling, effects
from .email import answers
from .letter import letter_text, letters
from .sms import texts

# Whose link is quoted: see ``dunning.message._get_reader``.
READER = ("dunning_reader", "dunning_reader_id")


class DunningAction(models.Model):
    """An action in the hands of its channel."""

    _name = "dunning.action"
    # what this wing adds comes before Odoo's own mixins
    _inherit = [
        "dunning.action",
        "mail.thread",
        "mail.activity.mixin",
        "dunning.named",
    ]

    # === LETTERS (letter/letters) ===
    # Printed one by one, done when posted.

    letter_ids = fields.One2many("dunning.letter", "action_id", "Letters")

    def _send_letter(self, today):
        """Print the letters; done at once only where the postal service takes them."""
        return letters.send_letter(self, today)

    def _is_handed_over(self):
        """Whether Odoo's postal service prints and posts it: never in test mode."""
        self.ensure_one()
        return (
            self.step_id.letter_snailmail
            and self.company_id.root_id.dunning_mode == "live"
            and self.env["dunning.letter"]._get_postal_service() is not None
        )

    @api.model
    def _get_to_send_domain(self, company):
        """Letters that nobody prints by hand leave with the night."""
        domain = Domain(super()._get_to_send_domain(company))
        service = self.env["dunning.letter"]._get_postal_service()
        if company.dunning_mode != "live" or service is None:
            return domain
        return domain | Domain(
            [
                ("company_id", "child_of", company.id),
                ("state", "=", "planned"),
                ("date_planned", "<=", company._dunning_today()),
                ("channel", "=", "letter"),
                ("step_id.letter_snailmail", "=", True),
            ]
        )

    def _stop_queued_mail(self):
        """Letters still in the postal service's queue are stopped too."""
        stopped = super()._stop_queued_mail()
        # sudo: whoever registers a payment stops the letter
        taken_back = self.sudo().letter_ids._take_back().action_id
        taken_back.write({"delivery_state": False, "date_done": False})
        return stopped | self.browse(taken_back.ids)

    def _seal_and_mark_done(self, today, **values):
        """A letter done, whoever says so, keeps the exact document for ever."""
        for action in self.filtered(lambda action: action.channel == "letter"):
            letter = action._get_printed_letter() or letters.print_letter(action, today)
            if not letter:
                raise UserError(action.reason)
            letter._seal(today)
        return super()._set_done(today, **values)

    def _get_printed_letter(self):
        """The letter in the pile that still says what is claimed."""
        return letters.get_printed_letter(self)

    def _get_letter_key(self):
        """A fingerprint of what the letter asks, from whom: another one, another letter."""
        return letters.get_letter_key(self)

    def _get_letter_date(self):
        """Date printed on the letter: the day of printing, given by the context."""
        return (
            self.env.context.get("dunning_letter_date")
            or self.company_id.root_id._dunning_today()
        )

    def _get_letter_report(self):
        """The report of the step's letter; a module with another letter extends this."""
        self.ensure_one()
        kind = "formal_notice" if self._is_formal_letter() else "reminder"
        # sudo: collectors have no right on reports, only on what they print
        return self.env.ref(f"relance_avancee.action_report_letter_{kind}").sudo()

    def _render_letter(self, today, engine=None):
        """The PDF of the letter as it would leave; nothing is kept."""
        return letters.render_letter(self, today, engine)

    def _render_letter_html(self, today, engine="html"):
        return letters.render_letter_html(self, today, engine)

    def _get_letter_pdf(self):
        """What was sent or printed if there is such a thing, else a proof of today."""
        return letters.get_letter_pdf(self)

    def _get_letter_attachment_name(self):
        """Never a second copy: the letter is attached when it is printed for the post."""
        return False

    def _get_letter_filename(self):
        """Name of the file, without extension."""
        return letters.get_letter_filename(self)

    def _prepare_preview(self):
        """The letter itself, page for page."""
        if self.channel != "letter":
            return super()._prepare_preview()
        values = {
            "subject": self.display_name,
            "recipients": ", ".join(self._get_letter_address()),
        }
        try:
            content = self._get_letter_pdf()
        except UserError as error:
            return values | {"note": str(error)}
        problem = (
            letter_text.get_address_problem(self)
            or letter_text.get_epc_code(self, self._get_bank_account())[1]
        )
        return values | {"pdf": base64.b64encode(content), "note": problem or ""}

    # === BUTTONS ===

    def action_send_now(self):
        """Letters are printed and listed for the post; the rest leaves at once."""
        by_post = self.filtered(
            lambda action: action.channel == "letter"
            and action.state in PENDING_STATES
            and not action._is_handed_over()
        )
        if not by_post:
            return super().action_send_now()
        others = self - by_post
        if others:
            super(DunningAction, others).action_send_now()
        by_post._allowed()
        if "to_approve" in by_post.mapped("state"):
            by_post.action_approve()
        return self.env["dunning.posting"]._print_letters(by_post)

    def action_open_letters(self):
        """What became of the letters of these actions."""
        self.check_access("read")
        domain = [("action_id", "in", self.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Letters"),
            "res_model": "dunning.letter",
            "view_mode": "list,form",
            "domain": domain,
        }

    # === PAYMENT PLANS ===
    # Contacts about the instalments of a payment plan.
    # What changes when an action speaks of a plan instead of invoices.

    plan_id = fields.Many2one(
        "dunning.payment.plan",
        "Payment plan",
        index="btree_not_null",
        ondelete="restrict",
    )
    plan_html = fields.Html(compute="_compute_plan_html", sanitize=False)

    @api.depends_context("lang")
    @api.depends("plan_id", "line_ids.amount")
    def _compute_plan_html(self):
        qweb = self.env["ir.qweb"]
        for action in self:
            action.plan_html = action.plan_id and qweb._render(
                "relance_avancee.message_plan", action._prepare_plan_table()
            )

    def _prepare_plan_table(self):
        """The schedule with what is paid of it; the instalments spoken of stand out."""
        self.ensure_one()
        # sudo: whoever sends, the customer reads its whole schedule
        return self.plan_id.sudo()._prepare_table(
            self.claimed_line_ids.plan_line_id, self.currency_id.format(self.amount)
        )

    # === LINKS ===
    # Every message quotes the link of who reads it, and of nobody else.
    # Links of messages.

    # Signs links sent before each contact had its own: they lead to the contact's own
    # for as long as this is here. It opens nothing of Odoo's portal.
    access_token = fields.Char(
        groups="base.group_system", copy=False, export_string_translation=False
    )

    def _ensure_old_token(self):
        """The key of links of before; made when there is none."""
        return links.ensure_old_token(self)

    def _get_readers(self):
        """(contact id, debtor id, root company id) of the reader, by action id."""
        return {
            action.id: (
                action._get_reader_or_contact().id,
                action.debtor_id.id,
                action.company_id.root_id.id,
            )
            for action in self
        }

    def _get_links(self):
        """The link of each action's reader, by action id."""
        readers = self._get_readers()
        found = self.env["dunning.link"]._get_links(readers.values())
        return {action_id: found[reader] for action_id, reader in readers.items()}

    @api.depends_context(*READER)
    def _compute_pay_url(self):
        """The reader's page; a message about a payment plan opens the plan there."""
        found = self._get_links()
        for action in self:
            link = found[action.id]
            # sudo: who writes about a plan need not see it
            plan = action.sudo().plan_id
            action.pay_url = link.url + (link._get_plan_end(plan) if plan else "")

    @api.depends_context(*READER)
    def _compute_short_url(self):
        """A text always has the reader's page: a plan's own address is too long for one."""
        found = self._get_links()
        for action in self:
            action.short_url = found[action.id].url

    def _set_done(self, today, **values):
        """What reached somebody carries a link: it works for the whole time again."""
        result = self._seal_and_mark_done(today, **values)
        known = self.env["dunning.channel"]._get_registry()
        written = self.filtered(lambda action: action.channel in known.written)
        mailed = written.filtered(lambda action: action.channel == "email")
        readers = set((written - mailed)._get_readers().values())
        for actions in mailed._by_reader():
            readers |= set(actions._get_readers().values())
        found = self.env["dunning.link"]._get_links(readers)
        # sudo: whoever sends, the link in the message works
        self.env["dunning.link"].sudo().union(*found.values())._extend()
        return result

    # === WHAT A LETTER SAYS (letter/letter_text) ===

    def _prepare_letter(self, today):
        """Values of the templates, in the language of the environment."""
        return letter_text.prepare_letter(self, today)

    def _is_formal_letter(self):
        """Whether the step's letter is a formal notice; a reminder otherwise."""
        return letter_text.is_formal_letter(self)

    def _get_letter_variant(self):
        """``company``, ``consumer`` or ``public``: wording and legal basis."""
        return letter_text.get_letter_variant(self)

    def _get_letter_number(self):
        """What the debtor quotes when answering."""
        return letter_text.get_letter_number(self)

    def _get_letter_address(self):
        """Lines for the window of the envelope."""
        return letter_text.get_letter_address(self)

    def _get_letter_amounts(self):
        """(interest, flat fees, total with the principal) as the lines say them."""
        return letter_text.get_letter_amounts(self)

    def _get_transfer_reference(self):
        """What the debtor writes on the transfer."""
        return letter_text.get_transfer_reference(self)

    # === TEXT MESSAGES (sms/texts) ===

    phone_to = fields.Char("Number used", copy=False)

    # stays when the action is tried again elsewhere, as ``bounced_email``
    bounced_phone = fields.Char("Number that failed", copy=False)
    sms_uuid = fields.Char(copy=False)
    sms_reference = fields.Char(compute="_compute_sms_reference")
    sms_amount = fields.Char(compute="_compute_sms_amount")
    sms_date = fields.Char(compute="_compute_sms_date")
    short_url = fields.Char(compute="_compute_short_url", groups=WRITERS)

    # What the text may quote: a reference, an amount, a date, a link.

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

    def _get_short_code(self):
        """The link of texts sent before each contact had one of its own."""
        return links.get_short_code(self)

    @api.model
    def _find_short_code(self, code):
        """The action of a short link; none when the link is not one of ours."""
        return links.find_short_code(self, code)

    @api.model
    def _find_old(self, action_id, token):
        """The action of an e-mail's old link; none when the token is not its own."""
        return links.find_old(self, action_id, token)

    def _send_sms(self, today):
        """Queue one text per action; those due in quiet hours stay planned."""
        return texts.send_sms(self, today)

    def _get_sms_number(self):
        """Number in international form: the contact's, or the company's test number."""
        return texts.get_sms_number(self)

    def _render_sms(self):
        """Text by action id, in each debtor's language and in as few parts as can be."""
        return texts.render_sms(self)

    @api.model
    def _cron_dunning_sms(self):
        """Send the texts that waited for a decent hour, after the usual checks."""
        texts.cron_dunning_sms(self)

    def _prepare_sms_preview(self):
        """The text as it would leave now; nothing is written but the link's key."""
        return texts.prepare_sms_preview(self)

    @api.model
    def _sms_updated(self, uuids, status, failure_type=False, reason=False):
        """A text left, arrived, or failed; told by the gateway, at once or hours later."""
        texts.sms_updated(self, uuids, status, failure_type, reason)

    def _stop_queued_sms(self, states=("outgoing",)):
        """Cancel texts that have not left; those being sent right now are too late."""
        return texts.stop_queued_sms(self, states)

    # === PHONE CALLS (call/calling, call/briefing) ===

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

    def _send_call(self, today):
        """Schedule the call for the collector; done when its outcome is known."""
        return calling.send_call(self, today)

    def _schedule_call(self, day):
        """One activity for the debtor's collector of today, on a working day."""
        calling.schedule_call(self, day)

    def _get_script(self):
        """What the caller may say, with the debtor's own figures."""
        return briefing.get_script(self)

    def _prepare_script_values(self, partner, root, contact):
        """Words a script may use between double braces; extended with others."""
        return briefing.prepare_script_values(self, partner, root, contact)

    def action_open_call(self):
        """The call sheet of this call."""
        self.ensure_one()
        self.check_access("read")
        return self.env["dunning.call.sheet"]._open(
            self.partner_id, self.company_id, action=self
        )

    @api.model
    def _start_call(self, partner, company, contact):
        """A call nobody planned: it claims no step, so it moves no level."""
        return calling.start_call(self, partner, company, contact)

    def _prepare_call_line(self, item, root, partner, today):
        return calling.prepare_call_line(item, root, partner, today)

    def _record_call(self, outcome, values):
        """Write one call down and do what its outcome asks for."""
        return calling.record_call(self, outcome, values)

    def _prepare_call(self, outcome, values):
        """Values of the ``dunning.call``; extended by modules that add fields."""
        return calling.prepare_call(self, outcome, values)

    # === AFTER A CALL (call/effects) ===

    def _get_call_mail_contact(self):
        """Whom to write to after a call: the one rung, else who gets the reminders."""
        return effects.get_call_mail_contact(self)

    def _call_promise(self, values):
        """Will pay on a day: the promise holds the invoices until then."""
        return effects.call_promise(self, values)

    def _call_dispute(self, values):
        """Contests an invoice: the dispute holds what is contested."""
        return effects.call_dispute(self, values)

    def _call_plan(self, values):
        """Asks for instalments: a draft to complete and propose."""
        return effects.call_plan(self, values)

    # === WHAT COMES BACK (email/answers) ===

    def _mail_sent(self):
        """The mail server took the message."""
        answers.mail_sent(self)

    def _mail_failed(self, failure_type, reason):
        """The mail server refused the message, or could not be reached."""
        answers.mail_failed(self, failure_type, reason)

    def _without_others_reached(self, mails):
        """Those whose message reached nobody, and waits for nobody else."""
        return answers.without_others_reached(self, mails)

    def _mail_left(self, mails):
        """Sent once nobody's message waits any more: until then some can be stopped."""
        answers.mail_left(self, mails)

    def _get_mails(self):
        """What was written, to all readers; a single one before there was one for each."""
        return answers.get_mails(self)

    def _has_mail(self, mail):
        """Whether this is the action's message, and none of an earlier try."""
        return answers.has_mail(self, mail)

    def _is_late_message(self):
        """Whether the message does not leave as it was decided: later, or retried."""
        return answers.is_late_message(self)

    def _decide_at_the_door(self):
        """Why the messages of these actions must not leave now, by action."""
        return answers.decide_at_the_door(self)

    def _mail_cancelled(self):
        """Somebody took the message out of Odoo's queue: as cancelled by hand."""
        answers.mail_cancelled(self)

    def _mail_cut_off(self, reason, mails):
        """The mail server hung up: it may have taken the message, or not."""
        answers.mail_cut_off(self, reason, mails)

    def _message_receive_bounce(self, email, partner):
        """The address does not exist: level given back, address not used again."""
        result = super()._message_receive_bounce(email, partner)
        # a call sends invoice copies by e-mail: their fate changes nothing of the call
        answers.bounced(self, email, partner)
        return result

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """An answer: the collector gets it, and reminders wait until somebody looks."""
        check_gateway(self.env)
        # sudo: the mail gateway, which has no right on dunning
        kind = self.env.context.get("dunning_incoming", incoming.HUMAN)
        for action in self.sudo():
            if kind == incoming.HUMAN:
                action._answered()
        return super().message_update(msg_dict, update_vals)

    def _answered(self):
        """Somebody wrote back, by mail."""
        answers.answered(self)
