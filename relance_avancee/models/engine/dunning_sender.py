"""Delivery of dunning actions, one method a channel."""

import logging
from functools import partial

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize
from odoo.tools.mail import generate_tracking_message_id, is_html_empty

from ...isolation import spread
from ...languages import spoken
from ...tools import bulk_insert

_logger = logging.getLogger(__name__)


class DunningSender(models.AbstractModel):
    """Mixin of ``dunning.action``: hands a contact over to its channel.

    A module with a channel of its own writes ``_send_<channel>(today)``: it takes
    actions of that channel that were just decided again under lock, hands them over
    and returns those that are done. What it raises makes the action ``failed`` with
    the error as reason; the others go on.
    """

    _name = "dunning.sender"
    _description = "Delivery of dunning actions"

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

    def _decision_failed(self, error, sending):
        """The rules could not be asked about these actions of one debtor.

        What should leave has failed; what only waits goes on waiting, and somebody is
        told.
        """
        if sending:
            for action in self:
                action._deliver_failed(error)
        else:
            root = self.company_id.root_id[:1]
            self.env["dunning.planner"]._tell_trouble(root, self.partner_id, error)

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
            # the first reader's was made first
            # sudo: the mail queue is the system's
            action.mail_mail_id = action.sudo().mail_ids.sorted("id")[:1]
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
            else:
                action.email_to = address
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
        files = self._get_invoice_files()
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
        # sudo: an address is dead whoever's message it gave back
        bounced = self.sudo().search(
            [("bounced_email", "in", contacts.mapped("email_normalized"))]
        )
        dead = set(bounced.mapped("bounced_email"))
        return contacts.filtered(lambda contact: contact.email_normalized in dead)

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

    def _get_invoice_files(self):
        """Attachments by action id, within the company's limits.

        Beyond the number or the size, the message keeps its link and no file: they are
        counted before any is made, and what is not attached was not sent.
        """
        wanted = self.filtered("step_id.attach_invoices")
        documents = {action: action._get_invoices_to_attach() for action in wanted}
        moves = self.env["account.move"].union(*documents.values())
        # sudo: the night's user marks what it sends, whatever its rights on invoices
        unsent = moves.sudo().filtered(lambda move: not move.is_move_sent)
        pdfs = moves._dunning_get_pdfs() if moves else {}
        files, attached = {}, self.env["account.move"]
        for action, found in documents.items():
            found = found.filtered(lambda move: move.id in pdfs)
            # sudo: the customer gets its own invoices, whoever sends
            attachments = (
                self.env["ir.attachment"]
                .sudo()
                .union(*(pdfs[move.id] for move in found))
            )
            if action._is_light_enough(sum(attachments.mapped("file_size"))):
                files[action.id] = attachments
                attached |= found
        unsent.filtered(
            lambda move: move.is_move_sent and move not in attached
        ).is_move_sent = False
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
