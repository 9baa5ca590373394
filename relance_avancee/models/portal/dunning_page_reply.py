"""Reading the forms of a customer's page, and passing on what they say."""

import datetime as dt

from markupsafe import Markup, escape

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from ...core.mail import pictures, typed
from .dunning_page_answer import MAX_PAGE_NOTE, MAX_WORD

# What an accountant opens without fear; told by the content, never by the browser.
FILE_TYPES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
}
MEGABYTE = 1024 * 1024


class DunningPageReply(models.AbstractModel):
    """Mixin of ``dunning.link``: what the forms have in common."""

    _name = "dunning.page.reply"
    _description = "Reading of a customer's answers"

    # === WHAT WAS TYPED ===

    def _get_text(self, form, name):
        """One short line."""
        return typed.line(form.get(name), MAX_WORD)

    def _get_note(self, form):
        """The customer's own words."""
        return typed.words(form.get("note"), MAX_PAGE_NOTE)

    def _get_id(self, form, name):
        return typed.number(form.get(name))

    def _get_date(self, form, name):
        """A day.

        :raises UserError: none
        """
        text = typed.line(form.get(name), MAX_WORD)
        for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                day = dt.datetime.strptime(text, pattern).date()
            except ValueError:
                continue
            if 2000 <= day.year < 2100:
                return day
        raise UserError(self.env._("Please give a date, for instance 2026-12-31."))

    def _get_amount(self, form, currency, name="amount"):
        """The amount typed, or 0.

        :raises UserError: not an amount
        """
        text = self._get_text(form, name)
        return float(self._read_amount(text, currency)) if text else 0.0

    def _get_chosen(self, form, only_one=False):
        """The debts ticked.

        :raises UserError: none, one that is not this debtor's, or several
        """
        wanted = set(map(typed.number, form.getlist("line")))
        dues = [due for due in self._get_dues() if due.item.id in wanted]
        if not dues or len(dues) != len(wanted):
            raise UserError(self.env._("Choose at least one invoice."))
        if only_one and len(dues) > 1:
            raise UserError(self.env._("Choose one invoice."))
        return dues

    def _get_chosen_invoices(self, form, only_one=False):
        """The debts ticked, for a record that is about invoices alone.

        An entry may be about other customers too: nothing of it is promised or held
        without somebody of the company.

        :raises UserError: as above, or a balance that is no invoice
        """
        dues = self._get_chosen(form, only_one)
        if "entry" in self._get_moves(dues).mapped("move_type"):
            raise UserError(
                self.env._(
                    "This amount comes from an earlier balance: please answer our "
                    "message, and we will look into it with you."
                )
            )
        return dues

    def _get_moves(self, dues):
        return self.env["account.move"].union(*(due.item.move_id for due in dues))

    def _group_for_records(self, dues):
        """Debts by company and currency: what one record may be about."""
        groups = {}
        for due in dues:
            key = due.item.company_id, due.item.currency_id
            groups.setdefault(key, []).append(due)
        return groups

    # === FILES ===

    def _check_files(self, files):
        """Names and contents of the uploads, refused as a whole.

        :return: list of (name, content); the name ends as the content says
        :raises UserError: too many, too big, or of another type
        """
        company = self.company_id
        sent = [file for file in files if file.filename]
        if len(sent) > company.dunning_page_files:
            raise UserError(
                self.env._("At most %(count)s files.", count=company.dunning_page_files)
            )
        limit = company.dunning_page_file_size * MEGABYTE
        found = [self._check_file(file, limit) for file in sent]
        self._check_pictures(found)
        return found

    def _check_pictures(self, files):
        """Pictures by what they unpack to, one by one and together.

        :raises UserError: too big, or no picture
        """
        total = 0
        for name, content in files:
            if name.endswith(FILE_TYPES["application/pdf"]):
                continue
            pixels = pictures.count_pixels(content)
            if pixels is None:
                raise UserError(
                    self.env._("The picture %(name)s cannot be read.", name=name)
                )
            total += pixels
            if total > pictures.MAX_PIXELS:
                raise UserError(
                    self.env._(
                        "Pictures may have %(count)s million pixels together:"
                        " please send smaller ones.",
                        count=pictures.MAX_PIXELS // 1_000_000,
                    )
                )

    def _check_file(self, file, limit):
        content = file.read(limit + 1)
        if len(content) > limit:
            raise UserError(
                self.env._(
                    "A file may not be larger than %(size)s MB.",
                    size=self.company_id.dunning_page_file_size,
                )
            )
        ending = FILE_TYPES.get(guess_mimetype(content))
        if not ending:
            raise UserError(self.env._("Only PDF, JPEG and PNG files can be sent."))
        name = file.filename.replace("\\", "/").rpartition("/")[2].partition(".")[0]
        safe = "".join(
            char if char.isalnum() or char in " -_" else " " for char in name
        )
        return " ".join(safe.split())[:60] + ending, content

    # === PASSING ON ===

    def _get_thread(self):
        """Where the answer is kept: the last message this contact got, else the debtor."""
        action = self.env["dunning.action"].search(
            [
                *self._get_our_domain(),
                ("contact_id", "in", (False, self.contact_id.id)),
                ("state", "=", "done"),
                (
                    "channel",
                    "in",
                    self.env["dunning.channel"]._get_registry().written,
                ),
            ],
            order="date_done desc, id desc",
            limit=1,
        )
        return action or self.debtor_id

    def _told(self, text, form, record=None, uploads=(), summary=None):
        """Log an answer where it belongs and tell the collector.

        :param record: what the answer made (a promise, a dispute); it gets the files
        :param summary: of the activity; ``text`` when empty
        """
        body = escape(text)
        if note := self._get_note(form):
            body += Markup("<br/>%s") % Markup("<br/>").join(
                escape(line) for line in note.splitlines()
            )
        thread = self._get_thread()
        if thread._name == "dunning.action":
            thread.delivery_state = "answered"
            if user := self._get_collector():
                thread.message_subscribe(user.partner_id.ids)
        keeper = record or thread
        # who follows a customer may be the customer: nobody is written to from there
        is_customer = keeper == self.debtor_id
        posted = keeper.with_context(
            mail_post_autofollow_author_skip=True,
            # a stranger's picture is kept as it is: nothing here unpacks it
            image_no_postprocess=True,
        ).message_post(
            body=body,
            author_id=self.contact_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note" if is_customer else "mail.mt_comment",
            attachments=uploads,
        )
        for other in dict.fromkeys((thread, self.debtor_id)):
            if other != keeper:
                other._message_log(body=body, author_id=self.contact_id.id)
        self._schedule(keeper, summary or text, body)
        return posted

    def _schedule(self, record, summary, note=""):
        """An activity today for the collector."""
        record.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.company_id._dunning_today(),
            summary=summary,
            note=note,
            user_id=self._get_collector().id or False,
        )

    def _hold(self, note, moves=None):
        """Reminders of these invoices, or of all, wait until somebody has read this."""
        Hold = self.env["dunning.hold"]
        for move in moves or [self.env["account.move"]]:
            company = move.company_id or self.company_id
            target = [
                ("debtor_id", "=", self.debtor_id.id),
                ("company_id", "=", company.id),
                ("move_id", "=", move.id),
                ("reason", "=", "reply"),
            ]
            if not Hold.search_count(target, limit=1):
                Hold.create(
                    {
                        "partner_id": self.debtor_id.id,
                        "company_id": company.id,
                        "move_id": move.id,
                        "reason": "reply",
                        "date_from": fields.Date.to_string(company._dunning_today()),
                        "note": note,
                    }
                )
