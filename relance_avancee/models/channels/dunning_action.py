"""What the channels add to an action: letters, texts, plans and links."""

import base64
import hashlib
import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import PENDING_STATES
from ...core.decide import experiments
from ...isolation import must_go_up, only_debtors
from ..engine import dunning_action  # noqa: F401 - inherited
from ..records import dunning_named  # noqa: F401 - inherited
from .call import (
    dunning_call_effects,  # noqa: F401 - inherited
    dunning_calling,  # noqa: F401 - inherited
)
from .email import dunning_answer  # noqa: F401 - inherited
from .letter import dunning_letter_text  # noqa: F401 - inherited
from .letter.dunning_pdf import PdfError
from .sms import dunning_sms  # noqa: F401 - inherited

# Whose link is quoted: see ``dunning.sender._get_reader``.
READER = ("dunning_reader", "dunning_reader_id")


class DunningAction(models.Model):
    """An action in the hands of its channel."""

    _name = "dunning.action"
    # what this wing adds comes before Odoo's own mixins
    _inherit = [
        "dunning.action",
        "dunning.letter.text",
        "dunning.sms",
        "dunning.calling",
        "dunning.call.effects",
        "dunning.answer",
        "mail.thread",
        "mail.activity.mixin",
        "dunning.named",
    ]

    # === LETTERS ===
    # The letter channel: printed one by one, done when posted.
    # Contacts by letter.

    letter_ids = fields.One2many("dunning.letter", "action_id", "Letters")

    # === SENDING ===

    def _send_letter(self, today):
        """Print the letters; done at once only where the postal service takes them.

        The others wait for somebody to confirm that they were posted. One that cannot
        be made says why on its action, and the others go on.
        """
        done = self.browse()
        for action in self:
            try:
                with self.env.cr.savepoint():
                    letter = action._print_letter(today)
                    if letter and action._is_handed_over():
                        letter._hand_over()
                        done |= action
            except PdfError as error:
                action.invalidate_recordset()
                action._set_failed("transport", str(error))
            # one letter that cannot be made, whatever the reason, never stops the others
            except Exception as error:
                if must_go_up(error):
                    raise
                action._deliver_failed(error)
        done._set_done(today, delivery_state="queued", is_test=False)
        done._log_contact()
        return done

    def _print_letter(self, today):
        """The printed letter of one action; empty when nobody can receive it."""
        self.ensure_one()
        if not self._has_postal_address():
            self._set_failed(
                "address",
                self.env["dunning.explanation"]._no_channel(["letter"]),
                "no_channel",
            )
            return self.letter_ids.browse()
        if problem := self._get_address_problem():
            self._set_failed("address", problem, "address_too_long")
            return self.letter_ids.browse()
        self._set_deadline(today)
        # sudo: letters are made here and by nobody's hand, not even a manager's
        return self.env["dunning.letter"].sudo()._print(self.sudo(), today)

    def _has_postal_address(self):
        """Enough for a postman; the postal service also wants code and country."""
        self.ensure_one()
        contact = self.contact_id or self.partner_id
        wanted = ["street", "city"]
        if self._is_handed_over():
            wanted += ["zip", "country_id"]
        return all(contact[name] for name in wanted)

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

    @api.model
    def _get_settled(self, root, today):
        # sudo: whoever plans, every letter of the company is looked at
        letters = self.env["dunning.letter"].sudo()
        return [*super()._get_settled(root, today), (letters, "_settle", (today,))]

    def _stop_queued_mail(self):
        """Letters still in the postal service's queue are stopped too."""
        stopped = super()._stop_queued_mail()
        # sudo: whoever registers a payment stops the letter
        taken_back = self.sudo().letter_ids._take_back().action_id
        taken_back.write({"delivery_state": False, "date_done": False})
        return stopped | self.browse(taken_back.ids)

    # === WHAT WAS SENT ===

    def _seal_and_mark_done(self, today, **values):
        """A letter done, whoever says so, keeps the exact document for ever."""
        for action in self.filtered(lambda action: action.channel == "letter"):
            letter = action._get_printed_letter() or action._print_letter(today)
            if not letter:
                raise UserError(action.reason)
            letter._seal(today)
        return super()._set_done(today, **values)

    def _get_printed_letter(self):
        """The letter in the pile that still says what is claimed."""
        self.ensure_one()
        self.check_access("read")
        # sudo: who may read the action may know of its letter
        return self.sudo().letter_ids.filtered(
            lambda letter: not letter.is_dropped
            and not letter.date_posted
            and letter.key == self._get_letter_key()
        )[-1:]

    def _get_letter_key(self):
        """A fingerprint of what the letter asks, from whom: another one, another letter."""
        self.ensure_one()
        facts = [
            (line.line_id.id, line.amount, line.interest, line.fixed_fee)
            for line in self.line_ids.sorted("id")
            if line.step_id
        ]
        who = self._get_letter_address() + [self.company_id.root_id.dunning_mode]
        return hashlib.sha256(repr((self.step_id.id, who, facts)).encode()).hexdigest()

    # === THE DOCUMENT ===

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
        """The PDF of the letter as it would leave; nothing is kept.

        :raises PdfError: no engine, or the engine fails
        """
        self.ensure_one()
        pdf = self.env["dunning.pdf"]
        engine = engine or pdf._get_engine()
        return pdf._render(self._render_letter_html(today, engine), engine)

    def _render_letter_html(self, today, engine="html"):
        report = self._get_letter_report().with_context(
            dunning_letter_date=today, lang=self._get_lang()
        )
        html, _type = report._render_qweb_html(
            report.report_name, self.ids, data={"engine": engine, "report_type": "pdf"}
        )
        return html.decode()

    def _get_letter_pdf(self):
        """What was sent or printed if there is such a thing, else a proof of today."""
        self.ensure_one()
        self.check_access("read")
        kept = self.letter_ids.filtered(
            lambda letter: letter.attachment_id and not letter.is_dropped
        )[-1:]
        if kept and (kept.date_posted or kept.key == self._get_letter_key()):
            # sudo: who may read the action may read its letter
            return kept.sudo().attachment_id.raw
        # a proof quotes the reader's link, which is for who writes to customers
        self._check_field_access(self._fields["pay_url"], "read")
        self._get_links_to_tell()
        return self._render_letter(self._get_letter_date())

    def _get_letter_attachment_name(self):
        """Never a second copy: the letter is attached when it is printed for the post."""
        return False

    def _get_letter_filename(self):
        """Name of the file, without extension."""
        self.ensure_one()
        name = "".join(
            char if char.isalnum() or char in " -_." else " "
            for char in self.partner_id.name or ""
        )
        return " ".join(f"{self._get_letter_number()} {name}".split())[:100]

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
            self._get_address_problem()
            or self._get_epc_code(self._get_bank_account())[1]
        )
        return values | {"pdf": base64.b64encode(content), "note": problem or ""}

    # === BUTTONS ===

    def action_send_now(self):
        """Letters are printed and listed for the post; the rest leaves at once."""
        letters = self.filtered(
            lambda action: action.channel == "letter"
            and action.state in PENDING_STATES
            and not action._is_handed_over()
        )
        if not letters:
            return super().action_send_now()
        others = self - letters
        if others:
            super(DunningAction, others).action_send_now()
        letters._allowed()
        if "to_approve" in letters.mapped("state"):
            letters.action_approve()
        return self.env["dunning.posting"]._print_letters(letters)

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

    # === TRIALS ===

    def _get_mail_template(self):
        """The step's text, or the other one for the debtors of a running comparison."""
        running = self.env["dunning.experiment"]._get_running()
        found = running.get((self.company_id.root_id.id, self.step_id.id))
        if found:
            experiment_id, template_b_id, share_b = found
            partner_id = self.partner_id.id
            if experiments.variant(str(experiment_id), partner_id, share_b) == "B":
                return self.env["mail.template"].browse(template_b_id)
        return super()._get_mail_template()

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

    def _prepare_payment(self):
        values = super()._prepare_payment()
        if self.plan_id:
            # sudo: whoever sends, the customer is told where to pay
            plan = self.plan_id.sudo()
            bank = plan._get_bank_account()
            values |= {
                "reference": plan._get_transfer_reference(),
                "iban": bank.acc_number,
                "bank_name": bank.bank_id.name or "",
                "bic": bank.bank_id.bic,
            }
        return values

    @api.model
    def _close_outdated(self, root):
        """Failures about instalments paid since are nobody's task any more."""
        result = super()._close_outdated(root)
        failed = self.search(
            [
                ("company_id", "child_of", root.id),
                ("state", "=", "failed"),
                ("plan_id", "!=", False),
                *only_debtors(self.env),
            ]
        )
        over = failed.filtered(
            lambda action: all(
                line.state in ("paid", "dropped")
                for line in action.line_ids.plan_line_id
            )
        )
        if over:
            over._set_cancelled("paid")
        return result

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
        self.ensure_one()
        # sudo: whoever sends, an old address keeps its token
        action = self.sudo()
        if not action.access_token:
            action.access_token = str(uuid.uuid4())
        return action.access_token

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
        links = self.env["dunning.link"]._get_links(readers.values())
        return {action_id: links[reader] for action_id, reader in readers.items()}

    def _get_links_to_tell(self):
        """As :meth:`_get_links`; a person who reads them leaves a trace, the engine none."""
        if not self.env.su:
            # an export asks no right on the record before it comes here
            self.check_access("read")
        links = self._get_links()
        if not self.env.su:
            self.env["dunning.link"].union(*links.values())._log_shown()
        return links

    @api.depends_context("uid", *READER)
    def _compute_pay_url(self):
        """The reader's page; a message about a payment plan opens the plan there."""
        links = self._get_links_to_tell()
        for action in self:
            link = links[action.id]
            # sudo: who writes about a plan need not see it
            plan = action.sudo().plan_id
            action.pay_url = link.url + (link._get_plan_end(plan) if plan else "")

    @api.depends_context("uid", *READER)
    def _compute_short_url(self):
        """A text always has the reader's page: a plan's own address is too long for one."""
        links = self._get_links_to_tell()
        for action in self:
            action.short_url = links[action.id].url

    def _set_done(self, today, **values):
        """What reached somebody carries a link: it works for the whole time again."""
        result = self._seal_and_mark_done(today, **values)
        written = self.filtered("channel_is_written")
        mailed = written.filtered(lambda action: action.channel == "email")
        readers = set(written._get_readers().values())
        for actions in mailed._by_reader():
            readers |= set(actions._get_readers().values())
        links = self.env["dunning.link"]._get_links(readers)
        # sudo: whoever sends, the link in the message works
        self.env["dunning.link"].sudo().union(*links.values())._extend()
        return result
