"""What leaves: the content of a message, in its reader's language, and its delivery."""

import logging
from datetime import timedelta
from functools import partial

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize, format_date
from odoo.tools.mail import generate_tracking_message_id, is_html_empty

from ...core import calendars
from ...core.decide import experiments
from ...core.decide.position import Discount
from ...isolation import spread
from ...languages import spoken
from ...tools import bulk_insert
from ..records import dead_addresses
from . import statement

_logger = logging.getLogger(__name__)

# Messages of one step leave within so many days of one another: e-mail, then letter.
TOGETHER = timedelta(days=3)

WRITERS = "relance_avancee.relance_avancee_group_user"


class DunningMessage(models.AbstractModel):
    """Door of ``dunning.action`` to its messages: what they quote, how they are sent.

    Texts quote ``object.debts_html``, ``object.payment_html`` …; a module adds its own
    field here. A module with a channel of its own writes ``_send_<channel>(today)``: it
    takes actions of that channel that were just decided again under lock, hands them over
    and returns those that are done. What it raises makes the action ``failed`` with the
    error as reason; the others go on.
    """

    _name = "dunning.message"
    _description = "Content of dunning messages"

    debts_html = fields.Html(compute="_compute_debts_html", sanitize=False)
    # they open the customer's page: for those who write to it
    payment_html = fields.Html(
        compute="_compute_payment_html", sanitize=False, groups=WRITERS
    )
    pay_url = fields.Char(compute="_compute_pay_url", groups=WRITERS)
    debt_count = fields.Integer(compute="_compute_oldest")
    oldest_days_late = fields.Integer(compute="_compute_oldest")
    oldest_number = fields.Char(compute="_compute_oldest")
    date_deadline = fields.Date(
        "To be paid by", copy=False, help="The last day to pay that the message named."
    )
    payment_deadline = fields.Char(compute="_compute_payment_deadline")
    sms_deadline = fields.Char(compute="_compute_payment_deadline")

    # === DELIVERY ===

    @api.model
    def _get_automatic_channels(self):
        """Channels that leave without anybody's hand."""
        return list(self.env["dunning.channel"]._get_registry().automatic)

    def _deliver(self, today):
        """Hand the actions over, channel by channel.

        All of a channel at once, with what the database says to it; when one fails, it
        is found by halves and says why, and the others are done.

        :return: the actions done; those of manual channels wait for somebody
        """
        done = self.browse()
        for channel, actions in self.grouped("channel").items():
            found = spread(
                self.env,
                actions,
                partial(self._send_by, channel, today),
                lambda action, error: action._deliver_failed(error),
            )
            done = done.union(*found)
        return done

    def _send_by(self, channel, today, actions):
        """Hand a list of actions over to their channel; returns those that are done."""
        sender = self.env["dunning.channel"]._get_registry()[channel].sender
        return getattr(self.browse().concat(*actions), sender)(today)

    def _deliver_failed(self, error):
        """One message could not be produced: said on the action, the others go on."""
        # the text of an error may quote the debtor: it goes on the record, not in logs
        _logger.warning("Dunning action %s failed: %s", self.id, type(error).__name__)
        self.invalidate_recordset()
        self._set_failed("content", self.env["dunning.explanation"]._error_text(error))

    # === E-MAIL ===

    def _send_email(self, today):
        """Queue the e-mails, one for each reader, and log them; Odoo's queue sends them."""
        usable = self._fail_without_address()
        if not usable:
            return usable
        usable._set_deadline(today)
        # sudo: the mail queue is the system's
        mails = usable.sudo().mail_ids
        # what an earlier try left behind is no news of this one
        mails.dunning_action_id = False
        # sudo: the mail queue is the system's
        self.env["mail.mail"].sudo().create(
            [
                values | {"is_dunning_reminder": True}
                for values in usable._prepare_mails()
            ]
        )
        for action in usable:
            action.write(
                {
                    "email_to": email_normalize(action.contact_id.email, strict=False),
                    # the first reader's was made first
                    # sudo: the mail queue is the system's
                    "mail_mail_id": action.sudo().mail_ids.sorted("id")[:1].id,
                }
            )
        usable._set_done(
            today,
            delivery_state="queued",
            is_test=usable.company_id.root_id.dunning_mode == "test",
        )
        usable._log_contact()
        # sudo: the mail queue is the system's
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return usable

    def _fail_without_address(self):
        """Set apart what cannot be sent, each with its reason; return the rest."""
        explanation = self.env["dunning.explanation"]
        usable = self
        for root, actions in self.grouped(
            lambda action: action.company_id.root_id
        ).items():
            problem = root._get_dunning_problem()
            if problem:
                actions._set_failed("setup", problem)
                usable -= actions
        for action in usable:
            address = email_normalize(action.contact_id.email or "", strict=False)
            if not address:
                action._set_failed(
                    "address", explanation._no_channel(["email"]), "no_channel"
                )
                usable -= action
            elif not action._get_mail_template():
                action._set_failed("content", explanation._no_template(action.step_id))
                usable -= action
        return usable

    def _prepare_preview(self):
        """Subject, recipients and body as they would leave now; nothing is written."""
        self.ensure_one()
        explanation = self.env["dunning.explanation"]
        recipients = ", ".join(
            partner.email_formatted or partner.name
            for partner in self._get_recipients()
        )
        if self.channel == "sms":
            return self._prepare_sms_preview()
        if self.channel != "email":
            note = (
                self._get_script()
                if self.channel == "call"
                else self.step_id.task_note or ""
            )
            return {
                "subject": self.display_name,
                "recipients": recipients,
                "body": note,
            }
        if not self._get_mail_template():
            return {
                "subject": explanation._no_template(self.step_id),
                "recipients": recipients,
            }
        rendered = self._render_emails(self._get_mail_template())[self.id]
        return {
            "subject": rendered["subject"],
            "recipients": recipients,
            "body": rendered["body_html"],
            "note": self.reason or "",
        }

    def _send_thanks(self):
        """Thank the debtor for having paid what this action claimed."""
        self.ensure_one()
        template = self.env.ref("relance_avancee.mail_template_thank_you", False)
        ready = not self.company_id.root_id._get_dunning_problem()
        if template and ready and self._get_recipients():
            replies = self._get_reply_addresses()
            mails = []
            for actions in self._by_reader():
                rendered = actions._render_emails(template)
                mails += actions._prepare_reader_mails(rendered, {}, replies)
            # thanks are no reminder: what becomes of them changes nothing of it
            # sudo: the mail queue is the system's
            self.env["mail.mail"].sudo().create(
                [values | {"dunning_action_id": False} for values in mails]
            )

    def _prepare_mails(self):
        """Values of the messages, one for each reader; extended to add headers or files."""
        files = self._get_files()
        replies = self._get_reply_addresses()
        mails = []
        for actions in self._by_reader():
            rendered = {}
            for template, alike in actions.grouped(
                lambda action: action._get_mail_template()
            ).items():
                rendered |= alike._render_emails(template)
            mails += actions._prepare_reader_mails(rendered, files, replies)
        return mails

    def _prepare_reader_mails(self, rendered, files, replies):
        return [
            action._prepare_mail_values(
                rendered[action.id], files.get(action.id), replies[action.id]
            )
            | {"dunning_action_id": action.id}
            for action in self
        ]

    def _render_emails(self, template):
        """Subject and body by action id, in each debtor's language."""
        # sudo: the collector need not be a template editor to send what was written
        template = template.sudo().with_context(**self._get_reader_context())
        rendered = template._generate_template(
            self.ids, ("subject", "body_html", "reply_to")
        )
        for action in self:
            lang = action._get_lang()
            values = rendered[action.id]
            if is_html_empty(values["body_html"]) or not values["subject"]:
                raise ValueError(self.env._("The text “%s” is empty.", template.name))
            # the history shows the text alone, the message has the layout around it
            values["body"] = values["body_html"]
            values["body_html"] = template.with_context(lang=lang)._render_encapsulate(
                "relance_avancee.mail_layout",
                values["body_html"],
                add_context={"company": action.company_id, "action": action},
                context_record=action.with_context(lang=lang),
            )
        return rendered

    def _prepare_mail_values(self, rendered, attachments, reply_to):
        """One message: sender, recipients, text, files."""
        self.ensure_one()
        company = self.company_id
        values = {
            "model": self._name,
            "res_id": self.id,
            "message_type": "email_outgoing",
            "subject": rendered["subject"],
            "body": rendered["body"],
            "body_html": rendered["body_html"],
            "email_from": company.root_id._get_dunning_sender(),
            "reply_to": rendered.get("reply_to") or reply_to,
            "author_id": company.partner_id.id,
            "record_company_id": company.id,
            "auto_delete": False,
            "is_notification": False,
            "attachment_ids": [(6, 0, attachments.ids)] if attachments else [],
            # RFC 3834, 5.1: nobody's robot needs to answer ours
            "headers": not self.is_manual
            and repr({"Auto-Submitted": "auto-generated"}),
        }
        if company.root_id.dunning_mode == "test":
            values.update(
                subject=self.env._(
                    "[TEST for %(name)s] %(subject)s",
                    name=self.partner_id.name,
                    subject=rendered["subject"],
                ),
                email_to=company.root_id.dunning_test_email,
            )
        else:
            reader = self._get_reader() or self._get_recipients()[:1]
            values["recipient_ids"] = [(6, 0, reader.ids)]
        # one line, whatever the names quoted in it
        values["subject"] = " ".join(values["subject"].split())
        return values

    def _get_recipients(self):
        """Partners who receive a message each: the chosen contacts, else the one found.

        The one decided on comes first.

        Only those who still belong to the debtor: nobody else reads about its debts.
        """
        self.ensure_one()
        chosen = self.debtor_id.dunning_contact_ids.filtered("email_normalized")
        chosen -= self._get_dead(chosen)
        found = chosen if self.contact_id in chosen else self.contact_id
        return found.filtered(
            lambda contact: contact.commercial_partner_id == self.debtor_id
        ).sorted(lambda contact: (contact != self.contact_id, contact.id))

    def _get_dead(self, contacts):
        """Those of several contacts whose address gave a message back."""
        if len(contacts) < 2:
            return contacts.browse()
        dead = dead_addresses.find(self.env, contacts.mapped("email_normalized"))
        return contacts.filtered(lambda contact: contact.email_normalized in dead)

    def _get_mail_template(self):
        """The text of one action's e-mail: the step's.

        Or the other one for the debtors of a running comparison.
        """
        running = self.env["dunning.experiment"]._get_running()
        found = running.get((self.company_id.root_id.id, self.step_id.id))
        if found:
            experiment_id, template_b_id, share_b = found
            partner_id = self.partner_id.id
            if experiments.variant(str(experiment_id), partner_id, share_b) == "B":
                return self.env["mail.template"].browse(template_b_id)
        return self.step_id.mail_template_id

    # === ONE READER, ONE MESSAGE ===

    def _by_reader(self):
        """These actions for their first reader, then those that have a second, and so on.

        A message carries the link of who reads it: it is written once for each.
        """
        rank, actions = 0, self
        while actions:
            yield actions.with_context(dunning_reader=rank)
            rank += 1
            actions = actions.filtered(
                lambda action: len(action._get_recipients()) > rank  # noqa: B023
            )

    @api.model
    def _get_reader_context(self):
        """For whom is being written: the rank among the recipients, or somebody else."""
        names = ("dunning_reader", "dunning_reader_id")
        return {name: self.env.context.get(name) for name in names}

    def _get_reader(self):
        """Who reads the message that is being written; nobody in particular outside."""
        self.ensure_one()
        rank, partner_id = self._get_reader_context().values()
        if partner_id:
            return self.env["res.partner"].browse(partner_id)
        if rank is None:
            return self.env["res.partner"]
        return self._get_recipients()[rank : rank + 1]

    def _get_reader_or_contact(self):
        """Whose link the message quotes, and in whose language."""
        self.ensure_one()
        return self._get_reader() or self.contact_id or self.debtor_id

    def _get_reply_addresses(self):
        """Where answers go, by action id: the catchall, else the collector, else the sender."""
        defaults = {
            action.id: action._get_active_user().email_formatted
            or action.company_id.root_id._get_dunning_sender()
            for action in self
        }
        # sudo: addresses for replies are the system's
        return self.sudo()._notify_get_reply_to_batch(defaults=defaults)

    def _get_lang(self):
        """Language of the one who reads, for text, table, dates and amounts."""
        self.ensure_one()
        reader = self._get_reader_or_contact()
        return spoken(self.env, reader.lang, self.partner_id.lang)

    # === FILES ===

    def _get_files(self):
        """Attachments by action id: invoices, and the statement of what is too long."""
        files = self._get_invoice_files()
        for action in self:
            if action._is_long():
                # sudo: the customer gets what his own message sums up
                known = files.get(action.id, self.env["ir.attachment"].sudo())
                files[action.id] = known | statement.attach(action)
        return files

    def _is_long(self):
        """Whether the message lists fewer debts than there are; a statement has them all."""
        self.ensure_one()
        limit = self.company_id.root_id.dunning_max_rows
        claimed = sum(bool(line.step_id) for line in self.line_ids)
        return max(claimed, len(self.line_ids) - claimed) > max(limit, 1)

    def _get_invoice_files(self):
        """Attachments by action id, within the company's limits.

        Beyond the number or the size, the message keeps its link and no file: what is
        not attached was not sent. Nothing is printed here, see
        :mod:`~.invoice_files`.
        """
        files, attached = {}, self.env["account.move"]
        for action in self.filtered("step_id.attach_invoices"):
            found = action._get_invoices_to_attach().filtered("invoice_pdf_report_id")
            # sudo: the customer gets its own invoices, whoever sends
            attachments = found.sudo().invoice_pdf_report_id
            if action._is_light_enough(sum(attachments.mapped("file_size"))):
                files[action.id] = attachments
                attached |= found
        # sudo: the night's user marks what it sends, whatever its rights on invoices
        attached.sudo().filtered(lambda move: not move.is_move_sent).is_move_sent = True
        return files

    def _get_invoices_to_attach(self):
        """Invoices whose files the message may carry; none when they are too many.

        What is too heavy already is known before the others are made.
        """
        self.ensure_one()
        # sudo: as for the files themselves
        moves = self.claimed_line_ids.move_id.sudo()
        moves = moves.filtered(
            lambda move: move.invoice_pdf_report_id or move.is_sale_document(True)
        )
        fits = len(moves) <= self.company_id.root_id.dunning_max_files
        size = sum(moves.invoice_pdf_report_id.mapped("file_size")) if fits else 0
        if not fits or not self._is_light_enough(size):
            moves = moves.browse()
        return moves.sudo(self.env.su)

    def _is_light_enough(self, size):
        return size <= self.company_id.root_id.dunning_max_size * 1024 * 1024

    # === TASK ===

    def _send_task(self, today):
        """Schedule the task for the collector; done when somebody says so."""
        self._schedule("mail.mail_activity_data_todo", today)
        return self.browse()

    def _schedule(self, activity_type, today):
        for action in self.filtered(lambda action: not action.activity_ids):
            action.with_context(mail_activity_quick_update=True).activity_schedule(
                activity_type,
                date_deadline=today,
                summary=action.display_name,
                note=action.step_id.task_note,
                user_id=action.user_id.id or False,
            )

    # === HISTORY ===

    def _log_contact(self):
        """One note on each invoice claimed and on the debtor; nobody is notified."""
        explanation = self.env["dunning.explanation"]
        by_record = {}
        for action in self:
            note = explanation._contact_note(action)
            for move in action.claimed_line_ids.move_id:
                by_record.setdefault(move, []).append(note)
            note = explanation._contact_note(action, private=False)
            by_record.setdefault(action.partner_id, []).append(note)
        common = self._prepare_note_values()
        bulk_insert(
            self.env["mail.message"],
            [
                {
                    **common,
                    "model": record._name,
                    "res_id": record.id,
                    "body": Markup("<br/>").join(found),
                }
                for record, found in by_record.items()
            ],
        )

    def _prepare_note_values(self):
        """Values all notes share, those of Odoo's own ``_message_log_batch``.

        Written in bulk: the ORM takes as long for the notes as for the messages.
        """
        author_id, email_from = self._message_compute_author()
        return {
            "author_id": author_id or None,
            "email_from": email_from or None,
            "reply_to": email_from or None,
            "message_type": "notification",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "mail.mt_note", raise_if_not_found=True
            ),
            "message_id": generate_tracking_message_id("message-notify"),
            "is_internal": True,
            "email_add_signature": False,
            "date": fields.Datetime.now(),
        }

    # === CONTENT ===

    def _compute_pay_url(self):
        """The reader's link; the models that have one override this."""
        for action in self:
            action.pay_url = False

    @api.depends("line_ids.days_late", "line_ids.step_id")
    def _compute_oldest(self):
        for action in self:
            claimed = action.line_ids.filtered("step_id")
            oldest = claimed.sorted("date_due")[:1]
            action.debt_count = len(claimed)
            action.oldest_days_late = oldest.days_late
            action.oldest_number = oldest and oldest._get_reference()

    @api.depends_context("lang")
    @api.depends("date_deadline", "step_id.payment_days")
    def _compute_payment_deadline(self):
        """The last day to pay, as a sentence and as an SMS write it."""
        for action in self:
            day = action.date_deadline or action._get_payment_deadline(
                action._get_letter_date()
            )
            action.payment_deadline = format_date(self.env, day, date_format="long")
            action.sms_deadline = format_date(self.env, day)

    @api.depends_context("lang")
    @api.depends(
        *("line_ids.amount", "line_ids.residual", "line_ids.step_id"),
        *("line_ids.interest", "line_ids.fixed_fee", "step_id.late_fees"),
    )
    def _compute_debts_html(self):
        qweb = self.env["ir.qweb"]
        credits = self._get_open_credits()
        for action in self:
            action.debts_html = qweb._render(
                "relance_avancee.message_debts", action._prepare_debts_table(credits)
            )

    @api.depends_context("uid", "lang", "dunning_reader", "dunning_reader_id")
    def _compute_payment_html(self):
        qweb = self.env["ir.qweb"]
        for action in self:
            action.payment_html = qweb._render(
                "relance_avancee.message_payment", action._prepare_payment()
            )

    def _prepare_debts_table(self, credits):
        """Rows of the table: claimed debts, the others, open credits; all formatted."""
        self.ensure_one()
        # plain loops: a filtered recordset forgets its batch and reads invoice by invoice
        claimed = [line for line in self.line_ids if line.step_id]
        others = [line for line in self.line_ids if not line.step_id]
        limit = max(self.company_id.root_id.dunning_max_rows, 1)
        return {
            "claimed": [self._prepare_debt_row(line) for line in claimed[:limit]],
            "claimed_left": self._prepare_rest(claimed[limit:], "amount"),
            "others": [self._prepare_debt_row(line) for line in others[:limit]],
            "others_left": self._prepare_rest(others[limit:], "residual"),
            "credits": [
                {"number": name, "amount": currency.format(-amount)}
                for currency in self._get_credit_currencies(credits)
                for name, amount in credits[self.debtor_id.id, currency.id]
            ],
            "total": self.currency_id.format(self.amount),
            "discounted": self._describe_discounts(),
            "fees": self._prepare_late_fees(),
        }

    def _prepare_rest(self, lines, amount):
        """How many rows are not listed, and their sum; False when all are."""
        if not lines:
            return False
        total = sum(line[amount] for line in lines)
        return {"count": len(lines), "amount": self.currency_id.format(total)}

    def _get_credit_currencies(self, credits):
        """Currencies of the debtor's credits, the message's own first: all are counted."""
        found = self.env["res.currency"].browse(
            sorted(
                currency_id
                for partner_id, currency_id in credits
                if partner_id == self.partner_id.id
            )
        )
        return (self.currency_id & found) | found

    def _describe_discounts(self):
        """What settles all that is claimed, and until when, while a discount lasts."""
        self.ensure_one()
        claimed = self.line_ids.filtered("step_id")
        found = {line: line._get_discount() for line in claimed}
        discounts = list(filter(None, found.values()))
        if not discounts:
            return ""
        amount = sum(
            discount.amount if discount else line.amount
            for line, discount in found.items()
        )
        return self._describe_discount(
            Discount(amount, min(discount.until for discount in discounts))
        )

    def _describe_discount(self, discount):
        return self.env._(
            "%(amount)s if paid by %(date)s",
            amount=self.currency_id.format(discount.amount),
            date=format_date(self.env, discount.until),
        )

    def _prepare_debt_row(self, line):
        """One debt as the reader sees it."""
        env, currency = self.env, self.currency_id
        move, discount = line.move_id, line._get_discount()
        return {
            "number": line._get_reference(),
            "discount": discount and self._describe_discount(discount),
            "order": self._get_order_number(move),
            "date": format_date(env, move.invoice_date or move.date) if move else "",
            "date_due": format_date(env, line.date_due),
            "days_late": max(line.days_late, 0) or "–",
            "level": self._get_level_label(line),
            "amount": currency.format(line.amount),
            "residual": currency.format(line.residual),
        }

    def _get_order_number(self, move):
        """What the customer knows the invoice by: its own order, as it was quoted."""
        if not move.is_sale_document(True):
            return ""
        return (move.ref or "").strip()

    def _get_level_label(self, line):
        """Where a debt stands, in words a customer may read."""
        if line.step_id:
            return line.step_id.name
        if line.days_late <= 0:
            return self.env._("Not due yet")
        level = line._get_level()
        # a notice before the due date says nothing of a debt now late
        return level.name if level.delay_days > 0 else self.env._("Overdue")

    # === UNTIL WHEN ===

    def _get_payment_deadline(self, today):
        """The day by which the debtor is asked to pay: a day on which banks work.

        The messages of one step name one day, whatever their channel.
        """
        self.ensure_one()
        return self._get_payment_deadlines(today)[self.id]

    def _get_payment_deadlines(self, today):
        """The same for many actions, by id, in one statement."""
        # sudo: what colleagues sent counts
        sent = self.sudo().search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("step_id", "in", self.step_id.ids),
                ("date_deadline", ">", today),
                ("date_planned", ">=", today - TOGETHER),
                ("state", "in", ("planned", "done")),
            ]
        )
        named = {}
        for action in sent.sorted("date_deadline"):
            named.setdefault(action._get_notice_key(), action)
        deadlines = {}
        for action in self:
            other = named.get(action._get_notice_key())
            if other and other.id != action._origin.id:
                deadlines[action.id] = other.date_deadline
                continue
            day = today + timedelta(days=max(action.step_id.payment_days, 1))
            deadlines[action.id] = calendars.next_sending_day(
                day, action.partner_id._dunning_place(action.company_id)
            )
        return deadlines

    def _get_notice_key(self):
        """What the messages of one step to one debtor have in common."""
        return self.partner_id, self.step_id, self.company_id, self.currency_id

    def _set_deadline(self, today):
        """Note the day the message is about to name; none when its text names none."""
        deadlines = self._get_payment_deadlines(today)
        for (step, channel, template), actions in self.grouped(
            lambda action: (action.step_id, action.channel, action._get_mail_template())
        ).items():
            if not step or not step._get_days_granted([channel], template):
                deadlines |= dict.fromkeys(actions.ids, False)
        for day, actions in self.grouped(lambda action: deadlines[action.id]).items():
            actions.filtered(
                lambda action: action.date_deadline != day  # noqa: B023
            ).date_deadline = day

    def _get_open_credits(self):
        """Open credits as the rules count them: what was paid back is none.

        :return: lists of (number of the document, amount) by (debtor id, currency id)
        """
        ledger, credits = self.env["dunning.ledger"], {}
        for root, actions in self.grouped(lambda a: a.company_id.root_id).items():
            found = ledger._read_open_credits(root, actions.debtor_id.ids)
            for partner_id, moneys in found.items():
                for money in moneys:
                    key = partner_id, money.currency_id
                    credits.setdefault(key, []).append((money.item_id, money.amount))
        # sudo: the customer is told the numbers of his own documents, whoever sends
        items = self.env["account.move.line"].sudo()
        return {
            key: [
                (items.browse(item_id).move_id.name, amount)
                for item_id, amount in found
            ]
            for key, found in credits.items()
        }

    def _prepare_payment(self):
        """How to pay: signed link, bank details, reference to quote."""
        self.ensure_one()
        if self.plan_id:
            # sudo: whoever sends, the customer is told where to pay
            plan = self.plan_id.sudo()
            bank, reference = plan._get_bank_account(), plan._get_transfer_reference()
        else:
            bank, reference = self._get_bank_account(), self._get_quoted_references()
        return {
            "pay_url": self.pay_url,
            "iban": bank.acc_number,
            "bank_name": bank.bank_id.name or "",
            "bic": bank.bank_id.bic,
            "reference": reference,
        }

    def _get_quoted_references(self):
        """References of the debts claimed, the first five of them."""
        lines = self.line_ids.filtered("step_id")
        references = self.env["dunning.transfer"]._get_references(
            lines.move_id, lines.line_id
        )
        return ", ".join(references[:5]) + ("…" if len(references) > 5 else "")

    def _get_bank_account(self):
        """The account printed on the invoices, else the company's first."""
        self.ensure_one()
        return self.env["dunning.transfer"]._get_bank_account(
            self.company_id, self.line_ids.move_id
        )
